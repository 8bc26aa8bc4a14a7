//! The days that a status page looks back on, and how a service was on each.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::Condition;
use crate::domain::nines::course::{Course, merged};
use crate::domain::nines::{Span, Tally};

/// A service on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// What monitors saw of it; nothing if none looks.
    pub tally: Option<Tally>,
    /// For how long there was an incident about it.
    pub disrupted: SignedDuration,
    /// Whether there was any record of that day.
    pub is_known: bool,
}

impl Day {
    /// The worst that is said of it.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let tally = self.tally.unwrap_or_default();
        let is_seen = !tally.available.is_zero();
        if !tally.down.is_zero() {
            Condition::Down
        } else if !self.disrupted.is_zero() {
            Condition::Degraded
        } else if self.tally.is_some() {
            match (is_seen, tally.maintenance.is_zero()) {
                (_, false) => Condition::Maintenance,
                // A day that has only just begun was not looked at yet.
                (false, true) if !tally.unknown.is_zero() => Condition::Unknown,
                (_, true) => Condition::Up,
            }
        } else if self.is_known {
            Condition::Up
        } else {
            Condition::Unknown
        }
    }

    /// Whether another day is told in the same words.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let counted = |day: &Self| {
            let said = |tally: Tally| (tally.down, tally.maintenance, tally.unknown);
            (day.condition(), day.disrupted, day.tally.map(said))
        };
        counted(self) == counted(other)
    }
}

/// Each day of those up to an instant, from its first instant to before its last; the last one ends with
/// the instant.
#[must_use]
pub fn days(number: i32, at: Timestamp, zone: &TimeZone) -> Vec<(Date, Span)> {
    let today = at.to_zoned(zone.clone()).date();
    let begin = |date: Date| {
        let begins = date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
        begins.unwrap_or(Timestamp::MIN)
    };
    let dates = (0..number).rev().map(|back| today.saturating_sub(i64::from(back).days()));
    dates
        .map(|date| {
            let to = begin(date.saturating_add(1.day())).min(at);
            (date, Span { from: begin(date), to })
        })
        .collect()
}

/// How a service was on each of these days: by what monitors saw, and by when there were incidents about
/// it. Nothing was on record before that instant.
#[must_use]
pub fn seen(
    days: &[(Date, Span)],
    course: Option<&Course>,
    incidents: &[Span],
    recorded_from: Option<Timestamp>,
) -> Vec<Day> {
    let seen = days.iter().map(|(date, span)| {
        let disrupted = merged(incidents, *span).into_iter().map(Span::length);
        Day {
            date: *date,
            tally: course.map(|course| course.tally(*span)),
            disrupted: disrupted.fold(SignedDuration::ZERO, SignedDuration::saturating_add),
            is_known: recorded_from.is_some_and(|from| from < span.to),
        }
    });
    seen.collect()
}

/// The length with its seconds: `1 h 12 min 30 s`; what is less than a second is `under 1 s`.
#[must_use]
pub fn exact(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")];
    let said = parts.into_iter().filter(|(number, _)| *number > 0);
    let said: Vec<String> = said.map(|(number, unit)| format!("{number} {unit}")).collect();
    if said.is_empty() { "under 1 s".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests;
