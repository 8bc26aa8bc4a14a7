//! What is said of one series and of many.

use super::super::Value;
use super::*;

fn options(values: &[(&'static str, Value)]) -> Options {
    let url = ("url", text("http://127.0.0.1:9090/prometheus/?dedup=true#x"));
    let values = [url, ("query", text("up"))].into_iter().chain(values.iter().cloned()).collect();
    Options { name: "shop".to_owned(), values }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn made(values: &[(&'static str, Value)]) -> Prometheus {
    let options = options(values);
    Prometheus {
        url: Url::parse("http://127.0.0.1:9/").unwrap(),
        query: "up".to_owned(),
        bounds: Bounds::read(&options).unwrap(),
        absent: Finding::Undetermined,
        caller: Caller::read(&options).unwrap(),
        wish: Wish::default(),
    }
}

fn answer(values: &[(&str, f64)]) -> Answer {
    let series = values.iter().map(|(name, value)| Series {
        name: (*name).to_owned(),
        value: *value,
        written: value.to_string(),
    });
    Answer { series: series.collect(), warning: None }
}

#[test]
fn one_series_says_its_value_and_many_say_how_many_they_are() {
    let probe = made(&[("above", Value::Number(10.0))]);
    assert_eq!(probe.judge(&answer(&[("a", 3.0)])).said, "a is 3");
    let calm = probe.judge(&answer(&[("a", 3.0), ("b", 1.0), ("c", 9.0)]));
    assert_eq!((calm.finding, calm.said.as_str()), (Finding::Fine, "3 series, from 1 to 9"));
    let alarming = probe.judge(&answer(&[("a", 3.0), ("b", 11.0), ("c", 19.0)]));
    let expected = "c is 19, above 10 (2 of 3 series are not as they should be)";
    assert_eq!((alarming.finding, alarming.said.as_str()), (Finding::Failed, expected));
    let labels: Vec<&str> = alarming.numbers.iter().map(|number| &*number.label).collect();
    assert_eq!(labels, ["a", "b", "c"]);
    let single = probe.judge(&answer(&[("", 12.0)]));
    assert_eq!(single.said, "the query comes to 12, above 10");
    assert_eq!(single.numbers[0].label, "value");
}

#[test]
fn nothing_found_is_what_it_is_said_to_be_and_a_warning_is_passed_on() {
    let none = made(&[]).judge(&answer(&[]));
    assert_eq!(none, Look::undetermined("the query finds nothing"));
    let warned = Answer { warning: Some("a store is missing".to_owned()), ..answer(&[("a", 1.0)]) };
    let said = made(&[]).judge(&warned).said;
    assert_eq!(said, "a is 1; Prometheus warns: a store is missing");
}

#[test]
fn what_cannot_be_asked_is_said_with_its_key() {
    for (key, value) in [
        ("url", text("127.0.0.1:9090")),
        ("url", text("http://me:secret@127.0.0.1:9090")),
        ("query", text(" ")),
        ("above", Value::Number(f64::NAN)),
        ("password", Value::Secret(super::super::Secret::new("x"))),
    ] {
        assert_eq!(build(&options(&[(key, value)])).map(drop).unwrap_err().key, key);
    }
    assert_eq!(build(&options(&[])).unwrap().target(), "up");
}
