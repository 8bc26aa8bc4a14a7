//! The months and quarters of a calendar, each as long as it is by the clocks of a zone.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::Span;

/// The month an instant lies in.
#[must_use]
pub fn month(at: Timestamp, zone: &TimeZone) -> Span {
    months(first_of(at, zone), 1, zone)
}

/// The month before that.
#[must_use]
pub fn month_before(at: Timestamp, zone: &TimeZone) -> Span {
    months(first_of(at, zone).saturating_sub(1.month()), 1, zone)
}

/// The quarter of the year an instant lies in.
#[must_use]
pub fn quarter(at: Timestamp, zone: &TimeZone) -> Span {
    let first = first_of(at, zone);
    months(first.saturating_sub(i64::from((first.month() - 1) % 3).months()), 3, zone)
}

fn first_of(at: Timestamp, zone: &TimeZone) -> Date {
    let day = at.to_zoned(zone.clone()).date();
    date(day.year(), day.month(), 1)
}

fn months(first: Date, number: i64, zone: &TimeZone) -> Span {
    let begin = |day: Date, otherwise: Timestamp| {
        day.to_zoned(zone.clone()).map_or(otherwise, |zoned| zoned.timestamp())
    };
    let after = first.saturating_add(number.months());
    Span { from: begin(first, Timestamp::MIN), to: begin(after, Timestamp::MAX) }
}

#[cfg(test)]
mod tests;
