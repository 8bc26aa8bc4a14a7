//! Cron expressions: which instants five fields name by the clock of a zone, as `crontab(5)` reads them.

mod parse;

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};

pub use self::parse::CronError;

/// How many days are looked at before there is no occurrence: one on the 29th of February that must be a
/// certain day of the week comes after 40 years at the latest.
const FAR: usize = 41 * 366;

/// An expression of five fields: minute, hour, day of the month, month, day of the week.
///
/// It means what Vixie's cron makes of it. If both kinds of day are restricted, either is enough; a field
/// that begins with `*` restricts nothing by itself. Where a clock is put forward, what stands in the gap
/// happens once, at its end, and where it is put back, what stands in the hour that comes twice happens
/// the first time; unless minute or hour begin with `*`: then it goes by the clock as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    text: String,
    /// Of each of these, bit N stands for the value N.
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    /// Sunday is 0.
    weekdays: u64,
    /// Whether the last day of a month is one.
    is_last_day: bool,
    /// The days of the week whose last in a month is one.
    last_weekdays: u64,
    /// The days of the week whose first, second … in a month is one.
    nth_weekdays: [u64; 5],
    /// Whether both kinds of day must be right, and not just one.
    needs_both_days: bool,
    /// Whether it goes by the clock as it is when that is put forward or back.
    is_by_the_clock: bool,
}

impl Cron {
    /// Reads an expression, or one of `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`
    /// and `@annually`.
    ///
    /// # Errors
    ///
    /// If it is none, or names no day that ever comes.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        let cron = parse::parse(text)?;
        if cron.ever_fires() { Ok(cron) } else { Err(CronError::Never(cron.text)) }
    }

    /// The first occurrence after that instant. None within the calendar's bounds is none at all.
    #[must_use]
    pub fn next_after(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut day = zone.to_datetime(at).date().yesterday().ok()?;
        let mut first: Option<Timestamp> = None;
        for _ in 0..FAR {
            let found = self.instants(day, zone).filter(|instant| *instant > at).min();
            if let Some(first) = first {
                // A clock that is put back over midnight mixes two days.
                return Some(found.map_or(first, |found| found.min(first)));
            }
            first = found;
            let Ok(tomorrow) = day.tomorrow() else { return first };
            day = tomorrow;
        }
        None
    }

    /// The last occurrence until that instant, itself included.
    #[must_use]
    pub fn last_until(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut day = zone.to_datetime(at).date().tomorrow().ok()?;
        let mut last: Option<Timestamp> = None;
        for _ in 0..FAR {
            let found = self.instants(day, zone).filter(|instant| *instant <= at).max();
            if let Some(last) = last {
                return Some(found.map_or(last, |found| found.max(last)));
            }
            last = found;
            let Ok(yesterday) = day.yesterday() else { return last };
            day = yesterday;
        }
        None
    }

    /// Whether it happens once on each day on which it does.
    #[must_use]
    pub fn is_once_a_day(&self) -> bool {
        // One bit of each.
        self.minutes.is_power_of_two() && self.hours.is_power_of_two()
    }

    /// The instants at which it happens on a day.
    fn instants(&self, day: Date, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
        let is_one = self.takes(day);
        let hours = (0..24_i8).filter(move |hour| is_one && has(self.hours, *hour));
        let times = hours.flat_map(|hour| {
            let minutes = (0..60_i8).filter(|minute| has(self.minutes, *minute));
            minutes.map(move |minute| (hour, minute))
        });
        times.flat_map(move |(hour, minute)| {
            self.instants_of(day.at(hour, minute, 0, 0), zone).into_iter().flatten()
        })
    }

    /// The instants at which what a clock shows happens: none, one or two.
    fn instants_of(&self, shown: DateTime, zone: &TimeZone) -> [Option<Timestamp>; 2] {
        match zone.to_ambiguous_timestamp(shown).offset() {
            AmbiguousOffset::Unambiguous { offset } => [offset.to_timestamp(shown).ok(), None],
            AmbiguousOffset::Gap { .. } if self.is_by_the_clock => [None, None],
            AmbiguousOffset::Gap { before, .. } => {
                let beyond = before.to_timestamp(shown).ok();
                [beyond.and_then(|beyond| change_before(beyond, zone)), None]
            }
            AmbiguousOffset::Fold { before, after } => {
                let second = after.to_timestamp(shown).ok().filter(|_| self.is_by_the_clock);
                [before.to_timestamp(shown).ok(), second]
            }
        }
    }

    /// Whether it happens on that day.
    fn takes(&self, day: Date) -> bool {
        if !has(self.months, day.month()) {
            return false;
        }
        let in_month = day.days_in_month();
        let weekday = day.weekday().to_sunday_zero_offset();
        let nth = usize::try_from((day.day() - 1) / 7).unwrap_or_default();
        let is_day = has(self.days, day.day()) || (self.is_last_day && day.day() == in_month);
        let is_weekday = has(self.weekdays, weekday)
            || (has(self.last_weekdays, weekday) && day.day() + 7 > in_month)
            || self.nth_weekdays.get(nth).is_some_and(|days| has(*days, weekday));
        if self.needs_both_days { is_day && is_weekday } else { is_day || is_weekday }
    }

    /// Whether there is a day on which it happens.
    fn ever_fires(&self) -> bool {
        // Any start will do: within that time the calendar comes round.
        let start = Date::constant(2000, 1, 1);
        start.series(jiff::ToSpan::days(1)).take(FAR).any(|day| self.takes(day))
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

fn has(bits: u64, value: i8) -> bool {
    u32::try_from(value).is_ok_and(|value| bits.checked_shr(value).unwrap_or(0) & 1 == 1)
}

/// When a clock was last put forward or back until that instant.
fn change_before(at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let just_after = at.checked_add(jiff::SignedDuration::from_nanos(1)).ok()?;
    zone.preceding(just_after).next().map(|change| change.timestamp())
}

/// The number of a day of the week, Sunday being 0.
fn number_of(day: Weekday) -> u64 {
    u64::try_from(day.to_sunday_zero_offset()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
