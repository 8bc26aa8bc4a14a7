//! Hours of the week as people write them: `mon-fri 09:00-17:00`, `sat-sun`, `fri 18:00 - mon 09:00`.

use jiff::civil::{Time, Weekday};

use crate::config::check::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, OneOrMany};
use crate::domain::rota::{Weekdays, Window};
use crate::domain::weekday;

/// What such a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Day(Weekday),
    Time(Clock),
    Dash,
    Comma,
}

/// A time of day, up to the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    At(Time),
    /// `24:00`
    DayEnds,
}

/// The windows of a list, of which there is at least one.
pub(in crate::config::check) fn windows(
    given: &Given<OneOrMany>,
    check: &mut Check<'_>,
) -> Option<Vec<Window>> {
    let texts = texts(given, "no hours at all are left", check)?;
    let windows: Vec<Option<Window>> = texts.iter().map(|text| check.take(window(text))).collect();
    windows.into_iter().collect()
}

/// The weekdays of a list, of which there is at least one.
pub(super) fn weekdays(given: &Given<OneOrMany>, check: &mut Check<'_>) -> Option<Weekdays> {
    let texts = texts(given, "no weekday counts", check)?;
    let mut days = Vec::new();
    for text in &texts {
        let found = words(text).and_then(|words| days_of(&words));
        let Some(found) = found else {
            let message = format!("`{}` is not a list of weekdays", values::printable(text));
            let hint = "write it like `mon-fri` or `mon,wed,fri`";
            check.fault(Finding::at(text.span.clone(), message).hint(hint));
            return None;
        };
        days.extend(found);
    }
    Some(days.into_iter().collect())
}

fn texts(
    given: &Given<OneOrMany>,
    if_empty: &str,
    check: &mut Check<'_>,
) -> Option<Vec<Given<String>>> {
    let texts = given.each();
    if texts.is_empty() && !check.has_lost_items(&given.span) {
        let hint = "leave it out, or write hours such as `\"mon-fri 09:00-17:00\"`";
        check.fault(Finding::at(given.span.clone(), if_empty).hint(hint));
    }
    (!texts.is_empty()).then_some(texts)
}

fn window(text: &Given<String>) -> Result<Window, Finding> {
    words(text).and_then(|words| window_of(&words)).ok_or_else(|| {
        let message = format!("`{}` is no stretch of hours", values::printable(text));
        Finding::at(text.span.clone(), message).hint(
            "write them like `mon-fri 09:00-17:00`, `22:00-06:00`, `sat-sun` or \
             `fri 18:00 - mon 09:00`",
        )
    })
}

fn window_of(words: &[Word]) -> Option<Window> {
    use Word::{Dash, Day, Time};
    if let [Day(first), Time(Clock::At(from)), Dash, Day(last), Time(to)] = *words {
        let to = match to {
            Clock::At(to) => (last, to),
            Clock::DayEnds => (last.next(), jiff::civil::Time::midnight()),
        };
        return Some(Window::Weekly { from: (first, from), to });
    }
    let daily = |days: Weekdays, from, to| {
        let Clock::At(from) = from else { return None };
        let to = match to {
            Clock::At(to) => to,
            Clock::DayEnds => jiff::civil::Time::midnight(),
        };
        Some(Window::Daily { days, from, to })
    };
    match *words {
        [Time(from), Dash, Time(to)] => daily(Weekdays::ALL, from, to),
        [ref days @ .., Time(from), Dash, Time(to)] => {
            daily(days_of(days)?.into_iter().collect(), from, to)
        }
        _ => {
            let midnight = Clock::At(jiff::civil::Time::midnight());
            daily(days_of(words)?.into_iter().collect(), midnight, midnight)
        }
    }
}

/// The days of `mon-fri` or `mon,wed,sat-sun`.
fn days_of(words: &[Word]) -> Option<Vec<Weekday>> {
    let mut days = Vec::new();
    for part in words.split(|word| *word == Word::Comma) {
        match *part {
            [Word::Day(day)] => days.push(day),
            [Word::Day(first), Word::Dash, Word::Day(last)] => {
                let length = first.until(last) + 1;
                days.extend(first.cycle_forward().take(usize::try_from(length).ok()?));
            }
            _ => return None,
        }
    }
    Some(days)
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' | '\u{2013}' => {
                words.push(Word::Dash);
                first.len_utf8()
            }
            ',' => {
                words.push(Word::Comma);
                1
            }
            _ => {
                let is_end = |c: char| c.is_whitespace() || matches!(c, '-' | ',' | '\u{2013}');
                let end = rest.find(is_end).unwrap_or(rest.len());
                words.push(word(&rest[..end])?);
                end
            }
        };
        rest = rest[length..].trim_start();
    }
    Some(words)
}

fn word(text: &str) -> Option<Word> {
    if text == "24:00" {
        return Some(Word::Time(Clock::DayEnds));
    }
    let time = values::time_of_day(text).map(|time| Word::Time(Clock::At(time)));
    time.or_else(|| weekday::named(text).map(Word::Day))
}

#[cfg(test)]
mod tests;
