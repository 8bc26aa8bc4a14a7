//! Hours of somebody's own clock: the day that what can wait waits for, and the hours in which an
//! alarm is kinder.

pub mod maintenance;
pub mod recurrence;
pub mod silence;
pub mod silences;

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
    ///
    /// Where clocks are set back, an hour is shown twice, and what begins in it begins twice. Where they
    /// are set forward, what would begin in the hour that is left out begins with the jump.
    #[must_use]
    pub fn begin_next(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = now.to_zoned(zone.clone());
        if self.contain(today.time()) {
            return None;
        }
        let days = [Some(today.date()), today.date().tomorrow().ok()];
        let shown = days.into_iter().flatten().flat_map(|day| {
            let ambiguous = zone.to_ambiguous_timestamp(day.to_datetime(self.from));
            [ambiguous.earlier(), ambiguous.later()].into_iter().flatten()
        });
        // The calendar ends in the year 9999; a day later is then as good as any answer.
        let latest = now.saturating_add(LONGEST_NIGHT).unwrap_or(Timestamp::MAX);
        let jump = zone.following(now).next().map(|jump| jump.timestamp());
        let begins = |at: &Timestamp| *at > now && self.contain(at.to_zoned(zone.clone()).time());
        Some(shown.chain(jump).filter(begins).min().unwrap_or(latest))
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
