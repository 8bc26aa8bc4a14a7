//! What the words of a type say.

use super::*;
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn reading(kind: &str, data: &str) -> Reading {
    let body =
        format!("{{\"type\":\"{kind}\",\"timestamp\":\"2026-03-08T02:11:00Z\",\"data\":{data}}}");
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

fn signal(kind: &str, data: &str) -> Signal {
    reading(kind, data).alerts()[0].signal
}

#[test]
fn the_last_word_of_the_type_is_the_state_and_wins_over_the_data() {
    for (kind, expected) in [
        ("incident.created", Signal::Firing),
        ("incident.resolved", Signal::Resolved),
        ("incident_acknowledged", Signal::Acknowledged),
        ("org.example.alert.closed.v2", Signal::Resolved),
        ("monitor:down", Signal::Firing),
    ] {
        assert_eq!(signal(kind, "{\"status\":\"open\"}"), expected, "{kind}");
    }
}

#[test]
fn without_such_a_word_the_data_says_the_state_and_without_both_it_is_a_problem() {
    assert_eq!(signal("incident.updated", "{\"status\":\"resolved\"}"), Signal::Resolved);
    assert_eq!(signal("incident.severity", "{\"state\":\"acknowledged\"}"), Signal::Acknowledged);
    assert_eq!(signal("incident.escalated", "{}"), Signal::Firing);
}

#[test]
fn an_update_without_a_state_and_a_test_are_no_alerts() {
    assert_eq!(reading("incident.updated", "{\"id\":1}").disposition(), "ignored");
    assert_eq!(reading("webhook.test", "{}").disposition(), "test");
}

#[test]
fn what_is_opened_again_begins_when_that_is_said() {
    let began = |kind: &str| {
        let reading = reading(kind, "{\"id\":1,\"created_at\":\"2026-03-07T00:00:00Z\"}");
        reading.alerts()[0].started_at.unwrap().to_string()
    };
    assert_eq!(began("incident.opened"), "2026-03-07T00:00:00Z");
    assert_eq!(began("incident.reopened"), "2026-03-08T02:11:00Z");
}

#[test]
fn without_a_name_in_the_data_what_the_type_is_about_is_the_identity() {
    let of = |kind: &str, data: &str| reading(kind, data).alerts()[0].fingerprint.clone();
    assert_eq!(of("backup.failed", "{}"), of("backup.succeeded", "null"));
    assert_ne!(of("backup.failed", "{}"), of("export.failed", "{}"));
    assert_ne!(of("backup.failed", "{\"id\":1}"), of("backup.failed", "{\"id\":2}"));
}
