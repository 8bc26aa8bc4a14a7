//! The three ways in which events come, and which of them are about the same problem.

use super::*;
use crate::domain::alert::{Alert, Signal};
use crate::sources::Sample;
use crate::sources::tests::read;

fn alerts(sample: Sample) -> Vec<Alert> {
    read(&SOURCE, sample).unwrap().alerts().to_vec()
}

const HEADERS: &[(&str, &str)] = &[
    ("ce-type", "org.example.queue.alert.raised.v1"),
    ("ce-source", "https://monitor.example.org/probes"),
    ("ce-subject", "queue/orders"),
    ("ce-time", "2026-03-08T02:11:00.5Z"),
];

#[test]
fn the_same_event_in_headers_and_in_json_is_the_same_alert() {
    let in_json = alerts(SOURCE.samples.firing);
    let mut in_headers = alerts(Sample::json("{\"summary\":\"41200 orders wait\"}").with(HEADERS));
    assert_eq!(in_headers[0].fingerprint, in_json[0].fingerprint);
    assert_eq!(in_headers[0].started_at, in_json[0].started_at);
    assert_eq!(in_headers.remove(0).summary, in_json[0].summary);
}

#[test]
fn an_event_in_headers_needs_no_data() {
    for body in ["", "not JSON"] {
        let alerts = alerts(Sample::json(body).with(HEADERS));
        assert_eq!(alerts[0].summary, "org.example.queue.alert.raised.v1", "{body}");
    }
}

#[test]
fn a_batch_is_read_in_order_and_an_empty_one_is_an_error() {
    let batch = r#"[
        {"specversion":"1.0","id":"1","source":"s","type":"x.alert.opened","subject":"a"},
        {"specversion":"1.0","id":"2","source":"s","type":"x.alert.updated","subject":"a"},
        {"specversion":"1.0","id":"3","source":"s","type":"x.alert.closed","subject":"a"},
        {"specversion":"1.0","id":"4","source":"s","type":"x.alert.opened","subject":"b"}
    ]"#;
    let alerts = alerts(Sample::json(batch));
    let signals: Vec<Signal> = alerts.iter().map(|alert| alert.signal).collect();
    assert_eq!(signals, [Signal::Firing, Signal::Resolved, Signal::Firing]);
    assert_eq!(alerts[0].fingerprint, alerts[1].fingerprint);
    assert_ne!(alerts[0].fingerprint, alerts[2].fingerprint);
    assert!(read(&SOURCE, Sample::json("[]")).is_err());
}

#[test]
fn data_may_be_json_in_a_text() {
    let event =
        r#"{"specversion":"1.0","source":"s","type":"x.alert","data":"{\"summary\":\"full\"}"}"#;
    assert_eq!(alerts(Sample::json(event))[0].summary, "full");
}
