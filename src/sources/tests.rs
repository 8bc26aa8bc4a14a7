//! What holds for every source of the table, whatever is sent to it.

mod quirks;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::domain::alert::{SUMMARY_LENGTH, Severity, Signal};
use crate::domain::name::SourceName;

/// What `source` makes of the sample with another body.
pub(super) fn read_as(source: &Source, sample: Sample, body: &[u8]) -> Result<Reading, ParseError> {
    let name = SourceName::from("monitor");
    let grades = Grades::new(Severity::Error);
    let received_at = Timestamp::from_second(1_793_674_800).unwrap();
    let request = sample.request(&name, &grades, received_at);
    let map = map_of_the_samples();
    // Without a map of somebody's own that kind reads nothing.
    let map = (source.name == "map").then_some(&map);
    source.read(&Request { map, body, ..request })
}

/// What somebody would write who gets the samples of `map`.
fn map_of_the_samples() -> Map {
    let parts = [
        (Part::Key, "sensor.id"),
        (Part::Status, "state"),
        (Part::Severity, "priority"),
        (Part::Summary, "sensor.name"),
        (Part::Link, "page"),
        (Part::At, "since"),
    ];
    let parts = parts.map(|(part, text)| (part, Entry::read(text).unwrap()));
    let words = vec![(Signal::Resolved, BTreeSet::from(["fine".to_owned()]))];
    Map { parts: parts.into(), words, ..Map::default() }
}

/// What `source` makes of a sample.
pub(super) fn read(source: &Source, sample: Sample) -> Result<Reading, ParseError> {
    read_as(source, sample, sample.body.as_bytes())
}

/// What `source` makes of a body of JSON.
fn parse(source: &Source, body: &[u8]) -> Result<Vec<Alert>, ParseError> {
    read_as(source, Sample::json(""), body).map(|reading| reading.alerts().to_vec())
}

fn samples(source: &Source) -> impl Iterator<Item = Sample> {
    [source.samples.firing].into_iter().chain(source.samples.resolved)
}

fn is_json(sample: Sample) -> bool {
    sample.content_type == "application/json" && !sample.body.is_empty()
}

/// What must hold of whatever was read.
fn check(source: &Source, read: &Result<Reading, ParseError>) {
    let alerts = match read {
        Ok(Reading::Alerts(alerts)) => alerts,
        Ok(Reading::Handshake { about, .. } | Reading::Test(about) | Reading::Ignored(about)) => {
            assert!(!about.is_empty(), "{} does not say what it is", source.name);
            return;
        }
        Err(_) => return,
    };
    assert!(!alerts.is_empty(), "{} made nothing of it and does not say so", source.name);
    for alert in alerts {
        let summary = &alert.summary;
        assert!(!summary.is_empty(), "{}: {alert:?}", source.name);
        assert!(summary.chars().count() <= SUMMARY_LENGTH, "{}: {summary}", source.name);
        assert_eq!(summary.lines().count(), 1, "{}: {summary}", source.name);
        let fingerprint = alert.fingerprint.as_str();
        assert!(fingerprint.len() <= 64, "{}: {fingerprint}", source.name);
        assert!(!fingerprint.contains(char::is_control), "{}: {fingerprint:?}", source.name);
    }
}

fn check_body(body: &[u8]) {
    for source in SOURCES {
        for sample in samples(source).chain([Sample::json(""), Sample::form("")]) {
            check(source, &read_as(source, sample, body));
        }
    }
}

fn is_kebab_case(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    name.split('-').all(is_word)
}

#[test]
fn names_are_kebab_case_unique_and_sorted() {
    let names: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
    assert!(names.iter().all(|name| is_kebab_case(name)), "{names:?}");
    let sorted: Vec<&str> = names.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!(names, sorted);
    for name in names {
        assert_eq!(find(name).map(|source| source.name), Some(name));
    }
    assert!(find("carrier-pigeon").is_none());
}

/// The files that every source stands on.
const FOUNDATION: [&str; 12] = [
    "mod", "body", "dropin", "fields", "mapping", "proof", "reading", "request", "sample", "table",
    "tests", "times",
];

#[test]
fn every_file_of_the_folder_is_in_the_table_and_has_fixtures() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: BTreeSet<String> = fs::read_dir(here.join("src/sources"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            path.file_stem().unwrap().to_str().unwrap().trim_start_matches('_').replace('_', "-")
        })
        .filter(|name| !FOUNDATION.contains(&name.as_str()))
        .collect();
    let all = || SOURCES.iter().copied().chain([DRILL]);
    let names: BTreeSet<String> = all().map(|source| source.name.to_owned()).collect();
    assert_eq!(files, names);
    for source in all() {
        let fixtures = here.join("tests/fixtures").join(source.name);
        for (stem, sample) in
            [("firing", Some(source.samples.firing)), ("resolved", source.samples.resolved)]
        {
            let Some(sample) = sample.filter(|sample| !sample.body.is_empty()) else { continue };
            let ends = ["json", "form", "txt", "multipart"].map(|end| format!("{stem}.{end}"));
            let kept = ends.iter().find_map(|file| fs::read_to_string(fixtures.join(file)).ok());
            assert_eq!(kept.as_deref(), Some(sample.body), "{}", source.name);
        }
        let resolves = source.resolves != Resolves::No;
        assert_eq!(source.samples.resolved.is_some(), resolves, "{}", source.name);
        assert!(!source.about.contains('\n') && !source.docs.is_empty(), "{}", source.name);
    }
}

#[test]
fn the_samples_report_one_problem_and_its_end() {
    for source in SOURCES {
        let mut alerts = samples(source).map(|sample| {
            let read = read(source, sample);
            check(source, &read);
            let alerts = read.unwrap().alerts().to_vec();
            assert_eq!(alerts.len(), 1, "{}", source.name);
            alerts.into_iter().next().unwrap()
        });
        let firing = alerts.next().unwrap();
        assert_eq!(firing.signal, Signal::Firing, "{}", source.name);
        assert_eq!(firing.source.as_str(), "monitor", "{}", source.name);
        if let Some(resolved) = alerts.next() {
            assert_eq!(resolved.signal, Signal::Resolved, "{}", source.name);
            assert_eq!(firing.fingerprint, resolved.fingerprint, "{}", source.name);
        }
    }
}

#[test]
fn rubbish_is_an_error_and_never_a_panic() {
    let bodies: [Vec<u8>; 22] = [
        b"".to_vec(),
        b" \n".to_vec(),
        b"null".to_vec(),
        b"true".to_vec(),
        b"7".to_vec(),
        b"\"\"".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        b"[null]".to_vec(),
        b"[[]]".to_vec(),
        b"{\"alerts\":null}".to_vec(),
        b"{\"alerts\":[]}".to_vec(),
        b"{\"alerts\":[7]}".to_vec(),
        b"{\"alerts\":{}}".to_vec(),
        b"{\"summary\":\"\"}".to_vec(),
        b"{\"summary\":[\"x\"]}".to_vec(),
        b"{\"summary\":NaN}".to_vec(),
        b"{\"summary\":1e999}".to_vec(),
        b"payload=%7B%7D".to_vec(),
        vec![b'['; 1_000_000],
        b"{\"a\":".repeat(100_000),
        vec![0xff; 1 << 20],
    ];
    for body in bodies {
        for source in SOURCES {
            let read = read_as(source, Sample::json(""), &body);
            let start = String::from_utf8_lossy(&body[..body.len().min(40)]);
            assert!(read.is_err(), "{} takes `{start}` for {read:?}", source.name);
        }
    }
}

#[test]
fn a_megabyte_of_text_is_one_alert_with_a_short_summary() {
    let long = "x".repeat(1 << 20);
    let body = format!("{{\"summary\":\"{long}\",\"key\":\"{long}\"}}");
    let generic = parse(find("generic").unwrap(), body.as_bytes());
    assert_eq!(generic.unwrap()[0].summary.chars().count(), SUMMARY_LENGTH);
}

#[test]
fn a_sample_that_is_cut_off_anywhere_is_an_error_or_the_same() {
    for source in SOURCES {
        for sample in samples(source).filter(|sample| is_json(*sample)) {
            let whole = read(source, sample);
            for length in 0..sample.body.len() {
                let read = read_as(source, sample, &sample.body.as_bytes()[..length]);
                // An address may say all that there is to say.
                let is_address = sample.target.contains('?');
                let is_right = read.is_err() || read == whole || is_address;
                assert!(is_right, "{} at {length}", source.name);
            }
        }
    }
}

#[test]
fn a_sample_with_a_value_of_another_kind_is_never_a_panic() {
    let others = ["null", "7", "-1", "1e300", "\"\"", "\"\\u0000\"", "[]", "{}", "true", "[[1]]"];
    for source in SOURCES.iter().filter(|source| is_json(source.samples.firing)) {
        let sample: Value = serde_json::from_str(source.samples.firing.body).unwrap();
        for other in others {
            let other: Value = serde_json::from_str(other).unwrap();
            for pointer in pointers(&sample, "") {
                let mut changed = sample.clone();
                *changed.pointer_mut(&pointer).unwrap() = other.clone();
                check_with(source, &changed);
                let mut doubled = sample.clone();
                *doubled.pointer_mut(&pointer).unwrap() = Value::Array(vec![other.clone(); 2]);
                check_with(source, &doubled);
            }
        }
    }
}

fn check_with(source: &Source, body: &Value) {
    check(source, &read_as(source, source.samples.firing, body.to_string().as_bytes()));
}

/// The places of all values in it.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let mut all = vec![at.to_owned()];
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                all.extend(pointers(field, &format!("{at}/{name}")));
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                all.extend(pointers(value, &format!("{at}/{index}")));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

/// The sample of `generic` with these bytes as its key and its summary.
fn keyed(key: &[u8]) -> Vec<u8> {
    [b"{\"summary\":\"", key, b"\",\"key\":\"", key, b"\"}"].concat()
}

#[test]
fn an_odd_byte_costs_no_alert_and_different_ones_stay_different() {
    let generic = find("generic").unwrap();
    let bodies: Vec<Vec<u8>> = (0x80..=0xff_u8)
        .map(|odd| keyed(&[b'a', odd, b'b']))
        .chain([keyed(b"ab"), keyed(b"a\\ud800b"), keyed(b"a\\udfffb"), keyed(b"a\\ud83d\\ude00b")])
        .chain([keyed(b"a\\u0000b"), keyed(b"a\\u0001b"), keyed("aéb".as_bytes())])
        .collect();
    let mut seen = BTreeSet::new();
    for body in &bodies {
        check(generic, &read_as(generic, Sample::json(""), body));
        let alert = parse(generic, body).unwrap().remove(0);
        assert!(seen.insert(alert.fingerprint), "{}", body.escape_ascii());
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    for source in SOURCES {
        let sample = source.samples.firing;
        let marked = [b"\xef\xbb\xbf", sample.body.as_bytes()].concat();
        assert_eq!(read_as(source, sample, &marked), read(source, sample), "{}", source.name);
    }
}

#[test]
fn the_last_of_two_equal_fields_counts() {
    let read = parse(find("generic").unwrap(), b"{\"summary\":\"a\",\"summary\":\"b\"}");
    assert_eq!(read.unwrap()[0].summary, "b");
}

#[test]
fn numbers_above_two_to_the_fifty_third_stay_apart() {
    let key = |number: u64| {
        let body = format!("{{\"summary\":\"x\",\"key\":{number}}}");
        parse(find("generic").unwrap(), body.as_bytes()).unwrap().remove(0).fingerprint
    };
    assert_ne!(key(9_007_199_254_740_992), key(9_007_199_254_740_993));
    assert_eq!(key(u64::MAX).as_str(), "18446744073709551615");
}

proptest! {
    #[test]
    fn no_bytes_make_a_source_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        check_body(&body);
    }

    #[test]
    fn no_change_of_one_byte_makes_a_source_panic(at in 0..4000_usize, byte in any::<u8>()) {
        for source in SOURCES {
            for sample in samples(source).filter(|sample| !sample.body.is_empty()) {
                let mut body = sample.body.as_bytes().to_vec();
                let at = at % body.len();
                body[at] = byte;
                check(source, &read_as(source, sample, &body));
            }
        }
    }

    #[test]
    fn two_keys_that_differ_are_two_problems(
        one in proptest::collection::vec(0x80..=0xff_u8, 0..60),
        other in proptest::collection::vec(0x80..=0xff_u8, 0..60),
    ) {
        let fingerprint = |key: &[u8]| {
            let mut alerts = parse(find("generic").unwrap(), &keyed(&[b"k", key].concat())).unwrap();
            alerts.remove(0).fingerprint
        };
        prop_assert_eq!(fingerprint(&one) == fingerprint(&other), one == other);
    }
}
