//! Bins, their peaks, and the rhythm of the week.

use jiff::{SignedDuration, Timestamp};

use super::super::thin::Reading;
use super::*;

/// So many days of hourly readings.
fn hourly(days: i32, value: impl Fn(f64) -> f64) -> Vec<Stretch> {
    let reading = |hour: i32| {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(hour));
        Stretch::of(Reading { at, value: value(f64::from(hour) / 24.0), max: 100.0 })
    };
    (0..=days * 24).map(reading).collect()
}

#[test]
fn a_day_is_one_bin_and_its_peak_stands_for_it() {
    let series = Series::of(&hourly(20, |day| {
        day.floor() + if (day % 1.0 - 0.5).abs() < 1e-9 { 10.0 } else { 0.0 }
    }));
    assert_eq!(series.peaks.len(), 21);
    let peaks: Vec<f64> = series.peaks.iter().map(|peak| peak.value).collect();
    assert_eq!(&peaks[18..], [27.0, 28.0, 29.0]);
    assert_eq!((series.readings, series.span), (481, 20.0));
}

#[test]
fn a_short_history_has_as_many_bins_as_two_long_fortnights() {
    let series = Series::of(&hourly(7, |day| day));
    assert!((27..=29).contains(&series.peaks.len()), "{}", series.peaks.len());
    assert!((series.unit - 0.25).abs() < 1e-9);
}

#[test]
fn a_week_is_seen_after_three() {
    let week = |day: f64| day + if day % 7.0 >= 5.0 { 0.0 } else { 20.0 };
    assert!(Series::of(&hourly(42, week)).is_weekly());
    assert!(!Series::of(&hourly(20, week)).is_weekly());
    assert!(!Series::of(&hourly(42, |day| day)).is_weekly());
    assert!(!Series::of(&hourly(42, |day| 20.0 * (day % 1.0))).is_weekly(), "that is a day's");
}

#[test]
fn of_nothing_there_is_nothing() {
    let series = Series::of(&[]);
    assert!(series.peaks.is_empty() && series.readings == 0 && !series.is_weekly());
}
