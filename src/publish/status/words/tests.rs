//! Times have UTC beside them, and lengths are never rounded.

use jiff::SignedDuration;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_time_is_that_of_the_page_with_utc_beside_it() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
    let instant = at("2026-11-29T02:12:45Z");
    let said = |at: Timestamp, zone: &TimeZone| spoken(at, zone).replace(TIED, " ");
    assert_eq!(said(instant, &berlin), "29 Nov 2026, 03:12 CET (02:12 UTC)");
    assert_eq!(said(instant, &TimeZone::UTC), "29 Nov 2026, 02:12 UTC");
    let evening = at("2026-11-28T20:00:00Z");
    assert_eq!(said(evening, &tokyo), "29 Nov 2026, 05:00 JST (28 Nov, 20:00 UTC)");
    assert_eq!(stamp(instant), "2026-11-29T02:12:45Z");
}

fn day(tally: Option<Tally>, disrupted: i64, unheard: i64) -> Day {
    let date = jiff::civil::date(2026, 11, 29);
    let [disrupted, unheard] = [disrupted, unheard].map(SignedDuration::from_secs);
    let (critical, length) = (SignedDuration::ZERO, SignedDuration::from_hours(24));
    Day { date, tally, disrupted, critical, unheard, length }
}

/// One of whose incidents were critical for so long, while no monitor looked.
fn critical(seconds: i64, mut day: Day) -> Day {
    day.critical = SignedDuration::from_secs(seconds);
    day
}

#[test]
fn a_day_is_told_in_words_with_every_second() {
    let whole = Tally {
        available: SignedDuration::from_hours(20),
        down: SignedDuration::from_secs(750),
        unknown: SignedDuration::from_hours(2),
        maintenance: SignedDuration::from_mins(30),
    };
    let fine = Tally { available: SignedDuration::from_hours(24), ..Tally::default() };
    for (day, said) in [
        (day(Some(whole), 0, 0), "down 12 min 30 s, in maintenance 30 min, not known 2 h"),
        (day(Some(fine), 0, 0), "no downtime"),
        // Monitors have looked, whether anybody listened to others or not.
        (day(Some(fine), 600, 900), "an incident for 10 min"),
        (day(None, 61, 0), "an incident for 1 min 1 s"),
        (day(None, 61, 900), "not known 15 min, an incident for 1 min 1 s"),
        (critical(61, day(None, 61, 0)), "a critical incident for 1 min 1 s"),
        (critical(60, day(None, 61, 0)), "an incident for 1 min 1 s, critical for 1 min"),
        (
            critical(60, day(Some(fine), 600, 0)),
            "an incident for 10 min, critical while no monitor looked for 1 min",
        ),
        (day(None, 0, 0), "no incident"),
        (day(None, 0, 86_400), "not known 24 h"),
    ] {
        assert_eq!(of_day(&day), said);
    }
}
