//! What is an incident, how grave it is, and what is planned.

use super::*;
use crate::domain::alert::Alert;
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn reading(body: &str) -> Reading {
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

fn incident(status: &str) -> Reading {
    let body =
        format!("{{\"incident\":{{\"id\":\"7\",\"status\":\"{status}\",\"impact\":\"none\"}}}}");
    reading(&body)
}

#[test]
fn an_incident_lasts_until_it_is_resolved_and_maintenance_is_none() {
    for status in ["investigating", "identified", "monitoring"] {
        assert_eq!(incident(status).alerts()[0].signal, Signal::Firing, "{status}");
    }
    for status in ["resolved", "postmortem"] {
        assert_eq!(incident(status).alerts()[0].signal, Signal::Resolved, "{status}");
    }
    for status in ["scheduled", "in_progress", "verifying", "completed"] {
        assert_eq!(incident(status).disposition(), "ignored", "{status}");
    }
}

#[test]
fn an_impact_of_none_is_as_grave_as_one_that_nobody_states() {
    let alert = incident("investigating").alerts()[0].clone();
    assert_eq!(alert.severity_word.as_deref(), Some("none"));
    assert_eq!(alert.severity, Severity::Error);
}

#[test]
fn a_component_is_a_problem_of_its_own_as_grave_as_its_state() {
    let component = |status: &str| -> Alert {
        let body = format!("{{\"component\":{{\"id\":\"7\",\"status\":\"{status}\"}}}}");
        reading(&body).alerts()[0].clone()
    };
    for (status, severity) in [
        ("degraded_performance", Severity::Warning),
        ("partial_outage", Severity::Error),
        ("major_outage", Severity::Critical),
        ("under_maintenance", Severity::Info),
    ] {
        let alert = component(status);
        assert_eq!((alert.signal, alert.severity), (Signal::Firing, severity), "{status}");
    }
    assert_eq!(component("operational").signal, Signal::Resolved);
    let incident = incident("investigating").alerts()[0].fingerprint.clone();
    assert_ne!(component("operational").fingerprint, incident);
}
