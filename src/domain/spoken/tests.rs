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
        ("next update\n15:00, 3 of 5 nodes are back", "2026-10-21T13:00:00Z 15:00"),
        ("Next update 15:00\n3 of 5 nodes are back", "2026-10-21T13:00:00Z 15:00"),
        ("Next update 15:00\n- 2 replicas lag", "2026-10-21T13:00:00Z 15:00"),
        ("Next update 15:00, DNS is still broken", "2026-10-21T13:00:00Z 15:00"),
        ("next update 15:00 https://status.example.org", "2026-10-21T13:00:00Z 15:00"),
        ("next update Thursday, 15:00", "2026-10-22T13:00:00Z Thursday 15:00"),
        ("next update 15:00\nUTC", "2026-10-21T15:00:00Z 15:00 UTC"),
        ("next update 15:00\nPST", "`15:00` is a time, and `PST` behind it is not understood"),
        ("next update when we know more", "`when we know more` is no time"),
        ("next update", "`` is no time"),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

/// What a text promises in New York, at five past five in the morning there, on a Monday.
fn promised_in_new_york(text: &str) -> String {
    let zone = TimeZone::get("America/New_York").unwrap();
    match promised(text, at("2026-03-02T10:05:00Z"), &zone) {
        Promised::At(at, words) => format!("{at} {words}"),
        Promised::Unclear(error) => error.to_string(),
        Promised::Nothing => "nothing".to_owned(),
    }
}

#[test]
fn a_time_that_goes_on_as_another_one_is_not_taken_for_its_beginning() {
    for (said, expected) in [
        ("14:00 CET", "`14:00` is a time, and `CET` behind it is not understood"),
        ("14:00 cet", "`14:00` is a time, and `cet` behind it is not understood"),
        ("14:00 (CET)", "`14:00` is a time, and `CET` behind it is not understood"),
        ("14:00 UTC+2", "`14:00` is a time, and `UTC+2` behind it is not understood"),
        (
            "14:00 Europe/Berlin",
            "`14:00` is a time, and `Europe/Berlin` behind it is not understood",
        ),
        ("14:00 Berlin time", "`14:00` is a time, and `Berlin time` behind it is not understood"),
        ("14:00 Pacific", "`14:00` is a time, and `Pacific` behind it is not understood"),
        (
            "in an hour and a half",
            "`in an hour` is a time, and `and a half` behind it is not understood",
        ),
        ("2pm PT", "`2pm` is a time, and `PT` behind it is not understood"),
        (
            "8:00 in the evening",
            "`8:00` is a time, and `in the evening` behind it is not understood",
        ),
        ("15:00 or 16:00", "`15:00` is a time, and `or` behind it is not understood"),
        ("15:00 to 16:00", "`15:00` is a time, and `to` behind it is not understood"),
        ("15:00 - 16:00", "`15:00` is a time, and `- 16:00` behind it is not understood"),
        ("14:00 on 5 March", "`14:00` is a time, and `on 5` behind it is not understood"),
        ("14:00 March 5", "`14:00` is a time, and `March` behind it is not understood"),
        (
            "tomorrow 5 December",
            "`tomorrow 5` is a time, and `December` behind it is not understood",
        ),
        ("2 to 3 hours", "`2 to 3 hours` is no time"),
        ("5 December 14:00", "`5 December 14:00` is no time"),
        ("3 business days", "`3 business days` is no time"),
        ("at 9", "`at 9` is no time"),
        ("9", "`9` is no time"),
    ] {
        assert_eq!(
            promised_in_new_york(&format!("we look; next update {said}")),
            expected,
            "{said}"
        );
    }
}

#[test]
fn what_stands_behind_a_time_and_leaves_it_as_it_is_is_no_matter() {
    for (said, expected) in [
        ("14:00 EST", "2026-03-02T19:00:00Z 14:00 EST"),
        // The clocks are changed on the eighth.
        ("2026-03-09 14:00 EDT", "2026-03-09T18:00:00Z 2026-03-09 14:00 EDT"),
        ("14:00 UTC", "2026-03-02T14:00:00Z 14:00 UTC"),
        ("14:00 EST (20:00 CET)", "2026-03-02T19:00:00Z 14:00 EST"),
        ("14:00 tomorrow", "2026-03-03T19:00:00Z 14:00 tomorrow"),
        ("9 on Tuesday", "2026-03-03T14:00:00Z 9 on Tuesday"),
        ("14:00 local time", "2026-03-02T19:00:00Z 14:00"),
        ("14:00 or sooner", "2026-03-02T19:00:00Z 14:00"),
        ("14:00. Tomorrow we mend it", "2026-03-02T19:00:00Z 14:00"),
        ("in 30 min on the status page", "2026-03-02T10:35:00Z in 30 min"),
        ("tomorrow 9, and we are sorry", "2026-03-03T14:00:00Z tomorrow 9"),
    ] {
        assert_eq!(
            promised_in_new_york(&format!("we look; next update {said}")),
            expected,
            "{said}"
        );
    }
}

#[test]
fn of_an_hour_that_is_shown_twice_the_one_that_is_still_to_come_is_meant() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let said = |text, now| match read(text, at(now), &zone, Toward::Future) {
        Ok(Spoken::Moment(at)) => at.to_string(),
        other => format!("{other:?}"),
    };
    // At two, an hour before the clocks go back to two.
    let two = "2026-10-25T00:00:00Z";
    assert_eq!(said("02:00 CET", two), "2026-10-25T01:00:00Z");
    assert_eq!(said("02:00", two), "2026-10-25T01:00:00Z");
    assert_eq!(said("02:30 CEST", two), "2026-10-25T00:30:00Z");
    assert_eq!(said("02:30 CET", two), "2026-10-25T01:30:00Z");
    assert!(said("02:30", two).contains("NotOnce"), "both are to come");
    assert_eq!(said("02:30", "2026-10-25T00:45:00Z"), "2026-10-25T01:30:00Z");
    assert_eq!(said("02:30", "2026-10-25T01:45:00Z"), "2026-10-26T01:30:00Z");
    assert_eq!(said("tomorrow 02:30", two), "2026-10-26T01:30:00Z");
    // Half an hour after midnight in Berlin, where it is not yet by the clocks of the winter.
    assert_eq!(said("today 9:00 CET", "2026-10-23T22:30:00Z"), "2026-10-24T08:00:00Z");
}
