//! Recorded requests of many systems, where a collection of them is at hand.
//!
//! The directory that `WAIL_PAYLOADS` names has one folder a system, with requests and a `META.toml`
//! that says what a reader of the system's documentation expects of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use toml::Value;
use wail::domain::alert::{Alert, Severity, one_line};
use wail::domain::name::SourceName;
use wail::sources::{Grades, Head, ParseError, Reading, Request, Source, find};

const DEFAULT: Severity = Severity::Error;

/// Where the collection lies, if the tester has one.
#[expect(clippy::disallowed_methods, reason = "it lies wherever the tester has it")]
pub(crate) fn collection() -> Option<PathBuf> {
    std::env::var_os("WAIL_PAYLOADS").map(PathBuf::from)
}

/// The folders of the systems in it, by name.
pub(crate) fn systems(collection: &Path) -> Vec<PathBuf> {
    let mut systems: Vec<PathBuf> =
        fs::read_dir(collection).unwrap().map(|entry| entry.unwrap().path()).collect();
    systems.retain(|folder| folder.join("META.toml").exists());
    systems.sort();
    systems
}

/// The systems that nobody has written a reader for, or a reader under another name: none.
const UNREAD: [&str; 0] = [];

#[test]
fn recorded_requests_are_read_as_their_senders_document_them() {
    let Some(collection) = collection() else { return };
    let systems = systems(&collection);
    let mut table = String::new();
    let mut faults = Vec::new();
    for folder in &systems {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let about: Value =
            toml::from_str(&fs::read_to_string(folder.join("META.toml")).unwrap()).unwrap();
        let found = match find(name) {
            Some(source) => check_system(source, folder, &about),
            None if UNREAD.contains(&name) => continue,
            None => vec![format!("{name}: there is no such source")],
        };
        let payloads = tables(&about, "payload").len();
        let outcome = if found.is_empty() { "passes" } else { "FAILS" };
        writeln!(table, "{name:<24} {payloads:>2} {outcome}").unwrap();
        faults.extend(found);
    }
    #[expect(clippy::print_stdout, reason = "whoever runs it with a collection wants the table")]
    {
        println!("{table}");
    }
    assert!(systems.len() > 50, "{} has too little", collection.display());
    assert!(faults.is_empty(), "{table}\n{}", faults.join("\n"));
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

pub(crate) fn tables<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Every text that `field` or `field_any` allows; none if neither is there.
fn allowed<'a>(expected: &'a Value, field: &str) -> Vec<&'a str> {
    let any = tables(expected, &format!("{field}_any")).iter().filter_map(Value::as_str);
    text(expected, field).into_iter().chain(any).collect()
}

/// What a source makes of a recorded request that arrives then.
pub(crate) fn read(
    source: &Source,
    folder: &Path,
    about: &Value,
    payload: &Value,
    received_at: Timestamp,
) -> Result<Reading, ParseError> {
    let file = text(payload, "file").unwrap();
    let recorded = fs::read(folder.join(file)).unwrap();
    let extension = Path::new(file).extension().and_then(|it| it.to_str());
    let is_query = extension == Some("query");
    let said = |field: &str| text(payload, field).or_else(|| text(about, field));
    let headers = payload.get("headers").and_then(Value::as_table);
    let headers = headers.into_iter().flatten();
    let query = if is_query { String::from_utf8(recorded.clone()).unwrap() } else { String::new() };
    let (content_type, method) = (said("content_type"), said("method"));
    let is_form = extension == Some("form");
    let head = Head {
        method: method.filter(|method| *method == "GET" || *method == "PUT"),
        path: text(payload, "path").unwrap_or_default(),
        query: text(payload, "query").unwrap_or(query.trim_end()),
        content_type: if is_form {
            Some("application/x-www-form-urlencoded")
        } else {
            content_type
        },
        headers: headers
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
            .collect(),
    };
    let body: &[u8] = if is_query { &[] } else { &recorded };
    let name = SourceName::from(source.name);
    let grades = Grades::new(DEFAULT);
    source.read(&Request { source: &name, grades: &grades, map: None, received_at, head, body })
}

fn check_system(source: &Source, folder: &Path, about: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut read_of: BTreeMap<&str, Vec<Alert>> = BTreeMap::new();
    let mut identities: BTreeMap<String, String> = BTreeMap::new();
    for payload in tables(about, "payload") {
        let file = text(payload, "file").unwrap();
        let place = format!("{}/{file}", source.name);
        let received_at = Timestamp::from_second(1_793_674_800).unwrap();
        let reading = match read(source, folder, about, payload, received_at) {
            Ok(reading) => reading,
            Err(error) => {
                faults.push(format!("{place}: {error}"));
                continue;
            }
        };
        let disposition = text(payload, "disposition").unwrap();
        if !reading.disposition().starts_with(disposition) {
            let found = reading.disposition();
            faults.push(format!("{place}: {found} instead of {disposition}"));
        }
        let expectations = tables(payload, "expect");
        let alerts = reading.alerts();
        let may_be_none = expectations.iter().all(|it| allowed(it, "status").contains(&"ignored"));
        if alerts.len() != expectations.len() && !(alerts.is_empty() && may_be_none) {
            let (found, expected) = (alerts.len(), expectations.len());
            faults.push(format!("{place}: {found} alerts instead of {expected}"));
        }
        for (index, (alert, expected)) in alerts.iter().zip(expectations).enumerate() {
            let mut fault = |what: &str| faults.push(format!("{place} [{index}]: {what}"));
            check_alert(alert, expected, &mut fault);
            let Some(key) = text(expected, "dedup_key") else { continue };
            let ours = alert.fingerprint.as_str().to_owned();
            let known = identities.entry(key.to_owned()).or_insert_with(|| ours.clone());
            if *known != ours {
                fault(&format!("{key} is `{known}` and `{ours}`"));
            }
        }
        read_of.insert(file, alerts.to_vec());
    }
    let mut ours: Vec<&String> = identities.values().collect();
    ours.sort();
    ours.dedup();
    if ours.len() != identities.len() {
        faults.push(format!("{}: two problems share an identity: {identities:?}", source.name));
    }
    for pair in tables(about, "pair") {
        let first = |field| {
            let alerts = read_of.get(text(pair, field)?)?;
            Some(alerts.first()?.fingerprint.clone())
        };
        if first("fire").is_none() || first("fire") != first("resolve") {
            faults.push(format!("{}: {pair} do not meet", source.name));
        }
    }
    faults
}

fn check_alert(alert: &Alert, expected: &Value, fault: &mut impl FnMut(&str)) {
    let mut holds = |what: &str, allowed: Vec<&str>, found: &str| {
        if !allowed.is_empty() && !allowed.contains(&found) {
            fault(&format!("{what} is `{found}`, expected {allowed:?}"));
        }
    };
    holds("status", allowed(expected, "status"), alert.signal.word());
    if text(expected, "not_status").is_some_and(|status| status == alert.signal.word()) {
        holds("status", vec!["another"], alert.signal.word());
    }
    let severities = allowed(expected, "severity");
    // Where the sender states none, the default applies; else what is absent is not asserted.
    let is_unstated = severities.is_empty() && text(expected, "severity_raw") == Some("");
    let severities = if is_unstated { vec![DEFAULT.word()] } else { severities };
    holds("severity", severities, alert.severity.word());
    let word = alert.severity_word.as_deref().unwrap_or_default();
    holds("severity_raw", text(expected, "severity_raw").into_iter().collect(), word);
    let titles: Vec<String> = allowed(expected, "title").into_iter().map(one_line).collect();
    let is_titled = titles.is_empty()
        || titles.iter().any(|title| {
            // A title that was shortened on either side is the same title.
            alert.summary.contains(title.trim_end_matches('…'))
        });
    if !is_titled {
        holds("title", titles.iter().map(String::as_str).collect(), &alert.summary);
    }
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    holds("source", allowed(expected, "source"), &optional(&alert.origin));
    holds("service", allowed(expected, "service"), &optional(&alert.service));
    holds("url", allowed(expected, "url"), &optional(&alert.link));
    for (field, ours) in [("started_at", alert.started_at), ("ended_at", alert.ended_at)] {
        let Some(instant) = text(expected, field) else { continue };
        let instant: Timestamp = instant.parse().unwrap();
        if ours.is_none_or(|at| at.as_second() != instant.as_second()) {
            let found = ours.map(|at| at.to_string()).unwrap_or_default();
            holds(field, vec![&instant.to_string()], &found);
        }
    }
}

#[test]
fn a_fault_in_the_collection_would_be_found() {
    let source = find("alertmanager").unwrap();
    let name = SourceName::from(source.name);
    let grades = Grades::new(DEFAULT);
    let received_at = Timestamp::from_second(1_793_674_800).unwrap();
    let request = source.samples.firing.request(&name, &grades, received_at);
    let alert = source.read(&request).unwrap().alerts()[0].clone();
    let told = |expected: &str| {
        let mut told = Vec::new();
        let expected: Value = toml::from_str(expected).unwrap();
        let mut note = |what: &str| {
            told.push(what.split_whitespace().next().unwrap_or_default().to_owned());
        };
        check_alert(&alert, &expected, &mut note);
        told
    };
    let right = "severity = 'critical'\ntitle = 'the primary database does not answer'\n";
    assert!(told(right).is_empty());
    let wrong = "severity = 'info'\ntitle = 'x'\nstatus = 'resolved'\nurl = ''\nsource = 'x'\n\
                 severity_raw = 'x'\nservice = 'x'\nstarted_at = '2020-01-01T00:00:00Z'";
    let fields =
        ["status", "severity", "severity_raw", "title", "source", "service", "url", "started_at"];
    assert_eq!(told(wrong), fields);
}
