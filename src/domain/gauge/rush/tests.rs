//! The last hours against all hours before.

use jiff::{SignedDuration, Timestamp};

use super::super::forecast::forecast;
use super::super::thin::{Grain, Reading, together};
use super::*;

fn quarter_hourly(days: i32, value: impl Fn(f64) -> f64) -> Vec<Stretch> {
    let mut minutes: Vec<Stretch> = Vec::new();
    let mut hours: Vec<Stretch> = Vec::new();
    for quarter in 0..=days * 96 {
        let at = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(15 * i64::from(quarter));
        let reading = Reading { at, value: value(f64::from(quarter) / 96.0), max: 100.0 };
        minutes.push(Stretch::of(reading));
        match hours.last_mut() {
            Some(last) if Grain::Hour.start(last.first.at) == Grain::Hour.start(at) => {
                *last = last.with(reading);
            }
            _ => hours.push(Stretch::of(reading)),
        }
    }
    let newest = minutes.last().unwrap().last.at - Grain::Minute.looked_at();
    minutes.retain(|minute| minute.first.at > newest);
    together(&minutes, &hours, &[])
}

#[test]
fn a_log_that_runs_wild_is_told_within_hours() {
    let history = quarter_hourly(20, |day| 40.0 + 36.0 * (day - 20.0 + 0.3).max(0.0));
    let Forecast::RunsOut(left) = forecast(&history, 100.0) else { panic!("it does not run out") };
    assert!((1.1..1.7).contains(&left.days), "{left:?}");
    assert!(matches!(left.growth, Growth::Faster { .. }));
}

#[test]
fn what_rises_so_each_day_is_no_rush() {
    let history = quarter_hourly(20, |day| 40.0 + 36.0 * (day % 1.0));
    assert!(!matches!(forecast(&history, 100.0), Forecast::RunsOut(_)));
}

#[test]
fn what_would_take_longer_than_two_days_is_none() {
    let history = quarter_hourly(20, |day| 40.0 + 10.0 * (day - 20.0 + 0.3).max(0.0));
    assert!(!matches!(forecast(&history, 100.0), Forecast::RunsOut(_)));
}
