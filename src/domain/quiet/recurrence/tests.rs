//! Rules of repetition happen when RFC 5545 says, by the clock of their zone.

use super::*;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn rule(text: &str, start: &str) -> Recurrence {
    Recurrence::parse(text, start.parse().unwrap()).unwrap()
}

/// The first times it happens after its start, less a second, as the clock in Berlin shows them.
fn times(text: &str, start: &str, number: usize) -> Vec<String> {
    let (rule, zone) = (rule(text, start), berlin());
    let mut at =
        zone.to_timestamp(start.parse().unwrap()).unwrap() - jiff::SignedDuration::from_secs(1);
    let mut times = Vec::new();
    while let Some(next) = rule.next_after(at, &zone).filter(|_| times.len() < number) {
        times.push(next.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string());
        at = next;
    }
    times
}

#[test]
fn each_kind_of_rule_names_its_days() {
    for (text, expected) in [
        ("FREQ=DAILY;INTERVAL=10", "2026-01-04, 2026-01-14, 2026-01-24"),
        ("FREQ=WEEKLY", "2026-01-04, 2026-01-11, 2026-01-18"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-01-06, 2026-01-08, 2026-01-13"),
        ("RRULE:freq=weekly;interval=2;byday=su;wkst=su", "2026-01-04, 2026-01-18, 2026-02-01"),
        ("FREQ=MONTHLY;BYDAY=1SU", "2026-01-04, 2026-02-01, 2026-03-01"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30, 2026-02-27, 2026-03-27"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31, 2026-03-31, 2026-05-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31, 2026-02-28, 2026-03-31"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-02-13, 2026-03-13, 2026-11-13"),
        ("FREQ=MONTHLY", "2026-01-04, 2026-02-04, 2026-03-04"),
        ("FREQ=YEARLY", "2026-01-04, 2027-01-04, 2028-01-04"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=2SA", "2026-03-14, 2026-09-12, 2027-03-13"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29, 2032-02-29, 2036-02-29"),
        ("FREQ=DAILY;BYMONTH=6;BYDAY=MO", "2026-06-01, 2026-06-08, 2026-06-15"),
        ("FREQ=DAILY;COUNT=2", "2026-01-04, 2026-01-05"),
        ("FREQ=WEEKLY;UNTIL=20260111", "2026-01-04, 2026-01-11"),
        ("FREQ=WEEKLY;UNTIL=20260111T025959", "2026-01-04"),
        ("FREQ=WEEKLY;UNTIL=20260111T020000Z", "2026-01-04, 2026-01-11"),
        ("FREQ=WEEKLY;UNTIL=20260111T015959Z", "2026-01-04"),
    ] {
        // A Sunday, at three in the morning.
        let found = times(text, "2026-01-04T03:00", 3);
        let days: Vec<&str> = found.iter().map(|it| it.strip_suffix(" 03:00").unwrap()).collect();
        assert_eq!(days.join(", "), expected, "{text}");
    }
}

#[test]
fn it_begins_by_the_clock_of_its_zone_where_that_changes() {
    // In spring 02:30 is left out, and is half past three; in autumn the first of two is meant.
    let spring = times("FREQ=WEEKLY", "2026-03-22T02:30", 3);
    assert_eq!(spring, ["2026-03-22 02:30", "2026-03-29 03:30", "2026-04-05 02:30"]);
    let autumn = rule("FREQ=WEEKLY", "2026-10-18T02:30");
    let after: Timestamp = "2026-10-19T00:00:00Z".parse().unwrap();
    let next = autumn.next_after(after, &berlin()).unwrap();
    assert_eq!(next.to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(
        autumn.next_after(next, &berlin()).unwrap().to_string(),
        "2026-11-01T01:30:00Z",
        "once, although the clock shows half past two twice"
    );
}

#[test]
fn what_is_no_rule_or_never_happens_says_what_to_write() {
    let start: DateTime = "2026-01-04T03:00".parse().unwrap();
    for (text, message) in [
        ("", "`` does not say how often"),
        ("BYDAY=SU", "`BYDAY=SU` does not say how often"),
        ("FREQ=HOURLY", "`FREQ=HOURLY` is not understood in a rule of repetition"),
        ("FREQ=WEEKLY;BYDAY=XX", "`BYDAY=XX` is not understood in a rule of repetition"),
        ("FREQ=DAILY;INTERVAL=0", "`INTERVAL=0` is not understood in a rule of repetition"),
        ("FREQ=DAILY;BYHOUR=3", "`BYHOUR=3` is not understood in a rule of repetition"),
        ("FREQ=WEEKLY;UNTIL=2026", "`UNTIL=2026` is not understood in a rule of repetition"),
        (
            "FREQ=WEEKLY;BYDAY=1SU",
            "`FREQ=WEEKLY;BYDAY=1SU` counts weekdays, which only months have",
        ),
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "`FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30` never happens",
        ),
        ("FREQ=WEEKLY;UNTIL=20251231", "`FREQ=WEEKLY;UNTIL=20251231` never happens"),
    ] {
        let error = Recurrence::parse(text, start).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(!error.hint().is_empty());
    }
}
