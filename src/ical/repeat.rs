//! Rules of repetition: the part of `RRULE` that leave is written with; anything else is refused.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;

use super::CalendarError;
use super::content::Content;
use super::moment::{When, WhichClock, Zones, shortened};

/// How often something is repeated, from its first time on.
#[derive(Clone, Debug)]
pub(super) struct Repeat {
    every: Unit,
    interval: i32,
    /// The weekdays; of a week all of them, of a day the only ones that count.
    days: Vec<Weekday>,
    week_starts_on: Weekday,
    count: Option<u64>,
    until: Option<When>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Repeat {
    /// Reads the rule of an event that begins at `start`.
    pub(super) fn of(
        content: &Content,
        start: &When,
        zones: Zones<'_>,
    ) -> Result<Self, CalendarError> {
        let fault = |message: String| CalendarError::at(content.line, message);
        let mut repeat = Self {
            every: Unit::Day,
            interval: 1,
            days: Vec::new(),
            week_starts_on: Weekday::Monday,
            count: None,
            until: None,
        };
        let mut has_unit = false;
        for rule in content.value.split(';').filter(|rule| !rule.trim().is_empty()) {
            let (key, value) = rule.split_once('=').unwrap_or((rule, ""));
            let (key, value) = (key.trim().to_ascii_uppercase(), value.trim());
            let is_understood = match key.as_str() {
                "FREQ" => {
                    has_unit = true;
                    unit(value).map(|unit| repeat.every = unit)
                }
                "INTERVAL" => {
                    let number = value.parse().ok().filter(|number| (1..=10_000).contains(number));
                    number.map(|number| repeat.interval = number)
                }
                "COUNT" => value.parse().ok().map(|count| repeat.count = Some(count)),
                "UNTIL" => {
                    repeat.until = Some(When::of(&content.with_value(value), zones)?);
                    Some(())
                }
                "WKST" => weekday(value).map(|day| repeat.week_starts_on = day),
                "BYDAY" => {
                    let days: Option<Vec<Weekday>> = value.split(',').map(weekday).collect();
                    days.map(|days| repeat.days = days)
                }
                // Programs repeat what the start says already.
                "BYMONTHDAY" => (value.parse() == Ok(start.civil.day())).then_some(()),
                "BYMONTH" => (value.parse() == Ok(start.civil.month())).then_some(()),
                _ => None,
            };
            if is_understood.is_none() {
                let message = format!("this repetition is not understood: `{}`", shortened(rule));
                return Err(fault(message).hint(UNDERSTOOD));
            }
        }
        if !has_unit {
            return Err(fault("a repetition says how often: `FREQ=WEEKLY`".to_owned()));
        }
        if !repeat.days.is_empty() && !matches!(repeat.every, Unit::Day | Unit::Week) {
            let message = "weekdays of a month or a year are not understood".to_owned();
            return Err(fault(message).hint(UNDERSTOOD));
        }
        Ok(repeat)
    }

    /// Whether it never ends.
    pub(super) fn is_endless(&self) -> bool {
        self.count.is_none() && self.until.is_none()
    }

    /// The civil times at which it begins, in order; each step of the search is one item, and where
    /// a step has no such time (the 31st of June) it is `None`.
    pub(super) fn times<'r>(
        &'r self,
        start: &'r When,
        person: &'r TimeZone,
    ) -> impl Iterator<Item = Option<DateTime>> + 'r {
        let mut left = self.count.unwrap_or(u64::MAX);
        let mut is_over = false;
        let steps = (0..).map_while(|step| self.dates(start.civil.date(), step));
        let dates = steps.flat_map(|dates| if dates.is_empty() { vec![None] } else { dates });
        dates.map_while(move |date| {
            if is_over || left == 0 {
                return None;
            }
            let Some(civil) = date.map(|date| date.to_datetime(start.civil.time())) else {
                return Some(None);
            };
            if civil < start.civil {
                return Some(None);
            }
            is_over = self.is_past_end(&start.on(civil), person);
            if is_over {
                return None;
            }
            left -= 1;
            Some(Some(civil))
        })
    }

    /// The dates of one step from the first: of a day, of all weekdays of a week, of a month. `None`
    /// where the calendar ends.
    fn dates(&self, first: Date, step: i32) -> Option<Vec<Option<Date>>> {
        let far = step.checked_mul(self.interval)?;
        match self.every {
            Unit::Day => {
                let date = first.checked_add(far.days()).ok()?;
                let counts = self.days.is_empty() || self.days.contains(&date.weekday());
                Some(vec![counts.then_some(date)])
            }
            Unit::Week => {
                let into = first.weekday().since(self.week_starts_on);
                let begin = first.checked_sub(i32::from(into).days()).ok()?;
                let begin = begin.checked_add(far.weeks()).ok()?;
                let mut days: Vec<i8> = if self.days.is_empty() {
                    vec![into]
                } else {
                    self.days.iter().map(|day| day.since(self.week_starts_on)).collect()
                };
                days.sort_unstable();
                days.dedup();
                Some(days.iter().map(|day| begin.checked_add(day.days()).ok()).collect())
            }
            Unit::Month | Unit::Year => {
                let months = if self.every == Unit::Year { far.checked_mul(12)? } else { far };
                let month = first.first_of_month().checked_add(months.months()).ok()?;
                Some(vec![Date::new(month.year(), month.month(), first.day()).ok()])
            }
        }
    }

    /// Whether that is after the end, which is part of it.
    fn is_past_end(&self, at: &When, person: &TimeZone) -> bool {
        let Some(until) = &self.until else { return false };
        match (&at.clock, &until.clock) {
            // A day is the last one, on whatever clock the event is.
            (_, WhichClock::Day) => at.civil.date() > until.civil.date(),
            (WhichClock::Day, _) => at.civil.date() > until.civil_in(person).date(),
            (WhichClock::Zone(_), WhichClock::Floating) => at.civil > until.civil,
            (WhichClock::Floating | WhichClock::Zone(_), _) => {
                at.instant(person) > until.instant(person)
            }
        }
    }
}

const UNDERSTOOD: &str = "days, weeks with weekdays, months and years are, with an interval and an end; \
     write this one out as single events";

fn unit(word: &str) -> Option<Unit> {
    match word.to_ascii_uppercase().as_str() {
        "DAILY" => Some(Unit::Day),
        "WEEKLY" => Some(Unit::Week),
        "MONTHLY" => Some(Unit::Month),
        "YEARLY" => Some(Unit::Year),
        _ => None,
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    match word.trim().to_ascii_uppercase().as_str() {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}
