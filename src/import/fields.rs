//! Forgiving readers of data: a field that is not there, or not what it should be, is none.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::Document;

/// The text of a field, unless it is empty.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The members of a field that is a list.
pub(super) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The texts of a field that is a list of texts.
pub(super) fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    list(value, key).iter().filter_map(Value::as_str).collect()
}

/// A whole number, also where it is written as a text.
pub(super) fn whole(value: &Value, key: &str) -> Option<i64> {
    let field = value.get(key)?;
    #[expect(clippy::cast_possible_truncation, reason = "an export with fractions of seconds")]
    let rounded = || field.as_f64().map(|number| number as i64);
    field.as_i64().or_else(rounded).or_else(|| field.as_str()?.trim().parse().ok())
}

/// A truth, also where it is written as a number.
pub(super) fn truth(value: &Value, key: &str) -> Option<bool> {
    let field = value.get(key)?;
    field.as_bool().or_else(|| field.as_i64().map(|number| number != 0))
}

/// Whether a field says anything.
pub(super) fn says(value: &Value, key: &str) -> bool {
    match value.get(key) {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(fields)) => !fields.is_empty(),
        Some(Value::Bool(true) | Value::Number(_)) => true,
    }
}

/// An instant, on the clock of that zone.
pub(super) fn civil(text: &str, zone: &TimeZone) -> Option<DateTime> {
    match instant(text) {
        Some(instant) => Some(instant.to_zoned(zone.clone()).datetime()),
        None => text.parse().ok(),
    }
}

/// An instant that is written with its offset, with or without a colon in it.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let with_colon = || {
        let (start, offset) = text.split_at_checked(text.len().checked_sub(5)?)?;
        let (sign, digits) = offset.split_at_checked(1)?;
        let is_offset = ["+", "-"].contains(&sign) && digits.chars().all(|it| it.is_ascii_digit());
        is_offset.then(|| format!("{start}{sign}{}:{}", &digits[..2], &digits[2..]))
    };
    text.parse().ok().or_else(|| with_colon()?.parse().ok())
}

/// A time of day, `08:00` or `08:00:00`.
pub(super) fn time(text: &str) -> Option<Time> {
    text.parse().ok()
}

/// Everything that stands under one of these keys in any of the documents, with its file: the members
/// of a list, or the one that it is.
pub(super) fn all<'d>(documents: &[&'d Document], keys: &[&str]) -> Vec<(&'d str, &'d Value)> {
    let mut found = Vec::new();
    for document in documents {
        let Some(data) = document.content.data() else { continue };
        for value in keys.iter().filter_map(|key| data.get(key)) {
            match value {
                Value::Array(list) => {
                    found.extend(list.iter().map(|value| (document.file.as_str(), value)));
                }
                Value::Null => {}
                value => found.push((document.file.as_str(), value)),
            }
        }
    }
    found
}
