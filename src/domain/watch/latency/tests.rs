//! Times are told within a fifth, whatever was added in which order.

use proptest::prelude::*;

use super::*;

fn of(micros: &[i64]) -> Latencies {
    let mut latencies = Latencies::default();
    for micros in micros {
        latencies.add(SignedDuration::from_micros(*micros));
    }
    latencies
}

#[test]
fn a_latency_is_told_by_its_quantiles() {
    let mut times = vec![12_000; 94];
    times.extend([90_000; 5]);
    times.push(2_000_000);
    let latency = of(&times).latency().unwrap();
    assert_eq!(latency.looks, 100);
    let between = |time: SignedDuration, least, most| {
        assert!((least..=most).contains(&time.as_millis()), "{time:?}");
    };
    between(latency.median, 12, 14);
    between(latency.p95, 90, 108);
    between(latency.p99, 90, 108);
    assert_eq!(of(&[]).latency(), None);
}

#[test]
fn hours_and_days_begin_where_they_do() {
    let at: Timestamp = "2026-11-28T22:15:20Z".parse().unwrap();
    assert_eq!(hour_of(at).to_string(), "2026-11-28T22:00:00Z");
    assert_eq!(day_of(at).to_string(), "2026-11-28T00:00:00Z");
}

#[test]
fn what_is_no_such_text_is_not_read() {
    for text in ["x", "1", "1:x", "99:1", "-1:1"] {
        assert_eq!(Latencies::read(text), None, "{text}");
    }
    assert_eq!(Latencies::read("").unwrap(), Latencies::default());
}

proptest! {
    #[test]
    fn a_time_is_told_within_a_fifth(micros in 100_i32..86_000_000) {
        let told = of(&[micros.into()]).latency().unwrap().median.as_secs_f64() * 1e6;
        let micros = f64::from(micros);
        prop_assert!(told >= micros * 0.999 && told <= micros * 1.201, "{micros} {told}");
    }

    #[test]
    fn kept_and_merged_is_as_if_it_had_been_added(
        one in prop::collection::vec(0_i64..200_000_000, 0..50),
        other in prop::collection::vec(0_i64..200_000_000, 0..50),
    ) {
        let mut merged = Latencies::read(&of(&one).text()).unwrap();
        merged.merge(&of(&other));
        let all = of(&[one, other].concat());
        prop_assert_eq!(merged.latency(), all.latency());
        prop_assert_eq!(merged.text(), all.text());
    }
}
