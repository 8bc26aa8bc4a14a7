//! When something flaps.

use super::*;

fn at(minute: i64) -> Timestamp {
    let began: Timestamp = "2026-11-03T03:00:00Z".parse().unwrap();
    began + SignedDuration::from_mins(minute)
}

fn changes(minutes: &[i64], now: i64) -> Option<u32> {
    let rule = FlappingRule::default();
    let instants: Vec<Timestamp> = minutes.iter().map(|minute| at(*minute)).collect();
    Flapping::default().and(&instants, &rule, at(now)).too_many(&rule)
}

#[test]
fn more_than_six_changes_in_an_hour_are_flapping() {
    assert_eq!(changes(&[0, 10, 20, 30, 40, 50], 60), None);
    assert_eq!(changes(&[0, 10, 20, 30, 40, 50, 60], 60), Some(7));
    assert_eq!(changes(&[0, 10, 20, 30, 40, 50, 61], 61), None);
}

#[test]
fn a_clock_that_was_set_back_forgets_what_it_takes_for_the_future() {
    assert_eq!(changes(&[60, 61, 62, 63, 64, 65, 66, 10], 10), None);
}

#[test]
fn it_is_calm_so_long_after_the_last_change() {
    let rule = FlappingRule::default();
    assert_eq!(Flapping::default().restless(&rule, at(0)).calm_at, Some(at(15)));
}

#[test]
fn nothing_flaps_where_that_is_switched_off() {
    let rule = FlappingRule { changes: None, ..FlappingRule::default() };
    let many = Flapping::default().and(&[at(0); 50], &rule, at(0));
    assert_eq!(many.too_many(&rule), None);
}
