//! Fairness: how long each person has the pager, and how much of it is night, weekend and holiday.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday, time};
use jiff::{SignedDuration, Timestamp};

use crate::domain::name::PersonId;

use super::Rota;
use super::calendar::{DAY, Weekdays, day_number};
use super::clock::second;
use super::hours::{Hours, Window};

/// What one person carries, in elapsed time; what is night or weekend, their own wall clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Duty {
    /// How many shifts.
    pub shifts: usize,
    /// All of it.
    pub total: SignedDuration,
    /// What falls between 22:00 and 06:00.
    pub nights: SignedDuration,
    /// What falls on Saturdays and Sundays.
    pub weekends: SignedDuration,
    /// What falls on the listed holidays.
    pub holidays: SignedDuration,
}

impl Rota {
    /// Who carries how much of a tier's pager over a range, as it was resolved.
    ///
    /// Whoever is named in the rota but never has this pager is not listed.
    #[must_use]
    pub fn duties(&self, tier: usize, from: Timestamp, to: Timestamp) -> BTreeMap<PersonId, Duty> {
        let nights = Hours::new(&[Window::Daily {
            days: Weekdays::ALL,
            from: time(22, 0, 0, 0),
            to: time(6, 0, 0, 0),
        }]);
        let midnight = time(0, 0, 0, 0);
        let weekends = Hours::new(&[Window::Weekly {
            from: (Weekday::Saturday, midnight),
            to: (Weekday::Monday, midnight),
        }]);
        let mut duties: BTreeMap<PersonId, Duty> = BTreeMap::new();
        for (start, end, head) in self.spans(tier, from, to) {
            let Some(person) = head.holder() else { continue };
            let (from, to) = (second(start), second(end));
            let duty = duties.entry(self.people[person.0].clone()).or_default();
            duty.shifts += 1;
            for (from, to) in self.people_clocks[person.0].wall_pieces(from, to) {
                duty.total += SignedDuration::from_secs(to - from);
                duty.nights += SignedDuration::from_secs(nights.measure(from, to));
                duty.weekends += SignedDuration::from_secs(weekends.measure(from, to));
                duty.holidays += SignedDuration::from_secs(on_days(&self.holidays, from, to));
            }
        }
        duties
    }
}

/// How many seconds of `[from, to)`, two readings of a wall clock, fall on these days.
fn on_days(days: &BTreeSet<Date>, from: i64, to: i64) -> i64 {
    let midnights = days.iter().map(|day| day_number(*day) * DAY);
    midnights.map(|midnight| (to.min(midnight + DAY) - from.max(midnight)).max(0)).sum()
}

#[cfg(test)]
mod tests;
