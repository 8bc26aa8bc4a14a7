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
