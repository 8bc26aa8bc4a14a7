//! Plain calendar arithmetic: civil times as seconds, days and months as numbers, sets of weekdays.
//!
//! A civil time is counted in seconds from 1970-01-01 00:00 on whatever wall clock it is read from.
//! Nothing here knows a zone, and nothing here can overflow for a date that can be written.

use jiff::civil::{Date, DateTime, Time, Weekday, date};

/// An hour of the wall clock, in civil seconds.
pub(super) const HOUR: i64 = 60 * 60;
/// A day of the calendar, in civil seconds.
pub(super) const DAY: i64 = 24 * HOUR;
/// A week of the calendar, in civil seconds.
pub(super) const WEEK: i64 = 7 * DAY;

const EPOCH: Date = date(1970, 1, 1);
/// 1970-01-01 was a Thursday, three days into its week.
const EPOCH_IN_WEEK: i64 = 3 * DAY;
/// The Gregorian calendar repeats after 400 years, which are so many days.
const DAYS_IN_400_YEARS: i64 = 146_097;
/// Days from 0000-03-01, where the leap day comes last in the year, to 1970-01-01.
const EPOCH_FROM_YEAR_ZERO: i64 = 719_468;

/// The number of a date, counted from 1970-01-01.
pub(super) fn day_number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The whole seconds of a time of day.
pub(super) fn second_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * HOUR + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// A civil time in seconds.
pub(super) fn civil_second(at: DateTime) -> i64 {
    day_number(at.date()) * DAY + second_of_day(at.time())
}

/// How far into its week, which begins on Monday at 00:00, a civil time is.
pub(super) fn second_of_week(civil: i64) -> i64 {
    (civil + EPOCH_IN_WEEK).rem_euclid(WEEK)
}

/// Days since Monday, of the day with this number.
pub(super) fn day_of_week(day: i64) -> i64 {
    (day + EPOCH_IN_WEEK / DAY).rem_euclid(7)
}

/// The number of the month a day lies in, counted from January of the year 0.
pub(super) fn month_of(day: i64) -> i64 {
    let shifted = day + EPOCH_FROM_YEAR_ZERO;
    let cycle = shifted.div_euclid(DAYS_IN_400_YEARS);
    let of_cycle = shifted.rem_euclid(DAYS_IN_400_YEARS);
    let year = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    (cycle * 400 + year) * 12 + month_from_march + 2
}

/// The number of a month's first day.
pub(super) fn first_day_of(month: i64) -> i64 {
    let from_march = month - 2;
    let year = from_march.div_euclid(12);
    let of_cycle = year.rem_euclid(400);
    year.div_euclid(400) * DAYS_IN_400_YEARS + of_cycle * 365 + of_cycle / 4 - of_cycle / 100
        + (153 * from_march.rem_euclid(12) + 2) / 5
        - EPOCH_FROM_YEAR_ZERO
}

/// A set of weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Every day of the week.
    pub const ALL: Self = Self(0b111_1111);

    /// Whether this weekday is in the set.
    #[must_use]
    pub fn contains(self, weekday: Weekday) -> bool {
        self.contains_day(i64::from(weekday.to_monday_zero_offset()))
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The same for a weekday counted from Monday, which is 0.
    pub(super) fn contains_day(self, days_since_monday: i64) -> bool {
        self.0 >> days_since_monday & 1 == 1
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(weekdays: I) -> Self {
        let bit = |weekday: Weekday| 1 << weekday.to_monday_zero_offset();
        Self(weekdays.into_iter().map(bit).fold(0, |set, bit: u8| set | bit))
    }
}

#[cfg(test)]
mod tests;
