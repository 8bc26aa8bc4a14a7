//! Rotations: eras of turns, and whose turn it is, by division.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::calendar::{
    DAY, HOUR, WEEK, Weekdays, day_number, day_of_week, first_day_of, month_of, second_of_day,
};
use super::clock::timestamp;

/// A person, as a number within one rota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PersonNo(pub(super) usize);

/// What a turn is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnUnit {
    /// Hours of the wall clock.
    Hour,
    /// Days, from handoff to handoff.
    Day,
    /// Weeks.
    Week,
    /// Months, counted from the start; a day the month does not have becomes its last.
    Month,
}

/// People taking turns from one anchor on, until the next era begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Era {
    /// The civil time at which the first turn begins.
    pub(super) anchor: i64,
    /// Whose turns they are, in order; never empty.
    pub(super) people: Box<[PersonNo]>,
    turns: Turns,
}

/// When turns begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turns {
    /// Every so many civil seconds.
    Every { seconds: i64 },
    /// Every so many months, on the same day or the month's last.
    Monthly { months: i64, first_month: i64, day_of_month: i64, handoff: i64 },
    /// Every so many turn-days. `days_on` says which days of a week that begins on the first
    /// turn-day, day 0, are turn-days; so it is never empty.
    OnDays { turn_days: i64, first_day: i64, days_on: Box<[i64]>, handoff: i64 },
}

impl Era {
    /// An era whose first turn begins at this time, with these turns.
    pub(super) fn new(start: Date, handoff: Time, turns: Turns, people: Vec<PersonNo>) -> Self {
        let anchor = day_number(start) * DAY + second_of_day(handoff);
        Self { anchor, people: people.into(), turns }
    }

    /// The place in `people` of whoever owns the turn; `reading` is not before the anchor.
    pub(super) fn position_at(&self, reading: i64) -> usize {
        self.position_of(self.turn_at(reading))
    }

    /// The place in `people` of whoever owns that turn.
    pub(super) fn position_of(&self, turn: i64) -> usize {
        remainder(turn, self.people.len())
    }

    /// Whether an era that begins with that turn has its turns when this one has them: those of the
    /// last days of months begin earlier in some.
    pub(super) fn can_begin_with(&self, turn: i64) -> bool {
        match &self.turns {
            Turns::Every { .. } | Turns::OnDays { .. } => true,
            Turns::Monthly { months, first_month, day_of_month, .. } => {
                let month = first_month + turn * months;
                *day_of_month <= first_day_of(month + 1) - first_day_of(month)
            }
        }
    }

    /// The time of day its first turn begins at.
    pub(super) fn handoff(&self) -> Time {
        Offset::UTC.to_datetime(timestamp(self.anchor)).time()
    }

    /// The civil time at which the turn after this moment's begins, if that changes anything.
    pub(super) fn next_turn(&self, reading: i64) -> Option<i64> {
        (self.people.len() > 1).then(|| self.begin_of(self.turn_at(reading) + 1))
    }

    /// How long it takes until everybody has had a turn.
    pub(super) fn round(&self) -> i64 {
        let people = i64::try_from(self.people.len()).unwrap_or(i64::MAX);
        // A month more, since months are not alike.
        (self.begin_of(1) - self.anchor).saturating_add(31 * DAY).saturating_mul(people)
    }

    /// The number of the turn in force.
    pub(super) fn turn_at(&self, reading: i64) -> i64 {
        match &self.turns {
            Turns::Every { seconds } => (reading - self.anchor).div_euclid(*seconds),
            Turns::Monthly { months, first_month, .. } => {
                let turn = (month_of(reading.div_euclid(DAY)) - first_month).div_euclid(*months);
                if self.begin_of(turn) > reading { turn - 1 } else { turn }
            }
            Turns::OnDays { turn_days, first_day, days_on, handoff } => {
                let days = (reading - handoff).div_euclid(DAY) - first_day;
                if days < 0 {
                    return 0;
                }
                let begun = days_on.partition_point(|day| *day <= days % 7);
                let passed = days / 7 * count(days_on) + count(&days_on[..begun]) - 1;
                passed / turn_days
            }
        }
    }

    /// The civil time at which a turn begins.
    pub(super) fn begin_of(&self, turn: i64) -> i64 {
        match &self.turns {
            Turns::Every { seconds } => self.anchor + turn * seconds,
            Turns::Monthly { months, first_month, day_of_month, handoff } => {
                let month = first_month + turn * months;
                let first_day = first_day_of(month);
                let days = first_day_of(month + 1) - first_day;
                (first_day + day_of_month.min(&days) - 1) * DAY + handoff
            }
            // The days before the first turn-day belong to the first turn.
            Turns::OnDays { .. } if turn == 0 => self.anchor,
            Turns::OnDays { turn_days, first_day, days_on, handoff } => {
                let passed = turn * turn_days;
                let weeks = passed / count(days_on);
                let day = days_on[remainder(passed, days_on.len())];
                (first_day + weeks * 7 + day) * DAY + handoff
            }
        }
    }
}

impl Turns {
    /// Turns of so many units, of an era that starts then; at least one unit.
    pub(super) fn new(unit: TurnUnit, length: u32, start: Date, handoff: Time) -> Self {
        let length = i64::from(length);
        match unit {
            TurnUnit::Hour => Self::Every { seconds: length * HOUR },
            TurnUnit::Day => Self::Every { seconds: length * DAY },
            TurnUnit::Week => Self::Every { seconds: length * WEEK },
            TurnUnit::Month => Self::Monthly {
                months: length,
                first_month: month_of(day_number(start)),
                day_of_month: i64::from(start.day()),
                handoff: second_of_day(handoff),
            },
        }
    }

    /// Turns of so many days, of which only these weekdays count; at least one of each.
    pub(super) fn on_days(weekdays: Weekdays, length: u32, start: Date, handoff: Time) -> Self {
        let start = day_number(start);
        let counts = |day: &i64| weekdays.contains_day(day_of_week(*day));
        let first_day = (start..start + 7).find(counts).unwrap_or(start);
        let week = first_day..first_day + 7;
        Self::OnDays {
            turn_days: i64::from(length),
            first_day,
            days_on: week.filter(counts).map(|day| day - first_day).collect(),
            handoff: second_of_day(handoff),
        }
    }
}

/// How many turn-days of a week these are: seven at the most.
fn count(days_on: &[i64]) -> i64 {
    days_on.iter().map(|_| 1).sum()
}

/// The place a running number, which is not negative, falls on in a list of this length.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a remainder is below the length of a list, which is a usize"
)]
fn remainder(number: i64, length: usize) -> usize {
    (number.unsigned_abs() % length as u64) as usize
}

#[cfg(test)]
mod tests;
