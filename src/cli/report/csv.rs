//! Values as reports write them: comma-separated (RFC 4180), and seconds that are exact.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::domain::text::plain;
use crate::publish::csv::field;

/// Seconds in JSON, with the milliseconds behind the point; whole ones without a point.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of centuries are below 2^53")]
pub(super) fn exact(length: SignedDuration) -> Value {
    match length.subsec_millis() {
        0 => json!(length.as_secs()),
        _ => json!(length.as_millis() as f64 / 1000.0),
    }
}

/// A value, or nothing.
pub(super) fn maybe<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Seconds with as many decimals as they have: `60`, `0.25`, `-1.5`.
pub(super) fn seconds(length: SignedDuration) -> String {
    let sign = if length.is_negative() { "-" } else { "" };
    let (whole, rest) = (length.as_secs().unsigned_abs(), length.subsec_millis().unsigned_abs());
    match rest {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:03}").trim_end_matches('0').to_owned(),
    }
}

/// A name as one value in one line, which no spreadsheet computes.
pub(super) fn named(text: &str) -> String {
    field(&plain(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_exact_and_names_with_commas_are_one_value() {
        for (milliseconds, text) in [
            (0, "0"),
            (60_000, "60"),
            (250, "0.25"),
            (-1_500, "-1.5"),
            (-7, "-0.007"),
            (1_001, "1.001"),
        ] {
            assert_eq!(seconds(SignedDuration::from_millis(milliseconds)), text);
        }
        for (name, value) in [
            ("db", "db"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("-1", "\"'-1\""),
        ] {
            assert_eq!(named(name), value);
        }
    }
}
