//! What people say, and the moment that is meant.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A Wednesday, a quarter to three in the afternoon in Berlin.
const NOW: &str = "2026-10-21T12:45:00Z";

fn said(text: &str, toward: Toward) -> String {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    match read(text, at(NOW), &zone, toward) {
        Ok(Spoken::Day(day)) => day.to_string(),
        Ok(Spoken::Moment(at)) => at.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_is_to_come_is_understood_in_the_zone_of_whoever_says_it() {
    for (text, expected) in [
        ("in 30 min", "2026-10-21T13:15:00Z"),
        ("in an hour", "2026-10-21T13:45:00Z"),
        ("half an hour", "2026-10-21T13:15:00Z"),
        ("2h30m", "2026-10-21T15:15:00Z"),
        ("in 1 hour and 5 minutes", "2026-10-21T13:50:00Z"),
        ("at 15:00", "2026-10-21T13:00:00Z"),
        ("15:00 UTC", "2026-10-21T15:00:00Z"),
        ("14:00", "2026-10-22T12:00:00Z"),
        ("9", "2026-10-22T07:00:00Z"),
        ("9 pm", "2026-10-21T19:00:00Z"),
        ("12am", "2026-10-21T22:00:00Z"),
        ("noon", "2026-10-22T10:00:00Z"),
        ("Tomorrow 9", "2026-10-22T07:00:00Z"),
        ("tomorrow at 9:30", "2026-10-22T07:30:00Z"),
        ("by friday", "2026-10-23"),
        ("wednesday", "2026-10-28"),
        ("wed 16h30", "2026-10-21T14:30:00Z"),
        ("wed 14:00", "2026-10-28T13:00:00Z"),
        ("2026-12-24", "2026-12-24"),
        ("2026-12-24 18:00", "2026-12-24T17:00:00Z"),
        ("2026-12-24T18:00", "2026-12-24T17:00:00Z"),
        ("2026-12-24T18:00:00-05:00", "2026-12-24T23:00:00Z"),
        ("now", "2026-10-21T12:45:00Z"),
        ("soon", "`soon` is no time"),
        ("25:00", "`25:00` is no time"),
        ("13pm", "`13pm` is no time"),
        ("in 30", "`in 30` is no time"),
        ("", "`` is no time"),
        ("2026-10-25 02:30", "the clocks of that day do not show 2026-10-25T02:30:00 just once"),
    ] {
        assert_eq!(said(text, Toward::Future), expected, "{text}");
    }
}

#[test]
fn what_has_been_is_the_last_time_it_was() {
    for (text, expected) in [
        ("20 min ago", "2026-10-21T12:25:00Z"),
        ("20m", "2026-10-21T12:25:00Z"),
        ("14:00", "2026-10-21T12:00:00Z"),
        ("14:45", "2026-10-21T12:45:00Z"),
        ("15:00", "2026-10-20T13:00:00Z"),
        ("yesterday 23:10", "2026-10-20T21:10:00Z"),
        ("wed 14:00", "2026-10-21T12:00:00Z"),
        ("wed 15:00", "2026-10-14T13:00:00Z"),
        ("monday", "2026-10-19"),
        ("monday 8", "2026-10-19T06:00:00Z"),
        ("2026-03-29 02:30", "the clocks of that day do not show 2026-03-29T02:30:00 just once"),
    ] {
        assert_eq!(said(text, Toward::Past), expected, "{text}");
    }
}

#[test]
fn an_hour_that_is_shown_twice_or_never_says_what_to_write() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let hint = |text| read(text, at(NOW), &zone, Toward::Future).unwrap_err().hint();
    assert_eq!(
        hint("2026-10-25 02:30"),
        "write `2026-10-25T02:30:00+02:00` for the first time, `2026-10-25T02:30:00+01:00` for the second"
    );
    assert_eq!(hint("2027-03-28 02:30"), "write `2027-03-28 03:30`, which they show instead");
    assert!(hint("soon").starts_with("write `14:00`"));
}

#[test]
fn the_next_word_is_found_where_an_update_promises_it() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let found = |text| match promised(text, at(NOW), &zone) {
        Promised::At(at, words) => format!("{at} {words}"),
        Promised::Unclear(error) => error.to_string(),
        Promised::Nothing => "nothing".to_owned(),
    };
    for (text, expected) in [
        ("still read-only; next update 15:00", "2026-10-21T13:00:00Z 15:00"),
        ("Errors since 14:00. Next update: in 30 min.", "2026-10-21T13:15:00Z in 30 min"),
        ("next update tomorrow at 9, we sleep until then", "2026-10-22T07:00:00Z tomorrow at 9"),
        ("next update is at 4 pm UTC (at the latest)", "2026-10-21T16:00:00Z at 4 pm UTC"),
        ("writes fail since 14:00", "nothing"),
        ("next update when we know more", "`when we know more` is no time"),
        ("next update", "`` is no time"),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}
