//! One value at a time: durations, sizes, times of day, zones, names.

use std::net::SocketAddr;

use jiff::SignedDuration;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::config::fault::Finding;
use crate::config::raw::{Given, Quantity};
use crate::config::{suggest, zones};
use crate::domain::alert::Severity;
use crate::domain::quiet::ClockHours;
use crate::domain::rules::Urgency;
use crate::domain::text::is_unfit;
use crate::pager::push::keys::is_address;

/// The longest wait that is not a slip of the pen.
const LONGEST: SignedDuration = SignedDuration::from_hours(366 * 24);

/// How a length of time is written, and an amount of data.
const A_LENGTH: &str = "write it like `90s`, `5m`, `2h30m` or `7d`";
const AN_AMOUNT: &str = "write it like `64MB` or `1MiB`";

/// A length of time. `what` is its name in a fault: `a wait`, `an age`.
pub(in crate::config) fn duration(
    what: &str,
    given: &Given<Quantity>,
) -> Result<SignedDuration, Finding> {
    let fault = |message: String| Finding::at(given.span.clone(), message);
    let text = given.0.trim();
    if text.starts_with('-') {
        return Err(fault(format!("{what} cannot be negative")).hint(A_LENGTH));
    }
    if let Ok(number) = text.parse::<f64>() {
        let hint = match text.parse::<u64>() {
            Ok(1) => "write `1m` for one minute".to_owned(),
            Ok(number @ 2..=12) => format!("write `{number}m` for {} minutes", in_words(number)),
            Ok(number @ 13..) => format!("write `{number}s` or `{number}m`"),
            _ => "write `5m` for five minutes".to_owned(),
        };
        let message = if number.is_finite() { "needs a unit" } else { "needs a number" };
        return Err(fault(format!("{what} {message}")).hint(hint));
    }
    let seconds = seconds_in(text).ok_or_else(|| {
        fault(format!("`{}` is not a length of time", printable(text))).hint(A_LENGTH)
    })?;
    let length = i64::try_from(seconds).map_or(SignedDuration::MAX, SignedDuration::from_secs);
    if length.is_zero() {
        return Err(fault(format!("{what} cannot be zero")).hint(A_LENGTH));
    }
    if length > LONGEST {
        return Err(fault(format!("{what} cannot be longer than 366 days")).hint(A_LENGTH));
    }
    Ok(length)
}

fn in_words(number: u64) -> &'static str {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    usize::try_from(number).ok().and_then(|number| WORDS.get(number)).copied().unwrap_or("many")
}

/// The seconds in `2h30m`; none if that is not what it is, `u64::MAX` if there are too many.
fn seconds_in(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (number, unit, after) = number_and_unit(rest)?;
        let seconds = match unit {
            "s" | "sec" | "second" | "seconds" => 1,
            "m" | "min" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 60 * 60,
            "d" | "day" | "days" => 24 * 60 * 60,
            "w" | "week" | "weeks" => 7 * 24 * 60 * 60,
            _ => return None,
        };
        total = total.saturating_add(number.saturating_mul(seconds));
        rest = after;
    }
    Some(total)
}

/// Splits `2h 30m` into 2, `h` and `30m`.
fn number_and_unit(text: &str) -> Option<(u64, &str, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
    let (number, rest) = text.split_at(digits);
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    // Only digits are left in it, so the one thing that can be wrong is that it is too large.
    Some((number.parse().unwrap_or(u64::MAX), unit, rest.trim_start()))
}

/// An amount of data in bytes.
pub(super) fn size(what: &str, given: &Given<Quantity>) -> Result<u64, Finding> {
    let fault = |message: String| Finding::at(given.span.clone(), message);
    let text = given.0.trim();
    if text.parse::<f64>().is_ok() {
        return Err(fault(format!("{what} needs a unit")).hint(AN_AMOUNT));
    }
    let bytes = number_and_unit(text).and_then(|(number, unit, rest)| {
        let bytes = match unit {
            _ if !rest.is_empty() => return None,
            "B" => 1,
            "kB" | "KB" => 1000,
            "MB" => 1000 * 1000,
            "GB" => 1000 * 1000 * 1000,
            "KiB" => 1024,
            "MiB" => 1024 * 1024,
            "GiB" => 1024 * 1024 * 1024,
            _ => return None,
        };
        Some(number.saturating_mul(bytes))
    });
    match bytes {
        None => {
            Err(fault(format!("`{}` is not an amount of data", printable(text))).hint(AN_AMOUNT))
        }
        Some(0) => Err(fault(format!("{what} cannot be zero")).hint(AN_AMOUNT)),
        Some(bytes) => Ok(bytes),
    }
}

/// A time zone by its name.
pub(super) fn zone(given: &Given<String>) -> Result<TimeZone, Finding> {
    let name = given.trim();
    zones::zone(name).ok_or_else(|| {
        let fault =
            Finding::at(given.span.clone(), format!("there is no time zone `{}`", printable(name)));
        match zone_like(name) {
            Some(zone) => fault.hint(format!("did you mean `{zone}`?")),
            None => fault.hint("write it like `Europe/Berlin` or `UTC`"),
        }
    })
}

/// The zone that was meant: the same place in the right part of the world, or a name much alike.
fn zone_like(name: &str) -> Option<String> {
    let names: Vec<String> = zones::zone_data().used.names().collect();
    let place = |zone: &str| zone.rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted = place(&name.replace(' ', "_"));
    let same_place = names.iter().find(|zone| place(zone) == wanted);
    let closest = || suggest::closest(name, names.iter().map(String::as_str));
    same_place.map(String::as_str).or_else(closest).map(str::to_owned)
}

/// The hours of a day: `08:00-22:00`. They may run past midnight.
pub(super) fn day(given: &Given<String>) -> Result<ClockHours, Finding> {
    let fault = |message: String| {
        Finding::at(given.span.clone(), message).hint("write the hours like `08:00-22:00`")
    };
    let Some((from, to)) = given.split_once('-') else {
        return Err(fault(format!("`{}` is not a pair of times", printable(given.trim()))));
    };
    let time = |text: &str| {
        time_of_day(text)
            .ok_or_else(|| fault(format!("`{}` is not a time of day", printable(text.trim()))))
    };
    let from = time(from)?;
    let to = if to.trim() == "24:00" { Time::midnight() } else { time(to)? };
    if from == to {
        return Err(fault("this day has no hours".to_owned()));
    }
    Ok(ClockHours { from, to })
}

/// A time of day: `09:00`, `9:00`.
pub(super) fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let is_number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(hour, 1..=2) || !is_number(minute, 2..=2) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A severity by its word.
pub(super) fn severity(given: &Given<String>) -> Result<Severity, Finding> {
    let words = Severity::ALL.map(Severity::word);
    Severity::from_word(given).ok_or_else(|| unknown("severity", given, &words))
}

/// What a severity does, by its word.
pub(super) fn urgency(given: &Given<String>) -> Result<Urgency, Finding> {
    match given.as_str() {
        "page" => Ok(Urgency::Page),
        "day" => Ok(Urgency::Day),
        "log" => Ok(Urgency::Log),
        _ => Err(unknown("urgency", given, &["page", "day", "log"])),
    }
}

/// A loudness from 0.0 to 1.0.
pub(super) fn volume(given: &Given<f64>) -> Result<f32, Finding> {
    if (0.0..=1.0).contains(&given.value) {
        #[expect(clippy::cast_possible_truncation, reason = "nobody hears the lost digits")]
        return Ok(given.value as f32);
    }
    let finding = Finding::at(given.span.clone(), "a volume lies between 0.0 and 1.0");
    Err(finding.hint("write `0.3` for 30 %"))
}

/// An address to listen on.
pub(super) fn address(given: &Given<String>) -> Result<SocketAddr, Finding> {
    given.trim().parse().map_err(|_| {
        let text = given.trim();
        let meant = match text.rsplit_once(':') {
            Some(("localhost", port)) => format!("127.0.0.1:{port}"),
            Some(("" | "*", port)) => format!("0.0.0.0:{port}"),
            _ => "127.0.0.1:9911".to_owned(),
        };
        Finding::at(
            given.span.clone(),
            format!("`{}` is not an address with a port", printable(text)),
        )
        .hint(format!("write it like `{meant}`"))
    })
}

/// Where something is reached from outside: an address to which a path can be added.
pub(super) fn public_url(given: &Given<String>) -> Result<String, Finding> {
    let url = given.trim().trim_end_matches('/');
    if is_address(url) && !url.contains(['?', '#', '@']) {
        return Ok(url.to_owned());
    }
    let message = format!("`{}` is not an address of the web", printable(url));
    Err(Finding::at(given.span.clone(), message).hint("write it like `https://pager.example.org`"))
}

/// A name must fit into a command line, a web address and a table.
pub(super) fn name(given: &Given<String>) -> Result<(), Finding> {
    if is_name(given) {
        return Ok(());
    }
    Err(Finding::at(given.span.clone(), format!("`{}` cannot be a name", printable(given)))
        .hint("a name has 1 to 64 letters, digits, `.`, `_` and `-`"))
}

/// A text as a fault may repeat it: cut, and without what controls a terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().take(64).map(|c| if is_unfit(c) { '\u{fffd}' } else { c }).collect()
}

/// A sentence about what was written, as a fault may hold it.
pub(super) fn printable_sentence(text: &str) -> String {
    text.chars().take(200).map(|c| if is_unfit(c) { '\u{fffd}' } else { c }).collect()
}

/// Whether that can be a name.
pub(crate) fn is_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    (1..=64).contains(&text.chars().count()) && text.chars().all(is_plain)
}

/// A word that is none of those it should be.
pub(super) fn unknown<S: AsRef<str>>(what: &str, given: &Given<String>, known: &[S]) -> Finding {
    let message = format!("there is no {what} `{}`", printable(given));
    let fault = Finding::at(given.span.clone(), message);
    match suggest::closest(given, known.iter().map(AsRef::as_ref)) {
        Some(name) => fault.hint(format!("did you mean `{name}`?")),
        None if known.is_empty() => fault,
        None => fault.hint(suggest::there_are(known)),
    }
}

#[cfg(test)]
mod tests;
