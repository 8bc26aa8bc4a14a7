//! Forgiving readers of instants, which senders write in every way there is.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde_json::Value;

/// The instant that a value means: RFC 3339 with an offset in any form, RFC 2822, what Go prints, or
/// a Unix number in seconds, milliseconds, microseconds or nanoseconds, told apart by size. `None` for
/// anything else, for what names no zone, and for the zero times of several languages.
pub(super) fn instant(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text_instant(text.trim()),
        Value::Number(number) => unix(number.as_f64()?),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The same; a date and time without a zone is meant to be in UTC.
pub(super) fn instant_in_utc(value: &Value) -> Option<Timestamp> {
    let civil = |text: &str| {
        let at: DateTime = text.trim().parse().ok()?;
        at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp())
    };
    instant(value).or_else(|| civil(value.as_str()?)).filter(|at| at.as_second() > 0)
}

fn text_instant(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<f64>() {
        return unix(number);
    }
    let internet = || text.parse::<Timestamp>().ok();
    let mail = || rfc2822::parse(text).ok().map(|at| at.timestamp());
    let at = internet().or_else(mail).or_else(|| spaced(text))?;
    (at.as_second() > 0).then_some(at)
}

/// `2025-02-15 14:59:03.25 +0000 UTC`, as Go prints it, and what is like it: date, time, offset or the
/// word for none.
fn spaced(text: &str) -> Option<Timestamp> {
    let mut words = text.split_ascii_whitespace();
    let (date, time, offset) = (words.next()?, words.next()?, words.next()?);
    let offset = if matches!(offset, "UTC" | "GMT" | "Z") { "Z" } else { offset };
    let is_offset = offset == "Z" || offset.starts_with(['+', '-']);
    is_offset.then(|| format!("{date}T{time}{offset}").parse().ok()).flatten()
}

fn unix(number: f64) -> Option<Timestamp> {
    let milliseconds = match number {
        n if !(1.0..1e20).contains(&n) => return None,
        n if n < 1e11 => n * 1e3,
        n if n < 1e14 => n,
        n if n < 1e17 => n / 1e3,
        n => n / 1e6,
    };
    #[expect(clippy::cast_possible_truncation, reason = "below 1e17 after the division above")]
    Timestamp::from_millisecond(milliseconds as i64).ok()
}

#[cfg(test)]
mod tests;
