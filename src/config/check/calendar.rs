//! Dates, moments, handoffs and the length of a turn.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::values::{printable, time_of_day};
use crate::config::fault::Finding;
use crate::config::raw;
use crate::config::raw::Given;
use crate::domain::rota::{Moment, TurnUnit};
use crate::domain::weekday::{self, name};

/// How long a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    /// What it is measured in.
    pub(super) unit: TurnUnit,
    /// How many of them.
    pub(super) count: u32,
}

/// A year outside of these is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2200;

/// How long a turn is: `week`, `12 hours`, `2 weeks`. None is longer than ten years.
pub(super) fn length(given: &Given<String>) -> Result<Length, Finding> {
    let text = given.trim().to_lowercase();
    let fault = |message: String| {
        Finding::at(given.span.clone(), message)
            .hint("write it like `day`, `week`, `12 hours`, `2 weeks` or `month`")
    };
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(0) => ("1", text.as_str()),
        Some(end) => text.split_at(end),
        None => return Err(fault(format!("`{}` is not how long a turn is", printable(&text)))),
    };
    let (unit, most) = match unit.trim() {
        "hour" | "hours" | "h" => (TurnUnit::Hour, 87_600),
        "day" | "days" | "d" => (TurnUnit::Day, 3650),
        "week" | "weeks" | "w" => (TurnUnit::Week, 520),
        "month" | "months" => (TurnUnit::Month, 120),
        _ => return Err(fault(format!("`{}` is not how long a turn is", printable(&text)))),
    };
    match number.parse() {
        Ok(0) => Err(fault("a turn cannot have no length".to_owned())),
        Ok(count) if count <= most => Ok(Length { unit, count }),
        _ => Err(fault("a turn cannot be longer than ten years".to_owned())),
    }
}

/// Whether that is how long a turn can be.
pub(in crate::config) fn turn(given: &Given<String>) -> Result<(), Finding> {
    length(given).map(drop)
}

/// What a date is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// The day of a first handoff, which has its time elsewhere.
    Start,
    /// A whole day off.
    DayOff,
    /// A day that is counted apart.
    Holiday,
}

/// A day without a time.
pub(super) fn date(given: &Given<raw::Moment>, what_for: Use) -> Result<Date, Finding> {
    let text = given.0.trim();
    let fault = |message: String| Finding::at(given.span.clone(), message);
    if let Ok(both) = text.parse::<DateTime>()
        && text.contains(':')
    {
        let (date, time) = (both.date(), both.time().strftime("%H:%M"));
        return Err(match what_for {
            Use::Start => fault("the start is a day, and the handoff says at what time".to_owned())
                .hint(format!("write `start = {date}` and `handoff = \"{time}\"`")),
            Use::DayOff => fault("`first` and `last` are whole days".to_owned())
                .hint("write `from` and `to` for a part of a day"),
            Use::Holiday => {
                fault("a holiday is a whole day".to_owned()).hint(format!("write {date}"))
            }
        });
    }
    match text.parse::<Date>() {
        Ok(date) if YEARS.contains(&date.year()) => Ok(date),
        Ok(date) => Err(year_fault(&given.span, date.year())),
        Err(_) => Err(fault(format!("`{}` is not a date", printable(text)))
            .hint("write it like `2026-01-05`")),
    }
}

/// When a layer ends, on its own clock: at that day's handoff if there is no time.
pub(super) fn end(given: &Given<raw::Moment>, handoff: Time) -> Result<DateTime, Finding> {
    if !given.0.contains(':') {
        return date(given, Use::Start).map(|date| date.to_datetime(handoff));
    }
    match moment(given)? {
        Moment::Civil(civil) => Ok(civil),
        Moment::Instant(_) => {
            let message = "the end of a layer is a time of its zone, without an offset";
            Err(Finding::at(given.span.clone(), message).hint("write it like `2026-12-31 09:00`"))
        }
    }
}

fn year_fault(place: &std::ops::Range<usize>, year: i16) -> Finding {
    let (first, last) = (YEARS.start(), YEARS.end());
    Finding::at(place.clone(), format!("the year {year} cannot be meant"))
        .hint(format!("write a year from {first} to {last}"))
}

/// When an override begins or ends: on the rota's clock, or with an offset.
pub(super) fn moment(given: &Given<raw::Moment>) -> Result<Moment, Finding> {
    let text = given.0.trim();
    let fault = |message: String| Finding::at(given.span.clone(), message);
    if let Ok(date) = text.parse::<Date>()
        && !text.contains(':')
    {
        return Err(fault("this day needs a time".to_owned())
            .hint(format!("write `\"{date} 00:00\"` for its first moment")));
    }
    let is_plain = !text.contains('[');
    let instant = text.parse::<Timestamp>().ok().filter(|_| is_plain);
    let civil = text.parse::<DateTime>().ok().filter(|_| is_plain);
    let (moment, year) = match (instant, civil) {
        (Some(instant), _) => {
            let year = jiff::tz::Offset::UTC.to_datetime(instant).year();
            (Moment::Instant(instant), year)
        }
        (None, Some(civil)) => (Moment::Civil(civil), civil.year()),
        (None, None) => {
            return Err(fault(format!("`{}` is not a day with a time", printable(text)))
                .hint("write it like `\"2026-12-24 18:00\"`"));
        }
    };
    if !YEARS.contains(&year) {
        return Err(year_fault(&given.span, year));
    }
    Ok(moment)
}

/// The time of day of a handoff. A weekday in it must be that of the start.
pub(super) fn handoff(given: &Given<String>, start: Option<Date>) -> Result<Time, Finding> {
    let fault = |message: String| Finding::at(given.span.clone(), message);
    let hint = "write it like `09:00` or `mon 09:00`";
    let text = given.trim();
    let wrong = || fault(format!("`{}` is not a time of day", printable(text))).hint(hint);
    let Some((day, time)) = text.split_once(' ') else {
        return time_of_day(text).ok_or_else(wrong);
    };
    let time = time_of_day(time).ok_or_else(wrong)?;
    let day = weekday::named(day).ok_or_else(wrong)?;
    match start {
        Some(start) if start.weekday() != day => {
            Err(fault(format!("{start} is a {}, not a {}", name(start.weekday()), name(day)))
                .hint(nearest(start, day)))
        }
        _ => Ok(time),
    }
}

/// The two days of that name around a date.
fn nearest(date: Date, day: Weekday) -> String {
    let around = [-1, 1].map(|nth| date.nth_weekday(nth, day));
    match around {
        [Ok(before), Ok(after)] => {
            format!("the {}s nearest to it are {before} and {after}", name(day))
        }
        _ => "the start decides; change one of the two".to_owned(),
    }
}

#[cfg(test)]
mod tests;
