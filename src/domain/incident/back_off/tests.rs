//! Rests that grow up to a limit.

use super::*;

fn minutes(back_off: BackOff) -> Vec<i64> {
    (0..6).map(|number| back_off.rest(number).as_mins()).collect()
}

#[test]
fn rests_grow_up_to_a_limit_that_depends_on_the_severity() {
    assert_eq!(minutes(BackOff::usual(Severity::Critical)), [5, 10, 15, 15, 15, 15]);
    assert_eq!(minutes(BackOff::usual(Severity::Error)), [10, 20, 40, 60, 60, 60]);
    assert_eq!(minutes(BackOff::usual(Severity::Warning)), [30, 60, 120, 240, 240, 240]);
    assert_eq!(minutes(BackOff::usual(Severity::Info)), [60, 120, 240, 480, 480, 480]);
}

#[test]
fn a_factor_of_one_leaves_them_as_they_are() {
    let back_off = BackOff { hundredths: 100, ..BackOff::usual(Severity::Error) };
    assert_eq!(back_off.rest(u32::MAX), SignedDuration::from_mins(10));
}

#[test]
fn the_longest_rest_bounds_the_first_and_whatever_overflows() {
    let back_off = BackOff {
        first: SignedDuration::from_hours(2),
        hundredths: u32::MAX,
        at_most: SignedDuration::from_hours(1),
    };
    assert_eq!(minutes(back_off), [60; 6]);
    let endless = BackOff { at_most: SignedDuration::MAX, ..back_off };
    assert_eq!(endless.rest(u32::MAX), SignedDuration::MAX);
}

#[test]
fn it_is_told_how_far_apart_rounds_are() {
    let back_off = BackOff::usual(Severity::Critical);
    assert_eq!(back_off.phrase(SignedDuration::ZERO), "5m apart at first, at most 15m");
    assert_eq!(back_off.phrase(SignedDuration::from_mins(10)), "10m apart at first, at most 15m");
    assert_eq!(back_off.phrase(SignedDuration::from_mins(20)), "20m apart");
}
