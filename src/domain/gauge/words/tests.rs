//! Numbers and sentences as people read them.

use jiff::Timestamp;

use super::super::thin::Reading;
use super::*;

#[test]
fn amounts_are_as_short_as_they_are_exact() {
    for (value, unit, told) in [
        (1_931_000_000.0, "", "1_931_000_000"),
        (9999.0, "", "9999"),
        (12_345.6, "", "12_346"),
        (-12_345.0, "", "-12_345"),
        (0.25, "", "0.25"),
        (12.5e9, "B", "12.5 GB"),
        (500e9, "B", "500 GB"),
        (999.0, "B", "999 B"),
        (85.0, "%", "85%"),
        (312.0, "seats", "312 seats"),
        (1e18, "", "1e18"),
    ] {
        assert_eq!(amount(value, unit), told);
    }
    assert_eq!(part(1_931_000_000.0, 2_147_483_647.0), "89.9%");
    assert_eq!(part(99.999, 100.0), "99.9%", "what is not full is never said to be");
    assert_eq!(part(100.0, 100.0), "100.0%");
}

#[test]
fn lengths_are_told_as_exactly_as_they_are_worth() {
    for (days, told) in [
        (1000.0, "2.7 years"),
        (42.4, "42 days"),
        (3.0, "3 days"),
        (2.9, "70 hours"),
        (0.04, "1 hour"),
        (0.01, "less than an hour"),
        (0.0, "less than an hour"),
    ] {
        assert_eq!(stretch(days), told);
    }
}

#[test]
fn a_sentence_says_value_maximum_days_range_and_growth() {
    let newest =
        Reading { at: Timestamp::UNIX_EPOCH, value: 1_931_000_000.0, max: 2_147_483_647.0 };
    let left = Left { days: 42.0, from: 38.2, to: Some(46.7), growth: Growth::Even, per_day: 5e6 };
    let told = |forecast: Forecast| sentence("events.id", &newest, "", &forecast);
    assert_eq!(
        told(Forecast::RunsOut(left)),
        "events.id: 1_931_000_000 of 2_147_483_647, 42 days left (38 to 47), growth is steady"
    );
    let faster = Growth::Faster { times: Some(3.04) };
    let soon = Left { days: 1.2, from: 0.9, to: None, growth: faster, ..left };
    assert_eq!(
        said(&Forecast::RunsOut(soon)),
        "29 hours left (22 or more), growth is faster than before, 3.0 times the long run"
    );
    for (forecast, told) in [
        (Forecast::Full, "it is full"),
        (Forecast::Steady { is_falling: true, resets: 0 }, "it falls"),
        (Forecast::Steady { is_falling: false, resets: 0 }, "it does not grow"),
        (Forecast::Steady { is_falling: false, resets: 8 }, "its peaks do not grow, 8 resets seen"),
        (Forecast::NotWithin(400.0), "more than 400 days left"),
        (
            Forecast::TooLittle { readings: 3, days: 2.0 / 24.0 },
            "3 readings over 2h cannot tell when it runs out: that needs 6 over a day",
        ),
    ] {
        assert_eq!(said(&forecast), told);
    }
}

#[test]
fn a_curve_goes_from_its_lowest_to_its_highest() {
    assert_eq!(curve(&[Some(0.0), None, Some(7.0), Some(3.5)]), "▁ █▅");
    assert_eq!(curve(&[Some(5.0), Some(5.0)]), "▁▁");
    assert_eq!(curve(&[]), "");
}
