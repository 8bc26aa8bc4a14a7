//! What is said of a gauge, in words that fit in one line.

use super::forecast::{FEWEST_READINGS, Forecast, Left};
use super::growth::Growth;
use super::trend::real;
use super::used;
use crate::domain::wait::{count, spell};

/// The sizes that bytes are told in.
const SIZES: [(f64, &str); 5] = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];

/// Up to how many days they are told in hours.
const IN_HOURS: f64 = 3.0;

/// From how many days on they are told in years.
const IN_YEARS: f64 = 730.0;

/// How many days a year has.
const YEAR: f64 = 365.25;

/// An amount with its unit: `1_931_000_000`, `12.5 GB`, `85%`, `312 seats`.
#[must_use]
pub fn amount(value: f64, unit: &str) -> String {
    match unit {
        "B" => {
            let size = SIZES.into_iter().find(|(size, _)| value.abs() >= *size);
            let (size, name) = size.unwrap_or((1.0, "B"));
            format!("{} {name}", short(value / size))
        }
        "%" => format!("{}%", short(value)),
        "" => number(value),
        unit => format!("{} {unit}", number(value)),
    }
}

/// At most three digits behind which nothing is told that matters.
fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    bare(&format!("{value:.digits$}"))
}

/// A number whole, in groups of three digits from ten thousand on.
fn number(value: f64) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    if value.abs() < 1e4 {
        return bare(&format!("{value:.2}"));
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    if value < 0.0 { format!("-{grouped}") } else { grouped }
}

/// Without zeros at the end that say nothing.
fn bare(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

/// Which part is used: `89.9%`. What is not full is never said to be.
#[must_use]
pub fn part(value: f64, max: f64) -> String {
    let percent = (used(value, max) * 1000.0).floor() / 10.0;
    format!("{percent:.1}%")
}

/// So many days, as exactly as they are worth: `2.1 years`, `42 days`, `31 hours`, `less than an hour`.
#[must_use]
pub fn stretch(days: f64) -> String {
    let hours = days * 24.0;
    if days >= IN_YEARS {
        format!("{:.1} years", days / YEAR)
    } else if days >= IN_HOURS {
        format!("{days:.0} days")
    } else if hours >= 1.5 {
        format!("{hours:.0} hours")
    } else if hours >= 0.75 {
        "1 hour".to_owned()
    } else {
        "less than an hour".to_owned()
    }
}

/// The range, in the unit of the middle: `38 to 47`, `38 or more`.
fn range(left: &Left) -> String {
    let (size, digits) = match left.days {
        days if days >= IN_YEARS => (YEAR, 1),
        days if days >= IN_HOURS => (1.0, 0),
        _ => (1.0 / 24.0, 0),
    };
    let from = (left.from / size).max(0.0);
    match left.to {
        Some(to) => format!("{from:.digits$} to {:.digits$}", to / size),
        None => format!("{from:.digits$} or more"),
    }
}

/// Whether growth is speeding up.
#[must_use]
pub fn growing(growth: &Growth) -> String {
    let than = |times: &Option<f64>| match times {
        Some(times) if *times >= 10.0 => ", over 10 times the long run".to_owned(),
        Some(times) if *times >= 1.05 => format!(", {times:.1} times the long run"),
        _ => String::new(),
    };
    match growth {
        Growth::Even => "growth is steady".to_owned(),
        Growth::SpeedingUp { times, .. } => format!("growth is speeding up{}", than(times)),
        Growth::Faster { times } => format!("growth is faster than before{}", than(times)),
        Growth::SlowingDown { .. } => "growth is slowing down".to_owned(),
    }
}

/// What the forecast says: `42 days left (38 to 47), growth is steady`.
#[must_use]
pub fn said(forecast: &Forecast) -> String {
    match forecast {
        Forecast::Full => "it is full".to_owned(),
        Forecast::Steady { is_falling: true, .. } => "it falls".to_owned(),
        Forecast::Steady { resets: 0, .. } => "it does not grow".to_owned(),
        Forecast::Steady { resets, .. } => {
            format!("its peaks do not grow, {} seen", count(*resets, "reset"))
        }
        Forecast::NotWithin(days) => format!("more than {} left", stretch(*days)),
        Forecast::RunsOut(left) => {
            let (days, growth) = (stretch(left.days), growing(&left.growth));
            format!("{days} left ({}), {growth}", range(left))
        }
        Forecast::TooLittle { readings, days } => {
            let length = spell(super::days(*days));
            let needed = format!("that needs {FEWEST_READINGS} over a day");
            format!(
                "{} over {length} cannot tell when it runs out: {needed}",
                count(*readings, "reading")
            )
        }
    }
}

/// All of it: `events.id: 1_931_000_000 of 2_147_483_647, 42 days left (38 to 47), growth is steady`.
#[must_use]
pub fn sentence(
    name: &str,
    reading: &super::thin::Reading,
    unit: &str,
    forecast: &Forecast,
) -> String {
    let value = amount(reading.value, unit);
    let max = amount(reading.max, unit);
    format!("{name}: {value} of {max}, {}", said(forecast))
}

/// A curve of these values in one line, as high as it goes up and down; a gap where there is none.
#[must_use]
pub fn curve(values: &[Option<f64>]) -> String {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let known = || values.iter().flatten().copied();
    let (low, high) = (known().fold(f64::MAX, f64::min), known().fold(f64::MIN, f64::max));
    let step = |value: f64| {
        let part = if high > low { (value - low) / (high - low) } else { 0.0 };
        STEPS[super::trend::whole(part * real(STEPS.len() - 1) + 0.5).min(STEPS.len() - 1)]
    };
    values.iter().map(|value| value.map_or(' ', step)).collect()
}

#[cfg(test)]
mod tests;
