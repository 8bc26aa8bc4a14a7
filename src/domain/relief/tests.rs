//! What a night comes to, page by page, and when it relieves.

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::{Night, ReliefRule, Stirred};
use crate::domain::incident::IncidentId;
use crate::domain::load::person::Sleeper;
use crate::domain::quiet::ClockHours;
use crate::domain::rules::SLEEP;

const RULE: ReliefRule =
    ReliefRule { wakes: 2, before: time(6, 0, 0, 0), until: time(12, 0, 0, 0) };
const DAY: ClockHours = ClockHours { from: time(8, 0, 0, 0), to: time(22, 0, 0, 0) };

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn berlin() -> Sleeper {
    Sleeper { hours: SLEEP, zone: TimeZone::get("Europe/Berlin").unwrap() }
}

/// A night of pages at these instants, each about an incident of its own.
fn night(pages: &[&str]) -> Night {
    let mut known = None;
    for (page, id) in pages.iter().zip(1..) {
        let what = Stirred::Page(IncidentId(id));
        known = Some(Night::after(known, what, &berlin(), at(page)).0);
    }
    known.unwrap()
}

#[test]
fn a_page_wakes_whoever_has_slept_for_an_hour() {
    // Berlin is an hour ahead: asleep from 21:30 to 06:00 UTC.
    let night = night(&[
        "2026-11-09T23:00:00Z",
        "2026-11-09T23:59:59Z",
        "2026-11-10T00:59:59Z",
        "2026-11-10T04:00:00Z",
        "2026-11-10T07:00:00Z",
    ]);
    assert_eq!(night.woken_by, [IncidentId(1), IncidentId(3), IncidentId(4)]);
    assert_eq!(night.evening.to_string(), "2026-11-09");
}

#[test]
fn whoever_has_just_done_something_is_not_woken() {
    let (known, _) = Night::after(None, Stirred::Act, &berlin(), at("2026-11-09T22:00:00Z"));
    let page = Stirred::Page(IncidentId(1));
    let (night, woken) = Night::after(Some(known), page, &berlin(), at("2026-11-09T22:40:00Z"));
    assert_eq!((woken, night.wakes()), (false, 0));
}

#[test]
fn a_new_night_begins_at_nothing() {
    let night = night(&["2026-11-09T23:00:00Z", "2026-11-10T02:00:00Z", "2026-11-10T22:00:00Z"]);
    assert_eq!((night.wakes(), night.evening.to_string()), (1, "2026-11-10".to_owned()));
}

#[test]
fn two_wake_ups_before_six_relieve_until_noon() {
    let once = night(&["2026-11-10T01:00:00Z"]);
    assert_eq!(RULE.relieves(&once, &berlin(), at("2026-11-10T01:00:00Z")), None);
    let early = night(&["2026-11-10T01:00:00Z", "2026-11-10T04:59:00Z"]);
    let noon = Some(at("2026-11-10T11:00:00Z"));
    assert_eq!(RULE.relieves(&early, &berlin(), at("2026-11-10T04:59:00Z")), noon);
    // 06:00 in Berlin is too late.
    let late = night(&["2026-11-10T01:00:00Z", "2026-11-10T05:00:00Z"]);
    assert_eq!(RULE.relieves(&late, &berlin(), at("2026-11-10T05:00:00Z")), None);
    let again = Night { is_relieved: true, ..early };
    assert_eq!(RULE.relieves(&again, &berlin(), at("2026-11-10T04:59:00Z")), None);
}

#[test]
fn before_midnight_noon_is_that_of_the_next_day() {
    let night = night(&["2026-11-09T21:31:00Z", "2026-11-09T22:45:00Z"]);
    let noon = Some(at("2026-11-10T11:00:00Z"));
    assert_eq!(RULE.relieves(&night, &berlin(), at("2026-11-09T22:45:00Z")), noon);
}

#[test]
fn a_hard_night_is_told_when_the_day_has_begun_and_once() {
    let hard = night(&["2026-11-10T01:00:00Z", "2026-11-10T04:00:00Z"]);
    for (now, may_be) in [
        ("2026-11-10T04:30:00Z", false),
        ("2026-11-10T06:59:00Z", false),
        ("2026-11-10T07:00:00Z", true),
        ("2026-11-10T21:30:00Z", false),
        // Of the night before last nobody speaks.
        ("2026-11-11T07:00:00Z", false),
    ] {
        assert_eq!(hard.may_be_told(&berlin(), DAY, at(now)), may_be, "{now}");
    }
    let told = Night { is_told: true, ..hard };
    assert!(!told.may_be_told(&berlin(), DAY, at("2026-11-10T07:00:00Z")));
    let easy = night(&["2026-11-10T01:00:00Z"]);
    assert!(!easy.may_be_told(&berlin(), DAY, at("2026-11-10T07:00:00Z")));
}
