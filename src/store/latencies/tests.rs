//! Hours are kept, then become part of their day, then go.

use super::*;
use crate::store::Store;

fn at(hour: i64) -> Timestamp {
    // The beginning of a day.
    Timestamp::from_second(1_799_971_200 + hour * 3600).unwrap()
}

fn of(milliseconds: &[i64]) -> Latencies {
    let mut latencies = Latencies::default();
    for milliseconds in milliseconds {
        latencies.add(SignedDuration::from_millis(*milliseconds));
    }
    latencies
}

#[test]
fn hours_become_part_of_their_day_and_nothing_is_lost_by_it() {
    let name = MonitorName::from("shop");
    let mut store = Store::in_memory().unwrap();
    let counted = store.write(|tx| {
        for hour in 0..100 {
            tx.add_latencies(&name, at(hour), &of(&[10, 20]))?;
            tx.add_latencies(&name, at(hour), &of(&[30]))?;
        }
        let hours = tx.kept_latencies(&name, HOUR, at(0), Timestamp::MAX)?.len();
        let days = tx.kept_latencies(&name, DAY, at(0), Timestamp::MAX)?.len();
        Ok((hours, days, tx.latencies(&name, at(0))?, tx.latencies(&name, at(98))?))
    });
    let counted: Result<_> = counted;
    let (hours, days, all, last) = counted.unwrap();
    assert_eq!((hours, days), (49, 3));
    assert_eq!(all.latency().unwrap().looks, 300);
    assert_eq!(last.latency().unwrap().looks, 9);
}

#[test]
fn days_go_after_a_year_and_a_month() {
    let name = MonitorName::from("shop");
    let mut store = Store::in_memory().unwrap();
    let days = store.write(|tx| {
        for day in 0..450 {
            tx.add_latencies(&name, at(day * 24), &of(&[10]))?;
        }
        Ok(tx.kept_latencies(&name, DAY, at(0), Timestamp::MAX)?.len())
    });
    let days: Result<usize> = days;
    assert!((390..=397).contains(&days.unwrap()));
}
