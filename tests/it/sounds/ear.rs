//! What can be heard in samples: pitch, loudness, peaks, and clicks where a round meets the next.

use std::f64::consts::TAU;

use ebur128::{EbuR128, Mode};
use wail::pager::sound::tones::RATE;

use super::score::Note;

/// How long after its beginning a sung or blown note must be on its pitch, and how long before its
/// end that may be over, in seconds.
const ATTACK: f64 = 0.08;
const RELEASE: f64 = 0.05;

/// How far apart, in cents, two pitches are.
pub(super) fn cents(pitch: f64, from: f64) -> f64 {
    1200.0 * (pitch / from).log2()
}

/// How far from its pitch a note is, in cents, at every place where it can be heard.
pub(super) fn errors(samples: &[f32], note: &Note, next: Option<&Note>) -> Vec<f64> {
    if note.is_struck {
        let end = next.filter(|next| next.is_struck).map_or(note.to, |next| next.from.min(note.to));
        let end = end.min(note.from + 0.5);
        let rings = between(samples, note.from + 0.01, end);
        return strongest(rings, note.begins)
            .map(|pitch| cents(pitch, note.begins))
            .into_iter()
            .collect();
    }
    // A window as short as the pitch allows, where it glides.
    let window = if note.glides() { 8.0 / note.begins.min(note.ends) } else { 0.035 };
    let edge = window / 2.0 + 0.002;
    let (attack, release) =
        if note.glides() { (edge, edge) } else { (ATTACK.max(edge), RELEASE.max(edge)) };
    let (first, last) = (note.from + attack, note.to - release);
    let count = whole(((last - first) / 0.02).max(8.0));
    (0..=count)
        .filter_map(|number| {
            let at = first + (last - first) * float(number) / float(count);
            let due = note.pitch(at);
            let heard = cycle(between(samples, at - window / 2.0, at + window / 2.0), due)?;
            Some(cents(heard, due))
        })
        .collect()
}

/// The index of the sample at that instant, in seconds.
pub(super) fn place(at: f64) -> usize {
    whole(at.max(0.0) * f64::from(RATE))
}

/// The samples between two instants, in seconds.
pub(super) fn between(samples: &[f32], from: f64, to: f64) -> &[f32] {
    &samples[place(from).min(samples.len())..place(to).min(samples.len())]
}

/// The pitch with which the samples repeat themselves, within four semitones of `near`.
fn cycle(samples: &[f32], near: f64) -> Option<f64> {
    let period = f64::from(RATE) / near;
    let (shortest, longest) = (whole(period / 1.26), whole(period * 1.26) + 1);
    if samples.len() <= 2 * longest {
        return None;
    }
    let likeness: Vec<f64> = (shortest..=longest).map(|lag| alike(samples, lag)).collect();
    let best = (0..likeness.len()).max_by(|a, b| likeness[*a].total_cmp(&likeness[*b]))?;
    if likeness[best] < 0.85 {
        return None;
    }
    let lag = shortest + best;
    let mut period = refined(samples, lag)?;
    // Over several periods the same step of a sample is a smaller part.
    for periods in 2..=4_u32 {
        let lag = whole(period * f64::from(periods) + 0.5);
        if lag * 2 < samples.len()
            && let Some(together) = refined(samples, lag)
        {
            period = together / f64::from(periods);
        }
    }
    Some(f64::from(RATE) / period)
}

/// How alike the samples are to themselves `lag` later, from -1 to 1.
fn alike(samples: &[f32], lag: usize) -> f64 {
    let (early, late) = (&samples[..samples.len() - lag], &samples[lag..]);
    let (mut product, mut power) = (0.0_f32, 1e-9_f32);
    for (one, other) in early.iter().zip(late) {
        product += one * other;
        power += one * one + other * other;
    }
    f64::from(2.0 * product / power)
}

/// The lag between the samples at which the likeness is highest, by a parabola through three; none
/// if it is not highest there.
fn refined(samples: &[f32], lag: usize) -> Option<f64> {
    let [before, here, after] = [lag - 1, lag, lag + 1].map(|lag| alike(samples, lag));
    let bend = before - 2.0 * here + after;
    let is_highest = here >= before && here >= after && bend < 0.0;
    is_highest.then(|| float(lag) + 0.5 * (before - after) / bend)
}

/// The strongest pitch within 120 cents of `near`, if it is one: not at the edge.
fn strongest(samples: &[f32], near: f64) -> Option<f64> {
    const STEP: f64 = 4.0;

    let pitch = |number: i32| near * 2.0_f64.powf(STEP * f64::from(number) / 1200.0);
    let strength = |number: i32| strength(samples, pitch(number)).ln();
    let best = (-30..=30).max_by(|one, other| strength(*one).total_cmp(&strength(*other)))?;
    let [before, here, after] = [best - 1, best, best + 1].map(strength);
    let bend = before - 2.0 * here + after;
    let shift = 0.5 * (before - after) / bend;
    (best.abs() < 30).then(|| pitch(best) * 2.0_f64.powf(STEP * shift / 1200.0))
}

/// How strongly that pitch sounds, by the Goertzel algorithm under a Hann window.
fn strength(samples: &[f32], pitch: f64) -> f64 {
    let angle = TAU * pitch / f64::from(RATE);
    let factor = 2.0 * angle.cos();
    let turn = TAU / float(samples.len());
    let (mut before, mut last) = (0.0, 0.0);
    for (number, sample) in samples.iter().enumerate() {
        let window = 0.5 - 0.5 * (turn * float(number)).cos();
        (before, last) = (last, window * f64::from(*sample) + factor * last - before);
    }
    last * last + before * before - factor * last * before
}

/// How much of the samples hisses, from 0 to 1: the power of their steps against that of what has
/// steps everywhere. A vowel has next to nothing of it, an `s` much.
pub(super) fn hiss(samples: &[f32]) -> f64 {
    let power: f32 = samples.iter().map(|sample| sample * sample).sum();
    let steps: f32 = samples.windows(2).map(|it| (it[1] - it[0]) * (it[1] - it[0])).sum();
    f64::from(steps / (4.0 * power).max(1e-6))
}

/// How loud something is, by EBU R 128.
pub(super) struct Loudness {
    /// The whole without its pauses, in LUFS.
    pub(super) integrated: f64,
    /// The loudest 400 ms, in LUFS.
    pub(super) momentary: f64,
    /// The highest peak between the samples, in dBTP.
    pub(super) peak: f64,
}

pub(super) fn loudness(samples: &[f32]) -> Loudness {
    let mut meter = EbuR128::new(1, RATE, Mode::I | Mode::M | Mode::TRUE_PEAK).unwrap();
    let mut momentary = f64::NEG_INFINITY;
    for piece in samples.chunks(RATE as usize / 100) {
        meter.add_frames_f32(piece).unwrap();
        momentary = momentary.max(meter.loudness_momentary().unwrap());
    }
    let integrated = meter.loudness_global().unwrap();
    // The interpolating filter gives its last peaks only when more comes.
    meter.add_frames_f32(&[0.0; 64]).unwrap();
    let peak = 20.0 * meter.true_peak(0).unwrap().log10();
    Loudness { integrated, momentary, peak }
}

/// How much sharper than anything near it the place is where a round meets the next: up to 1 there
/// is nothing to hear. Sharp is what bends within a few samples, as no tone does.
pub(super) fn click(samples: &[f32]) -> f64 {
    const AROUND: usize = RATE as usize / 10;
    const FAINT: f32 = 0.000_5;

    let end = &samples[samples.len() - AROUND..];
    let seam: Vec<f32> = end.iter().chain(&samples[..AROUND]).copied().collect();
    let sharp: Vec<f32> =
        seam.windows(4).map(|it| (it[3] - 3.0 * it[2] + 3.0 * it[1] - it[0]).abs()).collect();
    let step: Vec<f32> = seam.windows(2).map(|it| (it[1] - it[0]).abs()).collect();
    let worse = |values: &[f32]| {
        let middle = values.len() / 2;
        let (here, there) = (middle - 4..middle + 4, middle + 48..values.len());
        let most = |part: &[f32]| part.iter().copied().fold(FAINT, f32::max);
        f64::from(most(&values[here]) / most(&values[..middle - 48]).max(most(&values[there])))
    };
    worse(&sharp).max(worse(&step))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
fn whole(number: f64) -> usize {
    number as usize
}

#[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
fn float(number: usize) -> f64 {
    number as f64
}
