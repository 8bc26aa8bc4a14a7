//! Duties: elapsed time, each person's on their own wall clock.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::super::{EraDraft, FIRST_TIER, RotaDraft, TurnUnit};
use super::*;

#[test]
fn each_person_has_nights_and_weekends_where_they_live() {
    let era = EraDraft {
        start: date(2026, 1, 5),
        handoff: time(0, 0, 0, 0),
        unit: TurnUnit::Day,
        length: 1,
        people: vec!["ana".into(), "bo".into()],
        turn_days: None,
    };
    let mut draft = RotaDraft::of_one_layer(TimeZone::UTC, era);
    draft.zones.insert("bo".into(), TimeZone::get("Asia/Tokyo").unwrap());
    draft.holidays = [date(2026, 1, 6), date(2026, 1, 7)].into();
    let rota = Rota::build(draft).unwrap();
    let (from, to) = ("2026-01-05T00:00:00Z", "2026-01-11T00:00:00Z");
    let duties = rota.duties(FIRST_TIER, from.parse().unwrap(), to.parse().unwrap());
    let hours = SignedDuration::from_hours;
    let ana = Duty {
        shifts: 3,
        total: hours(72),
        nights: hours(24),
        weekends: hours(0),
        holidays: hours(24),
    };
    // In Tokyo, bo's Friday ends at 15:00 UTC, in Saturday's stead; and so does each holiday.
    let bo = Duty { weekends: hours(9 + 24 - 9), holidays: hours(24), ..ana };
    assert_eq!(duties.get("ana"), Some(&ana));
    assert_eq!(duties.get("bo"), Some(&bo));
}
