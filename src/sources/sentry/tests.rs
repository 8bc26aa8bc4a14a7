//! Kinds of hooks, with and without the header that names them.

use super::*;
use crate::sources::tests::read_as;

fn reading(body: &str) -> Reading {
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

fn issue(action: &str) -> Reading {
    reading(&format!(
        "{{\"action\":\"{action}\",\"data\":{{\"issue\":{{\"id\":\"5\",\"title\":\"x\",\
         \"firstSeen\":\"2026-03-08T02:11:00Z\"}}}}}}"
    ))
}

#[test]
fn an_issue_follows_its_actions_and_an_assignment_acknowledges_nothing() {
    for (action, expected) in [
        ("created", Signal::Firing),
        ("unresolved", Signal::Firing),
        ("resolved", Signal::Resolved),
        ("archived", Signal::Resolved),
    ] {
        assert_eq!(issue(action).alerts()[0].signal, expected, "{action}");
    }
    assert_eq!(issue("assigned").disposition(), "ignored");
}

#[test]
fn an_issue_that_is_open_again_has_not_begun_when_it_was_first_seen() {
    assert!(issue("created").alerts()[0].started_at.is_some());
    assert_eq!(issue("unresolved").alerts()[0].started_at, None);
}

#[test]
fn an_issue_alert_and_an_error_are_about_their_issue_and_a_metric_alert_is_not() {
    let fingerprint = |body: &str| reading(body).alerts()[0].fingerprint.clone();
    let issue = issue("created").alerts()[0].fingerprint.clone();
    assert_eq!(fingerprint("{\"data\":{\"event\":{\"issue_id\":5}}}"), issue);
    assert_eq!(fingerprint("{\"data\":{\"error\":{\"issue_id\":\"5\"}}}"), issue);
    assert_ne!(fingerprint("{\"data\":{\"metric_alert\":{\"id\":\"5\"}}}"), issue);
}

#[test]
fn the_plugin_of_old_needs_neither_header_nor_action() {
    let body = "{\"id\":\"5\",\"project\":\"shop\",\"message\":\"x\",\"level\":\"error\"}";
    let alert = reading(body).alerts()[0].clone();
    assert_eq!((alert.service.as_deref(), alert.summary.as_str()), (Some("shop"), "x"));
}

#[test]
fn a_hook_of_another_kind_is_no_alert() {
    let sample = Sample::json("").with(&[("Sentry-Hook-Resource", "installation")]);
    let body = "{\"action\":\"created\",\"data\":{\"installation\":{\"uuid\":\"u\"}}}";
    let reading = read_as(&SOURCE, sample, body.as_bytes()).unwrap();
    assert_eq!(reading.disposition(), "ignored");
}
