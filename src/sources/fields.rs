//! Forgiving readers shared by the sources: odd bytes, times, severities and links.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use super::ParseError;
use crate::domain::alert::Severity;
use crate::domain::label::Labels;

/// The body as JSON; see [`super::Request::json`].
pub(super) fn json(body: &[u8]) -> Result<Value, ParseError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let text = text(body);
    serde_json::from_str(&text)
        .or_else(|error| match without_lone_surrogates(&text) {
            Cow::Owned(mended) => serde_json::from_str(&mended).map_err(|_| error),
            Cow::Borrowed(_) => Err(error),
        })
        .map_err(|error| ParseError::NotJson(error.to_string()))
}

/// The bytes as text. What is not UTF-8 becomes `\\xNN`, which inside a JSON string reads as `\xNN`:
/// the alert is kept, and two different bodies never read the same.
fn text(body: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut mended = String::with_capacity(body.len() + 16);
    for chunk in body.utf8_chunks() {
        mended.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(mended, "\\\\x{byte:02x}");
        }
    }
    Cow::Owned(mended)
}

/// The text with half surrogate pairs (`\ud800`), which stand for no character, kept as the six
/// characters they were written with.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut mended = String::new();
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match surrogate(bytes, at) {
            Some(0xd800..=0xdbff) if matches!(surrogate(bytes, at + 6), Some(0xdc00..=0xdfff)) => {
                at += 12;
            }
            Some(_) => {
                mended.push_str(&text[kept..at]);
                mended.push('\\');
                kept = at;
                at += 6;
            }
            None => at += 2,
        }
    }
    if kept == 0 && mended.is_empty() {
        return Cow::Borrowed(text);
    }
    mended.push_str(&text[kept..]);
    Cow::Owned(mended)
}

/// The surrogate that is escaped at that place, if one is.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let number = u16::from_str_radix(std::str::from_utf8(escape).ok()?, 16).ok()?;
    matches!(number, 0xd800..=0xdfff).then_some(number)
}

/// The text at a field, if there is some.
pub(super) fn said<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field)?.as_str().filter(|text| !text.trim().is_empty())
}

/// A scalar as text: senders write identifiers as numbers, words and truths alike.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An object of scalars as labels; anything else in it is kept as JSON text.
pub(super) fn labels(value: Option<&Value>) -> Labels {
    let Some(Value::Object(fields)) = value else { return Labels::new() };
    fields
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), scalar(value).unwrap_or_else(|| value.to_string())))
        .collect()
}

/// An instant as RFC 3339 text or as a Unix number in seconds, milliseconds, microseconds or
/// nanoseconds, told apart by size. `None` for anything else and for Go's zero time.
pub(super) fn instant(value: Option<&Value>) -> Option<Timestamp> {
    match value? {
        Value::String(text) => {
            let at: Timestamp = text.trim().parse().ok()?;
            (at.as_second() > 0).then_some(at)
        }
        Value::Number(number) => unix(number.as_f64()?),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
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

/// The severity that a sender's word means, in any case. The words are those that senders share;
/// a source with words of its own maps them itself.
pub(super) fn severity(word: &str) -> Option<Severity> {
    match word.trim().to_ascii_lowercase().as_str() {
        "critical" | "crit" | "fatal" | "disaster" | "emergency" | "emerg" | "p1" | "sev0" => {
            Some(Severity::Critical)
        }
        "error" | "err" | "high" | "major" | "p2" | "sev1" => Some(Severity::Error),
        "warning" | "warn" | "minor" | "average" | "medium" | "p3" | "sev2" => {
            Some(Severity::Warning)
        }
        "info" | "informational" | "information" | "notice" | "debug" | "low" | "none" | "p4"
        | "p5" | "sev3" | "sev4" => Some(Severity::Info),
        _ => None,
    }
}

/// The link, if it is one that a browser can follow.
pub(super) fn link(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let is_link = text.starts_with("https://") || text.starts_with("http://");
    (is_link && !text.chars().any(|c| c.is_control() || c == ' ')).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
