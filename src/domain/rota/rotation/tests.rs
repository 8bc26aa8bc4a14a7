//! Turns: found by division, and just where counting on would find them.

use jiff::civil::{Weekday, date, time};
use proptest::prelude::*;

use super::super::calendar::civil_second;
use super::*;

fn people(count: usize) -> Vec<PersonNo> {
    (0..count).map(PersonNo).collect()
}

fn monthly(start: Date, months: u32) -> Era {
    let handoff = time(9, 0, 0, 0);
    Era::new(start, handoff, Turns::new(TurnUnit::Month, months, start, handoff), people(3))
}

fn on_days(days: &[Weekday], start: Date, length: u32) -> Era {
    let handoff = time(9, 0, 0, 0);
    let days = days.iter().copied().collect();
    Era::new(start, handoff, Turns::on_days(days, length, start, handoff), people(3))
}

fn begins(era: &Era, turns: std::ops::Range<i64>) -> Vec<Date> {
    let day = |turn: i64| era.begin_of(turn).div_euclid(DAY);
    turns.map(|turn| date(1970, 1, 1).saturating_add(jiff::Span::new().days(day(turn)))).collect()
}

fn january(day: i64) -> Date {
    date(2025, 12, 31).saturating_add(jiff::Span::new().days(day))
}

#[test]
fn months_are_counted_from_the_anchor_and_clamped() {
    let dates = begins(&monthly(date(2027, 12, 31), 1), 0..5);
    let expected = [(2027, 12, 31), (2028, 1, 31), (2028, 2, 29), (2028, 3, 31), (2028, 4, 30)];
    assert_eq!(dates, expected.map(|(year, month, day)| date(year, month, day)));
}

#[test]
fn a_leap_day_every_year_is_the_28th_otherwise() {
    let dates = begins(&monthly(date(2024, 2, 29), 12), 0..5);
    let expected = [(2024, 29), (2025, 28), (2026, 28), (2027, 28), (2028, 29)];
    assert_eq!(dates, expected.map(|(year, day)| date(year, 2, day)));
}

#[test]
fn friday_keeps_the_turn_until_monday() {
    use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
    let era = on_days(&[Monday, Tuesday, Wednesday, Thursday, Friday], date(2026, 1, 9), 1);
    let days = [9, 12, 13, 14, 15, 16, 19];
    assert_eq!(begins(&era, 0..7), days.map(|day| date(2026, 1, day)));
}

#[test]
fn the_first_turn_begins_at_the_anchor_even_when_that_is_no_turn_day() {
    let era = on_days(&[Weekday::Friday], date(2026, 1, 6), 2);
    assert_eq!(begins(&era, 0..3), [6, 23, 37].map(january));
}

#[test]
fn one_person_has_one_turn_for_ever() {
    let start = date(2026, 1, 5);
    let handoff = time(0, 0, 0, 0);
    let turns = Turns::new(TurnUnit::Hour, 1, start, handoff);
    assert_eq!(Era::new(start, handoff, turns, people(1)).next_turn(i64::MAX / 2), None);
}

#[test]
fn the_longest_turns_do_not_overflow() {
    for unit in [TurnUnit::Hour, TurnUnit::Day, TurnUnit::Week, TurnUnit::Month] {
        let (start, handoff) = (date(9999, 12, 31), time(23, 59, 0, 0));
        let era = Era::new(start, handoff, Turns::new(unit, u32::MAX, start, handoff), people(2));
        assert!(era.next_turn(era.anchor).unwrap() > era.anchor);
    }
}

fn eras() -> impl Strategy<Value = Era> {
    let start = (1..=365_i16, 1990..2030_i16)
        .prop_map(|(day, year)| date(year, 1, 1).with().day_of_year(day).build().unwrap());
    let handoff = (0..24_i8, 0..60_i8).prop_map(|(hour, minute)| time(hour, minute, 0, 0));
    let unit = prop::sample::select(vec![
        Some(TurnUnit::Hour),
        Some(TurnUnit::Day),
        Some(TurnUnit::Week),
        Some(TurnUnit::Month),
        None,
    ]);
    let days = prop::collection::vec(0..7_i8, 1..7);
    (start, handoff, unit, 1..20_u32, 1..6_usize, days).prop_map(
        |(start, handoff, unit, length, count, days)| {
            let weekday = |day: &i8| Weekday::from_monday_zero_offset(*day).unwrap();
            let turns = match unit {
                Some(unit) => Turns::new(unit, length, start, handoff),
                None => Turns::on_days(days.iter().map(weekday).collect(), length, start, handoff),
            };
            Era::new(start, handoff, turns, people(count))
        },
    )
}

proptest! {
    #[test]
    fn the_turn_in_force_has_begun_and_the_next_one_has_not(era in eras(), later in 0..3_000_000_000_i64) {
        let reading = era.anchor + later;
        let turn = era.turn_at(reading);
        prop_assert!(turn >= 0);
        prop_assert!(era.begin_of(turn) <= reading);
        prop_assert!(reading < era.begin_of(turn + 1));
    }

    #[test]
    fn turns_begin_one_after_the_other(era in eras(), turn in 0..3000_i64) {
        prop_assert_eq!(era.begin_of(0), era.anchor);
        prop_assert!(era.begin_of(turn) < era.begin_of(turn + 1));
        prop_assert_eq!(era.turn_at(era.begin_of(turn)), turn);
        prop_assert_eq!(era.position_at(era.begin_of(turn)), usize::try_from(turn).unwrap() % era.people.len());
    }

    #[test]
    fn turn_days_are_counted_one_by_one(days in prop::collection::vec(0..7_i8, 1..7), length in 1..5_u32, start in 1..29_i8) {
        let weekdays: Vec<_> = days.iter().map(|day| Weekday::from_monday_zero_offset(*day).unwrap()).collect();
        let start = date(2026, 3, start);
        let era = on_days(&weekdays, start, length);
        let counted = start.series(jiff::Span::new().days(1)).filter(|day| weekdays.contains(&day.weekday()));
        for (turn, day) in counted.step_by(length as usize).enumerate().skip(1).take(20) {
            let expected = civil_second(day.at(9, 0, 0, 0));
            prop_assert_eq!(era.begin_of(i64::try_from(turn).unwrap()), expected);
        }
    }
}
