//! How much JSON weighs, and what has no room.

use proptest::prelude::*;

use super::*;

#[test]
fn lists_and_objects_weigh_by_their_members_and_texts_by_their_length() {
    assert_eq!(weight(b"0"), 0);
    assert_eq!(weight(b"\"abc\""), 4);
    assert_eq!(weight(b"[ ]"), 0);
    assert_eq!(weight(b"[0]"), weight(b"[0, 0, 0]"));
    assert_eq!(weight(b"[0,0,0,0,0]"), 2 * weight(b"[0,0,0,0]"));
    assert_eq!(weight(b"{}"), 0);
    assert_eq!(weight(b"{\"a\":{}}"), FIELDS + 2);
    // What stands in a list may become an alert, even one that says nothing.
    assert_eq!(weight(b"[{},{}]"), weight(b"[0,0]") + 2 * ALERT);
}

#[test]
fn what_stands_in_a_text_is_no_list() {
    for text in [r#""[0,0]""#, r#""\"[{,\\""#, r#""[{\"#] {
        assert!(weight(text.as_bytes()) <= text.len(), "{text}");
    }
}

#[test]
fn what_is_small_has_room_and_what_is_dense_has_not() {
    let dense = |members: usize| format!("[{}0]", "0,".repeat(members));
    let takes = |json: &str| Room::of(json.len()).take(json);
    assert_eq!(takes(&dense(1_000)), Ok(()));
    assert!(matches!(takes(&dense(100_000)), Err(ParseError::TooDense(20..40))));
    let mut room = Room::of(10_000);
    let one = dense(20_000);
    assert_eq!(room.take(&one), Ok(()));
    assert!(room.take(&one).is_err(), "all of one request share its room");
}

#[test]
fn nothing_is_denser_than_the_densest() {
    let member = |text: &str| format!("[{}]", [text].repeat(1025).join(","));
    let nested = |before: &str, after: &str| before.repeat(60) + "0" + &after.repeat(60);
    let dense = [
        member("{}"),
        member("0"),
        member("[0]"),
        member("[{}]"),
        member("{\"\":0}"),
        member("[{\"\":0}]"),
        format!("{{{}}}", vec!["\"\":0"; 1025].join(",")),
        nested("[{\"\":", "}]"),
        nested("{\"\":", "}"),
        nested("[", "]"),
    ];
    let most = dense.iter().map(|json| weight(json.as_bytes()) * 100 / json.len()).max();
    assert!(most.is_some_and(|most| (39_000..=DENSEST * 100).contains(&most)), "{most:?}");
}

#[test]
fn what_is_alone_and_small_has_room_without_being_weighed() {
    let dense = |members: usize| format!("[{}{{}}]", "{},".repeat(members));
    for (members, has_room) in [(1_000, true), (2_000, false), (100_000, false)] {
        let json = dense(members);
        assert_eq!(Room::of(json.len()).take_alone(&json).is_ok(), has_room, "{members}");
        assert_eq!(Room::of(json.len()).take(&json).is_ok(), has_room, "{members}");
    }
}

#[test]
fn two_thousand_alerts_of_few_words_have_room() {
    let alert = r#"{"key":"disk/db-1","summary":"disk full on db-1","status":"resolved"}"#;
    let json = format!("[{}0]", format!("{alert},").repeat(2000));
    assert_eq!(Room::of(json.len()).take(&json), Ok(()));
}

#[test]
fn a_thousand_alerts_have_room() {
    let alert = r#"{"status":"firing","labels":{"alertname":"A"},"annotations":{},"startsAt":
        "2026-11-28T19:00:00.000Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":
        "0123456789abcdef"},"#;
    let json = format!("{{\"alerts\":[{}0]}}", alert.repeat(1000));
    assert_eq!(Room::of(json.len()).take(&json), Ok(()));
}

proptest! {
    #[test]
    fn anything_weighs_something_and_never_more_than_by_its_brackets(text in "[\\[\\]{},:\"\\\\ a0]{0,200}") {
        let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
        let commas = text.bytes().filter(|byte| *byte == b',').count();
        let most = brackets * (FIELDS + ALERT) + commas * FIELD + text.len();
        prop_assert!(weight(text.as_bytes()) <= most);
    }
}
