//! What an answer must be like, and what cannot be asked.

use std::collections::BTreeMap;

use super::super::Value;
use super::*;
use crate::domain::watch::Finding;

fn options(values: &[(&'static str, Value)]) -> Options {
    let url = ("url", Value::Text("http://127.0.0.1:9/".to_owned()));
    let values = [url].into_iter().chain(values.iter().cloned()).collect();
    Options { name: "shop".to_owned(), values }
}

fn wrong(values: &[(&'static str, Value)]) -> Wrong {
    build(&options(values)).map(drop).unwrap_err()
}

fn list(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn judged(values: &[(&'static str, Value)], body: &str) -> Look {
    let conditions = Conditions::read(&options(values)).unwrap();
    conditions.judge("200 OK", &Body { bytes: body.as_bytes().to_vec(), is_whole: true })
}

#[test]
fn statuses_are_single_ones_classes_and_ranges() {
    let statuses = Statuses::read(&["200-204".to_owned(), "3xx".to_owned(), "401".to_owned()]);
    let statuses = statuses.unwrap();
    let right: Vec<u16> = (100..600).filter(|status| statuses.have(*status)).collect();
    let expected: Vec<u16> = (200..205).chain(300..400).chain([401]).collect();
    assert_eq!(right, expected);
    assert!(Statuses::read(&[]).unwrap().have(299));
    for bad in ["", "20", "xx", "9xx9", "204-200", "2000", "-1", "ok"] {
        assert!(Statuses::read(&[bad.to_owned()]).is_err(), "{bad}");
    }
}

#[test]
fn what_must_be_in_an_answer_is_and_what_must_not_is_not() {
    let text = [("text", list(&["ready", "!maintenance"]))];
    assert_eq!(judged(&text, "all ready").finding, Finding::Fine);
    assert_eq!(judged(&text, "no").said, "200 OK, and the answer has no text `ready`");
    let both = judged(&text, "ready for maintenance");
    assert_eq!(both.said, "200 OK, and the answer has the text `maintenance`");
    let regex = [("regex", list(&["v[0-9]+", "!(?i)error"]))];
    assert_eq!(judged(&regex, "v12").finding, Finding::Fine);
    assert_eq!(judged(&regex, "v12 Error").finding, Finding::Failed);
}

#[test]
fn what_must_be_true_of_json_is_asked_by_name() {
    let json = [("json", list(&["status == 'ok' and db.lag < 5"]))];
    assert_eq!(judged(&json, r#"{"status": "ok", "db": {"lag": 2}}"#).finding, Finding::Fine);
    let late = judged(&json, r#"{"status": "ok", "db": {"lag": 9}}"#);
    assert_eq!(late.said, "200 OK, and it is not so that status == 'ok' and db.lag < 5");
    assert_eq!(judged(&json, "{}").finding, Finding::Failed);
    assert_eq!(judged(&json, "<html>").said, "200 OK, and what it answers is not JSON");
    let list = [("json", list(&["body[0].up"]))];
    assert_eq!(judged(&list, r#"[{"up": true}]"#).finding, Finding::Fine);
}

#[test]
fn numbers_of_json_are_kept_for_gauges() {
    let table = BTreeMap::from([("queue".to_owned(), "queue.length".to_owned())]);
    let number = [("number", Value::Table(table))];
    let look = judged(&number, r#"{"queue": {"length": 41}}"#);
    assert_eq!((look.numbers[0].label.as_str(), look.numbers[0].value), ("queue", 41.0));
    assert_eq!(judged(&number, "{}").said, "200 OK, and queue.length is no number");
}

#[test]
fn what_cannot_be_asked_is_said_with_its_key() {
    let text = |text: &str| Value::Text(text.to_owned());
    for (key, value) in [
        ("url", text("shop.example")),
        ("url", text("ftp://shop.example/")),
        ("url", text("https://me:secret@shop.example/")),
        ("method", text("GE T")),
        ("status", list(&["fine"])),
        ("regex", list(&["("])),
        ("text", list(&[""])),
        ("json", list(&["status =="])),
        ("password", Value::Secret(Secret::new("x"))),
        ("headers", Value::Table(BTreeMap::from([("a b".to_owned(), "c".to_owned())]))),
    ] {
        assert_eq!(wrong(&[(key, value)]).key, key);
    }
}

#[test]
fn what_is_looked_at_is_told_without_what_may_be_secret() {
    let url = Value::Text("https://shop.example/health?token=secret#x".to_owned());
    assert_eq!(build(&options(&[("url", url)])).unwrap().target(), "https://shop.example/health");
}
