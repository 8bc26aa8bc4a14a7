//! What cron expressions name: by the calendar, by the clock, and compared with a clock that is watched
//! minute by minute.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn cron(text: &str) -> Cron {
    Cron::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The next so many occurrences after what that clock shows, as that clock shows them.
fn next(text: &str, zone_name: &str, after: &str, number: usize) -> Vec<String> {
    let zone = zone(zone_name);
    let mut at = zone.to_timestamp(after.parse::<DateTime>().unwrap()).unwrap();
    let mut found = Vec::new();
    for _ in 0..number {
        at = cron(text).next_after(at, &zone).unwrap();
        found.push(at.to_zoned(zone.clone()).strftime("%a %m-%d %H:%M %Z").to_string());
    }
    found
}

#[test]
fn fields_are_read_as_cron_reads_them() {
    for (text, after, expected) in [
        ("30 2 * * *", "2026-11-03 02:30", vec!["Wed 11-04 02:30 UTC", "Thu 11-05 02:30 UTC"]),
        ("*/20 9-10 * * *", "2026-11-03 09:30", vec!["Tue 11-03 09:40 UTC", "Tue 11-03 10:00 UTC"]),
        ("0 0 31 * *", "2026-08-31 00:00", vec!["Sat 10-31 00:00 UTC", "Thu 12-31 00:00 UTC"]),
        ("0 0 L * *", "2026-02-01 00:00", vec!["Sat 02-28 00:00 UTC", "Tue 03-31 00:00 UTC"]),
        ("0 4 * * 1-5", "2026-11-06 12:00", vec!["Mon 11-09 04:00 UTC", "Tue 11-10 04:00 UTC"]),
        ("0 4 * * fri-sun", "2026-11-06 12:00", vec!["Sat 11-07 04:00 UTC", "Sun 11-08 04:00 UTC"]),
        ("0 4 * * 7", "2026-11-06 12:00", vec!["Sun 11-08 04:00 UTC", "Sun 11-15 04:00 UTC"]),
        // Both kinds of day are restricted: either is enough.
        ("0 0 13 * fri", "2026-11-01 00:00", vec!["Fri 11-06 00:00 UTC", "Fri 11-13 00:00 UTC"]),
        ("0 0 1 * mon", "2026-11-01 00:00", vec!["Mon 11-02 00:00 UTC", "Mon 11-09 00:00 UTC"]),
        // A field that begins with a star restricts nothing by itself: both must hold.
        ("0 0 */2 * mon", "2026-11-01 00:00", vec!["Mon 11-09 00:00 UTC", "Mon 11-23 00:00 UTC"]),
        ("0 3 * * tue#2", "2026-11-01 00:00", vec!["Tue 11-10 03:00 UTC", "Tue 12-08 03:00 UTC"]),
        ("0 3 * * 5L", "2026-11-01 00:00", vec!["Fri 11-27 03:00 UTC", "Fri 12-25 03:00 UTC"]),
        ("@daily", "2026-11-03 02:30", vec!["Wed 11-04 00:00 UTC", "Thu 11-05 00:00 UTC"]),
        ("@weekly", "2026-11-03 02:30", vec!["Sun 11-08 00:00 UTC", "Sun 11-15 00:00 UTC"]),
        ("@yearly", "2026-11-03 02:30", vec!["Fri 01-01 00:00 UTC", "Sat 01-01 00:00 UTC"]),
        ("0 0 29 FEB *", "2026-11-03 02:30", vec!["Tue 02-29 00:00 UTC", "Sun 02-29 00:00 UTC"]),
    ] {
        assert_eq!(next(text, "UTC", after, 2), expected, "{text}");
    }
}

#[test]
fn a_monday_that_is_the_29th_of_february_comes_even_over_a_century_without_a_leap_day() {
    let after = "2072-03-01T00:00:00Z".parse().unwrap();
    let found = cron("0 0 * 2 mon#5").next_after(after, &TimeZone::UTC).unwrap();
    assert_eq!(found.to_string(), "2112-02-29T00:00:00Z");
}

#[test]
fn what_stands_in_a_gap_happens_once_at_its_end() {
    // In Berlin the clock goes from 02:00 to 03:00 on the 29th of March 2026.
    assert_eq!(
        next("30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", 2),
        ["Sun 03-29 03:00 CEST", "Mon 03-30 02:30 CEST"]
    );
    assert_eq!(
        next("0,15,30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", 2),
        ["Sun 03-29 03:00 CEST", "Mon 03-30 02:00 CEST"]
    );
    // A whole day is missing in Apia: the 30th of December 2011.
    assert_eq!(
        next("0 12 * * *", "Pacific/Apia", "2011-12-29 12:00", 2),
        ["Sat 12-31 00:00 +14", "Sat 12-31 12:00 +14"]
    );
    // What goes by the clock as it is has nothing to make up for.
    assert_eq!(
        next("30 * * * *", "Europe/Berlin", "2026-03-29 01:00", 2),
        ["Sun 03-29 01:30 CET", "Sun 03-29 03:30 CEST"]
    );
}

#[test]
fn what_stands_in_an_hour_that_comes_twice_happens_the_first_time() {
    // In Berlin the clock goes back from 03:00 to 02:00 on the 25th of October 2026.
    assert_eq!(
        next("30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", 2),
        ["Sun 10-25 02:30 CEST", "Mon 10-26 02:30 CET"]
    );
    assert_eq!(
        next("30 * * * *", "Europe/Berlin", "2026-10-25 01:30", 3),
        ["Sun 10-25 02:30 CEST", "Sun 10-25 02:30 CET", "Sun 10-25 03:30 CET"]
    );
}

#[test]
fn what_is_wrong_is_said_with_what_to_write() {
    for (text, told) in [
        ("", "a cron expression has five fields, and this has 0"),
        ("30 2 * *", "a cron expression has five fields, and this has 4"),
        ("0 30 2 * * *", "a cron expression has five fields, and this has 6"),
        ("60 2 * * *", "`60` is no minute"),
        ("-1 2 * * *", "`-1` is no minute"),
        ("+1 2 * * *", "`+1` is no minute"),
        ("30 24 * * *", "`24` is no hour"),
        ("30 2 0 * *", "`0` is no day of the month"),
        ("30 2 * 13 *", "`13` is no month"),
        ("30 2 * * 8", "`8` is no day of the week"),
        ("30 2 * * someday", "`someday` is no day of the week"),
        ("5/10 * * * *", "`5/10` is no minute"),
        ("*/0 * * * *", "`*/0` is no minute"),
        ("9-5 * * * *", "`9-5` is no minute"),
        ("1,,2 * * * *", "`` is no minute"),
        ("0 0 * * tue#6", "`tue#6` is no day of the week"),
        ("0 0 31 2 *", "`0 0 31 2 *` names a day that never comes"),
        ("0 0 30,31 feb *", "`0 0 30,31 feb *` names a day that never comes"),
        ("0 0 31 4,6,9,11 *", "`0 0 31 4,6,9,11 *` names a day that never comes"),
        ("@reboot", "`@reboot` is no cron expression"),
        ("@fortnightly", "`@fortnightly` is no cron expression"),
    ] {
        let error = Cron::parse(text).unwrap_err();
        assert_eq!(error.to_string(), told);
        assert!(!error.hint().is_empty(), "{text}");
    }
    assert!(Cron::parse("0 0 31 2 mon").is_ok(), "every Monday of February");
}

const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Kathmandu",
];

/// A field as somebody may write it, restricted or not.
fn field(low: u8, high: u8) -> impl Strategy<Value = String> {
    let value = low..=high;
    prop_oneof![
        3 => Just("*".to_owned()),
        2 => (2_u8..20).prop_map(|step| format!("*/{step}")),
        3 => value.clone().prop_map(|one| one.to_string()),
        2 => (value.clone(), value.clone(), 1_u8..5).prop_map(|(a, b, step)| {
            format!("{}-{}/{step}", a.min(b), a.max(b))
        }),
        2 => (value.clone(), value).prop_map(|(a, b)| format!("{a},{b}")),
    ]
}

fn expression() -> impl Strategy<Value = String> {
    (field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
        .prop_map(|(m, h, d, mo, w)| format!("{m} {h} {d} {mo} {w}"))
}

/// An instant, often near a change of the clock.
fn instant() -> impl Strategy<Value = Timestamp> {
    let any = 1_700_000_000_i64..1_900_000_000;
    let near =
        (0_usize..ZONES.len(), 0_usize..6, -200_000_i64..200_000).prop_map(|(at, nth, off)| {
            let begin = Timestamp::from_second(1_750_000_000).unwrap();
            let change =
                zone(ZONES[at]).following(begin).nth(nth).map_or(begin, |it| it.timestamp());
            change.as_second() + off
        });
    prop_oneof![any, near].prop_map(|second| Timestamp::from_second(second).unwrap())
}

/// Whether what a clock shows is named by the expression.
fn is_named(cron: &Cron, shown: DateTime) -> bool {
    let minute = Time::new(shown.hour(), shown.minute(), 0, 0).unwrap();
    cron.takes(Date::from(shown))
        && has(cron.hours, minute.hour())
        && has(cron.minutes, minute.minute())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn next_and_last_are_each_others_neighbours(
        text in expression(), name in 0..ZONES.len(), at in instant()
    ) {
        let (cron, zone) = (cron(&text), zone(ZONES[name]));
        let next = cron.next_after(at, &zone).unwrap();
        prop_assert!(next > at);
        prop_assert_eq!(cron.last_until(next, &zone), Some(next));
        let last = cron.last_until(at, &zone).unwrap();
        prop_assert!(last <= at);
        prop_assert_eq!(cron.next_after(last, &zone), Some(next), "nothing lies between");
    }

    /// Whatever goes by the clock is what somebody sees who looks at that clock every minute; anything
    /// else differs from that only where the clock changes, and there it comes neither twice nor never.
    #[test]
    fn a_clock_that_is_watched_every_minute_says_the_same(
        text in expression(), name in 0..ZONES.len(), at in instant()
    ) {
        let (cron, zone) = (cron(&text), zone(ZONES[name]));
        let minute = SignedDuration::from_mins(1);
        let from = Timestamp::from_second(at.as_second() / 60 * 60).unwrap();
        let mut seen = Vec::new();
        let mut now = from;
        while now < from + SignedDuration::from_hours(30) {
            now += minute;
            if is_named(&cron, zone.to_datetime(now)) {
                seen.push(now);
            }
        }
        let mut told = Vec::new();
        let mut last = from;
        while let Some(next) = cron.next_after(last, &zone).filter(|next| *next <= now) {
            told.push(next);
            last = next;
        }
        let is_changed = zone.to_offset(from - SignedDuration::from_hours(3)) != zone.to_offset(now);
        if cron.is_by_the_clock || !is_changed {
            prop_assert_eq!(told, seen);
        } else {
            let shown: Vec<DateTime> = told.iter().map(|at| zone.to_datetime(*at)).collect();
            let mut once = shown.clone();
            once.dedup();
            prop_assert_eq!(shown, once);
        }
    }

    #[test]
    fn no_text_whatsoever_panics(text in "[-*/,#@L0-9a-z ]{0,24}") {
        if let Ok(cron) = Cron::parse(&text) {
            let now = Timestamp::from_second(1_790_000_000).unwrap();
            prop_assert!(cron.next_after(now, &TimeZone::UTC).is_some());
            prop_assert_eq!(Cron::parse(&cron.to_string()).unwrap(), cron);
        }
    }
}
