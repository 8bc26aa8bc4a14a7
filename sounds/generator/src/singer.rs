//! A child that sings: spoken syllables brought to the pitch and the length of their notes.
//!
//! Grains of two periods are cut out at the marks of the spoken syllable and laid down again at the
//! distance that the note asks for (TD-PSOLA). Consonants keep their natural length, the vowel is
//! held: its periods are repeated. The vowel begins on the beat, so what is before it comes early.

use std::f64::consts::{PI, TAU};

use crate::marks::{Mark, Syllable};
use crate::score::{Note, Part, Score};
use crate::speech;
use crate::wave::{RATE, effective, gain, index, smooth};

/// How far below its note a syllable begins, in cents, and how long it takes to be there.
const SCOOP: f64 = 80.0;
const SCOOPING: f64 = 0.055;

/// How long the way from one note of a syllable to its next is, in seconds.
const GLIDING: f64 = 0.07;

/// A child's small vibrato, once a note is held: cents to either side, times a second, after seconds.
const VIBRATO: f64 = 9.0;
const VIBRATO_RATE: f64 = 5.6;
const VIBRATO_AFTER: f64 = 0.2;

/// No throat is a machine: how far a period strays at most, in cents.
const STRAYING: f64 = 3.0;

/// How much louder than spoken a sound without voice is: words are understood by them.
const CRISP: f64 = 1.4;

/// The shortest vowel, in seconds.
const SHORTEST: f64 = 0.07;

/// The most of its notes that an `m` or `ng` after the vowel may take, as a part of one.
const LONGEST_HUM: f64 = 0.3;

/// The phonemes that begin with a closed mouth.
const STOPS: [char; 6] = ['b', 'd', 'g', 'k', 'p', 't'];

/// How long it is quiet before a syllable, in seconds: the mouth closes before a stop.
const CLOSURE: f64 = 0.045;
const BREATH: f64 = 0.008;

/// One note of a syllable, in seconds and hertz.
struct Held {
    from: f64,
    to: f64,
    pitch: f64,
}

/// A syllable and the notes it is sung on.
struct Sung {
    syllable: Syllable,
    notes: Vec<Held>,
    loudness: f64,
    /// How long it is quiet before it, in seconds.
    pause: f64,
}

/// Sings the part.
pub fn sing(score: &Score, part: &Part) -> Result<Vec<f64>, String> {
    let sung = syllables(score, part)?;
    let mut song = vec![0.0; index(score.seconds(score.beats))];
    for (number, one) in sung.iter().enumerate() {
        let next = sung.get(number + 1).map(|next| next.notes[0].from - next.onset() - next.pause);
        let end = one.last().to.min(next.unwrap_or(f64::INFINITY));
        one.lay(end, number as u64, &mut song);
    }
    Ok(in_a_room(&song))
}

/// The syllables of the part, each with its notes.
fn syllables(score: &Score, part: &Part) -> Result<Vec<Sung>, String> {
    let mut sung: Vec<Sung> = Vec::new();
    for note in &part.notes {
        let held = held(score, note);
        match (&note.says, sung.last_mut()) {
            (Some(phonemes), _) => {
                let word = note.sings.as_deref().unwrap_or(phonemes);
                let syllable = speech::syllable(phonemes)
                    .and_then(Syllable::of)
                    .map_err(|error| format!("\"{word}\": {error}"))?;
                let is_stop = phonemes.trim_start_matches('\'').starts_with(STOPS);
                let pause = if is_stop { CLOSURE } else { BREATH };
                let loudness = gain(-note.softer);
                sung.push(Sung { syllable, notes: vec![held], loudness, pause });
            }
            (None, Some(before)) => before.notes.push(held),
            (None, None) => return Err("the first note has no syllable".to_owned()),
        }
    }
    Ok(sung)
}

fn held(score: &Score, note: &Note) -> Held {
    let from = score.seconds(note.at);
    Held { from, to: from + score.seconds(note.beats), pitch: note.note.0 }
}

impl Sung {
    fn last(&self) -> &Held {
        &self.notes[self.notes.len() - 1]
    }

    /// How long what comes before the vowel is, in seconds.
    fn onset(&self) -> f64 {
        self.syllable.vowel / RATE
    }

    /// Adds the syllable to the song, with its last sound ending at `end`.
    fn lay(&self, end: f64, seed: u64, song: &mut [f64]) {
        let Syllable { samples, marks, vowel, coda, hiss } = &self.syllable;
        let beat = self.notes[0].from;
        let hissing = (samples.len() as f64 - hiss) / RATE;
        let hummed = (hiss - coda) / RATE;
        let humming = hummed.min(LONGEST_HUM * (end - beat)).max(1e-6);
        let hold = (end - hissing - humming - beat).max(SHORTEST);
        let place_in_speech = |at: f64| {
            let since = at - beat;
            if since < 0.0 {
                vowel + since * RATE
            } else if since < hold {
                vowel + since / hold * (coda - vowel)
            } else if since < hold + humming {
                coda + (since - hold) / humming * (hiss - coda)
            } else {
                hiss + (since - hold - humming) * RATE
            }
        };

        let mut laid = vec![0.0; song.len()];
        let mut chance = Chance(seed + 1);
        let mut at = beat - self.onset();
        while at < beat + hold + humming + hissing {
            let mark = between(marks, place_in_speech(at));
            let distance = if mark.mark.voiced {
                let stray = STRAYING * chance.next() / 1200.0;
                RATE / (self.pitch(at) * 2.0_f64.powf(stray))
            } else {
                mark.mark.period
            };
            lay_grain(samples, &mark, distance, at * RATE, &mut laid);
            at += distance / RATE;
        }
        let held = &laid[index(beat)..index(beat + hold).min(laid.len())];
        let scale = 0.1 * self.loudness / effective(held).max(1e-9);
        song.iter_mut().zip(&laid).for_each(|(sample, more)| *sample += scale * more);
    }

    /// What is to be sung at that instant, in hertz.
    fn pitch(&self, at: f64) -> f64 {
        let number = self.notes.iter().rposition(|note| note.from <= at).unwrap_or(0);
        let note = &self.notes[number];
        let since = at - note.from;
        let way = match number.checked_sub(1) {
            Some(before) => {
                let back = 1200.0 * (self.notes[before].pitch / note.pitch).log2();
                back * (1.0 - smooth(since / GLIDING))
            }
            None => -SCOOP * (1.0 - smooth((since + 0.03) / SCOOPING)),
        };
        let held = since - VIBRATO_AFTER;
        let vibrato = VIBRATO * smooth(held / 0.2) * (TAU * VIBRATO_RATE * held).sin();
        note.pitch * 2.0_f64.powf((way + vibrato) / 1200.0)
    }
}

/// A place between two marks, so that a vowel which is held goes on smoothly.
struct Between {
    mark: Mark,
    next: Option<Mark>,
    part: f64,
}

fn between(marks: &[Mark], place: f64) -> Between {
    let after = marks.partition_point(|mark| mark.at <= place);
    let mark = marks[after.saturating_sub(1)];
    match marks.get(after) {
        Some(next) if mark.voiced && next.voiced => {
            let part = ((place - mark.at) / (next.at - mark.at)).clamp(0.0, 1.0);
            Between { mark, next: Some(*next), part }
        }
        _ => Between { mark, next: None, part: 0.0 },
    }
}

/// Lays a grain down at `place`, in samples; the next one will follow after `distance`.
fn lay_grain(samples: &[f64], source: &Between, distance: f64, place: f64, laid: &mut [f64]) {
    let half = source.mark.period.min(distance);
    let loudness = distance / half * if source.mark.voiced { 1.0 } else { CRISP };
    let first = (place - half).ceil().max(0.0) as usize;
    let last = ((place + half).floor().max(0.0) as usize).min(laid.len().saturating_sub(1));
    for (at, sample) in laid.iter_mut().enumerate().take(last + 1).skip(first) {
        let near = at as f64 - place;
        let window = 0.5 + 0.5 * (PI * near / half).cos();
        let here = interpolated(samples, source.mark.at + near);
        let there = source.next.map_or(here, |next| interpolated(samples, next.at + near));
        *sample += loudness * window * (here + source.part * (there - here));
    }
}

/// The wave between its samples, by a cubic through four of them.
fn interpolated(samples: &[f64], place: f64) -> f64 {
    let floor = place.floor();
    let part = place - floor;
    let value = |shift: f64| {
        let at = floor + shift;
        if at < 0.0 { 0.0 } else { samples.get(at as usize).copied().unwrap_or(0.0) }
    };
    let (a, b, c, d) = (value(-1.0), value(0.0), value(1.0), value(2.0));
    b + 0.5
        * part
        * (c - a + part * (2.0 * a - 5.0 * b + 4.0 * c - d + part * (3.0 * (b - c) + d - a)))
}

/// The same few walls for everybody: six echoes within 50 ms, each duller and softer.
fn in_a_room(song: &[f64]) -> Vec<f64> {
    const ECHOES: [(f64, f64); 6] = [
        (0.0113, -19.0),
        (0.0171, -20.5),
        (0.0239, -22.0),
        (0.0307, -23.5),
        (0.0401, -25.0),
        (0.0487, -27.0),
    ];

    let mut heard = song.to_vec();
    for (delay, decibels) in ECHOES {
        let delay = index(delay);
        for at in delay + 2..song.len() {
            let dull = (song[at - delay] + song[at - delay - 1] + song[at - delay - 2]) / 3.0;
            heard[at] += gain(decibels) * dull;
        }
    }
    heard
}

/// Chance that is the same every time.
struct Chance(u64);

impl Chance {
    /// A number from -1 to 1.
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 30) - 1.0
    }
}
