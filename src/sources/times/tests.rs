//! Instants: what is understood, and what is left alone.

use serde_json::json;

use super::*;

fn read_instant(value: &Value) -> Option<String> {
    instant(value).map(|at| at.to_string())
}

#[test]
fn an_instant_is_read_from_text_and_from_numbers_of_any_size() {
    let at = Some("2026-03-08T02:11:00Z".to_owned());
    for value in [
        json!("2026-03-08T02:11:00Z"),
        json!(" 2026-03-08T03:11:00+01:00 "),
        json!(1_772_935_860),
        json!(1_772_935_860.0),
        json!(1_772_935_860_000_i64),
        json!(1_772_935_860_000_000_i64),
        json!(1_772_935_860_000_000_000_i64),
    ] {
        assert_eq!(read_instant(&value), at, "{value}");
    }
}

#[test]
fn what_is_no_instant_is_left_out() {
    for value in [
        json!("0001-01-01T00:00:00Z"),
        json!("1970-01-01T00:00:00Z"),
        json!("yesterday"),
        json!("2026-03-08 02:11:00"),
        json!(""),
        json!(0),
        json!(-5),
        json!(1e300),
        json!(null),
        json!([]),
        json!({}),
        json!(true),
    ] {
        assert_eq!(read_instant(&value), None, "{value}");
    }
}

#[test]
fn an_instant_is_read_as_the_languages_print_it() {
    for (text, expected) in [
        ("2025-02-15 14:59:03 +0000 UTC", "2025-02-15T14:59:03Z"),
        ("2025-02-15 14:59:03.123456789 +0200 EET", "2025-02-15T12:59:03.123456789Z"),
        ("2025-03-24 17:28:40 UTC", "2025-03-24T17:28:40Z"),
        ("2024-07-01T10:00:00.000+0000", "2024-07-01T10:00:00Z"),
        ("Sat, 26 Oct 2024 23:20:39 +0000", "2024-10-26T23:20:39Z"),
        ("1772935860", "2026-03-08T02:11:00Z"),
        ("1772935860123", "2026-03-08T02:11:00.123Z"),
    ] {
        assert_eq!(read_instant(&json!(text)).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_time_without_a_zone_is_in_utc_only_where_its_sender_says_so() {
    let value = json!("2023-02-06 18:07:43.733");
    assert_eq!(instant(&value), None);
    let at = instant_in_utc(&value).map(|at| at.to_string());
    assert_eq!(at.as_deref(), Some("2023-02-06T18:07:43.733Z"));
    assert_eq!(instant_in_utc(&json!("Never")), None);
}
