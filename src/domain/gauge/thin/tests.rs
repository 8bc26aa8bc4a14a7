//! What stays of readings.

use proptest::prelude::*;

use super::*;

fn reading(second: i64, value: f64) -> Reading {
    Reading { at: Timestamp::from_second(second).unwrap(), value, max: 100.0 }
}

#[test]
fn stretches_begin_on_the_clock() {
    let at: Timestamp = "2026-03-08T03:12:59.9Z".parse().unwrap();
    let starts = Grain::ALL.map(|grain| grain.start(at).to_string());
    assert_eq!(starts, ["2026-03-08T03:12:00Z", "2026-03-08T03:00:00Z", "2026-03-08T00:00:00Z"]);
    let before: Timestamp = "1969-12-31T23:59:59Z".parse().unwrap();
    assert_eq!(Grain::Day.start(before).to_string(), "1969-12-31T00:00:00Z");
}

#[test]
fn a_reading_of_the_same_instant_replaces_the_one_before() {
    let stretch = Stretch::of(reading(10, 90.0)).with(reading(10, 9.0));
    assert_eq!(stretch, Stretch::of(reading(10, 9.0)));
}

#[test]
fn of_every_time_what_is_known_most_finely_stays() {
    let of = |seconds: &[i64]| -> Vec<Stretch> {
        seconds.iter().map(|second| Stretch::of(reading(*second, 1.0))).collect()
    };
    let days = of(&[0, 86_400, 2 * 86_400]);
    let hours = of(&[86_400 + 3600, 2 * 86_400, 2 * 86_400 + 3600]);
    let minutes = of(&[2 * 86_400 + 3660, 2 * 86_400 + 3720]);
    let found = together(&minutes, &hours, &days);
    let seconds: Vec<i64> = found.iter().map(|stretch| stretch.first.at.as_second()).collect();
    assert_eq!(seconds, [0, 86_400, 90_000, 172_800, 176_400, 176_460, 176_520]);
    assert_eq!(together(&[], &[], &days), days);
}

proptest! {
    #[test]
    fn the_order_in_which_readings_come_changes_nothing(
        values in prop::collection::btree_map(0..3600i64, -1e6..1e6f64, 1..20),
    ) {
        let stretch = |readings: Vec<(i64, f64)>| {
            let mut readings = readings.into_iter().map(|(at, value)| reading(at, value));
            let first = Stretch::of(readings.next().unwrap());
            readings.fold(first, Stretch::with)
        };
        let forwards: Vec<(i64, f64)> = values.into_iter().collect();
        let backwards = forwards.iter().rev().copied().collect();
        prop_assert_eq!(stretch(forwards.clone()), stretch(backwards));
        let whole = stretch(forwards);
        prop_assert!(whole.low <= whole.first.value.min(whole.last.value));
        prop_assert!(whole.high >= whole.first.value.max(whole.last.value));
    }
}
