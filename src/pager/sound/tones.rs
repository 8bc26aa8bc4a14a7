//! Sounds made by arithmetic: every built-in alarm, with no file and no decoder to fail.

use std::f32::consts::TAU;

/// Samples per second of everything that is played.
pub const RATE: u32 = 48_000;

/// The loudest any sample gets.
pub const PEAK: f32 = 0.9;

/// The notes of the melodies, in hertz.
const E4: f32 = 329.63;
const G4: f32 = 392.0;
const A4: f32 = 440.0;
const C5: f32 = 523.25;
const E5: f32 = 659.26;

/// One note: its pitch, when it begins and how long it rings, in seconds.
struct Note {
    pitch: f32,
    at: f32,
    length: f32,
}

/// Four seconds of a wail: up from 440 to 1100 Hz in three, down again in one.
pub(super) fn siren() -> Vec<f32> {
    const LOW: f32 = 440.0;
    const HIGH: f32 = 1100.0;
    const RISE: f32 = 0.75;

    let pitch = |part: f32| {
        let height = if part < RISE { part / RISE } else { (1.0 - part) / (1.0 - RISE) };
        LOW * (HIGH / LOW).powf(height)
    };
    let length = samples(4.0);
    let pitches: Vec<f64> = (0..length).map(|at| f64::from(pitch(fraction(at, length)))).collect();
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
    levelled(wave, PEAK)
}

/// Five notes that every child sings, sol-mi-la-sol-mi, and a breath before they come again.
pub(super) fn something_broken() -> Vec<f32> {
    const NOTES: [Note; 5] = [
        Note { pitch: G4, at: 0.0, length: 0.5 },
        Note { pitch: E4, at: 0.5, length: 0.5 },
        Note { pitch: A4, at: 1.0, length: 0.25 },
        Note { pitch: G4, at: 1.25, length: 0.25 },
        Note { pitch: E4, at: 1.5, length: 0.7 },
    ];
    melody(2.6, &NOTES, PEAK, |phase, at, length| reedy(phase) * sung(at, length))
}

/// Two soft strokes, E and C, and silence after them.
pub(super) fn bell() -> Vec<f32> {
    const NOTES: [Note; 2] =
        [Note { pitch: E5, at: 0.0, length: 2.4 }, Note { pitch: C5, at: 0.5, length: 1.9 }];
    melody(2.4, &NOTES, 0.6, |phase, at, length| round(phase) * struck(at, length))
}

/// One short stroke, to hear that there is sound and no more.
pub(super) fn proof() -> Vec<f32> {
    const NOTES: [Note; 1] = [Note { pitch: C5, at: 0.0, length: 0.6 }];
    melody(0.7, &NOTES, 0.35, |phase, at, length| round(phase) * struck(at, length))
}

/// Two soft notes that rise, C and E: the pager is in other hands.
pub(super) fn hand_over() -> Vec<f32> {
    const NOTES: [Note; 2] =
        [Note { pitch: C5, at: 0.0, length: 0.7 }, Note { pitch: E5, at: 0.35, length: 0.9 }];
    melody(1.3, &NOTES, 0.6, |phase, at, length| round(phase) * struck(at, length))
}

/// Sums the notes into `seconds` of sound; `voice` gives a sample of a note from its phase in
/// cycles, the seconds since it began and its length.
fn melody(
    seconds: f32,
    notes: &[Note],
    peak: f32,
    voice: impl Fn(f32, f32, f32) -> f32,
) -> Vec<f32> {
    let mut wave = vec![0.0; samples(seconds)];
    for note in notes {
        let length = samples(note.length);
        let mut phase = 0.0_f32;
        for (at, sample) in wave.iter_mut().skip(samples(note.at)).take(length).enumerate() {
            *sample += voice(phase, note.length * fraction(at, length), note.length);
            phase = (phase + note.pitch / rate()).fract();
        }
    }
    levelled(wave, peak)
}

/// A wave rich in overtones, which small loudspeakers still carry.
fn brassy(phase: f32) -> f32 {
    sine(phase) + 0.5 * sine(2.0 * phase) + 0.33 * sine(3.0 * phase) + 0.2 * sine(5.0 * phase)
}

/// A wave like a child's melodica.
fn reedy(phase: f32) -> f32 {
    sine(phase) + 0.35 * sine(2.0 * phase) + 0.25 * sine(3.0 * phase) + 0.08 * sine(4.0 * phase)
}

/// A wave like a glass touched softly.
fn round(phase: f32) -> f32 {
    sine(phase) + 0.15 * sine(2.0 * phase) + 0.05 * sine(4.0 * phase)
}

fn sine(cycles: f32) -> f32 {
    (TAU * cycles).sin()
}

/// The loudness of a sung note: up in 30 ms, held, gone in the last 90 ms.
fn sung(at: f32, length: f32) -> f32 {
    smooth(at / 0.03) * smooth((length - at) / 0.09)
}

/// The loudness of a struck note: up in 8 ms, fading, gone at its end.
fn struck(at: f32, length: f32) -> f32 {
    smooth(at / 0.008) * (-4.0 * at / length).exp() * smooth((length - at) / 0.1)
}

/// From 0 to 1 without a corner, and no further.
fn smooth(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// Scales the wave so that its loudest sample is `peak`.
fn levelled(mut wave: Vec<f32>, peak: f32) -> Vec<f32> {
    let loudest = wave.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    let scale = peak / loudest.max(f32::MIN_POSITIVE);
    for sample in &mut wave {
        *sample = (*sample * scale).clamp(-peak, peak);
    }
    wave
}

#[expect(clippy::cast_possible_truncation, reason = "a phase within one cycle")]
fn narrow(phase: f64) -> f32 {
    phase as f32
}

#[expect(clippy::cast_precision_loss, reason = "48,000 is exact in f32")]
const fn rate() -> f32 {
    RATE as f32
}

#[expect(clippy::cast_precision_loss, reason = "a few seconds of samples are exact in f32")]
fn fraction(at: usize, length: usize) -> f32 {
    at as f32 / length as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few seconds, never negative"
)]
fn samples(seconds: f32) -> usize {
    (seconds * rate()).round() as usize
}

#[cfg(test)]
mod tests;
