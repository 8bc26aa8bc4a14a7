//! Sources on the board, and against a collection of recorded requests where one is at hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use toml::Value;
use wail::domain::alert::{Alert, Severity, one_line};
use wail::domain::name::SourceName;
use wail::sources::{Request, SOURCES, Source, find};
use wail::store::{Chosen, TimelineQuery};

use crate::night::Night;

/// What a source whose alerts are errors unless they say otherwise makes of a body.
fn read(source: &Source, body: &[u8]) -> Vec<Alert> {
    let request = Request {
        source: &SourceName::from(source.name),
        severity: DEFAULT,
        received_at: Timestamp::from_second(1_793_674_800).unwrap(),
        body,
    };
    (source.parse)(&request).unwrap_or_else(|error| panic!("{}: {error}", source.name))
}

const DEFAULT: Severity = Severity::Error;

fn open(night: &mut Night) -> usize {
    let mut open = 0;
    night.read(|tx| tx.list(&Chosen::default(), |_| open += 1));
    open
}

fn entries(night: &mut Night) -> usize {
    let mut entries = 0;
    night.read(|tx| tx.timeline(TimelineQuery::After(0), |_| entries += 1));
    entries
}

fn hears_all(night: Night, alerts: &[Alert]) -> Night {
    alerts.iter().fold(night, Night::hears)
}

#[test]
fn a_sample_opens_one_incident_and_its_end_closes_it_and_either_twice_changes_nothing() {
    for source in SOURCES {
        let [firing, resolved] = [source.samples.firing, source.samples.resolved]
            .map(|sample| read(source, sample.as_bytes()));
        let mut night = hears_all(Night::new(), &firing);
        assert_eq!(open(&mut night), 1, "{}", source.name);
        let told = entries(&mut night);
        let mut night = hears_all(night, &firing);
        assert_eq!((open(&mut night), entries(&mut night)), (1, told), "{}", source.name);
        let mut night = hears_all(night, &resolved);
        assert_eq!(open(&mut night), 0, "{}", source.name);
        let incident = night.incident(1).unwrap();
        assert!(!incident.is_open(), "{}", source.name);
        let mut night = hears_all(night, &resolved);
        let pages = night.pages(1).len();
        let mut night = hears_all(night, &firing);
        assert_eq!(open(&mut night), 0, "{}: a late copy", source.name);
        assert_eq!(night.pages(1).len(), pages, "{}", source.name);
        assert!(night.incident(2).is_none(), "{}", source.name);
    }
}

/// The directory that `WAIL_PAYLOADS` names has one folder a system, with requests and a
/// `META.toml` that says what a reader of the system's documentation expects of each.
#[test]
#[expect(clippy::disallowed_methods, reason = "the collection lies wherever the tester has it")]
fn recorded_requests_are_read_as_their_senders_document_them() {
    let Some(collection) = std::env::var_os("WAIL_PAYLOADS").map(PathBuf::from) else { return };
    let mut checked = 0;
    let mut faults = Vec::new();
    for source in SOURCES {
        let folder = collection.join(source.name);
        if let Ok(about) = fs::read_to_string(folder.join("META.toml")) {
            let about: Value = toml::from_str(&about).unwrap();
            checked += check_system(source, &folder, &about, &mut faults);
        }
    }
    assert!(checked > 0, "{} has nothing of what we understand", collection.display());
    assert!(faults.is_empty(), "{checked} requests\n{}", faults.join("\n"));
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

fn tables<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Every text that `field` or `field_any` allows; none if neither is there.
fn allowed<'a>(expected: &'a Value, field: &str) -> Vec<&'a str> {
    let any = tables(expected, &format!("{field}_any")).iter().filter_map(Value::as_str);
    text(expected, field).into_iter().chain(any).collect()
}

fn check_system(source: &Source, folder: &Path, about: &Value, faults: &mut Vec<String>) -> usize {
    let mut read_of: BTreeMap<&str, Vec<Alert>> = BTreeMap::new();
    let mut identities: BTreeMap<String, String> = BTreeMap::new();
    for payload in tables(about, "payload") {
        let file = text(payload, "file").unwrap();
        if text(payload, "disposition") != Some("alerts") {
            continue;
        }
        let body = fs::read(folder.join(file)).unwrap();
        let alerts = read(source, &body);
        let expectations = tables(payload, "expect");
        if alerts.len() != expectations.len() {
            faults.push(format!(
                "{file}: {} alerts instead of {}",
                alerts.len(),
                expectations.len()
            ));
        }
        for (alert, expected) in alerts.iter().zip(expectations) {
            let mut fault = |what: &str| faults.push(format!("{file}: {what}: {alert:?}"));
            check_alert(alert, expected, &mut fault);
            let Some(key) = text(expected, "dedup_key") else { continue };
            let ours = alert.fingerprint.as_str().to_owned();
            let known = identities.entry(key.to_owned()).or_insert_with(|| ours.clone());
            if *known != ours {
                fault("the same problem has two identities");
            }
        }
        read_of.insert(file, alerts);
    }
    let mut ours: Vec<&String> = identities.values().collect();
    ours.sort();
    ours.dedup();
    if ours.len() != identities.len() {
        faults.push(format!("{}: two problems share an identity", source.name));
    }
    for pair in tables(about, "pair") {
        let [fire, resolve] = ["fire", "resolve"].map(|field| &read_of[text(pair, field).unwrap()]);
        if fire[0].fingerprint != resolve[0].fingerprint {
            faults.push(format!("{}: {pair} do not meet", source.name));
        }
    }
    read_of.len()
}

fn check_alert(alert: &Alert, expected: &Value, fault: &mut impl FnMut(&str)) {
    let status = allowed(expected, "status");
    if !status.is_empty() && !status.contains(&alert.signal.word()) {
        fault("status");
    }
    let severity = allowed(expected, "severity");
    let is_right = if severity.is_empty() {
        alert.severity == DEFAULT
    } else {
        severity.contains(&alert.severity.word())
    };
    if !is_right {
        fault("severity");
    }
    let titles = allowed(expected, "title");
    if !titles.is_empty() && !titles.iter().any(|title| one_line(title) == alert.summary) {
        fault("title");
    }
    let links = allowed(expected, "url");
    let link = alert.link.as_deref().unwrap_or_default();
    if !links.is_empty() && !links.contains(&link) {
        fault("url");
    }
    for (field, ours) in [("started_at", alert.started_at), ("ended_at", alert.ended_at)] {
        let Some(expected) = text(expected, field) else { continue };
        let expected: Timestamp = expected.parse().unwrap();
        if ours.is_none_or(|at| at.as_second() != expected.as_second()) {
            fault(field);
        }
    }
}

#[test]
fn a_fault_in_the_collection_would_be_found() {
    let source = find("alertmanager").unwrap();
    let alert = &read(source, source.samples.firing.as_bytes())[0];
    let told = |expected: &str| {
        let mut told = Vec::new();
        let expected: Value = toml::from_str(expected).unwrap();
        check_alert(alert, &expected, &mut |what| told.push(what.to_owned()));
        told
    };
    let right = "severity = 'critical'\ntitle = 'the primary database does not answer'\n";
    assert!(told(right).is_empty());
    let wrong = "severity = 'info'\ntitle = 'x'\nstatus = 'resolved'\nurl = ''\n\
                 started_at = '2020-01-01T00:00:00Z'";
    assert_eq!(told(wrong), ["status", "severity", "title", "url", "started_at"]);
}
