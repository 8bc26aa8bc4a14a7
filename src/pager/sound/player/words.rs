//! What is said between two rounds of a tune: when, for how long at most, and how loud the tune is then.

use std::io::Cursor;
use std::thread;

use super::super::decoder;
use super::super::line::Words;
use super::super::tones::RATE;
use super::samples_in;

/// How much of the tune must have been heard before anything is said, in samples: three seconds.
const LEAST: u64 = 3 * RATE as u64;

/// How much of it must have been heard before the same is said again, in samples: eight seconds.
const AGAIN: u64 = 8 * RATE as u64;

/// The longest that is said, in samples: fifteen seconds.
pub(super) const LONGEST: usize = 15 * RATE as usize;

/// How loud the tune is while another process says its words.
const SOFT: f32 = 0.2;

/// The silence before and after what is said, in samples: a quarter of a second.
const BREATH: usize = RATE as usize / 4;

/// How loud the loudest sample of what is said is made, and by how much it is raised at most.
const PEAK: f32 = 0.9;
const MOST: f32 = 20.0;

/// What is said.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// These samples.
    Samples(Vec<f32>),
    /// What another process says, while the tune is soft for at most so many samples.
    Elsewhere(u64),
}

/// What the next sample is.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// This one, of what is said.
    Word(f32),
    /// The tune's, with that part of its loudness.
    Tune(f32),
}

/// Where between two rounds a tune is.
pub(super) struct Pause {
    said: Said,
    /// How far it is, in samples, if it is being said.
    at: Option<u64>,
    /// How much of the tune has been heard since it was said, or since there has been a tune.
    heard: u64,
    /// Whether it has been said to its end.
    is_known: bool,
}

impl Default for Pause {
    fn default() -> Self {
        Self { said: Said::Nothing, at: None, heard: 0, is_known: false }
    }
}

impl Pause {
    /// Says something else from the next end of a round on. What was being said breaks off; words that
    /// another process was given room for, and which come as samples instead, are said at once.
    pub(super) fn give(&mut self, said: Said) {
        let had_room = self.at.is_some() && matches!(self.said, Said::Elsewhere(_));
        self.is_known = had_room && matches!(said, Said::Elsewhere(_));
        self.at = (had_room && matches!(said, Said::Samples(_))).then_some(0);
        self.said = said;
    }

    /// Breaks off what is being said.
    pub(super) fn end(&mut self) {
        self.at = None;
    }

    /// Begins to say it, if it is time for that: the tune has come to its end.
    pub(super) fn begin(&mut self) -> Option<&Said> {
        let enough = if self.is_known { AGAIN } else { LEAST };
        if self.said == Said::Nothing || self.at.is_some() || self.heard < enough {
            return None;
        }
        self.at = Some(0);
        self.heard = 0;
        Some(&self.said)
    }

    /// What the next sample is.
    pub(super) fn next(&mut self) -> Part {
        let Some(at) = &mut self.at else { return Part::Tune(1.0) };
        let part = match &self.said {
            Said::Nothing => None,
            Said::Samples(samples) => {
                usize::try_from(*at).ok().and_then(|at| samples.get(at)).map(|it| Part::Word(*it))
            }
            Said::Elsewhere(longest) => (*at < *longest).then_some(Part::Tune(SOFT)),
        };
        *at += 1;
        part.unwrap_or_else(|| {
            self.at = None;
            self.is_known = true;
            Part::Tune(1.0)
        })
    }

    /// One more sample of the tune has been heard.
    pub(super) fn heard(&mut self) {
        if self.at.is_none() {
            self.heard += 1;
        }
    }
}

/// What is to be said, of what was sent; or in words why it cannot be.
pub(super) fn read(words: Words) -> Result<Said, String> {
    match words {
        Words::Nothing => Ok(Said::Nothing),
        Words::Room(milliseconds) => Ok(Said::Elsewhere(samples_in(milliseconds))),
        Words::Wave(bytes) => {
            // A decoder that panics must not take the alarm with it.
            let decoding = thread::Builder::new().name("words".to_owned()).spawn(|| decode(bytes));
            let decoded = decoding.ok().and_then(|decoding| decoding.join().ok().flatten());
            let samples = decoded.ok_or("the words that were spoken could not be decoded")?;
            Ok(Said::Samples(fit(samples).ok_or("the words that were spoken are silent")?))
        }
    }
}

fn decode(bytes: Vec<u8>) -> Option<Vec<f32>> {
    let length = bytes.len() as u64;
    let samples = decoder::samples(Cursor::new(bytes), length, "wav")?;
    Some(samples.take(LONGEST).collect())
}

/// The words as loud as the sounds are, with a breath before and after; nothing if they are silent.
fn fit(words: Vec<f32>) -> Option<Vec<f32>> {
    let loudest = words.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    if loudest < PEAK / MOST {
        return None;
    }
    let breath = || std::iter::repeat_n(0.0, BREATH);
    let louder = words.into_iter().map(|sample| sample * PEAK / loudest);
    Some(breath().chain(louder).chain(breath()).collect())
}

#[cfg(test)]
mod tests;
