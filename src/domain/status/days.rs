//! The days that a status page looks back on, and how a service was on each.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{Condition, Grave};
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
    /// For how much of that it was a critical one and no monitor looked, which counts as down.
    pub critical: SignedDuration,
    /// For how much of it there is no record of incidents: nobody listened, or it was not over yet.
    pub unheard: SignedDuration,
    /// How long it was, or has been by now.
    pub length: SignedDuration,
}

impl Day {
    /// The worst that is said of it.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let Tally { available, down, unknown, maintenance } = self.counted();
        if !down.is_zero() || !self.critical.is_zero() {
            Condition::Down
        } else if !self.disrupted.is_zero() {
            Condition::Degraded
        } else if !maintenance.is_zero() {
            Condition::Maintenance
        } else if unknown > available {
            // What is known of the smaller part of a day says nothing of the day.
            Condition::Unknown
        } else {
            Condition::Up
        }
    }

    /// What was counted of it: what monitors saw; where none looks, what is on record of incidents.
    #[must_use]
    pub fn counted(&self) -> Tally {
        self.tally.unwrap_or_else(|| Tally {
            available: self.length.saturating_sub(self.unheard),
            unknown: self.unheard,
            ..Tally::default()
        })
    }

    /// Whether another day is told in the same words.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let told = |day: &Self| {
            let Tally { down, maintenance, unknown, .. } = day.counted();
            let incidents = (day.disrupted, day.critical);
            (day.condition(), incidents, day.tally.is_some(), down, maintenance, unknown)
        };
        told(self) == told(other)
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
/// it. What happened in the times that nobody heard of is not known.
#[must_use]
pub fn seen(
    days: &[(Date, Span)],
    course: Option<&Course>,
    incidents: &[(Span, Grave)],
    unheard: &[Span],
) -> Vec<Day> {
    let critical = unseen(course, incidents);
    let incidents: Vec<Span> = incidents.iter().map(|(span, _)| *span).collect();
    let seen = days.iter().map(|(date, span)| Day {
        date: *date,
        tally: course.map(|course| course.tally(*span)),
        disrupted: in_all(&incidents, *span),
        critical: in_all(&critical, *span),
        unheard: in_all(unheard, *span),
        length: span.length(),
    });
    seen.collect()
}

/// When there were critical ones and no monitor had a say.
fn unseen(course: Option<&Course>, incidents: &[(Span, Grave)]) -> Vec<Span> {
    let critical = incidents.iter().filter(|(_, grave)| *grave == Grave::Critical);
    let critical = critical.map(|(span, _)| *span);
    match course {
        Some(course) => critical.flat_map(|span| course.absent(span)).collect(),
        None => critical.collect(),
    }
}

/// How long these are within a span; what is in several of them counts once.
fn in_all(spans: &[Span], within: Span) -> SignedDuration {
    let lengths = merged(spans, within).into_iter().map(Span::length);
    lengths.fold(SignedDuration::ZERO, SignedDuration::saturating_add)
}

/// The length with its seconds: `1 h 12 min 30 s`; what is less than a second is `under 1 s`, and from two days
/// on days are counted too: `2 d 1 h`. A day that the clocks made longer is one of `25 h`.
#[must_use]
pub fn exact(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let (days, hours) = if hours < 48 { (0, hours) } else { (hours / 24, hours % 24) };
    let parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")];
    let said = parts.into_iter().filter(|(number, _)| *number > 0);
    let said: Vec<String> = said.map(|(number, unit)| format!("{number} {unit}")).collect();
    if said.is_empty() { "under 1 s".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests;
