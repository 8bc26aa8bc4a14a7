//! The week behind the team, told once when it is due.

use super::{Night, TEAM};

/// On a Sunday evening.
const SUNDAY: &str = "2026-11-08T20:00:00Z";

fn weekly(more: &str) -> Night {
    Night::of(&format!("{TEAM}[reports.weekly]\nto = \"ana\"\n{more}")).at(SUNDAY)
}

/// Whatever is said of the week.
fn told(night: &mut Night) -> Vec<String> {
    night.still_told().into_iter().filter(|told| told.contains("the week on call")).collect()
}

#[test]
fn the_week_is_told_on_monday_at_nine_and_once() {
    let mut night = weekly("").fires().acks("ana").clears().wait(13 * 60 - 1);
    assert!(told(&mut night).is_empty());
    let mut night = night.wait(1);
    let expected = [
        "ana: the week on call: 1 incident, 1 more than the week before; 1 paged somebody, 0 went unanswered. `wail report weekly` tells it",
    ];
    assert_eq!(told(&mut night), expected);
    let mut night = night.everybody_restarts().wait(6 * 24 * 60);
    assert_eq!(told(&mut night), expected, "it is told once");
}

#[test]
fn a_week_that_was_due_while_nobody_looked_is_told_late() {
    let mut night = weekly("at = \"sunday 21:00\"").fires().acks("ana").clears().sleeps_for(24);
    assert_eq!(told(&mut night).len(), 1);
}

#[test]
fn what_was_due_before_anybody_looked_is_not_made_up_for() {
    let mut night = weekly("at = \"sunday 19:00\"").fires().wait(60);
    assert!(told(&mut night).is_empty());
}
