//! The next word that an update promises, found in its own text: `still read-only; next update 14:00`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{NotUnderstood, Spoken, Toward, read};
use crate::domain::weekday;

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

/// A word of a text.
#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    /// Whether it is the last of its line.
    ends_line: bool,
}

impl Word<'_> {
    /// Whether what follows it is told apart from it: it may be about anything.
    fn ends_part(self) -> bool {
        self.ends_line || self.text.ends_with(',')
    }
}

/// When a text says that the next one comes: what follows the last `next update`, or `next word`. A number
/// alone is no time in a text, and neither is a time behind which another zone, day or length begins.
#[must_use]
pub fn promised(text: &str, now: Timestamp, zone: &TimeZone) -> Promised {
    let words = words(text);
    let is = |place: usize, wanted: &str| {
        words.get(place).is_some_and(|word| bare(word.text).eq_ignore_ascii_case(wanted))
    };
    let cue = (0..words.len()).rev().find_map(|place| {
        let is_named = is(place, "next") && (is(place + 1, "update") || is(place + 1, "word"));
        is_named.then_some(place + 2)
    });
    let Some(begin) = cue else { return Promised::Nothing };
    let begin = if is(begin, "is") { begin + 1 } else { begin };
    let said = clause(words.get(begin..).unwrap_or_default());
    let join =
        |words: &[Word<'_>]| words.iter().map(|it| bare(it.text)).collect::<Vec<_>>().join(" ");
    let mut unclear = None;
    for length in (1..=said.len().min(LONGEST)).rev() {
        let (time, rest) = said.split_at(length);
        if is_number(time) {
            continue;
        }
        let is_apart = time.last().is_some_and(|last| last.ends_part());
        let time = join(time);
        match read(&time, now, zone, Toward::Future) {
            Ok(Spoken::Moment(at)) => {
                let more = if is_apart { more_apart(rest) } else { more(rest) };
                let Some(more) = more else { return Promised::At(at, time) };
                let rest = join(more);
                return Promised::Unclear(NotUnderstood::More { time, rest });
            }
            Err(error @ NotUnderstood::NotOnce { .. }) => {
                unclear.get_or_insert(error);
            }
            Ok(Spoken::Day(_)) | Err(NotUnderstood::NoTime(_) | NotUnderstood::More { .. }) => {}
        }
    }
    let shown = join(said.get(..said.len().min(LONGEST)).unwrap_or_default());
    Promised::Unclear(unclear.unwrap_or(NotUnderstood::NoTime(shown)))
}

fn words(text: &str) -> Vec<Word<'_>> {
    let of_line = |line| {
        let mut words: Vec<Word<'_>> = str::split_whitespace(line)
            .filter(|it| !bare(it).is_empty())
            .map(|text| Word { text, ends_line: false })
            .collect();
        if let Some(last) = words.last_mut() {
            last.ends_line = true;
        }
        words
    };
    text.lines().flat_map(of_line).collect()
}

/// The words up to the end of the sentence, or of what stands before a semicolon.
fn clause<'a, 'w>(words: &'a [Word<'w>]) -> &'a [Word<'w>] {
    let ends =
        |word: &Word<'_>| word.text.trim_end_matches([')', '"']).ends_with(['.', ';', '!', '?']);
    let end = words.iter().position(ends).map_or(words.len(), |place| place + 1);
    words.get(..end).unwrap_or(words)
}

/// Whether they are no more than a number, which may be an hour, a day or how many of something.
fn is_number(words: &[Word<'_>]) -> bool {
    let words: Vec<&str> = words.iter().map(|word| word.text).collect();
    let ([number] | ["at" | "by" | "on" | "until" | "around" | "before" | "since", number]) =
        words[..]
    else {
        return false;
    };
    bare(number).bytes().all(|it| it.is_ascii_digit())
}

/// What stands between a time and what makes it another one: `15:00 in the evening`.
const BETWEEN: [&str; 6] = ["in", "on", "at", "the", "next", "this"];

/// What makes a time another one, or one of several.
const OTHERS: [&str; 36] = [
    "or",
    "to",
    "till",
    "time",
    "am",
    "pm",
    "a.m",
    "p.m",
    "morning",
    "afternoon",
    "evening",
    "night",
    "today",
    "tonight",
    "tomorrow",
    "yesterday",
    "business",
    "working",
    "s",
    "sec",
    "seconds",
    "m",
    "min",
    "mins",
    "minutes",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
];

/// Clocks other than the writer's.
const CLOCKS: [&str; 27] = [
    "utc", "gmt", "z", "cet", "cest", "eet", "eest", "bst", "et", "est", "edt", "ct", "cst", "cdt",
    "mt", "mst", "mdt", "pt", "pst", "pdt", "jst", "ist", "zulu", "pacific", "eastern", "central",
    "mountain",
];

/// The months by their beginning.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The words behind a time that may make it another one, if any do.
fn more<'a, 'w>(rest: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    let word = |place: usize| rest.get(place).map(|word| word.text).unwrap_or_default();
    let is_between = |word: &str| BETWEEN.iter().any(|it| it.eq_ignore_ascii_case(bare(word)));
    let between = rest.iter().take_while(|word| is_between(word.text)).count();
    let [first, second, third] = [between, between + 1, between + 2].map(word);
    let shown = |length: usize| rest.get(..between + length);
    if is_other(first) {
        // `15:00 or sooner` promises 15:00.
        let is_or = bare(first).eq_ignore_ascii_case("or");
        let is_sooner = matches!(bare(second), "sooner" | "earlier" | "before");
        return if is_or && is_sooner { None } else { shown(1) };
    }
    let begins_with_digit = |word: &str| word.starts_with(|it: char| it.is_ascii_digit());
    let is_range = matches!(first, "-" | "–" | "—" | "and") && begins_with_digit(second);
    // `14:00 Berlin time`; what is local is the writer's own.
    let is_elsewhere =
        bare(second).eq_ignore_ascii_case("time") && !matches!(first, "local" | "our");
    // `an hour and a half`
    let is_half = first == "and" && [second, third].into_iter().any(|it| bare(it) == "half");
    // In brackets it may stand once more, on another clock.
    if is_range || is_elsewhere {
        shown(2)
    } else if is_half {
        shown(3).or_else(|| shown(2))
    } else if begins_with_digit(first) {
        shown(1)
    } else {
        None
    }
}

/// The same where a line or a part of the sentence ends between: only a clock or a day belongs to it still.
fn more_apart<'a, 'w>(rest: &'a [Word<'w>]) -> Option<&'a [Word<'w>]> {
    let first = bare(rest.first()?.text).to_lowercase();
    let is_day = || ["today", "tonight", "tomorrow"].contains(&&*first);
    (CLOCKS.contains(&&*first) || is_day()).then(|| rest.get(..1)).flatten()
}

/// Whether it is a zone, a day, a month, a unit or the like.
fn is_other(word: &str) -> bool {
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    let is_zone = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || "+-:".contains(it);
    let word = bare(word);
    if (2..=5).contains(&capitals) && word.chars().all(is_zone) || is_zone_name(word) {
        return true;
    }
    let small = word.to_lowercase();
    let is_month = MONTHS.iter().any(|month| {
        small.strip_prefix(month).is_some_and(|rest| {
            rest.is_empty()
                || matches!(rest, "uary" | "ruary" | "ch" | "il" | "e" | "y" | "ust")
                || matches!(rest, "t" | "tember" | "ober" | "ember")
        })
    });
    let is_offset = word
        .strip_prefix(['+', '-'])
        .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    let is_listed = OTHERS.contains(&&*small) || CLOCKS.contains(&&*small);
    is_month || is_offset || weekday::named(word).is_some() || is_listed
}

/// Whether it may be one such as `Europe/Berlin`; an address is none.
fn is_zone_name(word: &str) -> bool {
    word.contains('/') && !word.contains("://")
}

/// A word without what stands around it in a sentence.
fn bare(word: &str) -> &str {
    word.trim_matches(|it: char| matches!(it, '.' | ',' | ';' | '!' | '?' | '(' | ')' | '"' | ':'))
}
