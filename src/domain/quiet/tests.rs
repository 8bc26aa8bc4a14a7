//! Hours are those of the person's clock, also past midnight and where the clocks change.

use jiff::civil::time;
use proptest::prelude::*;

use super::*;

fn hours(from: i8, to: i8) -> ClockHours {
    ClockHours { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn night() -> Quiet {
    Quiet {
        hours: hours(22, 7),
        hold: BTreeSet::from([Severity::Warning]),
        first: BTreeMap::from([(Severity::Error, ChannelName::from("phone"))]),
    }
}

#[test]
fn what_is_held_waits_for_the_morning_of_the_person() {
    let holds = |now: &str| night().holds(Severity::Warning, at(now), &berlin());
    // 22:00 to 07:00 in Berlin is 21:00 to 06:00 UTC in winter, 20:00 to 05:00 in summer.
    assert_eq!(holds("2026-01-10T20:59:59Z"), None);
    assert_eq!(holds("2026-01-10T21:00:00Z"), Some(at("2026-01-11T06:00:00Z")));
    assert_eq!(holds("2026-01-11T05:59:59Z"), Some(at("2026-01-11T06:00:00Z")));
    assert_eq!(holds("2026-01-11T06:00:00Z"), None);
    assert_eq!(holds("2026-07-10T20:00:00Z"), Some(at("2026-07-11T05:00:00Z")));
}

#[test]
fn the_night_in_which_the_clocks_change_ends_at_seven_all_the_same() {
    let holds = |now: &str| night().holds(Severity::Warning, at(now), &berlin());
    assert_eq!(holds("2026-03-28T21:00:00Z"), Some(at("2026-03-29T05:00:00Z")));
    assert_eq!(holds("2026-10-24T20:00:00Z"), Some(at("2026-10-25T06:00:00Z")));
}

#[test]
fn hours_that_end_in_an_hour_which_is_shown_twice_end_twice() {
    let quiet =
        Quiet { hours: ClockHours { from: time(22, 0, 0, 0), to: time(2, 30, 0, 0) }, ..night() };
    let holds = |now: &str| quiet.holds(Severity::Warning, at(now), &berlin());
    // At 01:00 UTC the clock goes from 03:00 back to 02:00: 02:30 is shown at 00:30 and at 01:30 UTC.
    assert_eq!(holds("2026-10-25T00:10:00Z"), Some(at("2026-10-25T00:30:00Z")));
    assert_eq!(holds("2026-10-25T00:45:00Z"), None);
    assert_eq!(holds("2026-10-25T01:10:00Z"), Some(at("2026-10-25T01:30:00Z")));
    assert_eq!(holds("2026-10-25T01:30:00Z"), None);
    // And at 00:45 UTC, where they are over, they begin once more with the jump.
    let begins = quiet.hours.begin_next(at("2026-10-25T00:45:00Z"), &berlin());
    assert_eq!(begins, Some(at("2026-10-25T01:00:00Z")));
}

#[test]
fn hours_that_end_in_an_hour_which_is_left_out_end_with_the_jump() {
    let quiet =
        Quiet { hours: ClockHours { from: time(22, 0, 0, 0), to: time(2, 30, 0, 0) }, ..night() };
    // At 01:00 UTC the clock goes from 02:00 to 03:00.
    let holds = |now: &str| quiet.holds(Severity::Warning, at(now), &berlin());
    assert_eq!(holds("2026-03-29T00:59:00Z"), Some(at("2026-03-29T01:00:00Z")));
    assert_eq!(holds("2026-03-29T01:00:00Z"), None);
}

#[test]
fn what_is_not_held_never_waits() {
    for severity in [Severity::Critical, Severity::Error, Severity::Info] {
        assert_eq!(night().holds(severity, at("2026-01-11T01:00:00Z"), &berlin()), None);
    }
}

#[test]
fn a_channel_comes_first_only_in_those_hours() {
    let first = |now: &str| night().first_channel(Severity::Error, at(now), &berlin()).cloned();
    assert_eq!(first("2026-01-11T01:00:00Z"), Some(ChannelName::from("phone")));
    assert_eq!(first("2026-01-11T12:00:00Z"), None);
    let other = night();
    assert_eq!(
        other.first_channel(Severity::Critical, at("2026-01-11T01:00:00Z"), &berlin()),
        None
    );
}

/// Any instant, and as often one near a change of the clocks in Berlin, in quarters of an hour.
fn instants() -> impl Strategy<Value = i64> {
    let changes = [1_774_746_000_i64, 1_792_890_000];
    let near = (prop::sample::select(changes.to_vec()), -12..12_i64)
        .prop_map(|(change, quarters)| change + quarters * 900);
    prop_oneof![0_i64..4_000_000_000, near]
}

proptest! {
    #[test]
    fn a_hold_always_ends_within_a_day_and_a_change_of_clocks(
        now in instants(), from in 0..96_i16, length in 1..96_i16,
    ) {
        let clock = |quarters: i16| {
            let minutes = i8::try_from(quarters % 4 * 15).unwrap();
            time(i8::try_from(quarters / 4 % 24).unwrap(), minutes, 0, 0)
        };
        let hours = ClockHours { from: clock(from), to: clock(from + length) };
        let now = Timestamp::from_second(now).unwrap();
        for zone in ["Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"] {
            let zone = TimeZone::get(zone).unwrap();
            let is_in = hours.contain(now.to_zoned(zone.clone()).time());
            match hours.end_next(now, &zone) {
                Some(end) => {
                    prop_assert!(is_in);
                    prop_assert!(end > now && end.duration_since(now).as_hours() <= 25);
                    let is_over = |at: Timestamp| !hours.contain(at.to_zoned(zone.clone()).time());
                    let before = end.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap();
                    prop_assert!(is_over(end) && !is_over(before));
                }
                None => prop_assert!(!is_in),
            }
        }
    }
}
