//! Readers: what they understand, and what they leave alone.

use serde_json::json;

use super::*;

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
    assert_eq!(link(" https://x.example/a?b=c "), Some("https://x.example/a?b=c".to_owned()));
    for text in
        ["", "?orgId=1", "javascript:alert(1)", "ftp://x", "https://a b", "https://a\u{1b}[2J"]
    {
        assert_eq!(link(text), None, "{text}");
    }
}

#[test]
fn labels_keep_scalars_as_text_and_anything_else_as_json() {
    let value = json!({"a": "b", "n": 7, "t": true, "no": null, "l": [1, {"x": 2}]});
    let labels = Fields::of(&value).labels("");
    let pairs: Vec<(&str, &str)> =
        labels.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(pairs, [("a", "b"), ("l", "[1,{\"x\":2}]"), ("n", "7"), ("t", "true")]);
    for value in [json!(null), json!([]), json!("x"), json!(7)] {
        assert!(Fields::of(&value).labels("").is_empty(), "{value}");
    }
}

#[test]
fn a_path_leads_through_objects_and_lists_and_names_with_dots() {
    let value =
        json!({"a": {"b": [{"c": " x "}]}, "evt.time": 7, "a.b": "whole", "Problem URL": "u"});
    let fields = Fields::of(&value);
    assert_eq!(fields.text("a.b.0.c").as_deref(), Some("x"));
    assert_eq!(fields.text("evt.time").as_deref(), Some("7"));
    assert_eq!(fields.text("a.b").as_deref(), Some("whole"));
    assert_eq!(fields.text("Problem URL").as_deref(), Some("u"));
    for path in ["a.b.1.c", "a.b.x", "no", "a.b.0.c.d"] {
        assert_eq!(fields.text(path), None, "{path}");
        assert!(!fields.has(path), "{path}");
    }
}

#[test]
fn a_variable_that_was_not_filled_in_is_no_text() {
    for text in [
        "$ALERT_TITLE",
        "${title}",
        "$SERVICEDESC$",
        "*alertFriendlyDuration*",
        "##EVENTMSG##",
        "{HOST.NAME}",
        "{{ name }}",
        "%status",
        "<no value>",
        "*UNKNOWN*",
        "null",
        "undefined",
    ] {
        assert_eq!(Fields::of(&json!({ "x": text })).text("x"), None, "{text}");
    }
    for text in ["$5", "100%", "{\"a\": 1}", "*", "$", "price is $NAME", "%d of them"] {
        assert_eq!(Fields::of(&json!({ "x": text })).text("x").as_deref(), Some(text));
    }
}

#[test]
fn a_truth_is_read_in_every_way_it_is_written() {
    let value = json!({"t": [true, 1, "1", "TRUE", "yes"], "f": [false, 0, "0", "False", "off"]});
    let fields = Fields::of(&value);
    for index in 0..5 {
        assert_eq!(fields.truth(&format!("t.{index}")), Some(true), "{index}");
        assert_eq!(fields.truth(&format!("f.{index}")), Some(false), "{index}");
    }
    assert_eq!(fields.truth("t"), None);
}

#[test]
fn an_object_in_place_of_a_list_is_its_only_member() {
    let value = json!({"one": {"x": 1}, "two": [{"x": 1}, {"x": 2}], "none": "text"});
    let fields = Fields::of(&value);
    for (path, number) in [("one", 1), ("two", 2), ("none", 0), ("missing", 0)] {
        assert_eq!(fields.items(path).count(), number, "{path}");
    }
}

#[test]
fn an_identity_needs_one_part_and_keeps_the_place_of_each() {
    let part = |text: &str| Some(text.to_owned());
    assert_eq!(identity([None, None]), None);
    assert_ne!(identity([part("a"), None]), identity([None, part("a")]));
}

#[test]
fn a_list_of_texts_is_one_text_and_a_text_is_a_list_of_one() {
    let value = json!({"many": ["a", 7, null, " ", {"x": 1}], "one": "a,b", "none": [], "odd": {}});
    let fields = Fields::of(&value);
    assert_eq!(fields.listed("many").as_deref(), Some("a, 7"));
    assert_eq!(fields.listed("one").as_deref(), Some("a,b"));
    for path in ["none", "odd", "missing"] {
        assert_eq!(fields.listed(path), None, "{path}");
    }
}

#[test]
fn a_headline_says_what_is_wrong_with_what_and_neither_twice() {
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(headline(text("shop"), text("is down")), "shop: is down");
    assert_eq!(headline(text("shop"), text("shop is down")), "shop is down");
    assert_eq!(headline(text("shop"), None), "shop");
    assert_eq!(headline(None, text("is down")), "is down");
    assert_eq!(headline(None, None), "");
}

#[test]
fn a_thing_is_on_its_host_and_either_may_be_missing() {
    let (disk, host) = ("disk".to_owned(), "db-1".to_owned());
    assert_eq!(on(Some(&disk), Some(&host)).as_deref(), Some("disk on db-1"));
    assert_eq!(on(None, Some(&host)).as_deref(), Some("db-1"));
    assert_eq!(on(Some(&disk), None).as_deref(), Some("disk"));
    assert_eq!(on(None, None), None);
}

#[test]
fn only_labels_that_have_a_value_are_labels() {
    let labels = labelled([("team", Some("web".to_owned())), ("host", None)]);
    assert_eq!(labels.into_iter().collect::<Vec<_>>(), [("team".to_owned(), "web".to_owned())]);
}

#[test]
fn a_word_for_a_state_is_known_in_any_case_and_an_unknown_one_is_none() {
    for (word, state) in [
        ("RESOLVED", Some(Signal::Resolved)),
        (" ok ", Some(Signal::Resolved)),
        ("Acknowledged", Some(Signal::Acknowledged)),
        ("TRIGGERED", Some(Signal::Firing)),
        ("updated", None),
        ("", None),
    ] {
        assert_eq!(signal(word), state, "{word}");
    }
}

#[test]
fn labels_get_names_of_ours_and_only_where_something_is_said() {
    let value = json!({"a": {"b.c": "x"}, "n": 7, "blank": " ", "unfilled": "$NAME", "list": [1]});
    let names = [("b", "a.b.c"), ("n", "n"), ("x", "blank"), ("y", "unfilled"), ("z", "list")];
    let labels = Fields::of(&value).named(&names);
    let expected = [("b", "x"), ("n", "7")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(labels, Labels::from(expected));
}
