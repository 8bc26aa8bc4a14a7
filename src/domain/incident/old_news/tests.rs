//! What has come since somebody has it, what stays of that, and what a split takes away.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn problem(came_at: i64, severity: Severity, fires: bool) -> Problem {
    Problem { came_at: at(came_at), severity, fires }
}

#[test]
fn what_came_later_stays_while_it_fires_and_else_what_is_as_grave() {
    let known = problem(1, Severity::Critical, true);
    for (problems, expected) in [
        (vec![known, problem(9, Severity::Error, true)], true),
        (vec![known, problem(9, Severity::Error, false)], false),
        (vec![known], true),
        (vec![problem(1, Severity::Error, true)], false),
        (vec![problem(1, Severity::Critical, false)], false),
        (vec![problem(5, Severity::Critical, true)], true),
    ] {
        assert_eq!(stays(&problems, at(5), Severity::Critical), expected, "{problems:?}");
    }
}

#[test]
fn a_split_takes_old_news_with_it_unless_some_of_it_is_left() {
    let (old, new) = (problem(1, Severity::Error, true), problem(9, Severity::Critical, true));
    assert!(is_split_off(&[new], &[old], at(5), true));
    assert!(is_split_off(&[new], &[old], at(5), false));
    assert!(is_split_off(&[old], &[old], at(5), true), "what made it so grave is gone");
    assert!(!is_split_off(&[old], &[old], at(5), false));
    assert!(!is_split_off(&[old], &[new], at(5), true));
    assert!(is_split_off(&[new], &[problem(9, Severity::Error, false)], at(5), false));
}
