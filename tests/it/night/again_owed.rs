//! A problem that comes again and again asks for a promise when it is over: by day, once, and only asks.

use wail::domain::incident::Input;

use super::{Night, assert_log};

/// A Monday morning at nine, when everybody's day has begun.
const MONDAY: &str = "2026-11-02T09:00:00Z";

/// It comes so often, an hour apart; bo has it each time.
fn comes(mut night: Night, times: i64, first: i64) -> Night {
    for number in first..first + times {
        night = night.fires().about(number).acks("bo").wait(1).clears().wait(59);
    }
    night
}

/// The lines of the record that speak of a promise.
fn of_promises(night: Night) -> Vec<String> {
    let log = night.log();
    let lines = log.lines().filter(|line| line.contains("owes an end") || line.contains("promise"));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_third_time_whoever_had_it_is_asked_and_then_after_twice_as_many() {
    let night = comes(Night::new().at(MONDAY), 2, 1);
    let mut night = comes(night, 1, 3);
    let told = night.still_told();
    assert_eq!(
        told,
        [
            "bo: 3 came 3 times in 30 days, and nobody owes an end to it: disk; `wail note 3 --owner NAME --by \
             friday` promises one"
        ]
    );
    assert_eq!(
        of_promises(comes(night, 4, 4)),
        [
            "121m  it came 3 times in 30 days, and nobody owes an end to it, bo is asked for a promise",
            "301m  it came 6 times in 30 days, and nobody owes an end to it, bo is asked for a promise",
        ]
    );
}

#[test]
fn at_night_nobody_is_told_and_the_record_asks() {
    let mut night = comes(Night::new(), 3, 1);
    assert!(night.still_told().is_empty(), "three in the morning");
    assert_eq!(
        of_promises(night),
        ["121m  it came 3 times in 30 days, and nobody owes an end to it"]
    );
}

#[test]
fn what_somebody_owes_is_asked_for_no_more() {
    let mut night = comes(Night::new().at(MONDAY), 2, 1);
    night.does_quietly(Input::Own { by: "bo".into(), owner: "ana".into(), due_at: None });
    assert_log(
        comes(night, 1, 3),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
            1m  over: disk
            1m  resolved, prometheus reports that it is over
           60m  prometheus reports critical: disk
           60m  the same problem was incident 1, 1h ago for 1m; bo had it
           60m  page ana by sound, first page
           60m  bo acknowledges, check-in in 30m
           61m  over: disk
           61m  resolved, prometheus reports that it is over
          120m  bo makes ana its owner
          120m  bo promises for ana: see to it that this comes no more: disk, by Mon 2026-11-09 18:00 UTC (promise 1)
          120m  prometheus reports critical: disk
          120m  the same problem was incident 2, 1h ago for 1m; bo had it
          120m  recurring: third time in 30 days, ana owns it
          120m  page ana by sound, first page
          120m  bo acknowledges, check-in in 30m
          121m  over: disk
          121m  resolved, prometheus reports that it is over
        ",
    );
}
