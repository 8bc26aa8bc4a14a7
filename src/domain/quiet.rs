//! Hours of somebody's own clock: the day that what can wait waits for, and the hours in which an
//! alarm is kinder.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::alert::Severity;
use super::incident::triage::LONGEST_NIGHT;
use super::name::ChannelName;

/// Hours that come every day; they may run past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockHours {
    /// The first moment of them.
    pub from: Time,
    /// The first moment after them.
    pub to: Time,
}

impl ClockHours {
    /// Whether a clock that shows this time is in them.
    #[must_use]
    pub fn contain(&self, time: Time) -> bool {
        let Self { from, to } = *self;
        if from < to { from <= time && time < to } else { from <= time || time < to }
    }

    /// When they begin next by that zone's clock; `None` while they last.
    #[must_use]
    pub fn begin_next(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let local = now.to_zoned(zone.clone());
        let (time, from) = (local.time(), self.from);
        if self.contain(time) {
            return None;
        }
        let date = if time < from { Ok(local.date()) } else { local.date().tomorrow() };
        let begins = date.and_then(|date| date.to_datetime(from).to_zoned(zone.clone()));
        // The calendar ends in the year 9999; a day later is then as good as any answer.
        Some(begins.map_or(now + LONGEST_NIGHT, |begins| begins.timestamp()))
    }

    /// When they end by that zone's clock; `None` outside of them.
    #[must_use]
    pub fn end_next(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let rest = Self { from: self.to, to: self.from };
        rest.begin_next(now, zone)
    }
}

/// The hours in which somebody is called otherwise, and what is otherwise then. How it sounds is the
/// station's affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// When, by the person's own clock.
    pub hours: ClockHours,
    /// What waits until they are over.
    pub hold: BTreeSet<Severity>,
    /// Which channel is tried first, before all others.
    pub first: BTreeMap<Severity, ChannelName>,
}

impl Quiet {
    /// When that severity may be told somebody who lives in that zone; `None` if it may be now.
    #[must_use]
    pub fn holds(&self, severity: Severity, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let is_held = self.hold.contains(&severity);
        is_held.then(|| self.hours.end_next(now, zone)).flatten()
    }

    /// The channel that is tried first for that severity now.
    #[must_use]
    pub fn first_channel(
        &self,
        severity: Severity,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Option<&ChannelName> {
        let first = self.first.get(&severity)?;
        self.hours.contain(now.to_zoned(zone.clone()).time()).then_some(first)
    }
}

#[cfg(test)]
mod tests;
