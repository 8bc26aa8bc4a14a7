//! Times that have been, on a Wednesday afternoon in Berlin.

use super::*;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Wednesday 2026-11-25 15:58:23 in Berlin, and a bit.
fn now() -> Timestamp {
    at("2026-11-25T14:58:23.123456Z")
}

fn by(zone: &TimeZone) -> Clocks<'_> {
    Clocks { here: zone, days: zone }
}

fn span(since: Option<&str>, until: Option<&str>) -> Result<(String, String), String> {
    let period = Period { since: since.map(str::to_owned), until: until.map(str::to_owned) };
    let span = period.span(now(), by(&berlin())).map_err(|error| error.message().to_owned())?;
    Ok((span.from.to_string(), span.to.to_string()))
}

#[test]
fn it_is_this_month_so_far_unless_somebody_says_otherwise() {
    let usual = ("2026-10-31T23:00:00Z".to_owned(), "2026-11-25T14:58:23.123Z".to_owned());
    assert_eq!(span(None, None), Ok(usual.clone()));
    assert_eq!(span(None, Some("2027-01-01")), Ok(usual), "nothing is counted before it was");
    let october = ("2026-09-30T22:00:00Z".to_owned(), "2026-10-31T23:00:00Z".to_owned());
    assert_eq!(span(None, Some("2026-11-01")), Ok(october), "the month that ends then");
}

#[test]
fn words_look_back() {
    for (text, expected) in [
        ("30d", "2026-10-26T14:58:23.123Z"),
        ("90m", "2026-11-25T13:28:23.123Z"),
        ("2026-11-02", "2026-11-01T23:00:00Z"),
        ("2026-11-02 08:00", "2026-11-02T07:00:00Z"),
        ("2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z"),
        ("today", "2026-11-24T23:00:00Z"),
        ("monday", "2026-11-22T23:00:00Z"),
        ("thursday 09:00", "2026-11-19T08:00:00Z"),
        ("wed 9:00", "2026-11-25T08:00:00Z"),
        ("09:00", "2026-11-25T08:00:00Z"),
        ("18:00", "2026-11-24T17:00:00Z"),
    ] {
        assert_eq!(span(Some(text), None).map(|(from, _)| from), Ok(expected.to_owned()), "{text}");
    }
}

#[test]
fn what_is_no_time_or_has_not_been_is_refused() {
    for (since, until, expected) in [
        (Some("soon"), None, "`soon` is no time"),
        (Some("tomorrow"), None, "that time has not been yet"),
        (Some("2026-11-02"), Some("2026-11-01"), "the time ends before it begins"),
        (Some("2026-11-02"), Some("2026-11-02"), "the time ends before it begins"),
    ] {
        assert_eq!(span(since, until), Err(expected.to_owned()));
    }
}

#[test]
fn a_planned_time_may_be_to_come() {
    let read = |text: &str| {
        let read = stretch(text, now(), by(&berlin()));
        read.map(|span| span.length().as_secs()).map_err(|error| error.message().to_owned())
    };
    assert_eq!(read("2026-11-08 02:00..2026-11-08 04:30"), Ok(9_000));
    assert_eq!(read("2026-12-24..2026-12-25"), Ok(86_400));
    for (text, expected) in [
        ("2026-11-08", "`2026-11-08` is not from a time to a time"),
        ("2026-11-08..2026-11-07", "`2026-11-08..2026-11-07` ends before it begins"),
        ("2026-11-08..", "`` is no time"),
    ] {
        assert_eq!(read(text), Err(expected.to_owned()));
    }
}

#[test]
fn months_begin_with_a_whole_one() {
    let months = |since: Option<&str>, until: Option<&str>| {
        let period = Period { since: since.map(str::to_owned), until: until.map(str::to_owned) };
        period.months(now(), by(&berlin())).unwrap().from.to_string()
    };
    // A year ago it was the 25th of November.
    assert_eq!(months(None, None), "2025-11-30T23:00:00Z");
    assert_eq!(months(Some("2026-02-15"), None), "2026-02-14T23:00:00Z");
    assert_eq!(months(None, Some("2025-11-28")), "2025-11-25T14:58:23.123Z");
}

#[test]
fn a_day_alone_is_one_of_the_report_also_where_it_begins_later_than_here() {
    // Monday in Tokyo, and Sunday still where the days are counted.
    let now = at("2026-11-29T17:40:00Z");
    let [here, days] = ["Asia/Tokyo", "America/New_York"].map(|name| TimeZone::get(name).unwrap());
    let clocks = Clocks { here: &here, days: &days };
    assert_eq!(past("monday", now, clocks).unwrap(), at("2026-11-23T05:00:00Z"));
    assert_eq!(past("monday 01:00", now, clocks).unwrap(), at("2026-11-29T16:00:00Z"));
    assert_eq!(past("monday 09:00", now, clocks).unwrap(), at("2026-11-23T00:00:00Z"));
}
