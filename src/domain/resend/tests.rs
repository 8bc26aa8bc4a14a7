//! When a message is tried again, to the second.

use std::time::Duration;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// The seconds at which it is tried when every attempt fails in that way.
fn attempts(again: Again) -> Vec<i64> {
    let mut tried = vec![0];
    let mut resend = Resend::begin(again, at(0));
    while let Some(next) = resend.next(again, at(*tried.last().unwrap())) {
        tried.push(next.as_second());
        resend = resend.failed(again);
    }
    tried
}

#[test]
fn the_waits_double_up_to_five_minutes_and_end_within_the_hour() {
    let tried = attempts(Again::Later);
    assert_eq!(tried[..8], [0, 5, 15, 35, 75, 155, 315, 615]);
    assert!(tried.windows(2).skip(7).all(|pair| pair[1] - pair[0] == 300), "{tried:?}");
    assert!((3300..=3600).contains(tried.last().unwrap()), "{tried:?}");
}

#[test]
fn what_was_refused_for_what_it_is_is_tried_once_more() {
    assert_eq!(attempts(Again::Once), [0, 5]);
}

#[test]
fn a_service_that_asks_for_patience_gets_it_and_no_more_than_the_hour() {
    assert_eq!(attempts(Again::After(Duration::from_mins(25)))[..3], [0, 1500, 3000]);
    let at_once = attempts(Again::After(Duration::ZERO));
    assert_eq!(at_once[..3], [0, 5, 10], "it is not hammered all the same");
}

#[test]
fn a_service_that_asks_for_more_patience_than_there_is_is_asked_once_more_in_the_last_minute() {
    assert_eq!(attempts(Again::After(Duration::from_hours(2))), [0, 3540]);
    assert_eq!(attempts(Again::After(Duration::MAX)), [0, 3540]);
    assert_eq!(attempts(Again::After(Duration::from_mins(40))), [0, 2400, 3540]);
    let resend = Resend { first_at: at(0), attempts: 9, refusals: 0 };
    let long = Again::After(Duration::from_hours(2));
    assert_eq!(resend.next(long, at(3541)), None, "and no more than once");
}

#[test]
fn a_refusal_after_other_failures_is_tried_once_more_too() {
    let broken = Resend::begin(Again::Later, at(0)).failed(Again::Later);
    let refused = broken.failed(Again::Once);
    assert_eq!(refused.next(Again::Once, at(15)), Some(at(35)));
    let in_between = refused.failed(Again::Later);
    assert!(in_between.next(Again::Later, at(35)).is_some());
    assert_eq!(in_between.failed(Again::Once).next(Again::Once, at(75)), None);
}

#[test]
fn no_number_of_attempts_is_too_large() {
    let resend = Resend { first_at: at(0), attempts: u32::MAX, refusals: 0 };
    assert_eq!(resend.next(Again::Later, at(0)), Some(at(300)));
    assert!(!resend.has_expired(at(3600)));
    assert!(resend.has_expired(at(3601)));
}

#[test]
fn three_failures_over_a_minute_are_news_once() {
    let failing = |failures, is_told| Failing { failures, since: at(0), is_told };
    assert!(!failing(2, false).is_news(at(600)));
    assert!(!failing(3, false).is_news(at(59)));
    assert!(failing(3, false).is_news(at(60)));
    assert!(!failing(9, true).is_news(at(600)));
}
