//! Times as people type them, on a Wednesday afternoon in Berlin.

use super::*;
use crate::domain::rota::history::present_ends;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Wednesday 2026-11-25 15:58:23 in Berlin.
fn now() -> Timestamp {
    at("2026-11-25T14:58:23Z")
}

fn until(text: &str) -> Result<String, String> {
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let stretch = from_now(&words, now(), &berlin()).map_err(|error| error.message().to_owned())?;
    assert_eq!(stretch.from, at("2026-11-25T14:59:00Z"), "from the next full minute on");
    Ok(shown(stretch.to, &berlin()))
}

#[test]
fn a_length_and_a_time_are_understood() {
    for (text, expected) in [
        ("2h", "Wed 2026-11-25 17:59"),
        ("until 2h", "Wed 2026-11-25 17:59"),
        ("1d", "Thu 2026-11-26 15:59"),
        ("until monday 09:00", "Mon 2026-11-30 09:00"),
        ("Mon 9:00", "Mon 2026-11-30 09:00"),
        ("wed 18:00", "Wed 2026-11-25 18:00"),
        ("wednesday 15:58", "Wed 2026-12-02 15:58"),
        ("18:00", "Wed 2026-11-25 18:00"),
        ("until 09:00", "Thu 2026-11-26 09:00"),
        ("tomorrow 18:00", "Thu 2026-11-26 18:00"),
        ("today 18:00", "Wed 2026-11-25 18:00"),
        ("2026-12-24 18:00", "Thu 2026-12-24 18:00"),
        ("2026-12-24T17:00:00Z", "Thu 2026-12-24 18:00"),
    ] {
        assert_eq!(until(text), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn what_is_none_or_over_or_only_a_day_is_refused() {
    for (text, expected) in [
        ("", "`` is no time"),
        ("until", "`until` is no time"),
        ("soon", "`soon` is no time"),
        ("monday noon", "`monday noon` is no time"),
        ("25:00", "`25:00` is no time"),
        ("monday", "`monday` does not say until what time"),
        ("2026-12-24", "`2026-12-24` does not say until what time"),
        ("today 12:00", "`today 12:00` is over already"),
        ("2026-11-25 12:00", "`2026-11-25 12:00` is over already"),
    ] {
        assert_eq!(until(text), Err(expected.to_owned()), "{text}");
    }
}

#[test]
fn a_time_that_is_skipped_or_comes_twice_is_not_guessed() {
    for (text, expected) in [
        ("2027-03-28 02:30", "the clocks are put forward, and never show `2027-03-28 02:30`"),
        ("2026-10-25 02:30", "the clocks are put back, and show `2026-10-25 02:30` twice"),
    ] {
        let words = [text.to_owned()];
        let error = from_now(&words, at("2026-10-24T10:00:00Z"), &berlin()).unwrap_err();
        assert_eq!(error.message(), expected);
    }
    let sunday = read("sunday 02:30", at("2026-10-24T10:00:00Z"), &berlin()).unwrap_err();
    assert_eq!(sunday.message(), "the clocks are put back, and show `2026-10-25 02:30` twice");
}

#[test]
fn what_begins_with_the_next_full_minute_is_not_of_the_present() {
    for now in ["2026-11-25T12:00:00Z", "2026-11-25T12:00:59Z", "2026-11-25T12:00:59.300Z"] {
        let stretch = from_now(&["2h".to_owned()], at(now), &berlin()).unwrap();
        assert_eq!(stretch.from, at("2026-11-25T12:01:00Z"), "{now}");
        assert!(present_ends(at(now)) <= stretch.from, "{now}");
    }
}

#[test]
fn days_are_days() {
    let day = |text: &str| read(text, now(), &berlin()).unwrap();
    let date = |text: &str| DayOrMoment::Day(text.parse().unwrap());
    assert_eq!(day("2026-12-24"), date("2026-12-24"));
    assert_eq!(day("today"), date("2026-11-25"));
    assert_eq!(day("tomorrow"), date("2026-11-26"));
    assert_eq!(day("fri"), date("2026-11-27"));
    assert_eq!(day("wednesday"), date("2026-12-02"));
    assert_eq!(day("now"), DayOrMoment::Moment(at("2026-11-25T14:59:00Z")));
}

#[test]
fn what_is_written_can_be_read_again() {
    for instant in ["2026-11-25T14:59:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
        let text = written(at(instant), &berlin());
        let read = read(&text, now(), &berlin()).unwrap();
        assert_eq!(read, DayOrMoment::Moment(at(instant)), "{text}");
    }
    assert_eq!(written(at("2026-11-25T14:59:00Z"), &berlin()), "2026-11-25 15:59");
    assert_eq!(written(at("2026-10-25T01:30:00Z"), &berlin()), "2026-10-25 02:30:00+01:00");
}
