//! Text to a rule of repetition, or what is wrong with it and what to write instead.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;

use super::{Recurrence, Unit, Until};

/// Why a text is no rule of repetition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// It does not say how often.
    #[error("`{0}` does not say how often")]
    NoFrequency(String),
    /// A part of it is not understood.
    #[error("`{0}` is not understood in a rule of repetition")]
    Part(String),
    /// It counts weekdays of something that has no first and last.
    #[error("`{0}` counts weekdays, which only months have")]
    Counted(String),
    /// It never happens.
    #[error("`{0}` never happens")]
    Never(String),
}

impl RecurrenceError {
    /// What to write instead.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoFrequency(_) => {
                "it begins like `FREQ=WEEKLY;BYDAY=SU` or `FREQ=MONTHLY;BYDAY=1SU`"
            }
            Self::Part(_) => {
                "there are FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, \
                 COUNT, UNTIL and WKST; the time of day is that of `start`"
            }
            Self::Counted(_) => "write `FREQ=MONTHLY;BYDAY=1SU`, or add BYMONTH to a year",
            Self::Never(_) => "see whether such a day comes after `start`, and before the end",
        }
    }
}

/// The rule, and how often it happens if that is said.
pub(super) fn parse(
    text: &str,
    start: DateTime,
) -> Result<(Recurrence, Option<usize>), RecurrenceError> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    let rule = upper.strip_prefix("RRULE:").unwrap_or(&upper);
    let mut recurrence = Recurrence {
        text: text.to_owned(),
        start,
        every: Unit::Day,
        interval: 1,
        weekdays: Vec::new(),
        month_days: Vec::new(),
        months: Vec::new(),
        week_starts_on: Weekday::Monday,
        until: None,
    };
    let (mut has_unit, mut count) = (false, None);
    for part in rule.split(';').filter(|part| !part.trim().is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let (key, value) = (key.trim(), value.trim());
        let understood = match key {
            "FREQ" => {
                has_unit = true;
                unit(value).map(|unit| recurrence.every = unit)
            }
            "COUNT" => number(value, 1..=100_000).and_then(|number| {
                count = usize::try_from(number).ok();
                count.map(drop)
            }),
            _ => set(&mut recurrence, key, value),
        };
        understood.ok_or_else(|| RecurrenceError::Part(part.trim().to_owned()))?;
    }
    if !has_unit {
        return Err(RecurrenceError::NoFrequency(recurrence.text));
    }
    sensible(&recurrence)?;
    Ok((recurrence, count))
}

fn set(recurrence: &mut Recurrence, key: &str, value: &str) -> Option<()> {
    match key {
        "INTERVAL" => recurrence.interval = number(value, 1..=10_000)?,
        "BYDAY" => recurrence.weekdays = each(value, counted_weekday)?,
        "BYMONTHDAY" => recurrence.month_days = each(value, |text| signed(text, 31))?,
        "BYMONTH" => {
            recurrence.months = each(value, |text| i8::try_from(number(text, 1..=12)?).ok())?;
        }
        "WKST" => recurrence.week_starts_on = weekday(value)?,
        "UNTIL" => recurrence.until = Some(until(value)?),
        _ => return None,
    }
    Some(())
}

/// What each part is, and what all of them together are not.
fn sensible(recurrence: &Recurrence) -> Result<(), RecurrenceError> {
    let Recurrence { every, weekdays, month_days, months, text, .. } = recurrence;
    let counts = weekdays.iter().any(|(nth, _)| nth.is_some());
    let has_months = *every == Unit::Month || (*every == Unit::Year && !months.is_empty());
    if counts && !has_months {
        return Err(RecurrenceError::Counted(text.clone()));
    }
    if *every == Unit::Week && !month_days.is_empty() {
        return Err(RecurrenceError::Part("BYMONTHDAY of a week".to_owned()));
    }
    Ok(())
}

fn each<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(|part| read(part.trim())).collect()
}

fn number(text: &str, within: std::ops::RangeInclusive<i32>) -> Option<i32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && within.contains(number))
}

/// A number that may be counted from the end.
fn signed(text: &str, most: i32) -> Option<i8> {
    let (digits, sign) = match text.strip_prefix('-') {
        Some(digits) => (digits, -1),
        None => (text.strip_prefix('+').unwrap_or(text), 1),
    };
    i8::try_from(number(digits, 1..=most)? * sign).ok()
}

fn unit(word: &str) -> Option<Unit> {
    match word {
        "DAILY" => Some(Unit::Day),
        "WEEKLY" => Some(Unit::Week),
        "MONTHLY" => Some(Unit::Month),
        "YEARLY" => Some(Unit::Year),
        _ => None,
    }
}

/// `SU`, `1SU`, `-1FR`.
fn counted_weekday(text: &str) -> Option<(Option<i8>, Weekday)> {
    let at = text.len().checked_sub(2)?;
    let (nth, day) = text.split_at_checked(at)?;
    let nth = if nth.is_empty() { None } else { Some(signed(nth, 5)?) };
    Some((nth, weekday(day)?))
}

fn weekday(word: &str) -> Option<Weekday> {
    match word {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

/// `20261231`, `20261231T030000`, `20261231T030000Z`.
fn until(text: &str) -> Option<Until> {
    let (date, rest) = text.split_at_checked(8)?;
    let digits = |text: &str, from: usize, to: usize| -> Option<i16> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let small = |text: &str, from: usize| i8::try_from(digits(text, from, from + 2)?).ok();
    let date = Date::new(digits(date, 0, 4)?, small(date, 4)?, small(date, 6)?).ok()?;
    if rest.is_empty() {
        return Some(Until::Day(date));
    }
    let time = rest.strip_prefix('T')?;
    let (time, is_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    if time.len() != 6 {
        return None;
    }
    let time = Time::new(small(time, 0)?, small(time, 2)?, small(time, 4)?.min(59), 0).ok()?;
    let civil = date.to_datetime(time);
    if !is_utc {
        return Some(Until::Civil(civil));
    }
    TimeZone::UTC.to_timestamp(civil).ok().map(|at: Timestamp| Until::Instant(at))
}
