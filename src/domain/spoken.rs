//! Moments as people say them: `20 min ago`, `in 30 min`, `at 14:00`, `tomorrow 9`, `friday`.
//!
//! What is said is understood in the zone of whoever says it, and only if it can be one moment: an hour
//! that the clocks show twice, or never, is not guessed.

mod length;
mod promised;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::weekday;

pub use promised::{Promised, promised};

/// On which side of now a moment is that could be on either: `14:00`, `friday`, `20m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// It has been.
    Past,
    /// It is to come.
    Future,
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoken {
    /// A day, and no time of it.
    Day(Date),
    /// A moment.
    Moment(Timestamp),
}

/// Why a moment is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// It is no time.
    #[error("`{0}` is no time")]
    NoTime(String),
    /// The clocks show it twice, or never.
    #[error("the clocks of that day do not show {at} just once")]
    NotOnce {
        /// What they would show.
        at: DateTime,
        /// What they are set by before and after.
        offset: AmbiguousOffset,
    },
    /// The beginning is a time, and what stands behind it may mean another one.
    #[error("`{time}` is a time, and `{rest}` behind it is not understood")]
    More {
        /// What is understood.
        time: String,
        /// What is not.
        rest: String,
    },
}

type Understood<T> = Result<T, NotUnderstood>;

/// Understands a moment or a day.
///
/// # Errors
///
/// If it is no time, or one that the clocks of that zone do not show just once.
pub fn read(said: &str, now: Timestamp, zone: &TimeZone, toward: Toward) -> Understood<Spoken> {
    let words: Vec<String> = said.split_whitespace().map(str::to_lowercase).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let no_time = || NotUnderstood::NoTime(said.trim().to_owned());
    let words = match words.as_slice() {
        ["at" | "by" | "on" | "until" | "around" | "before" | "since", rest @ ..] => rest,
        words => words,
    };
    if let ["now"] = words {
        return Ok(Spoken::Moment(now));
    }
    if let Some(at) = relative(words, now, toward) {
        return Ok(Spoken::Moment(at));
    }
    if let Ok(at) = words.join(" ").parse::<Timestamp>() {
        return Ok(Spoken::Moment(at));
    }
    let here = |zone: TimeZone, clock: TimeZone| Here {
        now,
        today: now.to_zoned(zone).date(),
        zone: clock,
        toward,
    };
    let (words, here) = match words {
        [rest @ .., "utc" | "gmt" | "z"] => (rest, here(TimeZone::UTC, TimeZone::UTC)),
        [rest @ .., last] => match abbreviated(last, now, zone) {
            // The days are those of whoever says it.
            Some(offset) => (rest, here(zone.clone(), TimeZone::fixed(offset))),
            None => (words, here(zone.clone(), zone.clone())),
        },
        [] => return Err(no_time()),
    };
    here.understand(words)?.ok_or_else(no_time)
}

/// How far the clocks of a zone are ahead when they show that abbreviation: `cet` and `cest` in Berlin.
fn abbreviated(word: &str, now: Timestamp, zone: &TimeZone) -> Option<Offset> {
    let info = zone.to_offset_info(now);
    if info.abbreviation().eq_ignore_ascii_case(word) {
        return Some(info.offset());
    }
    let mut changes = zone.following(now).take(2);
    let change = changes.find(|change| change.abbreviation().eq_ignore_ascii_case(word))?;
    Some(change.offset())
}

/// `in 30 min`, `20 min ago`, `2h`.
fn relative(words: &[&str], now: Timestamp, toward: Toward) -> Option<Timestamp> {
    let (length, toward) = match words {
        ["in", rest @ ..] => (length::read(rest)?, Toward::Future),
        [rest @ .., "ago"] => (length::read(rest)?, Toward::Past),
        words => (length::read(words)?, toward),
    };
    let by = if toward == Toward::Past { -length } else { length };
    now.checked_add(by).ok()
}

/// Where and when something is said.
struct Here {
    now: Timestamp,
    /// The day it is there.
    today: Date,
    /// By which clock.
    zone: TimeZone,
    toward: Toward,
}

impl Here {
    /// A day, a time, or both, the day first or last.
    fn understand(&self, words: &[&str]) -> Understood<Option<Spoken>> {
        match words {
            [time @ .., "on", day] | [time @ .., day]
                if self.days(day).is_some() && time_of_day(time).is_some() =>
            {
                let words: Vec<&str> = [*day].into_iter().chain(time.iter().copied()).collect();
                self.day_first(&words)
            }
            words => self.day_first(words),
        }
    }

    fn day_first(&self, words: &[&str]) -> Understood<Option<Spoken>> {
        if let Some(time) = time_of_day(words) {
            return self.nearest(time).map(Some);
        }
        let [first, rest @ ..] = words else { return Ok(None) };
        if let Some((day, time)) = first.split_once('t')
            && let (Ok(day), Some(time)) = (day.parse(), time_of_day(&[time]))
        {
            return self.once(day, time).map(Some);
        }
        let rest = rest.strip_prefix(&["at"]).unwrap_or(rest);
        let time = time_of_day(rest);
        match (self.days(first), time, rest) {
            (None, ..) | (_, None, [_, ..]) => Ok(None),
            (Some((day, other)), None, []) => {
                // `friday`, said on a Friday, is another one.
                Ok(Some(Spoken::Day(if day == self.today { other } else { day })))
            }
            (Some((day, other)), Some(time), _) => match self.on_that_side(day, time)? {
                Some(at) => Ok(Some(Spoken::Moment(at))),
                None => self.once(other, time).map(Some),
            },
        }
    }

    /// The day that a word means, and the one it means if that is on the wrong side of now.
    fn days(&self, word: &str) -> Option<(Date, Date)> {
        let today = self.today;
        let that = |days: i64| today.saturating_add(days.days());
        match word {
            "today" | "tonight" => return Some((today, today)),
            "tomorrow" => return Some((that(1), that(1))),
            "yesterday" => return Some((that(-1), that(-1))),
            word => {
                if let Ok(day) = word.parse() {
                    return Some((day, day));
                }
            }
        }
        let until = |weekday: Weekday| i64::from(today.weekday().until(weekday));
        let weekday = weekday::named(word)?;
        Some(match (self.toward, until(weekday)) {
            (Toward::Future, days) => (that(days), that(days + 7)),
            (Toward::Past, 0) => (today, that(-7)),
            (Toward::Past, days) => (that(days - 7), that(days - 14)),
        })
    }

    /// When the clock shows that on that day, if it is on the side of now that is meant. Of an hour that it
    /// shows twice, one may have passed.
    fn on_that_side(&self, day: Date, time: Time) -> Understood<Option<Timestamp>> {
        let at = day.to_datetime(time);
        let offset = self.zone.to_ambiguous_timestamp(at).offset();
        let offsets = match offset {
            AmbiguousOffset::Unambiguous { offset } => vec![offset],
            AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
                vec![before, after]
            }
        };
        let is_meant = |at: &Timestamp| match self.toward {
            Toward::Past => *at <= self.now,
            Toward::Future => *at > self.now,
        };
        let moments = offsets.iter().filter_map(|offset| offset.to_timestamp(at).ok());
        let moments: Vec<Timestamp> = moments.filter(is_meant).collect();
        match (moments.as_slice(), offset) {
            ([], _) => Ok(None),
            ([at], AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. }) => {
                Ok(Some(*at))
            }
            _ => Err(NotUnderstood::NotOnce { at, offset }),
        }
    }

    /// The nearest moment at which the clock shows that, on the side of now that is meant.
    fn nearest(&self, time: Time) -> Understood<Spoken> {
        let today = self.now.to_zoned(self.zone.clone()).date();
        if let Some(at) = self.on_that_side(today, time)? {
            return Ok(Spoken::Moment(at));
        }
        let step = if self.toward == Toward::Past { -1 } else { 1 };
        self.once(today.saturating_add(step.days()), time)
    }

    fn once(&self, day: Date, time: Time) -> Understood<Spoken> {
        let at = day.to_datetime(time);
        let local = self.zone.to_ambiguous_timestamp(at);
        let offset = local.offset();
        let at = local.unambiguous().map_err(|_| NotUnderstood::NotOnce { at, offset })?;
        Ok(Spoken::Moment(at))
    }
}

/// `14:00`, `9`, `9am`, `9:30 pm`, `14h30`, `noon`, `midnight`.
fn time_of_day(words: &[&str]) -> Option<Time> {
    let text = match words {
        ["noon"] => return Time::new(12, 0, 0, 0).ok(),
        ["midnight"] => return Some(Time::midnight()),
        [time] => (*time).to_owned(),
        [time, half @ ("am" | "pm")] => format!("{time}{half}"),
        _ => return None,
    };
    let (text, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(text), _) => (text, Some(0)),
        (_, Some(text)) => (text, Some(12)),
        (None, None) => (text.as_str(), None),
    };
    let parts: Vec<&str> = text.trim_end_matches('h').split([':', 'h', '.']).collect();
    let number = |text: &&str| -> Option<i8> {
        let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        is_number.then(|| text.parse().ok())?
    };
    let (hour, minute, second) = match parts.as_slice() {
        [hour] => (number(hour)?, 0, 0),
        [hour, minute] if minute.len() == 2 => (number(hour)?, number(minute)?, 0),
        [hour, minute, second] => (number(hour)?, number(minute)?, number(second)?),
        _ => return None,
    };
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    Time::new(hour, minute, second, 0).ok()
}

impl NotUnderstood {
    /// What to say instead.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoTime(_) => {
                "write `14:00`, `tomorrow 9:00`, `friday`, `in 30 min`, `20 min ago` or \
                 `2026-12-24 18:00`"
                    .to_owned()
            }
            Self::More { .. } => {
                "write it as your own clock shows it, `14:00`, or `14:00 utc`, `tomorrow 14:00`, \
                 `2026-12-24 18:00`"
                    .to_owned()
            }
            Self::NotOnce { at, offset: AmbiguousOffset::Fold { before, after } } => {
                let (first, second) = (with(*at, *before), with(*at, *after));
                format!("write `{first}` for the first time, `{second}` for the second")
            }
            Self::NotOnce { at, offset: AmbiguousOffset::Gap { before, after } } => {
                let moved = SignedDuration::from_secs((after.seconds() - before.seconds()).into());
                let later = at.saturating_add(moved).strftime("%Y-%m-%d %H:%M");
                format!("write `{later}`, which they show instead")
            }
            Self::NotOnce { at, offset: AmbiguousOffset::Unambiguous { offset } } => {
                format!("write `{}`", with(*at, *offset))
            }
        }
    }
}

/// `2026-10-25T01:30:00+01:00`
fn with(at: DateTime, offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, seconds) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
    let shown = at.strftime("%Y-%m-%dT%H:%M:%S");
    format!("{shown}{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
}

#[cfg(test)]
mod tests;
