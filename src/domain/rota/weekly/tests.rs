//! Hours of the week by the clock of a zone.

use jiff::civil::{Time, Weekday, time};
use jiff::tz::{Offset, TimeZone};

use super::*;
use crate::domain::rota::Weekdays;

fn office(zone: TimeZone) -> WeeklyHours {
    let days: Weekdays = [Weekday::Monday, Weekday::Tuesday].into_iter().collect();
    let window = Window::Daily { days, from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) };
    WeeklyHours::new(&[window], zone)
}

#[test]
fn hours_are_read_from_the_clock_of_their_zone() {
    let berlin = TimeZone::fixed(Offset::constant(1));
    // 2026-11-02 is a Monday.
    for (at, is_in) in [
        ("2026-11-02T07:59:59Z", false),
        ("2026-11-02T08:00:00Z", true),
        ("2026-11-02T15:59:59Z", true),
        ("2026-11-02T16:00:00Z", false),
        ("2026-11-04T10:00:00Z", false),
    ] {
        assert_eq!(office(berlin.clone()).contain(at.parse().unwrap()), is_in, "{at}");
    }
    assert!(!office(TimeZone::UTC).contain("2026-11-02T08:00:00Z".parse().unwrap()));
}

#[test]
fn only_hours_that_leave_out_none_are_always() {
    let midnight = Time::midnight();
    let daily = |days| Window::Daily { days, from: midnight, to: midnight };
    assert!(WeeklyHours::new(&[daily(Weekdays::ALL)], TimeZone::UTC).are_always());
    assert!(!office(TimeZone::UTC).are_always());
    assert!(!WeeklyHours::new(&[], TimeZone::UTC).are_always());
}
