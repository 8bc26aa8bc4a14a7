//! Values within their bounds and beyond.

use super::super::super::Value;
use super::*;

fn options(values: &[(&'static str, Value)]) -> Options {
    Options { name: "lag".to_owned(), values: values.iter().cloned().collect() }
}

fn bounds(values: &[(&'static str, f64)]) -> Bounds {
    let values: Vec<_> = values.iter().map(|(key, value)| (*key, Value::Number(*value))).collect();
    Bounds::read(&options(&values)).unwrap()
}

fn series(value: f64) -> Series {
    Series { name: "lag".to_owned(), value, written: value.to_string() }
}

fn graded(bounds: &Bounds, value: f64) -> (Finding, String) {
    let series = series(value);
    let graded = bounds.grade(&series);
    (graded.finding, graded.why)
}

#[test]
fn values_are_compared_with_their_bounds() {
    let bounds = bounds(&[
        ("above", 90.0),
        ("warning_above", 75.0),
        ("below", 5.0),
        ("warning_below", 10.0),
    ]);
    for (value, finding) in [
        (f64::INFINITY, Finding::Failed),
        (90.1, Finding::Failed),
        (90.0, Finding::Degraded),
        (75.0, Finding::Fine),
        (10.0, Finding::Fine),
        (9.9, Finding::Degraded),
        (5.0, Finding::Degraded),
        (4.9, Finding::Failed),
        (f64::NEG_INFINITY, Finding::Failed),
        (f64::NAN, Finding::Undetermined),
    ] {
        assert_eq!(graded(&bounds, value).0, finding, "{value}");
    }
    assert_eq!(graded(&bounds, 91.0).1, "above 90");
    assert_eq!(graded(&bounds, 6.0).1, "below 10");
}

#[test]
fn without_bounds_a_value_is_what_it_is_said_to_be() {
    let read = |word: &str| {
        let present = ("present", Value::Text(word.to_owned()));
        Bounds::read(&options(&[present])).unwrap()
    };
    assert_eq!(graded(&Bounds::default(), 1.0).0, Finding::Fine);
    assert_eq!(graded(&read("ok"), 1.0).0, Finding::Fine);
    assert_eq!(graded(&read("warning"), 1.0).0, Finding::Degraded);
    assert_eq!(graded(&read("failed"), 1.0).0, Finding::Failed);
    assert!(read("failed").find_what_is_wrong() && !read("ok").find_what_is_wrong());
}

#[test]
fn the_worst_decides_and_of_two_the_farther_one() {
    let bounds = bounds(&[("above", 10.0), ("warning_above", 5.0)]);
    let worst = |values: &[f64]| {
        let series: Vec<Series> = values.iter().copied().map(series).collect();
        let graded: Vec<Graded<'_>> = series.iter().map(|series| bounds.grade(series)).collect();
        Graded::worst(&graded).map(|worst| worst.series.written.clone())
    };
    assert_eq!(worst(&[1.0, 7.0, 12.0, 30.0, 11.0]).as_deref(), Some("30"));
    assert_eq!(worst(&[f64::NAN, 6.0, 1.0]).as_deref(), Some("6"));
    assert_eq!(worst(&[1.0, f64::NAN]).as_deref(), Some("NaN"));
    assert_eq!(worst(&[]), None);
}

#[test]
fn bounds_that_contradict_each_other_are_wrong() {
    let number = Value::Number;
    let present = || ("present", Value::Text("failed".to_owned()));
    for (key, values) in [
        ("above", vec![("above", number(f64::NAN))]),
        ("warning_above", vec![("above", number(1.0)), ("warning_above", number(2.0))]),
        ("warning_below", vec![("below", number(2.0)), ("warning_below", number(1.0))]),
        ("below", vec![("below", number(2.0)), ("above", number(1.0))]),
        ("present", vec![("below", number(2.0)), present()]),
    ] {
        assert_eq!(Bounds::read(&options(&values)).unwrap_err().key, key);
    }
}
