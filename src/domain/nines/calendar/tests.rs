//! Months by the clocks of a zone, whatever those do.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn told(span: Span) -> (String, String) {
    (span.from.to_string(), span.to.to_string())
}

fn span(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

#[test]
fn a_month_begins_at_its_midnight_by_the_clocks_there() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    // The last second of February there, and the first of March.
    let february = span("2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z");
    let march = span("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z");
    assert_eq!(told(month(at("2026-02-28T22:59:59Z"), &zone)), february);
    assert_eq!(told(month(at("2026-02-28T23:00:00Z"), &zone)), march);
    assert_eq!(told(month_before(at("2026-03-31T21:59:59Z"), &zone)), february);
    // 31 days are 744 hours: in March one is missing, in October there is one more.
    assert_eq!(month(at("2026-03-15T12:00:00Z"), &zone).length().as_hours(), 743);
    assert_eq!(month(at("2026-10-15T12:00:00Z"), &zone).length().as_hours(), 745);
    assert_eq!(month_before(at("2026-01-01T12:00:00Z"), &zone).length().as_hours(), 744);
}

#[test]
fn a_quarter_is_three_of_them() {
    let zone = TimeZone::UTC;
    for (day, begin, days) in [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 90),
        ("2028-03-31T23:59:59Z", "2028-01-01T00:00:00Z", 91),
        ("2026-05-15T12:00:00Z", "2026-04-01T00:00:00Z", 91),
        ("2026-09-30T12:00:00Z", "2026-07-01T00:00:00Z", 92),
        ("2026-12-31T12:00:00Z", "2026-10-01T00:00:00Z", 92),
    ] {
        let quarter = quarter(at(day), &zone);
        assert_eq!(quarter.from.to_string(), begin);
        assert_eq!(quarter.length().as_hours(), days * 24, "{day}");
    }
}

#[test]
fn a_month_whose_midnight_the_clocks_leave_out_begins_where_they_go_on() {
    // In Jordan, clocks went from the end of 2005-03-31 to 01:00 on April 1st.
    let zone = TimeZone::get("Asia/Amman").unwrap();
    let april = month(at("2005-04-15T12:00:00Z"), &zone);
    assert_eq!(april.from.to_string(), "2005-03-31T22:00:00Z");
    assert_eq!(april.from.to_zoned(zone.clone()).time().hour(), 1);
    assert_eq!(april.length().as_hours(), 30 * 24 - 1);
    assert_eq!(month_before(at("2005-04-15T12:00:00Z"), &zone).to, april.from, "no time is lost");
}

#[test]
fn at_the_end_of_all_calendars_a_month_still_has_an_end() {
    let last = month(Timestamp::MAX, &TimeZone::UTC);
    assert!(last.to >= last.from);
    let first = quarter(Timestamp::MIN, &TimeZone::UTC);
    assert!(first.to > first.from);
}
