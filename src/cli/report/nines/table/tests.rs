//! Lengths as the table tells them: every second, to the worse.

use super::*;

#[test]
fn every_second_is_told_and_one_that_has_begun_counts_against() {
    let length = SignedDuration::from_millis;
    for (milliseconds, worse, better) in [
        (0, "0s", "0s"),
        (1, "1s", "0s"),
        (60_000, "1m", "1m"),
        (3_723_001, "1h 2m 4s", "1h 2m 3s"),
        (93_600_000, "1d 2h", "1d 2h"),
        (266_399_000, "3d 1h 59m 59s", "3d 1h 59m 59s"),
    ] {
        assert_eq!(up(length(milliseconds)), worse);
        assert_eq!(down(length(milliseconds)), better);
    }
}

#[test]
fn a_figure_is_refused_where_nothing_was_observed() {
    let unknown = SignedDuration::from_hours(2);
    let tally = Tally { unknown, ..Tally::default() };
    assert_eq!(available(&tally), "not observed");
    assert_eq!(super::unknown(&tally), "2h, 100 %");
    let tally = Tally { available: SignedDuration::from_hours(598), ..tally };
    assert_eq!(available(&tally), "100 %");
    assert_eq!(super::unknown(&tally), "2h, 0.3 %");
}

#[test]
fn how_fast_a_budget_burns_is_told_with_two_digits() {
    let cases = [
        (None, "-"),
        (Some(0.0), "0.0 times"),
        (Some(1.44), "1.4 times"),
        (Some(14.4), "14 times"),
    ];
    for (rate, text) in cases {
        assert_eq!(times(rate), text);
    }
}
