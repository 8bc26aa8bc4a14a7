//! What is mistaken for what.

use super::*;

#[test]
fn the_nearest_name_is_meant_if_it_is_near() {
    let known = ["ana", "bo", "platform", "alertmanager"];
    for (written, meant) in [
        ("plattform", Some("platform")),
        ("Ana", Some("ana")),
        ("alertmanger", Some("alertmanager")),
        ("alert", None),
        ("x", None),
        ("dora", None),
        ("", None),
    ] {
        assert_eq!(closest(written, known), meant, "{written}");
    }
}

#[test]
fn names_are_listed_as_in_a_sentence() {
    assert_eq!(listed::<&str>(&[]), "none");
    assert_eq!(listed(&["a"]), "`a`");
    assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
    assert!(listed(&["x"; 20]).ends_with("`x` and 8 more"));
}

#[test]
fn a_slip_is_a_letter_away_or_two_in_a_longer_name() {
    let known = ["ana", "bo", "carol", "jan"];
    for (written, meant) in [
        ("boo", Some("bo")),
        ("carrol", Some("carol")),
        ("carlo", Some("carol")),
        ("karola", Some("carol")),
        ("Ana", Some("ana")),
        ("ann", Some("ana")),
        ("jo", None),
        ("dan", None),
        ("eva", None),
        ("cy", None),
    ] {
        assert_eq!(slip_of(written, known), meant, "{written}");
    }
}
