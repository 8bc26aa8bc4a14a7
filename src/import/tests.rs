//! Names, hours, conditions and texts: what importers share.

use std::fmt::Write as _;

use jiff::civil::{Weekday, time};

use super::conditions::{Look, added_to, read};
use super::draft::slug;
use super::hours::{Stretch, windows};
use super::layer::every;
use super::probe::{millis, seconds};
use super::written::{Block, key, length, quoted};
use super::*;

#[test]
fn names_that_are_no_names_here_become_some() {
    for (text, name) in [
        ("Web primary", Some("web-primary")),
        ("  Shop / Web (EU) ", Some("shop-web-eu")),
        ("ana.lopez_2", Some("ana.lopez_2")),
        ("Größe №1", Some("größe-1")),
        ("★", None),
        ("", None),
        ("---", None),
    ] {
        assert_eq!(slug(text).as_deref(), name, "{text}");
    }
    assert!(slug(&"x".repeat(500)).is_some_and(|name| name.len() == 48));
}

#[test]
fn hours_are_written_as_a_layer_has_them() {
    let of =
        |day, hour, hours: i64| Stretch { day, from: time(hour, 0, 0, 0), length: hours * 3600 };
    let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Friday];
    let office: Vec<Stretch> = days.iter().map(|day| of(Some(*day), 9, 8)).collect();
    assert_eq!(windows(&office), ["mon-wed,fri 09:00-17:00"]);
    assert_eq!(windows(&[of(None, 22, 8)]), ["22:00-06:00"]);
    assert_eq!(windows(&[of(Some(Weekday::Friday), 18, 62)]), ["fri 18:00 - mon 08:00"]);
    assert_eq!(windows(&[of(Some(Weekday::Sunday), 9, 24)]), ["sun 09:00 - mon 09:00"]);
    assert!(windows(&[of(None, 9, 24)]).is_empty(), "always is no restriction");
    assert!(windows(&[of(None, 9, 8), of(Some(Weekday::Monday), 0, 24 * 7)]).is_empty());
}

#[test]
fn turns_are_weeks_days_and_whole_hours() {
    for (seconds, turn) in [
        (604_800, Some("week")),
        (1_209_600, Some("2 weeks")),
        (86_400, Some("day")),
        (43_200, Some("12 hours")),
        (3_600, Some("hour")),
        (1_800, None),
        (0, None),
        (-1, None),
    ] {
        assert_eq!(every(seconds).as_deref(), turn, "{seconds}");
    }
}

#[test]
fn lengths_are_read_as_go_writes_them() {
    for (text, in_seconds) in [
        ("30s", Some(30)),
        ("1m30s", Some(90)),
        ("500ms", Some(1)),
        ("1.5h", Some(5400)),
        ("x", None),
    ] {
        assert_eq!(seconds(text), in_seconds, "{text}");
    }
    assert_eq!((millis("150"), millis("2s"), millis("")), (Some(150), Some(2000), Some(0)));
    assert_eq!([length(90), length(7200), length(0)], ["90s", "2h", "1s"]);
}

#[test]
fn conditions_become_keys_or_are_told() {
    let text = |text: &str| text.to_owned();
    for (condition, look) in [
        ("[STATUS] == 200", Look::Status(vec![text("200")])),
        ("[STATUS] < 300", Look::Status(vec![text("100-299")])),
        ("[BODY] == pat(*ready*)", Look::Text(text("ready"))),
        ("[BODY] == pat(v*.1)", Look::Regex(text(r"(?s)^v.*\.1$"))),
        ("[BODY] == a.b", Look::Regex(text(r"^\s*a\.b\s*$"))),
        ("[BODY].a[0].b == x'y", Look::Json(text(r"a[0].b == 'x\'y'"))),
        ("[BODY][0].b >= 3", Look::Json(text("body[0].b >= 3"))),
        ("len([BODY].a) > 0", Look::Json(text("a|length > 0"))),
        ("has([BODY].a) == false", Look::Json(text("a is undefined"))),
        ("[RESPONSE_TIME] < 150", Look::Slow(150)),
        ("[CERTIFICATE_EXPIRATION] > 49h", Look::Days(3)),
    ] {
        assert_eq!(read(condition, "http"), Ok(look), "{condition}");
    }
    for condition in ["[IP] == 1.2.3.4", "[BODY].a == pat(x*)", "[STATUS]", "", "[STATUS] != 500"] {
        assert!(read(condition, "http").is_err(), "{condition}");
    }
    assert!(read("[STATUS] == 200", "ping").is_err());
}

#[test]
fn every_condition_on_the_status_holds() {
    let status = |conditions: &[&str]| {
        let looks = conditions.iter().map(|it| read(it, "http").unwrap()).collect();
        added_to(Block::default(), looks).map(|block| block.to_string().trim().to_owned())
    };
    for (conditions, written) in [
        (&["[STATUS] < 300", "[STATUS] >= 200"][..], r#"status = ["200-299"]"#),
        (&["[STATUS] >= 200", "[STATUS] < 300"], r#"status = ["200-299"]"#),
        (&["[STATUS] == any(200, 201, 404)", "[STATUS] < 400"], r#"status = ["200-201"]"#),
        (&["[STATUS] == any(200, 204)"], r#"status = ["200", "204"]"#),
        (&["[STATUS] == 200", "[STATUS] == 200"], r#"status = ["200"]"#),
        (&[], ""),
    ] {
        assert_eq!(status(conditions).unwrap(), written, "{conditions:?}");
    }
    let (_, told) = status(&["[STATUS] == 200", "[STATUS] == 404"]).unwrap_err();
    assert!(told.starts_with("no status is all that"), "{told}");
    let answer = |condition| read(condition, "dns");
    assert_eq!(answer("[BODY] == 192.0.2.1"), Ok(Look::Answer(vec!["192.0.2.1".to_owned()])));
    assert!(answer("[BODY] == any(192.0.2.1, 192.0.2.2)").is_err());
}

#[test]
fn whatever_stands_in_a_text_it_stays_that_text() {
    let nasty = "a\"b\\c\n\u{1b}[2J \u{7f}\u{9b}\u{202e}";
    let block = Block::table("people", nasty).comment(nasty).text("zone", nasty).to_string();
    assert_eq!(block.lines().count(), 3, "{block}");
    assert!(!block.contains(['\u{1b}', '\u{7f}', '\u{9b}', '\u{202e}']), "{block}");
    assert_eq!(quoted("a\"b"), "\"a\\\"b\"");
    assert_eq!(
        (key("a-b_1"), key("a.b"), key("")),
        ("a-b_1".into(), "\"a.b\"".into(), "\"\"".into())
    );
}

#[test]
fn a_list_of_answers_is_a_document_each() {
    let documents = Document::of("a.json", br#"[{"a": 1}, {"b": 2}]"#).unwrap();
    assert_eq!(documents.len(), 2);
    for (bytes, message) in [
        (&b""[..], "it is empty"),
        (b" \n ", "it is empty"),
        (b"{\n\"a\": ", "line 2: this is no JSON: EOF while parsing a value"),
        (b"a\n\xff", "line 2 is not UTF-8"),
    ] {
        assert_eq!(Document::of("a", bytes).unwrap_err().message, message);
    }
    let broken = Document::of("a", b"a: [1\nb: }").unwrap_err().message;
    assert!(broken.starts_with("line ") && broken.contains("this is no YAML: "), "{broken}");
}

#[test]
fn aliases_of_aliases_are_refused_soon() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let alias = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{alias}]").unwrap();
    }
    assert!(Document::of("bomb.yml", bomb.as_bytes()).is_err());
}
