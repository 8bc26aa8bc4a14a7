//! How long a body takes to be read: run with `cargo bench --bench sources`.
//!
//! The bounds are those of a door that never becomes a queue: any sample in under 200 us, an error of
//! Sentry's of 72 KB in under 500 us, a thousand alerts of an Alertmanager in under 5 ms.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use std::hint::black_box;

use divan::Bencher;
use divan::counter::BytesCount;
use jiff::Timestamp;
use serde_json::{Value, json};
use wail::domain::alert::Severity;
use wail::domain::name::SourceName;
use wail::sources::{Entry, Grades, Head, Map, Part, Request, SOURCES, Sample, find};

fn main() {
    divan::main();
}

fn names() -> impl Iterator<Item = &'static str> {
    SOURCES.iter().map(|source| source.name)
}

fn names_of_those_that_resolve() -> impl Iterator<Item = &'static str> {
    let resolving = SOURCES.iter().filter(|source| source.samples.resolved.is_some());
    resolving.map(|source| source.name)
}

#[divan::bench(args = names())]
fn firing(bencher: Bencher<'_, '_>, name: &str) {
    sample(bencher, name, &find(name).unwrap().samples.firing);
}

#[divan::bench(args = names_of_those_that_resolve())]
fn resolved(bencher: Bencher<'_, '_>, name: &str) {
    sample(bencher, name, &find(name).unwrap().samples.resolved.unwrap());
}

fn sample(bencher: Bencher<'_, '_>, name: &str, sample: &Sample) {
    let source = SourceName::new(name.to_owned());
    let grades = Grades::new(Severity::Error);
    let map = map_of_the_samples();
    let map = (name == "map").then_some(&map);
    read(bencher, name, &Request { map, ..sample.request(&source, &grades, now()) });
}

#[divan::bench]
fn an_error_of_sentry_of_72_kb(bencher: Bencher<'_, '_>) {
    let body = error_of_sentry(72_000).to_string();
    assert!((71_000..75_000).contains(&body.len()));
    body_of(bencher, "sentry", &body);
}

#[divan::bench]
fn a_thousand_alerts_of_an_alertmanager(bencher: Bencher<'_, '_>) {
    body_of(bencher, "alertmanager", &alerts(1000).to_string());
}

#[divan::bench]
fn a_thousand_alerts_of_prometheus(bencher: Bencher<'_, '_>) {
    body_of(bencher, "prometheus", &alerts(1000)["alerts"].to_string());
}

fn body_of(bencher: Bencher<'_, '_>, name: &str, body: &str) {
    let source = SourceName::new(name.to_owned());
    let grades = Grades::new(Severity::Error);
    let head = Head { content_type: Some("application/json"), ..Head::default() };
    let body = body.as_bytes();
    let (source, grades, received_at) = (&source, &grades, now());
    read(bencher, name, &Request { source, grades, map: None, received_at, head, body });
}

fn read(bencher: Bencher<'_, '_>, name: &str, request: &Request<'_>) {
    let kind = find(name).unwrap();
    assert!(!kind.read(request).unwrap().alerts().is_empty());
    let bytes = BytesCount::new(request.body.len());
    bencher.counter(bytes).bench_local(|| kind.read(black_box(request)));
}

/// What somebody would write who gets the samples of `map`.
fn map_of_the_samples() -> Map {
    let parts = [
        (Part::Key, "sensor.id"),
        (Part::Severity, "priority"),
        (Part::Summary, "{{ sensor.name }} is {{ state }}: {{ celsius }}"),
        (Part::Link, "page"),
        (Part::At, "since"),
    ];
    let parts = parts.map(|(part, text)| (part, Entry::read(text).unwrap()));
    Map { parts: parts.into(), ..Map::default() }
}

fn now() -> Timestamp {
    Timestamp::from_second(1_793_674_800).unwrap()
}

/// An event as an issue alert carries it: frames with their lines around them, breadcrumbs, tags and
/// the request, up to so many bytes.
fn error_of_sentry(size: usize) -> Value {
    let frame = |number: usize| {
        json!({
            "abs_path": format!("/srv/shop/app/services/checkout_{number}.py"),
            "colno": null, "context_line": "        raise PaymentError(\"the gateway did not answer\")",
            "filename": format!("app/services/checkout_{number}.py"), "function": "charge",
            "in_app": number.is_multiple_of(3), "lineno": 40 + number, "module": "app.services.checkout",
            "pre_context": ["    def charge(self, order):", "        answer = self.gateway.post(order)"],
            "post_context": ["", "    def refund(self, order):"],
            "vars": {"order": "<Order 4711>", "self": "<Checkout>", "answer": "None", "tries": "3"},
        })
    };
    let crumb = |number: usize| {
        json!({
            "timestamp": 1_793_674_000 + number, "type": "http", "category": "httplib", "level": "info",
            "data": {"method": "GET", "status_code": 200, "url": format!("https://cart/{number}")},
        })
    };
    let (mut frames, mut crumbs) = (Vec::new(), Vec::new());
    let mut written = 1000;
    while written < size {
        let number = frames.len();
        let (frame, crumb) = (frame(number), crumb(number));
        written += frame.to_string().len() + crumb.to_string().len() + 2;
        frames.push(frame);
        crumbs.push(crumb);
    }
    json!({
        "action": "triggered",
        "data": {
            "event": {
                "event_id": "e4874d664c3540c1a32eab185f12c5ab", "issue_id": "1170820242",
                "title": "PaymentError: the gateway did not answer", "level": "error",
                "platform": "python", "project": 1, "environment": "production",
                "culprit": "app.services.checkout in charge", "datetime": "2026-11-03T02:59:00Z",
                "url": "https://sentry.io/api/0/projects/shop/checkout/events/e4874d66/",
                "web_url": "https://sentry.io/organizations/shop/issues/1170820242/events/e4874d66/",
                "exception": {"values": [{"type": "PaymentError", "stacktrace": {"frames": frames}}]},
                "breadcrumbs": {"values": crumbs},
                "tags": [["server_name", "web-1"], ["environment", "production"], ["level", "error"]],
                "request": {"method": "POST", "url": "https://shop/checkout", "headers": [["Host", "shop"]]},
                "_metrics": {"bytes.stored.event": size},
            },
            "triggered_rule": "payments fail",
        },
    })
}

fn alerts(number: usize) -> Value {
    let alert = |number: usize| {
        json!({
            "status": "firing",
            "labels": {
                "alertname": "InstanceDown", "instance": format!("node-{number}.example.org:9100"),
                "job": "node", "severity": "critical", "cluster": "eu-1", "team": "infrastructure",
            },
            "annotations": {
                "summary": format!("node-{number} is down"),
                "description": format!("node-{number} has not been scraped for more than 5 minutes"),
            },
            "startsAt": "2026-11-03T02:59:00.123456789Z", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.example.org:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
            "fingerprint": format!("{number:016x}"),
        })
    };
    json!({
        "version": "4", "groupKey": "{}:{alertname=\"InstanceDown\"}", "status": "firing",
        "receiver": "wail", "groupLabels": {"alertname": "InstanceDown"},
        "commonLabels": {"alertname": "InstanceDown"}, "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.org:9093", "truncatedAlerts": 0,
        "alerts": (0..number).map(alert).collect::<Vec<_>>(),
    })
}
