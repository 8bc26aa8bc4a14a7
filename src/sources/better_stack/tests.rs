//! The states of an incident.

use super::*;
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn reading(kind: &str, attributes: &str) -> Reading {
    let body = format!(
        "{{\"data\":{{\"id\":\"7\",\"type\":\"{kind}\",\"attributes\":{{{attributes}}}}}}}"
    );
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

#[test]
fn the_status_is_the_state_and_without_it_the_times_are() {
    for (attributes, expected) in [
        ("\"status\":\"Started\",\"acknowledged_at\":\"2026-03-08T02:12:00Z\"", Signal::Firing),
        ("\"status\":\"Acknowledged\"", Signal::Acknowledged),
        ("\"status\":\"Resolved\"", Signal::Resolved),
        ("\"acknowledged_at\":\"2026-03-08T02:12:00Z\",\"resolved_at\":null", Signal::Acknowledged),
        ("\"resolved_at\":\"2026-03-08T02:33:00Z\"", Signal::Resolved),
        ("", Signal::Firing),
    ] {
        assert_eq!(reading("incident", attributes).alerts()[0].signal, expected, "{attributes}");
    }
}

#[test]
fn an_incident_that_is_being_checked_and_what_is_no_incident_change_nothing() {
    for status in ["Unconfirmed", "Validating"] {
        let reading = reading("incident", &format!("\"status\":\"{status}\""));
        assert_eq!(reading.disposition(), "ignored", "{status}");
    }
    assert_eq!(reading("on_call_calendar", "").disposition(), "ignored");
}
