//! A week of two people, counted by hand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::duty::Duties;
use super::person::{PersonLoad, Sleeper};
use super::{Chronicle, Happening, Load, Problem, What, load, median};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::name::{PersonId, PolicyName, SourceName};
use crate::domain::nines::Span;
use crate::domain::quiet::ClockHours;
use crate::domain::rules::SLEEP;

/// The record, as it is written into a spreadsheet: when (UTC), incident, what, who.
///
/// | at | 1 `disk` | 2 `disk` | 3 `cart` | 4 `disk` | 5 `cart` |
/// |---|---|---|---|---|---|
/// | Mon 9th 23:10 | ana paged (sound, desktop) | | | | |
/// | Mon 9th 23:14 | ana acks (4 min) | | | | |
/// | Mon 9th 23:40 | over | | | | |
/// | Tue 10th 02:00 | | ana paged | | | |
/// | Tue 10th 02:10 | | bo paged | | | |
/// | Tue 10th 02:12 | | bo acks (2 min) | | | |
/// | Tue 10th 02:40 | | ana takes it over | | | |
/// | Tue 10th 02:50 | | over | | | |
/// | Tue 10th 12:00 | | | ana paged | | |
/// | Tue 10th 12:06 | | | ana acks (6 min) | | |
/// | Tue 10th 12:30 | | | ana notes; over | | |
/// | Thu 12th 05:00 | | | | ana paged | |
/// | Thu 12th 05:20 | | | | | ana paged |
/// | Thu 12th 05:21 | | | | ana acks (21 min) | ana acks (1 min) |
/// | Thu 12th 05:45 | | | | over | |
/// | Thu 12th 06:30 | | | | | over |
const RECORD: &[(&str, i64, What, &str)] = &[
    ("2026-11-09T23:10:00Z", 1, What::Opened, ""),
    ("2026-11-09T23:10:00Z", 1, What::Paged, "ana"),
    ("2026-11-09T23:10:01Z", 1, What::WentOut, "ana"),
    ("2026-11-09T23:11:00Z", 1, What::Paged, "ana"),
    ("2026-11-09T23:14:00Z", 1, What::Acknowledged, "ana"),
    ("2026-11-09T23:40:00Z", 1, What::Resolved, "prometheus"),
    ("2026-11-10T02:00:00Z", 2, What::Opened, ""),
    ("2026-11-10T02:00:00Z", 2, What::Paged, "ana"),
    ("2026-11-10T02:10:00Z", 2, What::Paged, "bo"),
    ("2026-11-10T02:10:01Z", 2, What::WentOut, "bo"),
    ("2026-11-10T02:12:00Z", 2, What::Acknowledged, "bo"),
    ("2026-11-10T02:40:00Z", 2, What::Stayed, "ana"),
    ("2026-11-10T02:40:00Z", 2, What::Acknowledged, "ana"),
    ("2026-11-10T02:50:00Z", 2, What::Resolved, "prometheus"),
    ("2026-11-10T12:00:00Z", 3, What::Opened, ""),
    ("2026-11-10T12:00:00Z", 3, What::Paged, "ana"),
    ("2026-11-10T12:00:01Z", 3, What::WentOut, "ana"),
    ("2026-11-10T12:06:00Z", 3, What::Acknowledged, "ana"),
    ("2026-11-10T12:30:00Z", 3, What::Acted, "ana"),
    ("2026-11-10T12:30:00Z", 3, What::Resolved, "prometheus"),
    ("2026-11-12T05:00:00Z", 4, What::Opened, ""),
    ("2026-11-12T05:00:00Z", 4, What::Paged, "ana"),
    ("2026-11-12T05:20:00Z", 5, What::Opened, ""),
    ("2026-11-12T05:20:00Z", 5, What::Paged, "ana"),
    ("2026-11-12T05:21:00Z", 4, What::Acknowledged, "ana"),
    ("2026-11-12T05:21:00Z", 5, What::Acknowledged, "ana"),
    ("2026-11-12T05:45:00Z", 4, What::Resolved, "prometheus"),
    ("2026-11-12T06:30:00Z", 5, What::Resolved, "prometheus"),
];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// The week, from Monday to Monday.
fn week() -> Span {
    Span { from: at("2026-11-09T00:00:00Z"), to: at("2026-11-16T00:00:00Z") }
}

pub(in crate::domain) fn chronicle() -> Chronicle {
    let happened = RECORD.iter().zip(1..).map(|((when, id, what, who), place)| Happening {
        place,
        at: at(when),
        incident: Some(IncidentId(*id)),
        what: *what,
        who: (!who.is_empty()).then(|| PersonId::from(*who)),
    });
    let when = |id: i64, what: What| {
        let mut found = RECORD.iter().filter(|(_, of, is, _)| *of == id && *is == what);
        at(found.next().unwrap().0)
    };
    let problem = |id: i64, name: &str| {
        let problem = Problem {
            source: SourceName::from("prometheus"),
            fingerprint: name.to_owned(),
            summary: format!("{name} is full"),
            service: Some("shop".to_owned()),
            severity: Severity::Critical,
            policy: PolicyName::from("default"),
            opened_at: when(id, What::Opened),
            resolved_at: Some(when(id, What::Resolved)),
            is_resolved_by_hand: false,
            reports: 2,
            news: 2,
        };
        (IncidentId(id), problem)
    };
    let of = [(1, "disk"), (2, "disk"), (3, "cart"), (4, "disk"), (5, "cart")];
    let problems = of.into_iter().map(|(id, name)| problem(id, name)).collect();
    Chronicle { window: week(), happened: happened.collect(), problems }
}

/// Ana from Monday to Friday 09:00, then bo; the 12th is a holiday.
fn duties() -> BTreeMap<PersonId, Duties> {
    let holidays = BTreeSet::from([date(2026, 11, 12)]);
    let handed_over = at("2026-11-13T09:00:00Z");
    let of = |from, to| Duties { spans: vec![Span { from, to }], holidays: holidays.clone() };
    BTreeMap::from([
        ("ana".into(), of(week().from, handed_over)),
        ("bo".into(), of(handed_over, week().to)),
    ])
}

fn sleeper(zone: &str) -> Sleeper {
    Sleeper { hours: SLEEP, zone: TimeZone::get(zone).unwrap() }
}

fn counted(sleepers: &[(&str, &str)]) -> Load {
    let sleepers = sleepers.iter().map(|(name, zone)| ((*name).into(), sleeper(zone))).collect();
    load(&chronicle(), &duties(), &sleepers, &sleeper("UTC"))
}

fn person<'l>(load: &'l Load, name: &str) -> &'l PersonLoad {
    load.people.iter().find(|it| it.person.as_str() == name).unwrap()
}

#[test]
fn a_week_comes_to_what_a_spreadsheet_says() {
    let load = counted(&[]);
    let ana = person(&load, "ana");
    // Rows with `ana paged`: 23:10 twice, 02:00, 12:00, 05:00, 05:20. Proved: 23:10, 12:00.
    assert_eq!((ana.pages, ana.rings, ana.incidents), (6, 2, 5));
    // Her acks took 4, 6, 21 and 1 min; MEDIAN(1; 4; 6; 21) = 5 min.
    let took: Vec<i64> = ana.acks.iter().map(|ack| ack.took.as_mins()).collect();
    assert_eq!((took, ana.to_acknowledge()), (vec![4, 6, 21, 1], Some(minutes(5))));
    // Asleep from 22:30 to 07:00: woken at 23:10, at 02:00 and at 05:00; at 05:20 she was up.
    let woken: Vec<String> = ana.wakes.iter().map(|wake| wake.at.to_string()).collect();
    assert_eq!(woken, ["2026-11-09T23:10:00Z", "2026-11-10T02:00:00Z", "2026-11-12T05:00:00Z"]);
    // The first two belong to the night of the 9th, the last to that of the 11th.
    let nights: Vec<String> = ana.nights.iter().map(ToString::to_string).collect();
    assert_eq!((nights, ana.nights_in_a_row), (vec!["2026-11-09".into(), "2026-11-11".into()], 1));
    // Quiet at 23:40 (over), at 02:12 (bo has it), at 06:30 (both over): 30, 12 and 90 min.
    let quiet: Vec<i64> = ana.to_quiet.iter().map(SignedDuration::as_mins).collect();
    assert_eq!((quiet, ana.back_to_quiet()), (vec![30, 12, 90], Some(minutes(30))));
    // 4 days and 9 hours = 105 h of 168 h = 62.5 %; in shifts of 12 h: 8 whole and one of 9 h.
    assert_eq!((ana.on_call.as_hours(), ana.on_call_permille, ana.shifts), (105, 625, 9));
    // Mon 12-24: incident 1. Tue 00-12: 2. Tue 12-24: 3. Thu 00-12: 4 and 5. None has more than two.
    assert_eq!((ana.busiest, ana.shifts_over), (2, 0));
    assert_eq!((ana.weekends, ana.holidays), (0, 1));

    let bo = person(&load, "bo");
    assert_eq!((bo.pages, bo.rings, bo.incidents, bo.wakes.len()), (1, 1, 1, 1));
    // Woken at 02:10, he had it until ana took it over at 02:40.
    assert_eq!((bo.to_acknowledge(), bo.back_to_quiet()), (Some(minutes(2)), Some(minutes(30))));
    // 63 h of 168 h = 37.5 %, over Saturday and Sunday.
    assert_eq!((bo.on_call_permille, bo.weekends, bo.holidays), (375, 1, 0));

    // The middle of two is their mean: pages (6 + 1) / 2, wake-ups (3 + 1) / 2, acks (5 + 2) / 2 min.
    let typical = load.typical;
    assert_eq!((typical.pages, typical.wakes, typical.nights), (3.5, 2.0, 1.5));
    assert_eq!(typical.to_acknowledge, Some(SignedDuration::from_secs(210)));
}

#[test]
fn an_alert_costs_the_nights_that_it_took() {
    let load = counted(&[]);
    // `disk` woke ana on the 9th and the 11th, and bo on the 9th; 30 + 12 + 90 + 30 min awake. At 12:30
    // ana noted something about `cart`, which woke nobody: at 05:20 it found her awake.
    let found: Vec<_> = load
        .alerts
        .iter()
        .map(|it| (&*it.summary, it.incidents.len(), it.pages, it.awake.as_mins(), it.phrase()))
        .collect();
    let expected = [
        ("disk is full", 3, 5, 162, "three nights of sleep, never acted on".to_owned()),
        ("cart is full", 2, 2, 0, "2 pages, no sleep".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_night_is_the_sleepers_own() {
    // In Auckland, 13 hours ahead, 23:10 UTC is 12:10 and 02:00 is 15:00; 05:00 is 18:00, and 12:00
    // UTC is 01:00.
    let load = counted(&[("ana", "Pacific/Auckland")]);
    let woken: Vec<String> =
        person(&load, "ana").wakes.iter().map(|wake| wake.at.to_string()).collect();
    assert_eq!(woken, ["2026-11-10T12:00:00Z"]);
}

#[test]
fn whoever_sleeps_by_day_has_nights_by_day() {
    let by_day = ClockHours { from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) };
    let sleeper = Sleeper { hours: by_day, zone: TimeZone::UTC };
    let sleepers = BTreeMap::from([("ana".into(), sleeper)]);
    let load = load(&chronicle(), &duties(), &sleepers, &self::sleeper("UTC"));
    let nights: Vec<String> = person(&load, "ana").nights.iter().map(ToString::to_string).collect();
    assert_eq!(nights, ["2026-11-10"]);
}

#[test]
fn nights_in_a_row_are_counted_over_the_end_of_a_month() {
    let nights = [(2026, 3, 30), (2026, 4, 1), (2026, 3, 31), (2026, 4, 3), (2026, 3, 30)];
    let nights = nights.map(|(year, month, day)| date(year, month, day));
    assert_eq!(super::wake::in_a_row(nights), 3);
    assert_eq!(super::wake::in_a_row([]), 0);
}

#[test]
fn the_middle_of_an_even_number_is_the_mean_of_two() {
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[minutes(7)]), Some(minutes(7)));
    assert_eq!(median(&[minutes(9), minutes(1), minutes(2), minutes(4)]), Some(minutes(3)));
}

/// When ana was woken, where these happened to her after midnight, all about one incident.
fn woken_by(happened: &[(&str, What)]) -> Vec<String> {
    let mut chronicle = chronicle();
    chronicle.happened = happened
        .iter()
        .zip(1..)
        .map(|((time, what), place)| Happening {
            place,
            at: at(&format!("2026-11-{time}:00Z")),
            incident: Some(IncidentId(1)),
            what: *what,
            who: Some("ana".into()),
        })
        .collect();
    let load = load(&chronicle, &duties(), &BTreeMap::new(), &sleeper("UTC"));
    person(&load, "ana").wakes.iter().map(|wake| wake.at.to_string()).collect()
}

#[test]
fn a_page_that_reached_nobody_wakes_nobody() {
    let failed = [("10T03:00", What::Paged), ("10T03:00", What::Failed)];
    assert!(woken_by(&failed).is_empty());
    // By another channel it did; or she did something, so that she was awake.
    for more in [What::WentOut, What::Acknowledged] {
        let happened = [failed[0], failed[1], ("10T03:01", more)];
        assert_eq!(woken_by(&happened), ["2026-11-10T03:00:00Z"], "{more:?}");
    }
    // What failed at three says nothing of five.
    let later = [failed[0], failed[1], ("10T05:00", What::Paged)];
    assert_eq!(woken_by(&later), ["2026-11-10T05:00:00Z"]);
}

#[test]
fn whoever_was_awake_when_the_time_began_is_not_woken_in_it() {
    // The week begins on Monday, the 9th, at midnight.
    let pages = |first| [(first, What::Paged), ("09T00:10", What::Paged)];
    assert!(woken_by(&pages("08T23:50")).is_empty(), "that was a wake-up of the week before");
    assert_eq!(woken_by(&pages("08T23:05")), ["2026-11-09T00:10:00Z"]);
}

#[test]
fn a_clock_that_was_put_back_makes_no_time_less_than_none() {
    let mut chronicle = chronicle();
    // An hour is shown twice between the page about 1 and its answer.
    for happening in chronicle.happened.iter_mut().filter(|it| it.place > 4 && it.place < 7) {
        happening.at -= SignedDuration::from_hours(1);
    }
    let load = load(&chronicle, &duties(), &BTreeMap::new(), &sleeper("UTC"));
    let ana = person(&load, "ana");
    let took: Vec<i64> = ana.acks.iter().map(|ack| ack.took.as_mins()).collect();
    assert_eq!(took, [0, 6, 21, 1]);
    assert!(ana.to_quiet.iter().all(|length| !length.is_negative()), "{:?}", ana.to_quiet);
}
