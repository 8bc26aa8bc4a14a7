//! Kinds of events, and several of them in one request.

use super::SOURCE;
use crate::domain::alert::{Severity, Signal};
use crate::sources::Sample;
use crate::sources::tests::{read, read_as};
use crate::sources::{Alert, Reading};

fn told(kind: &str) -> Reading {
    let body = format!(
        "{{\"event\":{{\"event_type\":\"{kind}\",\"occurred_at\":\"2026-03-08T02:31:00Z\",\"data\":\
         {{\"id\":\"Q1\",\"urgency\":\"low\",\"created_at\":\"2026-03-08T02:11:00Z\"}}}}}}"
    );
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

fn one(kind: &str) -> Alert {
    told(kind).alerts()[0].clone()
}

#[test]
fn the_kind_of_an_event_is_the_state() {
    assert_eq!(one("incident.triggered").signal, Signal::Firing);
    assert_eq!(one("incident.unacknowledged").signal, Signal::Firing);
    assert_eq!(one("incident.acknowledged").signal, Signal::Acknowledged);
    assert_eq!(one("incident.resolved").signal, Signal::Resolved);
    for kind in ["incident.annotated", "incident.escalated", "service.updated", "x"] {
        assert!(matches!(told(kind), Reading::Ignored(_)), "{kind}");
    }
    assert!(matches!(told("pagey.ping"), Reading::Test(_)));
}

#[test]
fn an_incident_that_is_opened_again_is_no_copy_of_its_beginning() {
    assert!(one("incident.resolved").started_at.is_some());
    assert_eq!(one("incident.reopened").started_at, None);
    assert_eq!(one("incident.reopened").severity, Severity::Warning);
}

#[test]
fn messages_are_told_in_their_order_and_those_without_a_state_are_left_out() {
    let body = r#"{"messages":[
        {"event":"incident.trigger","incident":{"id":"Q1","title":"x"}},
        {"event":"incident.delegate","incident":{"id":"Q1"}},
        {"event":"incident.trigger","incident":{}},
        {"type":"incident.resolve","data":{"incident":{"id":"Q1"}}}]}"#;
    let reading = read(&SOURCE, Sample::json(body)).unwrap();
    let signals: Vec<Signal> = reading.alerts().iter().map(|alert| alert.signal).collect();
    assert_eq!(signals, [Signal::Firing, Signal::Resolved]);
    assert_eq!(reading.alerts()[0].fingerprint, reading.alerts()[1].fingerprint);
}
