//! Where a history is cut, and where not.

use jiff::{SignedDuration, Timestamp};

use super::super::thin::{Reading, Stretch};
use super::*;

fn daily(values: impl IntoIterator<Item = f64>) -> Segments {
    let stretch = |(day, value): (usize, f64)| {
        let day = i64::try_from(day).unwrap();
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
        Stretch::of(Reading { at, value, max: 1000.0 })
    };
    let history: Vec<Stretch> = values.into_iter().enumerate().map(stretch).collect();
    Segments::of(&Series::of(&history))
}

fn days(number: i32, value: impl Fn(i32) -> i32) -> Segments {
    daily((0..number).map(|day| f64::from(value(day))))
}

#[test]
fn a_disk_that_is_cleaned_once_has_one_reset_and_no_teeth() {
    let found = days(40, |day| if day < 30 { 3 * day } else { 3 * day - 60 });
    assert_eq!((found.tips.len(), found.begin), (1, 30));
    assert_eq!(found.teeth(), None);
    assert_eq!(found.present().len(), 10);
}

#[test]
fn what_is_reset_each_week_has_teeth() {
    let found = days(40, |day| 10 * (day % 7));
    let tips: Vec<f64> = found.teeth().unwrap().iter().map(|tip| tip.value).collect();
    assert_eq!(tips, [60.0; 5]);
}

#[test]
fn a_tooth_that_goes_on_is_none_any_more() {
    let found = days(40, |day| if day < 28 { 10 * (day % 7) } else { 10 * (day - 28) });
    assert!(found.tips.len() >= 3);
    assert_eq!(found.teeth(), None, "it should have been reset five days ago");
}

#[test]
fn one_reading_far_too_high_or_too_low_is_no_reset() {
    for wrong in [500, 0] {
        let found = days(40, |day| if day == 20 { wrong } else { 100 + day });
        assert_eq!(found.tips, [], "{wrong}");
    }
}

#[test]
fn what_goes_up_and_down_a_little_is_not_reset() {
    assert_eq!(days(60, |day| 5 * day + (day * day * 7) % 13).tips, []);
    assert_eq!(days(60, |day| 500 + (day * day * 7) % 13).tips, []);
    assert_eq!(days(60, |day| 500 - 3 * day).tips, [], "it only falls");
    assert_eq!(days(60, |_| 7).tips, []);
}

#[test]
fn a_fall_of_this_hour_is_seen_once_it_was_read_twice() {
    let hourly = |readings: &[f64]| {
        let old = (0..480).map(|hour| 40.0 + 0.1 * f64::from(hour));
        let stretch = |(hour, value): (usize, f64)| {
            let hour = i64::try_from(hour).unwrap();
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hour);
            Stretch::of(Reading { at, value, max: 1000.0 })
        };
        let values = old.chain(readings.iter().copied());
        let history: Vec<Stretch> = values.enumerate().map(stretch).collect();
        Segments::of(&Series::of(&history)).tips.len()
    };
    assert_eq!(hourly(&[10.0, 10.1]), 1);
    assert_eq!(hourly(&[10.0]), 0);
    assert_eq!(hourly(&[]), 0);
}
