//! Hours of the week: windows past midnight, past Sunday, overlapping, and all week long.

use jiff::civil::{DateTime, time};
use proptest::prelude::*;

use super::super::calendar::civil_second;
use super::*;

const WORKDAYS: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

fn daily(days: Weekdays, from: i8, to: i8) -> Window {
    Window::Daily { days, from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) }
}

fn civil(text: &str) -> i64 {
    civil_second(text.parse::<DateTime>().unwrap())
}

/// Whether the hours hold, by the definition: some window started and has not ended.
fn hold(windows: &[Window], civil: i64) -> bool {
    windows.iter().any(|window| {
        let (days, from, length) = match *window {
            Window::Daily { days, from, to } => {
                let from = second_of_day(from);
                (days, from, (second_of_day(to) - from - 1).rem_euclid(DAY) + 1)
            }
            Window::Weekly { from, to } => {
                let to_days = from.0.until(to.0);
                let length = i64::from(to_days) * DAY + second_of_day(to.1) - second_of_day(from.1);
                let days = [from.0].into_iter().collect();
                (days, second_of_day(from.1), (length - 1).rem_euclid(WEEK) + 1)
            }
        };
        let today = civil.div_euclid(DAY);
        (today - 8..=today).any(|day| {
            let opens = day * DAY + from;
            days.contains_day(super::super::calendar::day_of_week(day))
                && (opens..opens + length).contains(&civil)
        })
    })
}

#[test]
fn a_window_past_midnight_belongs_to_the_day_it_starts_on() {
    let nights = Hours::new(&[daily(WORKDAYS.into_iter().collect(), 20, 8)]);
    assert!(nights.contain(civil("2026-01-10 07:59")), "Saturday morning");
    assert!(!nights.contain(civil("2026-01-10 08:00")));
    assert!(!nights.contain(civil("2026-01-12 07:00")), "Monday morning");
}

#[test]
fn hours_that_touch_are_one() {
    let hours = Hours::new(&[daily(Weekdays::ALL, 9, 12), daily(Weekdays::ALL, 12, 14)]);
    assert_eq!(hours.next_edge(civil("2026-01-05 09:00")), Some(civil("2026-01-05 14:00")));
}

#[test]
fn after_the_last_edge_of_the_week_comes_the_first_of_the_next() {
    let hours = Hours::new(&[daily([Weekday::Tuesday].into_iter().collect(), 9, 17)]);
    assert_eq!(hours.next_edge(civil("2026-01-06 17:00")), Some(civil("2026-01-13 09:00")));
    assert_eq!(hours.next_edge(civil("2026-01-05 00:00")), Some(civil("2026-01-06 09:00")));
}

#[test]
fn what_runs_on_over_sunday_night_has_no_edge_there() {
    let hours = Hours::new(&[Window::Weekly {
        from: (Weekday::Friday, time(18, 0, 0, 0)),
        to: (Weekday::Monday, time(9, 0, 0, 0)),
    }]);
    let monday = civil("2026-01-12 09:00");
    for inside in ["2026-01-09 18:00", "2026-01-11 23:59", "2026-01-12 00:00"] {
        assert_eq!(hours.next_edge(civil(inside)), Some(monday), "{inside}");
    }
    assert_eq!(hours.next_edge(monday), Some(civil("2026-01-16 18:00")));
}

#[test]
fn equal_ends_are_a_whole_day_or_week_and_a_whole_week_has_no_edge() {
    let noon = (Weekday::Friday, time(12, 0, 0, 0));
    for all_week in [daily(Weekdays::ALL, 8, 8), Window::Weekly { from: noon, to: noon }] {
        let hours = Hours::new(&[all_week]);
        assert!(
            hours.contain(civil("2026-01-09 11:59")) && hours.contain(civil("2026-01-09 12:00"))
        );
        assert_eq!(hours.next_edge(civil("2026-01-09 12:00")), None);
    }
}

#[test]
fn no_windows_are_no_hours() {
    let never = Hours::new(&[]);
    assert!(never.is_empty() && !never.contain(0));
    assert_eq!(never.next_edge(0), None);
    assert_eq!(never.measure(0, WEEK), 0);
}

fn times() -> impl Strategy<Value = Time> {
    (0..96_i64).prop_map(|quarter| {
        let hour = i8::try_from(quarter / 4).unwrap();
        time(hour, i8::try_from(quarter % 4 * 15).unwrap(), 0, 0)
    })
}

fn weekdays() -> impl Strategy<Value = Weekday> {
    (0..7_i8).prop_map(|day| Weekday::from_monday_zero_offset(day).unwrap())
}

fn windows() -> impl Strategy<Value = Window> {
    let days = prop::collection::vec(weekdays(), 1..5);
    let daily = (days, times(), times()).prop_map(|(days, from, to)| Window::Daily {
        days: days.into_iter().collect(),
        from,
        to,
    });
    let moment = || (weekdays(), times());
    let weekly = (moment(), moment()).prop_map(|(from, to)| Window::Weekly { from, to });
    prop_oneof![daily, weekly]
}

proptest! {
    #[test]
    fn hours_hold_whenever_a_window_does(
        windows in prop::collection::vec(windows(), 1..4),
        quarter in 0..3000_i64,
    ) {
        let (hours, civil) = (Hours::new(&windows), 1_700_000_100 + quarter * 900);
        prop_assert_eq!(hours.contain(civil), hold(&windows, civil));
    }

    #[test]
    fn nothing_changes_before_the_next_edge(
        windows in prop::collection::vec(windows(), 1..4),
        civil in 0..WEEK,
    ) {
        let hours = Hours::new(&windows);
        let edge = hours.next_edge(civil).unwrap_or(civil + WEEK);
        prop_assert!(edge > civil);
        for between in (civil..edge).step_by(600).chain([edge - 1]) {
            prop_assert_eq!(hours.contain(between), hours.contain(civil));
        }
    }

    #[test]
    fn a_measure_is_the_sum_of_its_minutes(
        windows in prop::collection::vec(windows(), 1..4),
        from in -20_000..20_000_i64,
        minutes in 0..20_000_i64,
    ) {
        let hours = Hours::new(&windows);
        let held: i64 =
            (from..from + minutes).map(|minute| i64::from(hours.contain(minute * 60))).sum();
        prop_assert_eq!(hours.measure(from * 60, (from + minutes) * 60), held * 60);
    }
}
