//! Text to a cron expression, or what is wrong with it and what to write instead.

use jiff::civil::Weekday;

use super::{Cron, number_of};

/// Why a text is no cron expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CronError {
    /// It has not five fields, but so many.
    #[error("a cron expression has five fields, and this has {0}")]
    Fields(usize),
    /// It begins with `@` and is not known.
    #[error("`{0}` is no cron expression")]
    Nickname(String),
    /// One of its fields makes no sense.
    #[error("`{part}` is no {field}")]
    Part {
        /// What it should be: `minute`, `day of the week`.
        field: &'static str,
        /// What is there.
        part: String,
        /// What can stand there.
        hint: String,
    },
    /// It names only days that never come, such as the 31st of February.
    #[error("`{0}` names a day that never comes")]
    Never(String),
}

impl CronError {
    /// What to write instead.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Fields(6) => "leave out the seconds: minute, hour, day, month, weekday, such as \
                                `30 2 * * *`"
                .to_owned(),
            Self::Fields(_) => {
                "write minute, hour, day, month, weekday, such as `30 2 * * *`".to_owned()
            }
            Self::Nickname(name) if name == "@reboot" => {
                "nobody knows when that is due; write `every` instead".to_owned()
            }
            Self::Nickname(_) => "there are `@hourly`, `@daily`, `@weekly`, `@monthly` and \
                                  `@yearly`"
                .to_owned(),
            Self::Part { hint, .. } => hint.clone(),
            Self::Never(_) => "not every month has a 30th and a 31st; `L` is the last day of any \
                               month"
                .to_owned(),
        }
    }
}

/// One of the five fields.
struct Field {
    name: &'static str,
    low: u64,
    high: u64,
    /// Names of values, beginning with the lowest.
    names: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", low: 0, high: 59, names: &[] };
const HOUR: Field = Field { name: "hour", low: 0, high: 23, names: &[] };
const DAY: Field = Field { name: "day of the month", low: 1, high: 31, names: &[] };
const MONTH: Field = Field {
    name: "month",
    low: 1,
    high: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
/// 7 is Sunday, as 0 is.
const WEEKDAY: Field = Field {
    name: "day of the week",
    low: 0,
    high: 7,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

pub(super) fn parse(text: &str) -> Result<Cron, CronError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let expression = match text.to_lowercase().as_str() {
        "@hourly" => "0 * * * *".to_owned(),
        "@daily" | "@midnight" => "0 0 * * *".to_owned(),
        "@weekly" => "0 0 * * 0".to_owned(),
        "@monthly" => "0 0 1 * *".to_owned(),
        "@yearly" | "@annually" => "0 0 1 1 *".to_owned(),
        other if other.starts_with('@') => return Err(CronError::Nickname(other.to_owned())),
        other => other.to_owned(),
    };
    let fields: Vec<&str> = expression.split(' ').filter(|field| !field.is_empty()).collect();
    let [minutes, hours, days, months, weekdays] = *fields.as_slice() else {
        return Err(CronError::Fields(fields.len()));
    };
    let is_star = |field: &str| field.starts_with('*');
    let (days_of_month, is_last_day) = days_of_month(days)?;
    let of_week = days_of_week(weekdays)?;
    Ok(Cron {
        minutes: values(minutes, &MINUTE)?,
        hours: values(hours, &HOUR)?,
        days: days_of_month,
        months: values(months, &MONTH)?,
        weekdays: of_week.all,
        is_last_day,
        last_weekdays: of_week.last,
        nth_weekdays: of_week.nth,
        needs_both_days: is_star(days) || is_star(weekdays),
        is_by_the_clock: is_star(minutes) || is_star(hours),
        text,
    })
}

fn values(text: &str, field: &Field) -> Result<u64, CronError> {
    text.split(',').try_fold(0, |bits, part| Ok(bits | range(part, field)?))
}

fn days_of_month(text: &str) -> Result<(u64, bool), CronError> {
    let mut is_last = false;
    let mut bits = 0;
    for part in text.split(',') {
        if part == "l" {
            is_last = true;
        } else {
            bits |= range(part, &DAY)?;
        }
    }
    Ok((bits, is_last))
}

#[derive(Default)]
struct DaysOfWeek {
    all: u64,
    last: u64,
    nth: [u64; 5],
}

fn days_of_week(text: &str) -> Result<DaysOfWeek, CronError> {
    let mut days = DaysOfWeek::default();
    for part in text.split(',') {
        if let Some((day, number)) = part.split_once('#') {
            let bit = 1 << (value(day, &WEEKDAY, part)? % 7);
            let nth = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let nth = nth.and_then(|nth| days.nth.get_mut(nth));
            *nth.ok_or_else(|| wrong(part, &WEEKDAY, "`tue#2` is the second Tuesday"))? |= bit;
        } else if let Some(day) = part.strip_suffix('l').filter(|day| !day.is_empty()) {
            days.last |= 1 << (value(day, &WEEKDAY, part)? % 7);
        } else {
            let bits = range(part, &WEEKDAY)?;
            // 7 is another word for Sunday.
            days.all |= (bits & 0x7f) | (bits >> 7);
        }
    }
    Ok(days)
}

/// `*`, `*/5`, `3`, `3-9` or `3-9/2`, as bits.
fn range(part: &str, field: &Field) -> Result<u64, CronError> {
    let (span, step) = match part.split_once('/') {
        Some((span, step)) => (span, Some(step)),
        None => (part, None),
    };
    let top = if field.high == 7 { 6 } else { field.high };
    let (low, high) = match span.split_once('-') {
        None if span == "*" => (field.low, top),
        None if step.is_some() => {
            let hint = format!("a step goes through a range: `{span}-{top}/…`, or `*/…`");
            return Err(wrong(part, field, &hint));
        }
        None => {
            let only = value(span, field, part)?;
            (only, only)
        }
        Some((low, high)) => (value(low, field, part)?, value(high, field, part)?),
    };
    // `fri-sun` ends with the Sunday after.
    let is_sunday_after = field.high == 7 && high == number_of(Weekday::Sunday) && low > high;
    let high = if is_sunday_after { 7 } else { high };
    if low > high {
        return Err(wrong(part, field, "a range begins with the lower of the two"));
    }
    let step = match step.map(str::parse::<usize>) {
        None => 1,
        Some(Ok(step)) if step > 0 => step,
        Some(_) => return Err(wrong(part, field, "a step is a number from 1 on, such as `*/5`")),
    };
    Ok((low..=high).step_by(step).fold(0, |bits, value| bits | 1 << value))
}

fn value(text: &str, field: &Field, part: &str) -> Result<u64, CronError> {
    let named = field.names.iter().zip(field.low..).find(|(name, _)| **name == text);
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_number);
    let found = named.map(|(_, value)| value).or(number);
    found.filter(|value| (field.low..=field.high).contains(value)).ok_or_else(|| {
        let names = match field.names {
            [first, .., last] => format!(", or by name, `{first}` to `{last}`"),
            _ => String::new(),
        };
        wrong(part, field, &format!("it goes from {} to {}{names}", field.low, field.high))
    })
}

fn wrong(part: &str, field: &Field, hint: &str) -> CronError {
    CronError::Part { field: field.name, part: part.to_owned(), hint: hint.to_owned() }
}
