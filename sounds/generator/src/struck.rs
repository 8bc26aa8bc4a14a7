//! What is struck and rings: a sum of partials, each with its own strength and decay.

use std::f64::consts::TAU;

use crate::score::{Instrument, Part, Score};
use crate::wave::{RATE, gain, index, smooth};

/// One partial of something that rings.
struct Partial {
    /// Its pitch, as a multiple of the note's.
    ratio: f64,
    /// How strong it begins.
    strength: f64,
    /// After how many seconds it has lost 60 dB.
    decay: f64,
}

const fn partial(ratio: f64, strength: f64, decay: f64) -> Partial {
    Partial { ratio, strength, decay }
}

/// A bell of bronze: hum, prime, tierce, quint, nominal and what lies above, the hum longest.
const BELL: &[Partial] = &[
    partial(0.5, 0.35, 4.0),
    partial(1.0, 1.0, 2.6),
    partial(1.2, 0.45, 2.2),
    partial(1.5, 0.25, 1.8),
    partial(2.0, 0.8, 1.6),
    partial(2.5, 0.25, 1.0),
    partial(2.67, 0.2, 0.9),
    partial(3.0, 0.3, 0.8),
    partial(4.0, 0.25, 0.5),
    partial(5.33, 0.12, 0.3),
];

/// A bar of a marimba, cut below so that its partials are as 1 to 4 to 10, over a tube that helps
/// the first.
const MARIMBA: &[Partial] =
    &[partial(1.0, 1.0, 1.5), partial(4.0, 0.22, 0.35), partial(10.0, 0.1, 0.09)];

/// A rod of steel, held at one end, with the knock of its hammer.
const TOY_PIANO: &[Partial] = &[
    partial(1.0, 1.0, 0.9),
    partial(2.0, 0.3, 0.6),
    partial(6.27, 0.18, 0.25),
    partial(17.55, 0.04, 0.06),
];

/// A glass, touched softly.
const GLASS: &[Partial] =
    &[partial(1.0, 1.0, 1.6), partial(2.0, 0.16, 0.9), partial(3.0, 0.05, 0.5)];

/// How one of them rings, and how long its stroke takes, in seconds.
struct Ringing {
    partials: &'static [Partial],
    stroke: f64,
}

fn ringing(instrument: Instrument) -> Ringing {
    let (partials, stroke) = match instrument {
        Instrument::Bell => (BELL, 0.002),
        Instrument::Marimba => (MARIMBA, 0.003),
        Instrument::ToyPiano => (TOY_PIANO, 0.002),
        _ => (GLASS, 0.012),
    };
    Ringing { partials, stroke }
}

/// Plays the part.
pub fn strike(score: &Score, part: &Part) -> Vec<f64> {
    let Ringing { partials, stroke } = ringing(part.instrument);
    let mut played = vec![0.0; index(score.seconds(score.beats))];
    for note in &part.notes {
        let from = index(score.seconds(note.at));
        let length = score.seconds(note.beats);
        let loudness = gain(-note.softer);
        for (number, sample) in played.iter_mut().skip(from).take(index(length)).enumerate() {
            let at = number as f64 / RATE;
            let sound: f64 = partials
                .iter()
                .filter(|partial| partial.ratio * note.note.0 < 0.4 * RATE)
                .map(|Partial { ratio, strength, decay }| {
                    let faded = 10.0_f64.powf(-3.0 * at / decay);
                    strength * faded * (TAU * ratio * note.note.0 * at).sin()
                })
                .sum();
            // Damped at its end, as by a hand.
            let damped = smooth(at / stroke) * smooth((length - at) / 0.08);
            *sample += 0.1 * loudness * damped * sound;
        }
    }
    played
}
