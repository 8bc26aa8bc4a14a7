//! Which names are told where one is not known.

use super::*;

#[test]
fn the_nearest_name_is_told_else_all_of_them_and_of_many_the_first() {
    let told = |typed, known: &[&str]| nearest(typed, known.iter().copied(), "there are");
    assert_eq!(told("sirn", &["bell", "siren"]).as_deref(), Some("did you mean `siren`?"));
    assert_eq!(told("horn", &["bell", "siren"]).as_deref(), Some("there are bell, siren"));
    assert_eq!(told("horn", &["siren"]).as_deref(), Some("there is siren"));
    assert_eq!(told("horn", &[]), None);
    let many: Vec<String> = (10..24).map(|number| format!("number-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let told = told("horn", &many).unwrap();
    assert!(told.ends_with(", number-21 and 2 more"), "{told}");
}

#[test]
fn a_name_is_told_without_what_a_terminal_obeys() {
    let error = unknown("sound", "\u{1b}[31m", ["\u{1b}[2J"], "nothing").to_string();
    assert!(!error.contains('\u{1b}'), "{error:?}");
}
