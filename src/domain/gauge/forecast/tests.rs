//! What holds of every forecast.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::super::thin::Reading;
use super::*;

/// Readings every so many hours.
fn history(hours: i64, values: impl IntoIterator<Item = f64>) -> Vec<Stretch> {
    let stretch = |(place, value): (usize, f64)| {
        let place = i64::try_from(place).unwrap();
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours * place);
        Stretch::of(Reading { at, value, max: 1.0 })
    };
    values.into_iter().enumerate().map(stretch).collect()
}

fn days_left(history: &[Stretch], max: f64) -> f64 {
    let said = forecast(history, max);
    let Forecast::RunsOut(left) = said else { panic!("{said:?}") };
    left.days
}

#[test]
fn too_little_is_said_to_be() {
    let readings = |number: i32| history(6, (0..number).map(f64::from));
    assert_eq!(forecast(&[], 9.0), Forecast::TooLittle { readings: 0, days: 0.0 });
    assert_eq!(forecast(&readings(4), 9.0), Forecast::TooLittle { readings: 4, days: 0.75 });
    assert_eq!(forecast(&readings(5), 9.0), Forecast::TooLittle { readings: 5, days: 1.0 });
    assert!(matches!(forecast(&readings(6), 9.0), Forecast::RunsOut(_)));
}

#[test]
fn what_is_full_is_full_however_little_is_known() {
    assert_eq!(forecast(&history(1, [10.0]), 10.0), Forecast::Full);
    assert_eq!(forecast(&history(1, [11.0]), 10.0), Forecast::Full);
}

#[test]
fn nothing_is_foretold_ten_times_as_far_as_the_history_goes_back() {
    let two_days = history(1, (0..48).map(|hour| f64::from(hour) / 24.0));
    assert!(matches!(forecast(&two_days, 15.0), Forecast::RunsOut(_)));
    let Forecast::NotWithin(days) = forecast(&two_days, 500.0) else { panic!("it is foretold") };
    assert!((19.0..20.0).contains(&days), "{days}");
}

#[test]
fn after_a_reset_it_grows_as_fast_and_from_further_down() {
    let values = |day: i32| f64::from(day) - if day >= 50 { 40.0 } else { 0.0 };
    let days = days_left(&history(24, (0..60).map(values)), 100.0);
    assert!((days - 81.0).abs() < 3.0, "{days}");
}

#[test]
fn a_maximum_that_is_raised_leaves_that_much_more_time() {
    let readings = history(24, (0..60).map(|day| 10.0 * f64::from(day)));
    let (before, after) = (days_left(&readings, 700.0), days_left(&readings, 1400.0));
    assert!((after - before - 70.0).abs() < 1e-6, "{before} {after}");
}

#[test]
fn time_that_goes_by_is_taken_off() {
    let readings = history(24, (0..60).map(f64::from));
    let Forecast::RunsOut(left) = forecast(&readings, 100.0).later(11.0) else { panic!() };
    assert!((left.days - 30.0).abs() < 1e-6, "{left:?}");
    let Forecast::RunsOut(left) = forecast(&readings, 100.0).later(500.0) else { panic!() };
    assert_eq!((left.days, left.from, left.to), (0.0, 0.0, Some(0.0)));
}

/// Values that go up and down as they like.
fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1e9..1e9f64, 0..120)
}

proptest! {
    #[test]
    fn no_history_is_too_wild(values in values(), hours in 1..200i64, max in 1e-9..1e12f64) {
        match forecast(&history(hours, values), max) {
            Forecast::RunsOut(left) => {
                prop_assert!(left.days.is_finite() && left.days >= 0.0, "{left:?}");
                prop_assert!(left.from <= left.days && left.from >= 0.0, "{left:?}");
                prop_assert!(left.to.is_none_or(|to| to >= left.days), "{left:?}");
            }
            Forecast::NotWithin(days) => prop_assert!(days.is_finite() && days >= 0.0),
            Forecast::TooLittle { .. } | Forecast::Full | Forecast::Steady { .. } => {}
        }
    }

    #[test]
    fn what_never_rises_never_runs_out(
        falls in prop::collection::vec(0.0..10.0f64, 1..120), hours in 1..100i64,
    ) {
        let mut value = 1e4;
        let values = falls.into_iter().map(|fall| { value -= fall; value });
        let found = forecast(&history(hours, values.collect::<Vec<_>>()), 2e4);
        let runs_out = matches!(found, Forecast::RunsOut(_) | Forecast::NotWithin(_) | Forecast::Full);
        prop_assert!(!runs_out, "{found:?}");
    }

    #[test]
    fn in_which_unit_it_is_counted_changes_nothing(
        seed in 0..1000u32, size in 1e-3..1e6f64, slope in 0.1..3.0f64,
    ) {
        let value = |day: u32| {
            slope * f64::from(day) + f64::from((day * 37 + seed) % 11) / 5.0 + 10.0
        };
        let days = |size: f64| {
            let values = (0..70).map(|day| value(day) * size);
            let said = forecast(&history(24, values), 300.0 * size);
            if let Forecast::RunsOut(left) = said { left.days } else { -1.0 }
        };
        prop_assert!((days(1.0) - days(size)).abs() < 1e-3);
    }

    #[test]
    fn a_line_is_foretold_to_the_day(
        slope in 0.01..1e3f64, begin in 0.0..1e3f64, days in 10..300u32, ahead in 1.0..100.0f64,
    ) {
        let value = |day: f64| begin + slope * day;
        let readings = history(24, (0..=days).map(|day| value(f64::from(day))));
        let found = days_left(&readings, value(f64::from(days) + ahead));
        prop_assert!((found - ahead).abs() < 0.01 * ahead + 1e-6, "{found} for {ahead}");
    }
}
