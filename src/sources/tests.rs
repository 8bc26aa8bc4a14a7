//! What holds for every source of the table, whatever is sent to it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::domain::alert::{SUMMARY_LENGTH, Signal};

/// What `source` makes of a body.
fn parse(source: &Source, body: &[u8]) -> Result<Vec<Alert>, ParseError> {
    let request = Request {
        source: &SourceName::from("monitor"),
        severity: Severity::Error,
        received_at: Timestamp::from_second(1_772_000_000).unwrap(),
        body,
    };
    (source.parse)(&request)
}

/// What must hold of whatever was read.
fn check(source: &Source, read: &Result<Vec<Alert>, ParseError>) {
    let Ok(alerts) = read else { return };
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
        check(source, &parse(source, body));
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

#[test]
fn every_file_of_the_folder_is_in_the_table_and_has_fixtures() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: BTreeSet<String> = fs::read_dir(here.join("src/sources"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().replace('_', "-"))
        .filter(|name| !["mod", "fields", "tests"].contains(&name.as_str()))
        .collect();
    let all = || SOURCES.iter().copied().chain([DRILL]);
    let names: BTreeSet<String> = all().map(|source| source.name.to_owned()).collect();
    assert_eq!(files, names);
    for source in all() {
        let fixtures = here.join("tests/fixtures").join(source.name);
        for (file, sample) in
            [("firing.json", source.samples.firing), ("resolved.json", source.samples.resolved)]
        {
            assert_eq!(fs::read_to_string(fixtures.join(file)).unwrap(), sample);
        }
        assert!(!source.about.contains('\n') && !source.docs.is_empty(), "{}", source.name);
    }
}

#[test]
fn the_samples_report_one_problem_and_its_end() {
    for source in SOURCES {
        let [firing, resolved] = [source.samples.firing, source.samples.resolved].map(|sample| {
            let read = parse(source, sample.as_bytes());
            check(source, &read);
            let mut alerts = read.unwrap();
            assert_eq!(alerts.len(), 1, "{}", source.name);
            alerts.remove(0)
        });
        assert_eq!(firing.signal, Signal::Firing, "{}", source.name);
        assert_eq!(resolved.signal, Signal::Resolved, "{}", source.name);
        assert_eq!(firing.fingerprint, resolved.fingerprint, "{}", source.name);
        assert_eq!(firing.source.as_str(), "monitor", "{}", source.name);
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
            let read = parse(source, &body);
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
    check(find("generic").unwrap(), &generic);
    assert_eq!(generic.unwrap()[0].summary.chars().count(), SUMMARY_LENGTH);
}

#[test]
fn a_sample_that_is_cut_off_anywhere_is_an_error_or_the_same() {
    for source in SOURCES {
        for sample in [source.samples.firing, source.samples.resolved] {
            let whole = parse(source, sample.as_bytes());
            for length in 0..sample.len() {
                let read = parse(source, &sample.as_bytes()[..length]);
                assert!(read.is_err() || read == whole, "{} at {length}", source.name);
            }
        }
    }
}

#[test]
fn a_sample_with_a_value_of_another_kind_is_never_a_panic() {
    let others = ["null", "7", "-1", "1e300", "\"\"", "\"\\u0000\"", "[]", "{}", "true", "[[1]]"];
    for source in SOURCES {
        let sample: Value = serde_json::from_str(source.samples.firing).unwrap();
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
    check(source, &parse(source, body.to_string().as_bytes()));
}

/// The places of all values in it.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let mut all = vec![at.to_owned()];
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
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
        let read = parse(generic, body);
        check(generic, &read);
        let alert = read.unwrap().remove(0);
        assert!(seen.insert(alert.fingerprint), "{}", body.escape_ascii());
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    for source in SOURCES {
        let marked = [b"\xef\xbb\xbf", source.samples.firing.as_bytes()].concat();
        assert_eq!(parse(source, &marked), parse(source, source.samples.firing.as_bytes()));
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
            for sample in [source.samples.firing, source.samples.resolved] {
                let mut body = sample.as_bytes().to_vec();
                let at = at % body.len();
                body[at] = byte;
                check(source, &parse(source, &body));
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
