//! Weeks, from Monday on, and when the last one is told.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::domain::name::{ChannelName, PersonId};
use crate::domain::nines::Span;

/// When the week behind a team is told, and whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyRule {
    /// On which day.
    pub on: Weekday,
    /// At which hour.
    pub at: Time,
    /// Whom.
    pub to: Vec<PersonId>,
    /// By which channel of theirs; the quietest that works unless given.
    pub channel: Option<ChannelName>,
}

impl WeeklyRule {
    /// When it was due last, at that instant or before.
    #[must_use]
    pub fn last_due(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = now.to_zoned(zone.clone()).date();
        let since = i64::from(today.weekday().since(self.on));
        let due = |days: i64| self.on_day(today.checked_sub(days.days()).ok()?, zone);
        due(since).filter(|at| *at <= now).or_else(|| due(since + 7))
    }

    /// When it is due next, after that instant.
    #[must_use]
    pub fn next_due(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let last = self.last_due(now, zone)?.to_zoned(zone.clone()).date();
        self.on_day(last.checked_add(7.days()).ok()?, zone)
    }

    fn on_day(&self, day: Date, zone: &TimeZone) -> Option<Timestamp> {
        Some(day.to_datetime(self.at).to_zoned(zone.clone()).ok()?.timestamp())
    }
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

    #[test]
    fn a_week_is_due_once_and_by_the_clocks_of_its_zone() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let rule =
            WeeklyRule { on: Weekday::Monday, at: time(9, 0, 0, 0), to: Vec::new(), channel: None };
        // The clocks went forward on Sunday, 29 March 2026.
        for (now, last, next) in [
            ("2026-03-30T06:59:59Z", "2026-03-23T08:00:00Z", "2026-03-30T07:00:00Z"),
            ("2026-03-30T07:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"),
            ("2026-04-05T20:00:00Z", "2026-03-30T07:00:00Z", "2026-04-06T07:00:00Z"),
        ] {
            let now = now.parse().unwrap();
            let due = [rule.last_due(now, &zone), rule.next_due(now, &zone)];
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
