//! What each kind is asked, when its answers are whole, and what they come to.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::alert::{Severity, Signal};
use crate::domain::name::SourceName;
use crate::sources::{Grades, Head, LIST, Reading, SOURCES};

fn list(kind: &str) -> List {
    match find(kind).unwrap().way {
        Way::List(list) => list,
        Way::Stream(_) => panic!("{kind} is a stream"),
    }
}

/// What a source of that kind makes of a list that was made of those answers.
fn read(kind: &str, answers: &[Value]) -> Result<Vec<Alert>, ParseError> {
    let body = joined(answers.iter().map(|answer| answer.to_string().into_bytes()).collect());
    let (source, grades) = (SourceName::from("there"), Grades::new(Severity::Error));
    let received_at = Timestamp::from_second(1_793_674_800).unwrap();
    let head = Head { method: Some(LIST), path: "/", ..Head::default() };
    let (source, grades) = (&source, &grades);
    let request = Request { source, grades, map: None, received_at, head, body: &body };
    let source = SOURCES.iter().find(|source| source.name == kind).unwrap();
    Ok(match source.read(&request)? {
        Reading::Alerts(alerts) => alerts,
        other => panic!("{other:?}"),
    })
}

fn path(step: &Step) -> &str {
    match step {
        Step::Ask(question) => &question.path,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_kind_is_a_source_and_the_table_is_sorted() {
    let kinds: Vec<&str> = POLLED.iter().map(|polled| polled.kind).collect();
    let sorted: Vec<&str> = kinds.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!(kinds, sorted);
    for kind in kinds {
        assert!(SOURCES.iter().any(|source| source.name == kind), "{kind}");
    }
    assert!(find("zabbix").is_none());
}

#[test]
fn an_alertmanager_is_asked_once_and_what_is_suppressed_is_not_open() {
    let alert = |name: &str, state: &str| {
        json!({"labels": {"alertname": name, "severity": "critical", "job": "shop"},
            "annotations": {"summary": "it is down"}, "startsAt": "2026-11-03T02:50:00.000Z",
            "endsAt": "2026-11-03T03:10:00.000Z", "updatedAt": "2026-11-03T02:59:00.000Z",
            "fingerprint": name, "receivers": [{"name": "wail"}],
            "status": {"state": state, "silencedBy": [], "inhibitedBy": []}})
    };
    let answer = json!([alert("a", "active"), alert("b", "suppressed"), alert("c", "unprocessed")]);
    for kind in ["alertmanager", "grafana"] {
        let List { next, .. } = list(kind);
        assert!(path(&next(&[])).contains("/api/v2/alerts?"), "{kind}");
        assert_eq!(next(std::slice::from_ref(&answer)), Step::Whole);
        assert!(matches!(next(&[json!({"message": "no"})]), Step::Refused(_)));
        let alerts = read(kind, std::slice::from_ref(&answer)).unwrap();
        let names: Vec<&str> = alerts.iter().map(|alert| alert.fingerprint.as_str()).collect();
        assert_eq!(names, ["a", "c"]);
        let Alert { signal, severity, summary, ended_at, .. } = &alerts[0];
        assert_eq!((*signal, *severity, *ended_at), (Signal::Firing, Severity::Critical, None));
        assert_eq!(summary, "it is down");
        assert!(read(kind, &[json!([])]).unwrap().is_empty());
    }
}

#[test]
fn of_prometheus_what_fires_is_open_and_a_warning_makes_the_list_a_part() {
    let alert = |state: &str| {
        json!({"labels": {"alertname": "Down", "state": state}, "annotations": {}, "state": state,
            "activeAt": "2026-11-03T02:50:00Z", "value": "1e+00"})
    };
    let alerts = json!([alert("firing"), alert("pending"), alert("inactive")]);
    let answer = json!({"status": "success", "data": {"alerts": alerts}});
    let List { next, .. } = list("prometheus");
    assert_eq!(path(&next(&[])), "/api/v1/alerts");
    assert_eq!(next(std::slice::from_ref(&answer)), Step::Whole);
    let read = read("prometheus", std::slice::from_ref(&answer)).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].summary.as_str(), read[0].signal), ("Down", Signal::Firing));
    assert!(read[0].started_at.is_some());
    let mut part = answer;
    part["warnings"] = json!(["store-2 did not answer"]);
    assert_eq!(next(&[part]), Step::Part("store-2 did not answer".to_owned()));
    let error = json!({"status": "error", "errorType": "execution", "error": "no rules here"});
    assert_eq!(next(&[error]), Step::Refused("no rules here".to_owned()));
}

/// A page of that many items, from that one on.
fn page(items: &str, from: usize, number: usize) -> Value {
    let item = |at: usize| {
        json!({"id": format!("P{at}"), "status": "triggered", "title": format!("number {at}"),
            "message": format!("number {at}"), "urgency": "high", "priority": "P1",
            "created_at": "2026-11-03T02:50:00Z", "html_url": "https://example.org/P"})
    };
    json!({ items: (from..from + number).map(item).collect::<Vec<_>>() })
}

#[test]
fn pages_overlap_by_one_and_something_that_moved_is_noticed() {
    for (kind, items) in [("pagerduty-webhooks", "incidents"), ("opsgenie-webhook", "data")] {
        let List { next, .. } = list(kind);
        assert!(path(&next(&[])).contains("offset=0"), "{kind}");
        let (first, second) = (page(items, 0, 100), page(items, 99, 30));
        assert!(path(&next(std::slice::from_ref(&first))).ends_with("offset=99"), "{kind}");
        assert_eq!(next(&[first.clone(), second.clone()]), Step::Whole, "{kind}");
        let alerts = read(kind, &[first.clone(), second]).unwrap();
        let names: BTreeSet<&str> = alerts.iter().map(|it| it.fingerprint.as_str()).collect();
        assert_eq!(names.len(), 129, "{kind}");
        // Something on the first page was closed meanwhile: number 99 is on neither page.
        let moved = next(&[first.clone(), page(items, 100, 30)]);
        assert!(matches!(moved, Step::Part(_)), "{kind}: {moved:?}");
        assert!(matches!(next(&[first, page(items, 0, 0)]), Step::Part(_)), "{kind}");
        assert_eq!(next(&[page(items, 0, 0)]), Step::Whole, "{kind}");
        assert!(matches!(next(&[json!({"error": "no"})]), Step::Refused(_)), "{kind}");
    }
}

#[test]
fn a_list_without_end_is_a_part() {
    let List { next, .. } = list("pagerduty-webhooks");
    let mut answers = Vec::new();
    while let Step::Ask(_) = next(&answers) {
        answers.push(page("incidents", answers.len() * 99, 100));
    }
    assert_eq!(answers.len(), 40);
    assert!(matches!(next(&answers), Step::Part(_)));
}

#[test]
fn what_somebody_has_there_is_acknowledged() {
    let mut incidents = page("incidents", 0, 2);
    incidents["incidents"][1]["status"] = json!("acknowledged");
    incidents["incidents"][1]["urgency"] = json!("low");
    let read_incidents = read("pagerduty-webhooks", &[incidents]).unwrap();
    assert_eq!(read_incidents[0].signal, Signal::Firing);
    assert_eq!(read_incidents[1].signal, Signal::Acknowledged);
    assert_eq!(read_incidents[1].severity, Severity::Warning);
    let mut alerts = page("data", 0, 3);
    alerts["data"][1]["acknowledged"] = json!(true);
    alerts["data"][2]["snoozed"] = json!(true);
    let signals: Vec<Signal> =
        read("opsgenie-webhook", &[alerts]).unwrap().iter().map(|alert| alert.signal).collect();
    assert_eq!(signals, [Signal::Firing, Signal::Acknowledged, Signal::Acknowledged]);
}

fn nagios(query: &str, data: &Value) -> Value {
    json!({"format_version": 0, "result": {"query_time": 1_793_674_800_000_i64, "cgi": "statusjson.cgi",
        "query": query, "last_data_update": 1_793_674_795_000_i64, "type_code": 0,
        "type_text": "Success", "message": ""}, "data": {"selectors": {}, query: data}})
}

#[test]
fn nagios_is_asked_for_hosts_and_for_services() {
    let hosts = nagios(
        "hostlist",
        &json!({"db-1": {"name": "db-1", "status": "down",
        "state_type": "hard", "plugin_output": "no answer", "scheduled_downtime_depth": 0,
        "problem_has_been_acknowledged": false, "last_hard_state_change": 1_793_674_700_000_i64}}),
    );
    let service = |state: &str, kind: &str, downtimes: u8, is_taken: bool| {
        json!({"host_name": "web-1", "description": "x", "status": state, "state_type": kind,
            "plugin_output": "98 %", "scheduled_downtime_depth": downtimes,
            "problem_has_been_acknowledged": is_taken, "last_hard_state_change": 0})
    };
    let services = nagios(
        "servicelist",
        &json!({"web-1": {
        "disk": service("critical", "hard", 0, false), "load": service("warning", "hard", 0, true),
        "soft": service("critical", "soft", 0, false), "meant": service("critical", "hard", 1, false),
        "fine": service("ok", "hard", 0, false)}}),
    );
    let List { next, .. } = list("nagios");
    assert!(path(&next(&[])).contains("query=hostlist"));
    assert!(path(&next(std::slice::from_ref(&hosts))).contains("query=servicelist"));
    assert_eq!(next(&[hosts.clone(), services.clone()]), Step::Whole);
    let alerts = read("nagios", &[hosts.clone(), services]).unwrap();
    let told: Vec<(&str, Signal, Severity)> =
        alerts.iter().map(|alert| (alert.summary.as_str(), alert.signal, alert.severity)).collect();
    assert_eq!(
        told,
        [
            ("db-1: no answer", Signal::Firing, Severity::Error),
            ("disk on web-1: 98 %", Signal::Firing, Severity::Critical),
            ("load on web-1: 98 %", Signal::Acknowledged, Severity::Warning),
        ]
    );
    let mut old = hosts;
    old["result"]["last_data_update"] = json!(1_793_674_000_000_i64);
    let why = "Nagios has not written its state for 13 minutes";
    assert_eq!(next(&[old]), Step::Refused(why.to_owned()));
    assert!(matches!(next(&[json!({"result": {"type_code": 4}})]), Step::Refused(_)));
}

#[test]
fn icinga_is_asked_for_hosts_and_for_services() {
    let object = |kind: &str, attrs: Value| json!({"type": kind, "name": "x", "attrs": attrs});
    let hosts = json!({"results": [object("Host", json!({"name": "db-1", "state": 1.0, "state_type": 1.0,
        "acknowledgement": 0.0, "downtime_depth": 0.0, "last_hard_state_change": 1_793_674_700.25,
        "last_check_result": {"output": "no answer"}}))]});
    let service = |name: &str, state: f64, taken: f64| {
        object(
            "Service",
            json!({"name": name,
        "host_name": "web-1", "state": state, "state_type": 1.0, "acknowledgement": taken,
        "downtime_depth": 0.0, "last_check_result": {"output": "98 %"}}),
        )
    };
    let services = json!({"results": [service("disk", 2.0, 0.0), service("load", 1.0, 1.0)]});
    let List { next, .. } = list("icinga");
    let Step::Ask(question) = next(&[]) else { panic!("it asks") };
    assert_eq!(question.path, "/v1/objects/hosts");
    let body: Value = serde_json::from_str(&question.body.unwrap()).unwrap();
    assert!(body["filter"].as_str().unwrap().starts_with("host.state!=0"), "{body}");
    assert!(question.headers.contains(&("x-http-method-override", "GET")));
    assert_eq!(path(&next(std::slice::from_ref(&hosts))), "/v1/objects/services");
    assert_eq!(next(&[hosts.clone(), services.clone()]), Step::Whole);
    let alerts = read("icinga", &[hosts, services]).unwrap();
    let told: Vec<(&str, Signal)> =
        alerts.iter().map(|alert| (alert.summary.as_str(), alert.signal)).collect();
    assert_eq!(
        told,
        [
            ("db-1: no answer", Signal::Firing),
            ("disk on web-1: 98 %", Signal::Firing),
            ("load on web-1: 98 %", Signal::Acknowledged),
        ]
    );
    let error = json!({"error": 404, "status": "No objects found."});
    assert_eq!(next(&[error]), Step::Refused("No objects found.".to_owned()));
}

#[test]
fn a_stream_is_followed_from_a_place_that_cannot_change_the_question() {
    let Way::Stream(Stream { question, line }) = find("ntfy").unwrap().way else { panic!() };
    assert_eq!(question(None).path, "/json");
    assert_eq!(question(Some("hwQ2YpKdmg2")).path, "/json?since=hwQ2YpKdmg2");
    assert_eq!(question(Some("x&poll=1")).path, "/json");
    let open = br#"{"id":"a","time":1793674790,"event":"open","topic":"t"}"#;
    assert_eq!(line(open), Line::Begins("1793674790".to_owned()));
    assert_eq!(line(br#"{"id":"a","time":1,"event":"keepalive","topic":"t"}"#), Line::GoesOn);
    let said = br#"{"id":"hw","time":1,"event":"message","topic":"t","message":"x"}"#;
    assert_eq!(line(said), Line::Said("hw".to_owned()));
    for nonsense in [&b"<html>"[..], b"{}", br#"{"event":"message"}"#, b"7"] {
        assert_eq!(line(nonsense), Line::Nonsense);
    }
}

proptest! {
    #[test]
    fn whatever_a_kind_answers_is_whole_a_part_or_refused_and_never_a_panic(text in ".*") {
        let answer: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        for polled in POLLED {
            if let Way::List(List { next, .. }) = polled.way {
                for number in 1..4 {
                    drop(next(&vec![answer.clone(); number]));
                }
                drop(read(polled.kind, std::slice::from_ref(&answer)));
            }
        }
    }
}
