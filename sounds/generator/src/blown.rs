//! What sounds for as long as it is driven: sirens, horns and the klaxon.

use std::f64::consts::TAU;

use crate::score::{Instrument, Note, Part, Score};
use crate::wave::{RATE, gain, index, smooth};

/// How long a tone takes to begin, to end and to change, in seconds.
const EDGE: f64 = 0.012;

/// The highest overtone that is made, in hertz.
const HIGHEST: f64 = 12_000.0;

/// A place in the mouth of a horn that makes overtones around it louder.
struct Resonance {
    pitch: f64,
    width: f64,
    strength: f64,
}

const fn resonance(pitch: f64, width: f64, strength: f64) -> Resonance {
    Resonance { pitch, width, strength }
}

/// How an instrument sounds: how fast its overtones fade, and what its horn makes of them.
struct Timbre {
    /// The strength of overtone n is n to the power of minus this.
    slope: f64,
    resonances: &'static [Resonance],
    /// How much the loudness trembles with the motor, and how often a second.
    tremble: f64,
    motor: f64,
}

const SIREN: &[Resonance] = &[resonance(1_500.0, 700.0, 0.5)];
const HORN: &[Resonance] = &[resonance(1_300.0, 400.0, 0.8)];
const KLAXON: &[Resonance] = &[resonance(1_000.0, 350.0, 1.6), resonance(2_300.0, 500.0, 1.4)];

fn timbre(instrument: Instrument) -> Timbre {
    match instrument {
        Instrument::Klaxon => {
            Timbre { slope: 0.45, resonances: KLAXON, tremble: 0.25, motor: 46.0 }
        }
        Instrument::Horn => Timbre { slope: 0.8, resonances: HORN, tremble: 0.0, motor: 0.0 },
        _ => Timbre { slope: 1.15, resonances: SIREN, tremble: 0.0, motor: 0.0 },
    }
}

/// Plays the part.
pub fn blow(score: &Score, part: &Part) -> Vec<f64> {
    let timbre = timbre(part.instrument);
    let length = index(score.seconds(score.beats));
    let pitches: Vec<f64> = (0..length).map(|at| pitch(score, part, at as f64 / RATE)).collect();
    let endless = is_endless(score, part);
    // Bent by a hair, so that a round which never pauses is a whole number of cycles.
    let cycles = pitches.iter().sum::<f64>() / RATE;
    let bend = if endless { cycles.round() / cycles } else { 1.0 };
    let mut phase = 0.0_f64;
    (0..length)
        .map(|at| {
            let seconds = at as f64 / RATE;
            let open = if endless { 1.0 } else { openness(score, part, seconds) };
            let sample = if open > 0.0 { timbre.sample(phase, pitches[at], seconds) } else { 0.0 };
            phase = (phase + bend * pitches[at] / RATE).fract();
            0.1 * open * sample
        })
        .collect()
}

impl Timbre {
    fn sample(&self, phase: f64, pitch: f64, seconds: f64) -> f64 {
        let overtones = (HIGHEST / pitch) as u32;
        let tremble = 1.0 - self.tremble * (0.5 + 0.5 * (TAU * self.motor * seconds).sin());
        let tone = |number: u32| {
            let number = f64::from(number);
            let strength = number.powf(-self.slope) * self.louder(number * pitch);
            // The highest fade away, so that none begins or ends at once when the pitch moves.
            let fading = smooth((HIGHEST - number * pitch) / 3_000.0);
            strength * fading * (TAU * number * phase).sin()
        };
        tremble * (1..=overtones).map(tone).sum::<f64>()
    }

    /// How much louder the horn makes that pitch.
    fn louder(&self, pitch: f64) -> f64 {
        let of = |it: &Resonance| it.strength * (-((pitch - it.pitch) / it.width).powi(2)).exp();
        1.0 + self.resonances.iter().map(of).sum::<f64>()
    }
}

/// The note that sounds at that instant, or the one before it.
fn playing<'a>(score: &Score, part: &'a Part, at: f64) -> &'a Note {
    let begun = |note: &&Note| score.seconds(note.at) <= at + 1e-9;
    part.notes.iter().rev().find(begun).unwrap_or(&part.notes[0])
}

/// The pitch at that instant, in hertz: a glide is even to the ear.
fn pitch(score: &Score, part: &Part, at: f64) -> f64 {
    let note = playing(score, part, at);
    let done = (at - score.seconds(note.at)) / score.seconds(note.beats);
    let to = note.to.unwrap_or(note.note).0;
    note.note.0 * (to / note.note.0).powf(done.clamp(0.0, 1.0))
}

/// How far the mouth is open at that instant, from 0 to 1.
fn openness(score: &Score, part: &Part, at: f64) -> f64 {
    let note = playing(score, part, at);
    let (from, to) = (score.seconds(note.at), score.seconds(note.at + note.beats));
    let follows = |one: f64, other: f64| (one - other).abs() < 1e-6;
    let is_tied = part.notes.iter().any(|it| follows(score.seconds(it.at), to));
    let was_tied = part.notes.iter().any(|it| follows(score.seconds(it.at + it.beats), from));
    let begins = if was_tied { 1.0 } else { smooth((at - from) / EDGE) };
    let ends = if is_tied { 1.0 } else { smooth((to - at) / (3.0 * EDGE)) };
    begins * ends * gain(-note.softer)
}

/// Whether no note of the part pauses, and the last is followed by the first again.
fn is_endless(score: &Score, part: &Part) -> bool {
    let mut end = 0.0;
    for note in &part.notes {
        if (note.at - end).abs() > 1e-6 {
            return false;
        }
        end = note.at + note.beats;
    }
    (end - score.beats).abs() < 1e-6
}
