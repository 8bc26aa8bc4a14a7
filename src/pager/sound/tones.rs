//! The siren made by arithmetic: what sounds when nothing else can, with no file and no decoder to
//! fail.

use std::f32::consts::TAU;

/// Samples per second of everything that is played.
pub const RATE: u32 = 48_000;

/// The loudest any sample gets.
const PEAK: f32 = 0.9;

/// Four seconds of a wail: up from 440 to 1100 Hz in three, down again in one.
pub(super) fn siren() -> Vec<f32> {
    const LOW: f32 = 440.0;
    const HIGH: f32 = 1100.0;
    const RISE: f32 = 0.75;
    const LENGTH: usize = 4 * RATE as usize;

    let pitch = |part: f32| {
        let height = if part < RISE { part / RISE } else { (1.0 - part) / (1.0 - RISE) };
        LOW * (HIGH / LOW).powf(height)
    };
    let pitches: Vec<f64> = (0..LENGTH).map(|at| f64::from(pitch(fraction(at, LENGTH)))).collect();
    let cycles = pitches.iter().sum::<f64>() / f64::from(RATE);
    // Bent by a hair, so that one turn is a whole number of cycles and has no seam.
    let bend = cycles.round() / cycles;
    let mut phase = 0.0_f64;
    let wave = pitches
        .iter()
        .map(|pitch| {
            let sample = brassy(narrow(phase));
            phase = (phase + bend * pitch / f64::from(RATE)).fract();
            sample
        })
        .collect();
    levelled(wave)
}

/// A wave rich in overtones, which small loudspeakers still carry.
fn brassy(phase: f32) -> f32 {
    sine(phase) + 0.5 * sine(2.0 * phase) + 0.33 * sine(3.0 * phase) + 0.2 * sine(5.0 * phase)
}

fn sine(cycles: f32) -> f32 {
    (TAU * cycles).sin()
}

/// Scales the wave so that its loudest sample is [`PEAK`].
fn levelled(mut wave: Vec<f32>) -> Vec<f32> {
    let loudest = wave.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    let scale = PEAK / loudest.max(f32::MIN_POSITIVE);
    for sample in &mut wave {
        *sample = (*sample * scale).clamp(-PEAK, PEAK);
    }
    wave
}

#[expect(clippy::cast_possible_truncation, reason = "a phase within one cycle")]
fn narrow(phase: f64) -> f32 {
    phase as f32
}

#[expect(clippy::cast_precision_loss, reason = "a few seconds of samples are exact in f32")]
fn fraction(at: usize, length: usize) -> f32 {
    at as f32 / length as f32
}

#[cfg(test)]
mod tests;
