//! Months counted by hand.

use jiff::tz::TimeZone;

use super::budget::{Budget, Target};
use super::calendar::month;
use super::course::{Course, History};
use super::outage::outages;
use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

/// A monitor that was up since long before, and then in these states; watched to the end.
fn history(states: &[(&str, State)]) -> History {
    let long_before = (at("2020-01-01T00:00:00Z"), State::Up);
    let states = states.iter().map(|(since, state)| (at(since), *state));
    History {
        states: [long_before].into_iter().chain(states).collect(),
        began_at: Some(long_before.0),
        seen_until: at("2030-01-01T00:00:00Z"),
        is_gone: false,
    }
}

fn figure(tally: &Tally) -> String {
    tally.availability().unwrap().at_least()
}

#[test]
fn march_in_berlin_is_an_hour_shorter() {
    // From 2026-03-01 00:00 CET to 2026-04-01 00:00 CEST: 31 days less one hour,
    // 31 * 86 400 - 3 600 = 2 674 800 s.
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let march = month(at("2026-03-15T12:00:00Z"), &zone);
    assert_eq!(march.length(), seconds(2_674_800));
    // Down from 01:30 CET to 03:30 CEST in the night of the change: clocks say two hours, it was one.
    let history =
        history(&[("2026-03-29T00:30:00Z", State::Down), ("2026-03-29T01:30:00Z", State::Up)]);
    let course = Course::of(&history, &[], march);
    let tally = course.tally(march);
    let expected =
        Tally { available: seconds(2_671_200), down: seconds(3_600), ..Tally::default() };
    assert_eq!(tally, expected);
    // 2 671 200 / 2 674 800 = 0.998 654 10…
    assert_eq!(figure(&tally), "99.86");
    // 0.1 % of the month are 2 674.8 s = 44 min 34.8 s, so that 925.2 s too many were used, and nothing
    // is left from 44 min 34.8 s into the outage on.
    let budget = Budget::of(&course, march, march.to, Target::DEFAULT);
    assert_eq!(budget.allowed, SignedDuration::from_millis(2_674_800));
    assert_eq!(budget.left, SignedDuration::from_millis(-925_200));
    assert_eq!(budget.spent_at, Some(at("2026-03-29T01:14:34.8Z")));
}

#[test]
fn april_with_maintenance_and_unknown_over_the_end_of_an_outage() {
    // 30 * 86 400 = 2 592 000 s.
    let april = month(at("2026-04-15T12:00:00Z"), &TimeZone::UTC);
    assert_eq!(april.length(), seconds(2_592_000));
    //          00:00      04:00         06:00         07:00         08:00
    // state    down ------------------- unknown --------------------- up
    // planned             maintenance ---------------
    // counts   down ----- maintenance --------------- unknown ------- up
    let history = history(&[
        ("2026-04-10T00:00:00Z", State::Down),
        ("2026-04-10T06:00:00Z", State::Unknown),
        ("2026-04-10T08:00:00Z", State::Up),
    ]);
    let planned = [Span { from: at("2026-04-10T04:00:00Z"), to: at("2026-04-10T07:00:00Z") }];
    let tally = Course::of(&history, &planned, april).tally(april);
    // Down 4 h, maintenance 3 h, unknown 1 h: 28 800 s in all, and the rest of the month it served.
    let expected = Tally {
        available: seconds(2_563_200),
        down: seconds(14_400),
        unknown: seconds(3_600),
        maintenance: seconds(10_800),
    };
    assert_eq!(tally, expected);
    // 2 563 200 / 2 577 600 = 0.994 413 40…
    assert_eq!(figure(&tally), "99.44");
    // Had it been down for the unknown hour: 2 563 200 / 2 581 200 = 0.993 026 49…; had it served:
    // 2 566 800 / 2 581 200 = 0.994 421 19….
    let (least, most) = tally.bounds().unwrap();
    assert_eq!((least.at_least(), most.at_least()), ("99.30".to_owned(), "99.44".to_owned()));
    // 3 600 / 2 581 200 = 0.001 394….
    assert_eq!(tally.unknown_share().unwrap().about(), "0.1");
    // One outage, from its begin to its end, of which four hours count.
    let outage = outages(&history, &planned, april)[0];
    assert_eq!(outage.began_at, at("2026-04-10T00:00:00Z"));
    assert_eq!(outage.ended_at, Some(at("2026-04-10T06:00:00Z")));
    assert_eq!(outage.counted, seconds(14_400));
}

#[test]
fn the_february_of_a_leap_year_meets_its_target_to_the_millisecond() {
    // 29 * 86 400 = 2 505 600 s, of which 0.1 % are 2 505.6 s = 41 min 45.6 s.
    let february = month(at("2028-02-15T12:00:00Z"), &TimeZone::UTC);
    assert_eq!(february.length(), seconds(2_505_600));
    let down_until = |end: &str| {
        let history = history(&[("2028-02-29T23:00:00Z", State::Down), (end, State::Up)]);
        let course = Course::of(&history, &[], february);
        let budget = Budget::of(&course, february, february.to, Target::DEFAULT);
        (figure(&course.tally(february)), budget.left)
    };
    // 2 503 094.4 / 2 505 600 = 0.999 exactly.
    let exactly = down_until("2028-02-29T23:41:45.600Z");
    assert_eq!(exactly, ("99.90".to_owned(), SignedDuration::ZERO));
    // One millisecond more: 0.998 999 999 6…, which is not 99.90.
    let more = down_until("2028-02-29T23:41:45.601Z");
    assert_eq!(more, ("99.89".to_owned(), SignedDuration::from_millis(-1)));
}

#[test]
fn october_in_berlin_is_an_hour_longer_and_half_of_it_was_not_watched() {
    // 31 * 86 400 + 3 600 = 2 682 000 s.
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let october = month(at("2026-10-15T12:00:00Z"), &zone);
    assert_eq!(october.length(), seconds(2_682_000));
    // It began to look on 2026-10-11 at 00:00 CEST, after 10 * 86 400 = 864 000 s. From then on it was
    // degraded, which counts as available, but for 90 s; and whoever looked died on 2026-10-21 at
    // 00:00 CEST, after 864 000 s more. 2 682 000 - 1 728 000 = 954 000 s were left.
    let began_at = at("2026-10-10T22:00:00Z");
    let history = History {
        states: vec![
            (began_at, State::Degraded),
            (at("2026-10-15T10:00:00Z"), State::Down),
            (at("2026-10-15T10:01:30Z"), State::Degraded),
        ],
        began_at: Some(began_at),
        seen_until: at("2026-10-20T22:00:00Z"),
        is_gone: false,
    };
    let tally = Course::of(&history, &[], october).tally(october);
    let expected = Tally {
        available: seconds(864_000 - 90),
        down: seconds(90),
        unknown: seconds(864_000 + 954_000),
        ..Tally::default()
    };
    assert_eq!(tally, expected);
    // 863 910 / 864 000 = 0.999 895 83…: of what was observed, and no more is said of the month.
    assert_eq!(figure(&tally), "99.989");
    // 1 818 000 / 2 682 000 = 0.677 85….
    assert_eq!(tally.unknown_share().unwrap().about(), "67.8");
}

#[test]
fn a_service_is_down_while_any_of_its_monitors_is() {
    // On one day, 86 400 s.
    let day = Span { from: at("2026-05-04T00:00:00Z"), to: at("2026-05-05T00:00:00Z") };
    //          01:00    02:00    03:00    04:00    05:00    06:00    07:00
    // web      down ------------ up
    // db                down ------------ up       unknown --------- up
    // queue                                                 down --- unknown … to 08:00, then up
    // service  down --------------------- up       unknown  down --- unknown … to 08:00, then up
    let web =
        history(&[("2026-05-04T01:00:00Z", State::Down), ("2026-05-04T03:00:00Z", State::Up)]);
    let db = history(&[
        ("2026-05-04T02:00:00Z", State::Down),
        ("2026-05-04T04:00:00Z", State::Up),
        ("2026-05-04T05:00:00Z", State::Unknown),
        ("2026-05-04T07:00:00Z", State::Up),
    ]);
    let queue = history(&[
        ("2026-05-04T06:00:00Z", State::Down),
        ("2026-05-04T07:00:00Z", State::Unknown),
        ("2026-05-04T08:00:00Z", State::Up),
    ]);
    let courses = [web, db, queue].map(|history| Course::of(&history, &[], day));
    let service = Course::together(&courses.each_ref(), day);
    // Down from 01:00 to 04:00 and from 06:00 to 07:00; unknown from 05:00 to 06:00 and from 07:00 to
    // 08:00. The hours of the three add up to five of downtime, and the service had four.
    let expected = Tally {
        available: seconds(86_400 - 6 * 3_600),
        down: seconds(4 * 3_600),
        unknown: seconds(2 * 3_600),
        ..Tally::default()
    };
    assert_eq!(service.tally(day), expected);
    // 18 h of 22 h: 0.818 181….
    assert_eq!(figure(&expected), "81.81");
}

#[test]
fn a_monitor_that_is_new_or_gone_does_not_make_its_service_unknown() {
    let day = Span { from: at("2026-05-04T00:00:00Z"), to: at("2026-05-05T00:00:00Z") };
    let old = history(&[]);
    let new = History {
        states: vec![(at("2026-05-04T12:00:00Z"), State::Up)],
        began_at: Some(at("2026-05-04T12:00:00Z")),
        ..history(&[])
    };
    let gone = History { seen_until: at("2026-05-04T06:00:00Z"), is_gone: true, ..history(&[]) };
    let dead = History { is_gone: false, ..gone.clone() };
    let unknown = |of: [&History; 2]| {
        let courses = of.map(|history| Course::of(history, &[], day));
        Course::together(&courses.each_ref(), day).tally(day).unknown
    };
    assert_eq!(unknown([&old, &new]), seconds(0));
    assert_eq!(unknown([&old, &gone]), seconds(0));
    assert_eq!(unknown([&old, &dead]), seconds(18 * 3_600));
    assert_eq!(unknown([&gone, &new]), seconds(6 * 3_600), "there was nobody to ask from 6 to 12");
    let alone = |history: &History| Course::of(history, &[], day).tally(day).unknown;
    assert_eq!((alone(&new), alone(&gone)), (seconds(12 * 3_600), seconds(18 * 3_600)));
}
