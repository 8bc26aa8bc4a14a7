//! Times as people type them: `2h`, `until monday 09:00`, `tomorrow 18:00`, `2026-12-24 18:00`.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::cli::session::length;
use crate::cli::who::instant_of;
use crate::config::edit::Block;
use crate::domain::text::plain;
use crate::domain::weekday;
use crate::error::{Error, Kind};

const MINUTE: i64 = 60;

/// The instants at which a change that is asked for now begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Stretch {
    /// The next full minute: nothing that has been is different afterwards.
    pub(in crate::cli) from: Timestamp,
    /// The first instant after it.
    pub(in crate::cli) to: Timestamp,
}

impl Stretch {
    /// An override of that zone's rota, from its begin to its end.
    pub(in crate::cli) fn block(self, zone: &TimeZone) -> Block {
        self.added_to(Block::new(), zone)
    }

    /// A block with its begin and its end.
    pub(in crate::cli) fn added_to(self, block: Block, zone: &TimeZone) -> Block {
        block.text("from", &written(self.from, zone)).text("to", &written(self.to, zone))
    }

    /// `Mon 2026-12-07 09:00 to Mon 2026-12-07 11:00 CET`, by the clock here; behind it, where the zone that
    /// it is written for shows other times, those of that zone. It goes on the record, so a zone is named.
    pub(in crate::cli) fn told(self, here: &TimeZone, there: &TimeZone) -> String {
        let by = |zone| format!("{} to {}", shown(self.from, zone), named(self.to, zone));
        if self.is_same(here, there) {
            return by(there);
        }
        format!("{} ({})", by(here), by(there))
    }

    /// Whether both clocks show the same at its begin and at its end.
    pub(in crate::cli) fn is_same(self, here: &TimeZone, there: &TimeZone) -> bool {
        [self.from, self.to].into_iter().all(|at| here.to_offset(at) == there.to_offset(at))
    }
}

/// A whole day, or a moment of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum DayOrMoment {
    Day(Date),
    Moment(Timestamp),
}

/// The next full minute.
pub(in crate::cli) fn next_minute(now: Timestamp) -> Timestamp {
    let second = (now.as_second().div_euclid(MINUTE) + 1) * MINUTE;
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

/// From the next full minute on, for so long or until then.
pub(in crate::cli) fn from_now(
    words: &[String],
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Stretch, Error> {
    let text = words.join(" ");
    let from = next_minute(now);
    let until = text.strip_prefix("until ").unwrap_or(&text).trim();
    if until.is_empty() {
        return Err(no_time(&text));
    }
    let to = match length(until) {
        Ok(length) => later(from, length),
        Err(_) => {
            match read(until, now, zone).map_err(|error| error.hint("or say how long: `2h`"))? {
                DayOrMoment::Moment(to) => to,
                DayOrMoment::Day(day) => {
                    let message = format!("`{}` does not say until what time", plain(until));
                    return Err(
                        Error::new(Kind::Usage, message).hint(format!("write `until {day} 09:00`"))
                    );
                }
            }
        }
    };
    if to <= from {
        let message = format!("`{}` is over already", plain(until));
        return Err(
            Error::new(Kind::Usage, message).hint("write a length such as `2h`, or a time to come")
        );
    }
    Ok(Stretch { from, to })
}

/// So much later.
pub(in crate::cli) fn later(from: Timestamp, length: SignedDuration) -> Timestamp {
    from.saturating_add(length).unwrap_or(Timestamp::MAX)
}

/// A day or a moment of these words.
pub(in crate::cli) fn read(
    text: &str,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<DayOrMoment, Error> {
    let text = text.trim();
    if text == "now" {
        return Ok(DayOrMoment::Moment(next_minute(now)));
    }
    let lower = text.to_lowercase();
    let (word, rest) = lower.split_once(' ').unwrap_or((&lower, ""));
    let today = now.to_zoned(zone.clone()).date();
    if let Some(time) = time_of_day(&lower) {
        return first_after(now, [today, next(today, 1)], time, zone);
    }
    let days = match word {
        "today" => [today, today],
        "tomorrow" => [next(today, 1), next(today, 1)],
        _ => match weekday::named(word) {
            Some(weekday) => {
                let until = i64::from(today.weekday().until(weekday));
                [next(today, until), next(today, until + 7)]
            }
            None if text.contains(':') => {
                return instant_of(text, zone).map(DayOrMoment::Moment);
            }
            None => return text.parse().map(DayOrMoment::Day).map_err(|_| no_time(text)),
        },
    };
    match (rest.trim(), time_of_day(rest.trim())) {
        ("", _) if weekday::named(word).is_some() && days[0] == today => {
            Ok(DayOrMoment::Day(days[1]))
        }
        ("", _) => Ok(DayOrMoment::Day(days[0])),
        (_, Some(time)) => first_after(now, days, time, zone),
        (_, None) => Err(no_time(text)),
    }
}

/// The first of these days on which that time is to come; the last, if it is on none.
fn first_after(
    now: Timestamp,
    days: [Date; 2],
    time: Time,
    zone: &TimeZone,
) -> Result<DayOrMoment, Error> {
    let at =
        |day: Date| instant_of(&day.to_datetime(time).strftime("%Y-%m-%d %H:%M").to_string(), zone);
    let here = now.to_zoned(zone.clone()).datetime();
    let day = if days[0].to_datetime(time) > here { days[0] } else { days[1] };
    at(day).map(DayOrMoment::Moment)
}

fn next(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|it| it.is_ascii_digit());
    if !is_number(hour) || !is_number(minute) || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn no_time(text: &str) -> Error {
    Error::new(Kind::Usage, format!("`{}` is no time", plain(text)))
        .hint("write `monday 09:00`, `tomorrow 18:00` or `2026-12-24 18:00`")
}

/// A moment as it is written into a file of that zone: with the offset only where the clock shows
/// it twice.
pub(in crate::cli) fn written(at: Timestamp, zone: &TimeZone) -> String {
    let there = at.to_zoned(zone.clone());
    let is_once = zone.to_ambiguous_timestamp(there.datetime()).unambiguous().is_ok();
    let pattern = match (is_once, there.second()) {
        (true, 0) => "%Y-%m-%d %H:%M",
        (true, _) => "%Y-%m-%d %H:%M:%S",
        (false, _) => "%Y-%m-%d %H:%M:%S%:z",
    };
    there.strftime(pattern).to_string()
}

/// A moment as people read it: `Mon 2026-12-07 09:00`.
pub(in crate::cli) fn shown(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %Y-%m-%d %H:%M").to_string()
}

/// The same with the zone: `Mon 2026-12-07 09:00 CET`.
pub(in crate::cli) fn named(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %Y-%m-%d %H:%M %Z").to_string()
}

#[cfg(test)]
mod tests;
