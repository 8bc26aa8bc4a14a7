//! Weeks, from Monday on, and when the last one is told.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::domain::name::{ChannelName, PersonId};
use crate::domain::nines::Span;

/// When the week behind a team is told, and whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyRule {
    /// On which day.
    pub on: Weekday,
    /// At which hour.
    pub at: Time,
    /// By the clock of which zone; the weeks are its weeks as well.
    pub zone: TimeZone,
    /// Whom.
    pub to: Vec<PersonId>,
    /// By which channel of theirs; the quietest that works unless given.
    pub channel: Option<ChannelName>,
}

/// How long after it was to be told for the first time it is tried again, where every channel failed.
const AGAIN: [SignedDuration; 5] = [
    SignedDuration::from_mins(5),
    SignedDuration::from_mins(15),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(4),
    SignedDuration::from_hours(12),
];

/// From when on it is told so that it comes late.
const LATE: SignedDuration = SignedDuration::from_mins(15);

impl WeeklyRule {
    /// When it was due last, at that instant or before.
    #[must_use]
    pub fn last_due(&self, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned(self.zone.clone()).date();
        let since = i64::from(today.weekday().since(self.on));
        let due = |days: i64| self.on_day(today.checked_sub(days.days()).ok()?);
        due(since).filter(|at| *at <= now).or_else(|| due(since + 7))
    }

    /// When it is due next, after that instant.
    #[must_use]
    pub fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let last = self.last_due(now)?.to_zoned(self.zone.clone()).date();
        self.on_day(last.checked_add(7.days()).ok()?)
    }

    /// Whether it is to be told now what was due then: not if that week is told, up to which instant
    /// `told` says, be it by another rule. What was told in the future, by a clock that was put back since,
    /// counts as told.
    #[must_use]
    pub fn is_untold(&self, due: Timestamp, told: Timestamp) -> bool {
        told < due && week_of(told, &self.zone) != week_of(due, &self.zone)
    }

    /// When it was due, in words, if it comes late.
    #[must_use]
    pub fn lateness(&self, due: Timestamp, now: Timestamp) -> Option<String> {
        let is_late = now.duration_since(due) >= LATE;
        is_late.then(|| due.to_zoned(self.zone.clone()).strftime("%A %H:%M").to_string())
    }

    fn on_day(&self, day: Date) -> Option<Timestamp> {
        Some(day.to_datetime(self.at).to_zoned(self.zone.clone()).ok()?.timestamp())
    }
}

/// When it is tried again after every channel has failed so many times, if it was first to be told then;
/// `None` if it is given up.
#[must_use]
pub fn again_at(first: Timestamp, rounds: usize) -> Option<Timestamp> {
    first.checked_add(*AGAIN.get(rounds.checked_sub(1)?)?).ok()
}

/// The week in which an instant lies.
#[must_use]
pub fn week_of(at: Timestamp, zone: &TimeZone) -> Option<Span> {
    let day = at.to_zoned(zone.clone()).date();
    let since = i64::from(day.weekday().since(Weekday::Monday));
    let monday = day.checked_sub(since.days()).ok()?;
    let midnight = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp());
    Some(Span { from: midnight(monday)?, to: midnight(monday.checked_add(7.days()).ok()?)? })
}

/// The week before the one in which an instant lies.
#[must_use]
pub fn week_before(at: Timestamp, zone: &TimeZone) -> Option<Span> {
    week_of(week_of(at, zone)?.from.checked_sub(1.millisecond()).ok()?, zone)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn rule() -> WeeklyRule {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = time(9, 0, 0, 0);
        WeeklyRule { on: Weekday::Monday, at, zone, to: Vec::new(), channel: None }
    }

    #[test]
    fn a_week_that_is_told_is_not_told_again() {
        for (told, due, is_untold) in [
            ("2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z", true),
            ("2026-03-30T07:00:00Z", "2026-03-30T07:00:00Z", false),
            // It was told on Monday, and is told on Tuesdays from then on.
            ("2026-03-30T07:00:00Z", "2026-03-31T07:00:00Z", false),
            ("2026-03-29T21:59:00Z", "2026-03-30T07:00:00Z", true),
            // A clock that was ahead by a month.
            ("2026-04-27T07:00:00Z", "2026-03-30T07:00:00Z", false),
        ] {
            let instants = [due, told].map(|text| text.parse().unwrap());
            assert_eq!(rule().is_untold(instants[0], instants[1]), is_untold, "{told} {due}");
        }
    }

    #[test]
    fn what_failed_is_tried_five_times_more_and_late_is_said() {
        let first: Timestamp = "2026-03-30T07:00:00Z".parse().unwrap();
        let again: Vec<Option<i64>> = (0..8)
            .map(|rounds| again_at(first, rounds).map(|at| at.duration_since(first).as_mins()))
            .collect();
        assert_eq!(again[..6], [None, Some(5), Some(15), Some(60), Some(240), Some(720)]);
        assert_eq!(again[6..], [None, None]);
        let late = |minutes| rule().lateness(first, first + SignedDuration::from_mins(minutes));
        assert_eq!((late(14), late(15)), (None, Some("Monday 09:00".to_owned())));
    }

    #[test]
    fn a_week_is_due_once_and_by_the_clocks_of_its_zone() {
        let rule = rule();
        // The clocks went forward on Sunday, 29 March 2026.
        for (now, last, next) in [
            ("2026-03-30T06:59:59Z", "2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z"),
            ("2026-03-30T07:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"),
            ("2026-04-05T20:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"),
        ] {
            let now = now.parse().unwrap();
            let due = [rule.last_due(now), rule.next_due(now)];
            assert_eq!(due.map(|at| at.unwrap().to_string()), [last, next], "{now}");
        }
    }

    #[test]
    fn a_week_is_from_monday_to_monday() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = "2026-03-29T21:59:59Z".parse().unwrap();
        let week = week_of(at, &zone).unwrap();
        assert_eq!(week.from.to_string(), "2026-03-22T23:00:00Z");
        assert_eq!(week.to.to_string(), "2026-03-29T22:00:00Z");
        assert_eq!(week_before(at, &zone).unwrap().to, week.from);
    }
}
