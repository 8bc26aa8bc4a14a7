//! Calendar arithmetic, held against jiff's.

use jiff::ToSpan;
use jiff::civil::datetime;
use proptest::prelude::*;

use super::*;

#[test]
fn seconds_are_counted_from_the_epoch() {
    assert_eq!(civil_second(datetime(1970, 1, 1, 0, 0, 0, 0)), 0);
    assert_eq!(civil_second(datetime(1969, 12, 31, 23, 59, 59, 999_000_000)), -1);
    assert_eq!(civil_second(datetime(2026, 1, 5, 9, 30, 15, 0)), 1_767_605_415);
}

#[test]
fn a_week_begins_on_monday() {
    assert_eq!(second_of_week(civil_second(datetime(2026, 1, 5, 0, 0, 0, 0))), 0);
    assert_eq!(second_of_week(civil_second(datetime(2026, 1, 4, 23, 59, 59, 0))), WEEK - 1);
    assert_eq!(second_of_week(civil_second(datetime(1912, 6, 24, 0, 0, 1, 0))), 1);
}

#[test]
fn a_set_of_weekdays_contains_what_was_put_in() {
    let weekend: Weekdays = [Weekday::Sunday, Weekday::Saturday].into_iter().collect();
    assert!(weekend.contains(Weekday::Saturday) && weekend.contains(Weekday::Sunday));
    assert!(!weekend.contains(Weekday::Friday) && !weekend.is_empty());
    assert!(Weekdays::default().is_empty());
    assert_eq!([Weekday::Monday; 7].into_iter().collect::<Weekdays>(), Weekdays(1));
}

fn dates() -> impl Strategy<Value = Date> {
    (-4_000_000..2_900_000_i64).prop_map(|days| date(1970, 1, 1).saturating_add(days.days()))
}

proptest! {
    #[test]
    fn months_are_those_of_the_calendar(date in dates()) {
        let month = month_of(day_number(date));
        prop_assert_eq!(month, i64::from(date.year()) * 12 + i64::from(date.month()) - 1);
        prop_assert_eq!(first_day_of(month), day_number(date.first_of_month()));
        let last = day_number(date.last_of_month());
        prop_assert_eq!(first_day_of(month + 1), last + 1);
    }

    #[test]
    fn weekdays_are_those_of_the_calendar(date in dates()) {
        let weekday = i64::from(date.weekday().to_monday_zero_offset());
        prop_assert_eq!(day_of_week(day_number(date)), weekday);
        prop_assert_eq!(second_of_week(day_number(date) * DAY + 59), weekday * DAY + 59);
    }
}
