//! When the next word comes: in the text, or beside it; what is not understood is shown where it stands.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::Known;
use crate::cli::{Session, time};
use crate::domain::incident::IncidentId;
use crate::domain::spoken::{NotUnderstood, Promised, Spoken, Toward, promised, read};
use crate::domain::text::plain;
use crate::domain::update::{Next, owed_after};
use crate::error::{Error, Kind};
use crate::store::Store;

/// How many words are shown of what is not understood.
const SHOWN: usize = 5;

/// What was said beside the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// When the next one comes.
    pub(super) next: Option<&'a str>,
    /// That there is none.
    pub(super) is_last: bool,
}

/// What an update promises of the next one.
pub(super) fn understood(
    text: &str,
    beside: Beside<'_>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Next, Error> {
    let beside = match beside {
        Beside { is_last: true, .. } | Beside { next: Some("none"), .. } => Some(Next::None),
        Beside { next: Some(said), .. } => Some(Next::By(moment(said, now, zone)?)),
        Beside { next: None, is_last: false } => None,
    };
    match (promised(text, now, zone), beside) {
        (Promised::At(at, said), _) if at <= now => {
            Err(in_text(text, format!("`{said}` has passed"))
                .hint("write when the next one comes, or `--last` if there is none"))
        }
        (Promised::At(at, _), None) => Ok(Next::By(at)),
        (Promised::At(at, _), Some(Next::By(other))) if at == other => Ok(Next::By(at)),
        (Promised::At(at, said), Some(other)) => {
            let other = match other {
                Next::By(other) => time::local(other, now, zone),
                Next::None | Next::Unsaid => "that there is none".to_owned(),
            };
            let said = format!("the text says `{said}` ({})", time::local(at, now, zone));
            Err(in_text(text, format!("{said}, and beside it stands {other}"))
                .hint("say it once, in the text or with `--next`"))
        }
        (Promised::Unclear(_) | Promised::Nothing, Some(beside)) => Ok(beside),
        (Promised::Unclear(why), None) => {
            let message = match &why {
                NotUnderstood::NoTime(said) if said.is_empty() => {
                    "the text speaks of a next update, and not of when".to_owned()
                }
                why => why.to_string(),
            };
            let hint =
                "or say it beside the text: `--next \"in 30 min\"`, `--last` if there is none";
            Err(in_text(text, message).hint(why.hint()).hint(hint))
        }
        (Promised::Nothing, None) => Ok(Next::Unsaid),
    }
}

/// What is owed of an incident once that is said of the next word: what is promised, else what was owed
/// before, unless this is that one.
pub(super) fn owed_then(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (id, next): (IncidentId, Next),
) -> Result<Next, Error> {
    if next != Next::Unsaid {
        return Ok(next);
    }
    let before = store.read(|tx| tx.owed_update(id))?;
    let owed = owed_after(before, None, next, (session.now, known.rules.updates));
    Ok(owed.map_or(Next::None, |owed| Next::By(owed.next_at)))
}

/// What will be owed, for whoever is asked whether it is said so: `the next one by Tue 08:00, in 20h`.
/// In the zone of whoever writes it, in which it was understood.
pub(super) fn owed_lines(
    session: &Session,
    zone: &TimeZone,
    (ids, owed): (&[IncidentId], &[Next]),
) -> Vec<String> {
    let here = session.zone();
    let by = |at| time::on_clock_of(zone, at, (session.now, &here));
    let line = |next: &Next| match next.by() {
        Some(at) => format!("the next one by {}", by(at)),
        None => "no next one is promised".to_owned(),
    };
    match owed {
        [first, rest @ ..] if rest.iter().all(|next| next == first) => vec![line(first)],
        owed => ids.iter().zip(owed).map(|(id, next)| format!("{id}: {}", line(next))).collect(),
    }
}

/// A time beside the text.
fn moment(said: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, Error> {
    let fault = |message: String| Error::new(Kind::Usage, message);
    match read(said, now, zone, Toward::Future) {
        Ok(Spoken::Moment(at)) if at > now => Ok(at),
        Ok(Spoken::Moment(at)) => {
            let when = time::with_distance(at, now, zone);
            Err(fault(format!("`{said}` has passed: {when}"))
                .hint("`--next` takes a time to come: `14:00`, `in 30 min`, `tomorrow 9`"))
        }
        Ok(Spoken::Day(_)) => Err(fault(format!("`{said}` is a day, and an update has a time"))
            .hint(format!("write `--next \"{} 9:00\"`", said.trim()))),
        Err(why) => {
            Err(fault(why.to_string()).hint(why.hint()).hint("`--next none` promises none"))
        }
    }
}

/// A fault of the text, with the words that it is about.
fn in_text(text: &str, message: String) -> Error {
    let fault = Error::new(Kind::Usage, message);
    match place(text) {
        Some((line, before, length)) => {
            let marks = "^".repeat(length.max(1));
            fault.detail(format!("  {}\n  {}{marks}", plain(line), " ".repeat(before)))
        }
        None => fault,
    }
}

/// The line of a text on which it speaks of the next update, how far from its beginning the words stand
/// that say when, and how long they are; the words before them where there are none.
fn place(text: &str) -> Option<(&str, usize, usize)> {
    let line = text.lines().rfind(|line| cue(line).is_some())?;
    let (words, next) = (words(line), cue(line)?);
    let said = words.get(next + 2..).unwrap_or_default();
    let said = match said {
        [(_, first), rest @ ..] if bare(first) == "is" => rest,
        said => said,
    };
    let said = if said.is_empty() { words.get(next..next + 2)? } else { said };
    let (begin, _) = said.first()?;
    let (last, word) = said.get(said.len().min(SHOWN) - 1)?;
    let end = last + word.trim_end_matches(['.', ',', ';', '!', '?', ')', '"', ':']).len();
    Some((line, line.get(..*begin)?.width(), line.get(*begin..end)?.width()))
}

/// The place of the last word that begins `next update`.
fn cue(line: &str) -> Option<usize> {
    let words = words(line);
    (0..words.len()).rev().find(|place| {
        let word = |place: usize| words.get(place).map(|(_, word)| bare(word));
        let follows = word(place + 1);
        word(*place).as_deref() == Some("next")
            && matches!(follows.as_deref(), Some("update" | "word"))
    })
}

fn bare(word: &str) -> String {
    word.trim_matches(|it: char| !it.is_alphanumeric()).to_lowercase()
}

/// The words of a line and where they begin.
fn words(line: &str) -> Vec<(usize, &str)> {
    let begin = |word: &str| word.as_ptr().addr() - line.as_ptr().addr();
    line.split_whitespace().map(|word| (begin(word), word)).collect()
}

#[cfg(test)]
mod tests;
