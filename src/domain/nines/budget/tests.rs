//! Targets and what they leave.

use super::*;
use crate::domain::nines::course::History;
use crate::domain::watch::State;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn span(from: i64, to: i64) -> Span {
    Span { from: at(from), to: at(to) }
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

fn course(states: &[(i64, State)], seen_until: i64, planned: &[Span]) -> Course {
    let history = History {
        states: states.iter().map(|(since, state)| (at(*since), *state)).collect(),
        began_at: states.first().map(|(since, _)| at(*since)),
        seen_until: at(seen_until),
        is_gone: false,
    };
    Course::of(&history, planned, span(0, 100_000))
}

#[test]
fn a_target_is_a_percentage_to_the_seventh_decimal() {
    for (percent, allowed) in
        [(99.9, 1_000), (99.95, 500), (99.99, 100), (99.999, 10), (50.0, 500_000), (100.0, 0)]
    {
        let target = Target::percent(percent).unwrap();
        assert_eq!(target.of(seconds(1_000_000)), seconds(allowed), "{percent}");
        assert_eq!(target.as_percent().to_string(), percent.to_string());
    }
    assert_eq!(Target::percent(99.9), Some(Target::DEFAULT));
    assert_eq!(
        Target::percent(99.999_999_9).unwrap().of(seconds(1_000_000)),
        SignedDuration::from_millis(1)
    );
    for percent in [0.0, -1.0, 100.000_1, f64::NAN, f64::INFINITY, 1e-9] {
        assert_eq!(Target::percent(percent), None, "{percent}");
    }
}

#[test]
fn a_budget_is_of_what_was_observed_and_of_what_is_to_come() {
    let target = Target::percent(99.0).unwrap();
    // 20,000 s observed, of which 250 s down; 10,000 s unknown; 5,000 s planned; then 60,000 s to come,
    // of which 10,000 s are planned.
    let states =
        [(0, State::Up), (5_000, State::Down), (5_250, State::Up), (20_000, State::Unknown)];
    let planned = [span(30_000, 35_000), span(50_000, 60_000)];
    let course = course(&states, 35_000, &planned);
    let budget = Budget::of(&course, span(0, 95_000), at(35_000), target);
    assert_eq!(budget.allowed_so_far, seconds(200));
    // 1 % of 20,000 s and of 50,000 s.
    assert_eq!(budget.allowed, seconds(700));
    assert_eq!((budget.used, budget.left, budget.spent_at), (seconds(250), seconds(450), None));
}

#[test]
fn a_budget_is_spent_at_the_instant_at_which_its_last_part_was_used() {
    let target = Target::percent(99.9).unwrap();
    // 0.1 % of 100,000 s are 100 s: 60 s of the first outage, and 40 s of the second.
    let states = [(0, State::Up), (1_000, State::Down), (1_060, State::Up), (2_000, State::Down)];
    let spent = |until: i64| {
        let course = course(&states, until, &[]);
        let budget = Budget::of(&course, span(0, 100_000), at(until), target);
        (budget.left, budget.spent_at)
    };
    assert_eq!(spent(2_039), (seconds(1), None));
    assert_eq!(spent(2_040), (seconds(0), Some(at(2_040))));
    assert_eq!(spent(2_050), (seconds(-10), Some(at(2_040))));
}

#[test]
fn a_target_of_all_the_time_is_missed_with_the_first_moment() {
    let target = Target::percent(100.0).unwrap();
    let budget = |states: &[(i64, State)]| {
        Budget::of(&course(states, 9_000, &[]), span(0, 10_000), at(9_000), target)
    };
    let fine = budget(&[(0, State::Up)]);
    assert_eq!((fine.left, fine.spent_at), (seconds(0), None));
    let missed = budget(&[(0, State::Up), (500, State::Down), (501, State::Up)]);
    assert_eq!((missed.left, missed.spent_at), (seconds(-1), Some(at(500))));
}

#[test]
fn a_burn_rate_of_one_uses_exactly_what_is_allowed() {
    let target = Target::percent(99.0).unwrap();
    let course = course(&[(0, State::Up), (1_000, State::Down), (1_100, State::Up)], 20_000, &[]);
    let rate = |from: i64, to: i64| burn_rate(&course, span(from, to), target);
    assert!(rate(0, 10_000).is_some_and(|rate| (rate - 1.0).abs() < 1e-9));
    assert!(rate(1_000, 1_100).is_some_and(|rate| (rate - 100.0).abs() < 1e-9));
    assert_eq!(rate(2_000, 3_000), Some(0.0));
    assert_eq!(rate(30_000, 40_000), None, "nothing was observed");
    assert_eq!(burn_rate(&course, span(0, 10_000), Target::percent(100.0).unwrap()), None);
}
