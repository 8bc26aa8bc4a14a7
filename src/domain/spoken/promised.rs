//! The next word that an update promises, found in its own text: `still read-only; next update 14:00`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{NotUnderstood, Spoken, Toward, read};

/// How many words a moment has at most: `tomorrow at 9 pm utc`.
const LONGEST: usize = 5;

/// What an update promises of the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Promised {
    /// It comes then, as these words say.
    At(Timestamp, String),
    /// It is spoken of, and when it comes is not understood.
    Unclear(NotUnderstood),
    /// It is not spoken of.
    Nothing,
}

/// When a text says that the next one comes: what follows the last `next update`, or `next`.
#[must_use]
pub fn promised(text: &str, now: Timestamp, zone: &TimeZone) -> Promised {
    let words: Vec<&str> = text.split_whitespace().map(bare).filter(|it| !it.is_empty()).collect();
    let is = |place: usize, wanted: &str| {
        words.get(place).is_some_and(|word| word.eq_ignore_ascii_case(wanted))
    };
    let cue = (0..words.len()).rev().find_map(|place| {
        let is_named = is(place, "next") && (is(place + 1, "update") || is(place + 1, "word"));
        is_named.then_some(place + 2)
    });
    let Some(begin) = cue else { return Promised::Nothing };
    let said = words.get(begin..).unwrap_or_default();
    let said = match said {
        [first, rest @ ..] if first.eq_ignore_ascii_case("is") => rest,
        said => said,
    };
    let mut unclear = None;
    for length in (1..=said.len().min(LONGEST)).rev() {
        let said = said.get(..length).unwrap_or_default().join(" ");
        match read(&said, now, zone, Toward::Future) {
            Ok(Spoken::Moment(at)) => return Promised::At(at, said),
            Err(error @ NotUnderstood::NotOnce { .. }) => {
                unclear.get_or_insert(error);
            }
            Ok(Spoken::Day(_)) | Err(NotUnderstood::NoTime(_)) => {}
        }
    }
    let shown = said.get(..said.len().min(LONGEST)).unwrap_or_default().join(" ");
    Promised::Unclear(unclear.unwrap_or(NotUnderstood::NoTime(shown)))
}

/// A word without what stands around it in a sentence.
fn bare(word: &str) -> &str {
    word.trim_matches(|it: char| matches!(it, '.' | ',' | ';' | '!' | '?' | '(' | ')' | '"' | ':'))
}
