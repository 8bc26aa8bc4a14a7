//! Rules of repetition, as calendars write them (`RRULE` of RFC 5545): on which days something happens.

mod parse;

use std::fmt;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

pub use self::parse::RecurrenceError;

/// How many days are looked at before there is no more: the calendar has come round by then, be it for
/// the 29th of February on a certain day of the week.
const FAR: usize = 41 * 366;

/// On which days something happens, at which time of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    text: String,
    start: DateTime,
    every: Unit,
    interval: i32,
    /// The days of the week, each with which of them in a month it is, from its end if that is negative.
    weekdays: Vec<(Option<i8>, Weekday)>,
    /// The days of the month, from its end where negative.
    month_days: Vec<i8>,
    months: Vec<i8>,
    week_starts_on: Weekday,
    until: Option<Until>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The last moment at which something may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    /// At any time of that day.
    Day(Date),
    /// By the clock of the zone.
    Civil(DateTime),
    /// At that instant.
    Instant(Timestamp),
}

impl Recurrence {
    /// Reads the rule of something that begins at `start` for the first time it may, by its zone's clock.
    ///
    /// # Errors
    ///
    /// If it is none, says more than is understood, or never happens.
    pub fn parse(text: &str, start: DateTime) -> Result<Self, RecurrenceError> {
        let (mut recurrence, count) = parse::parse(text, start)?;
        if let Some(count) = count {
            let last = recurrence.days(start.date()).nth(count.saturating_sub(1));
            let last = last.map(|day| Until::Civil(day.to_datetime(start.time())));
            recurrence.until = last.or(recurrence.until);
        }
        let first = recurrence.days(start.date()).next();
        let begins = first.map(|day| day.to_datetime(start.time()));
        // An end may be written for another zone: a day is the most that makes.
        let is_over = |begins: DateTime| match recurrence.until {
            None => false,
            Some(Until::Day(last)) => begins.date() > last,
            Some(Until::Civil(last)) => begins > last,
            Some(Until::Instant(last)) => {
                begins.date() > TimeZone::UTC.to_datetime(last).date().saturating_add(1.day())
            }
        };
        match begins {
            Some(begins) if !is_over(begins) => Ok(recurrence),
            _ => Err(RecurrenceError::Never(recurrence.text)),
        }
    }

    /// The first time it begins after that instant; none if it never does again.
    #[must_use]
    pub fn next_after(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let day = zone.to_datetime(at).date().yesterday().ok()?;
        for day in self.days(day) {
            let civil = day.to_datetime(self.start.time());
            // What a clock leaves out is as much later, and of what it shows twice the first counts.
            let begins = zone.to_timestamp(civil).ok()?;
            if self.is_past_end(civil, begins) {
                return None;
            }
            if begins > at {
                return Some(begins);
            }
        }
        None
    }

    /// The days on which it happens, from that one on, whatever its end.
    fn days(&self, from: Date) -> impl Iterator<Item = Date> {
        let from = from.max(self.start.date());
        from.series(1.day()).take(FAR).filter(|day| self.takes(*day))
    }

    fn is_past_end(&self, civil: DateTime, begins: Timestamp) -> bool {
        match self.until {
            None => false,
            Some(Until::Day(last)) => civil.date() > last,
            Some(Until::Civil(last)) => civil > last,
            Some(Until::Instant(last)) => begins > last,
        }
    }

    /// Whether it happens on that day.
    fn takes(&self, day: Date) -> bool {
        let first = self.start.date();
        if !self.months.is_empty() && !self.months.contains(&day.month()) {
            return false;
        }
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let far = match self.every {
            Unit::Day => days_between(first, day),
            Unit::Week => days_between(self.week_of(first), self.week_of(day)) / 7,
            Unit::Month => months(day) - months(first),
            Unit::Year => i32::from(day.year()) - i32::from(first.year()),
        };
        far % self.interval == 0 && self.takes_in_unit(day)
    }

    /// Whether it happens on that day of a day, a week, a month or a year in which it happens.
    fn takes_in_unit(&self, day: Date) -> bool {
        let says_nothing = self.weekdays.is_empty() && self.month_days.is_empty();
        match self.every {
            Unit::Week if says_nothing => day.weekday() == self.start.weekday(),
            Unit::Month if says_nothing => day.day() == self.start.day(),
            Unit::Year if says_nothing => {
                let is_month = !self.months.is_empty() || day.month() == self.start.month();
                is_month && day.day() == self.start.day()
            }
            Unit::Day | Unit::Week | Unit::Month | Unit::Year => self.is_named(day),
        }
    }

    /// Whether it is one of the days of the month and of the week, where any are named.
    fn is_named(&self, day: Date) -> bool {
        let (number, in_month) = (day.day(), day.days_in_month());
        let is_number = |named: &i8| *named == number || *named == number - in_month - 1;
        let is_weekday = |(nth, weekday): &(Option<i8>, Weekday)| {
            let is_nth = match nth {
                None => true,
                Some(nth) if *nth > 0 => (number - 1) / 7 + 1 == *nth,
                Some(nth) => (in_month - number) / 7 + 1 == -nth,
            };
            is_nth && *weekday == day.weekday()
        };
        (self.month_days.is_empty() || self.month_days.iter().any(is_number))
            && (self.weekdays.is_empty() || self.weekdays.iter().any(is_weekday))
    }

    /// The first day of the week of that day.
    fn week_of(&self, day: Date) -> Date {
        let into = day.weekday().since(self.week_starts_on);
        day.saturating_sub(i32::from(into).days())
    }
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests;
