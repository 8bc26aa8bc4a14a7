//! Days are as long as the clocks of the zone make them, and say what was counted in them.

use super::*;
use crate::domain::nines::course::History;
use crate::domain::watch::State;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

#[test]
fn days_tile_the_time_up_to_now_by_the_clock_of_the_zone() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let days = days(3, at("2026-03-30T10:00:00Z"), &zone);
    let shown: Vec<String> = days
        .iter()
        .map(|(date, span)| format!("{date} {} {}", span.from, span.length().as_mins()))
        .collect();
    // The night of the 29th lost an hour.
    let expected = [
        "2026-03-28 2026-03-27T23:00:00Z 1440",
        "2026-03-29 2026-03-28T23:00:00Z 1380",
        "2026-03-30 2026-03-29T22:00:00Z 720",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_day_says_what_was_down_and_how_long_there_was_an_incident() {
    let days = days(3, at("2026-03-03T12:00:00Z"), &TimeZone::UTC);
    let window = Span { from: days[0].1.from, to: at("2026-03-03T12:00:00Z") };
    let history = History {
        states: vec![
            (at("2026-03-01T00:00:00Z"), State::Up),
            (at("2026-03-02T10:00:00Z"), State::Down),
            (at("2026-03-02T10:12:30Z"), State::Up),
        ],
        began_at: Some(at("2026-02-01T00:00:00Z")),
        seen_until: at("2026-03-03T12:00:00Z"),
        is_gone: false,
    };
    let course = Course::of(&history, &[], window);
    // Two that overlap count once.
    let incidents = [
        (
            Span { from: at("2026-03-02T23:50:00Z"), to: at("2026-03-03T00:20:00Z") },
            Grave::Critical,
        ),
        (Span { from: at("2026-03-03T00:10:00Z"), to: at("2026-03-03T00:30:00Z") }, Grave::Lesser),
    ];
    let seen = seen(&days, Some(&course), &incidents, &[]);
    let conditions: Vec<Condition> = seen.iter().map(Day::condition).collect();
    assert_eq!(conditions, [Condition::Up, Condition::Down, Condition::Degraded]);
    assert_eq!(exact(seen[1].tally.unwrap().down), "12 min 30 s");
    let disrupted: Vec<SignedDuration> = seen.iter().map(|day| day.disrupted).collect();
    assert_eq!(disrupted, [minutes(0), minutes(10), minutes(30)]);
    let all = seen.iter().map(|day| day.tally.unwrap().available).sum::<SignedDuration>();
    assert_eq!(all, course.tally(window).available);
}

#[test]
fn a_critical_incident_is_down_where_no_monitor_looks_and_a_lesser_one_is_not() {
    let days = days(3, at("2026-03-03T12:00:00Z"), &TimeZone::UTC);
    let span = |from: &str, to: &str| Span { from: at(from), to: at(to) };
    let incidents = [
        (span("2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"), Grave::Lesser),
        (span("2026-03-01T23:50:00Z", "2026-03-02T00:20:00Z"), Grave::Critical),
        (span("2026-03-02T00:10:00Z", "2026-03-02T00:30:00Z"), Grave::Critical),
        (span("2026-03-03T10:00:00Z", "2026-03-03T11:00:00Z"), Grave::Lesser),
    ];
    let told = |course: Option<&Course>| {
        let seen = seen(&days, course, &incidents, &[]);
        let told = seen.iter().map(|day| (day.condition(), day.critical, day.disrupted));
        told.collect::<Vec<_>>()
    };
    let (down, degraded) = (Condition::Down, Condition::Degraded);
    let first = (down, minutes(10), minutes(70));
    let last = (degraded, minutes(0), minutes(60));
    assert_eq!(told(None), [first, (down, minutes(30), minutes(30)), last]);

    // A monitor that looks for the first time ten minutes after midnight says how it was from then on.
    let history = History {
        states: vec![(at("2026-03-02T00:10:00Z"), State::Up)],
        began_at: Some(at("2026-03-02T00:10:00Z")),
        seen_until: at("2026-03-03T12:00:00Z"),
        is_gone: false,
    };
    let course = Course::of(&history, &[], span("2026-03-01T00:00:00Z", "2026-03-03T12:00:00Z"));
    assert_eq!(told(Some(&course)), [first, (down, minutes(10), minutes(30)), last]);
}

#[test]
fn what_nothing_looks_at_is_fine_on_a_day_of_which_there_is_a_record() {
    let days = days(4, at("2026-03-04T12:00:00Z"), &TimeZone::UTC);
    let unheard = [
        Span { from: days[0].1.from, to: at("2026-03-02T06:00:00Z") },
        Span { from: at("2026-03-03T01:00:00Z"), to: at("2026-03-03T22:00:00Z") },
        Span { from: at("2026-03-03T02:00:00Z"), to: at("2026-03-04T01:00:00Z") },
    ];
    let seen = seen(&days, None, &[], &unheard);
    let told: Vec<(Condition, i64)> =
        seen.iter().map(|day| (day.condition(), day.counted().unknown.as_hours())).collect();
    // What is known of the smaller part of a day does not make it a good one.
    let (unknown, up) = (Condition::Unknown, Condition::Up);
    assert_eq!(told, [(unknown, 24), (up, 6), (unknown, 23), (up, 1)]);
}

#[test]
fn a_day_of_23_hours_and_one_of_25_are_counted_to_the_second() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    for (month, hours, shown) in [("03-29", 23, "22 h"), ("10-25", 25, "24 h")] {
        let noon = at(&format!("2026-{month}T12:00:00Z"));
        let (from, to) = (noon - minutes(690), noon - minutes(630));
        let history = History {
            states: vec![
                (at("2026-01-01T00:00:00Z"), State::Up),
                // It went over the hour that the clocks left out or had twice.
                (from, State::Down),
                (to, State::Up),
            ],
            began_at: Some(at("2026-01-01T00:00:00Z")),
            seen_until: noon + minutes(1440),
            is_gone: false,
        };
        let days = days(2, noon + minutes(1440), &zone);
        let window = Span { from: days[0].1.from, to: noon + minutes(1440) };
        let course = Course::of(&history, &[], window);
        let incident = Span { from, to: from + minutes(90) };
        let seen = seen(&days, Some(&course), &[(incident, Grave::Lesser)], &[window]);
        assert_eq!(seen[0].length, minutes(hours * 60), "{month}");
        let tally = seen[0].tally.unwrap();
        assert_eq!((tally.down, tally.unknown), (minutes(60), minutes(0)), "{month}");
        assert_eq!(exact(tally.available), shown, "{month}");
        assert_eq!(seen[0].disrupted, minutes(90), "{month}");
        assert_eq!(seen[1].tally.unwrap().down, minutes(0), "{month}");
    }
}

#[test]
fn lengths_are_exact_to_the_second() {
    for (seconds, text) in [
        (0, "under 1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (4350, "1 h 12 min 30 s"),
        (90_000, "25 h"),
        (176_430, "2 d 1 h 30 s"),
    ] {
        assert_eq!(exact(SignedDuration::from_secs(seconds)), text);
    }
}
