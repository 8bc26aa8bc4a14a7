//! Forgiving readers: what they understand, and what they leave alone.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read_instant(value: &Value) -> Option<String> {
    instant(Some(value)).map(|at| at.to_string())
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
    assert_eq!(instant(None), None);
}

#[test]
fn severities_are_read_in_the_words_that_senders_share() {
    let words = [
        (Severity::Critical, ["critical", "FATAL", " Disaster ", "p1", "sev0"]),
        (Severity::Error, ["error", "High", "major", "P2", "sev1"]),
        (Severity::Warning, ["warning", "WARN", "average", "P3", "medium"]),
        (Severity::Info, ["info", "Notice", "debug", "low", "p5"]),
    ];
    for (expected, words) in words {
        for word in words {
            assert_eq!(severity(word), Some(expected), "{word}");
        }
    }
    for word in ["", "page", "exception", "critical!", "criticalcritical"] {
        assert_eq!(severity(word), None, "{word}");
    }
}

#[test]
fn a_link_is_one_that_a_browser_can_follow() {
    assert_eq!(link(Some(" https://x.example/a?b=c ")), Some("https://x.example/a?b=c".to_owned()));
    for text in
        ["", "?orgId=1", "javascript:alert(1)", "ftp://x", "https://a b", "https://a\u{1b}[2J"]
    {
        assert_eq!(link(Some(text)), None, "{text}");
    }
    assert_eq!(link(None), None);
}

#[test]
fn labels_keep_scalars_as_text_and_anything_else_as_json() {
    let value = json!({"a": "b", "n": 7, "t": true, "no": null, "l": [1, {"x": 2}]});
    let labels = labels(Some(&value));
    let pairs: Vec<(&str, &str)> =
        labels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(pairs, [("a", "b"), ("l", "[1,{\"x\":2}]"), ("n", "7"), ("t", "true")]);
    for value in [json!(null), json!([]), json!("x"), json!(7)] {
        assert!(super::labels(Some(&value)).is_empty(), "{value}");
    }
}

#[test]
fn half_a_surrogate_pair_is_kept_as_it_was_written() {
    for (body, text) in [
        (r#""a\ud800b""#, "a\\ud800b"),
        (r#""a\udc00\ud800b""#, "a\\udc00\\ud800b"),
        (r#""\ud800\ud83d\ude00""#, "\\ud800😀"),
        (r#""\\ud800\ud800""#, "\\ud800\\ud800"),
        (r#""a\\\ud800""#, "a\\\\ud800"),
        (r#""\ud83d\ude00""#, "😀"),
    ] {
        assert_eq!(json(body.as_bytes()).unwrap(), Value::from(text), "{body}");
    }
}

#[test]
fn bytes_that_are_no_text_become_visible() {
    assert_eq!(json(b"\"a\xffb\xc3\"").unwrap(), Value::from("a\\xffb\\xc3"));
    assert!(json(b"\xff").is_err());
    assert!(json(b"\"\\\xff\"").is_err(), "an escape of no character");
}

#[test]
fn a_body_that_nests_too_deep_is_an_error() {
    assert!(json(&[b"[".repeat(100), b"]".repeat(100)].concat()).is_ok());
    assert!(json(&[b"[".repeat(200), b"]".repeat(200)].concat()).is_err());
}

proptest! {
    #[test]
    fn json_that_is_right_is_read_as_it_is(text in any::<String>(), number in any::<i64>()) {
        let value = json!({"text": text, "number": number});
        prop_assert_eq!(json(value.to_string().as_bytes()).unwrap(), value);
    }

    #[test]
    fn no_bytes_make_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let quoted = [b"\"", &body[..], b"\""].concat();
        drop((json(&body), json(&quoted)));
    }

    #[test]
    fn no_escapes_make_it_panic(body in r#"(\\u[dD][89a-fA-F][0-9a-f]{2}|\\\\|\\u|[a-z"]){0,20}"#) {
        drop(json(format!("\"{body}\"").as_bytes()));
    }
}
