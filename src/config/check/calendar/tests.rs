//! Lengths of turns, dates, moments and handoffs.

use jiff::civil::date as day;

use super::*;

fn given(text: &str) -> Given<String> {
    Given::made(text.to_owned())
}

fn written(text: &str) -> Given<raw::Moment> {
    Given::made(raw::Moment(text.to_owned()))
}

#[test]
fn turns_are_measured_in_hours_days_weeks_and_months() {
    for (text, unit, count) in [
        ("day", TurnUnit::Day, 1),
        ("week", TurnUnit::Week, 1),
        ("12 hours", TurnUnit::Hour, 12),
        ("2 weeks", TurnUnit::Week, 2),
        ("Month", TurnUnit::Month, 1),
        ("7d", TurnUnit::Day, 7),
    ] {
        assert_eq!(length(&given(text)).unwrap(), Length { unit, count }, "{text}");
    }
    for text in ["", "7", "year", "0 weeks", "week 2", "-1 week", "99999999999 days", "521 weeks"] {
        assert!(length(&given(text)).is_err(), "{text}");
    }
}

#[test]
fn a_moment_is_on_the_rotas_clock_unless_it_has_an_offset() {
    let civil = Moment::Civil(day(2026, 12, 24).at(18, 0, 0, 0));
    for text in ["2026-12-24 18:00", "2026-12-24T18:00:00", " 2026-12-24 18:00:00 "] {
        assert_eq!(moment(&written(text)).unwrap(), civil, "{text}");
    }
    let instant = Moment::Instant("2026-12-24T17:00:00Z".parse().unwrap());
    for text in ["2026-12-24 18:00+01:00", "2026-12-24T17:00:00Z"] {
        assert_eq!(moment(&written(text)).unwrap(), instant, "{text}");
    }
    for text in
        ["", "2026-12-24", "18:00", "2026-12-24 25:00", "9999-12-24 18:00", "-000001-01-01 00:00"]
    {
        assert!(moment(&written(text)).is_err(), "{text}");
    }
}

#[test]
fn a_weekday_in_the_handoff_must_be_that_of_the_start() {
    let monday = Some(day(2026, 1, 5));
    for text in ["09:00", "9:00", "mon 09:00", "Monday  09:00", "MON 9:00"] {
        assert_eq!(handoff(&given(text), monday).unwrap().hour(), 9, "{text}");
    }
    assert!(handoff(&given("tue 09:00"), monday).is_err());
    assert!(handoff(&given("tue 09:00"), None).is_ok());
    assert!(handoff(&given("mo 09:00"), monday).is_err());
}
