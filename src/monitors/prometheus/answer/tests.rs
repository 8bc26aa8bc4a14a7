//! Answers of Prometheus, its refusals, and what is not of Prometheus.

use proptest::prelude::*;

use super::*;

fn read(body: &str) -> Result<Answer, Unread> {
    Answer::read(body.as_bytes())
}

fn success(data: &str) -> Result<Answer, Unread> {
    read(&format!(r#"{{"status":"success","data":{data}}}"#))
}

fn names(answer: &Answer) -> Vec<String> {
    answer.series.iter().map(Series::is).collect()
}

#[test]
fn a_vector_is_read_with_its_labels_in_order() {
    let answer = success(
        r#"{"resultType":"vector","result":[
            {"metric":{"__name__":"up","job":"shop","instance":"a:1"},"value":[1.5,"1"]},
            {"metric":{"job":"b\"c"},"value":[1.5,"+Inf"]},
            {"metric":{"__name__":"up"},"value":[1.5,"NaN"]},
            {"metric":{},"value":[1.5,"0.30000000000000004"]}]}"#,
    );
    let answer = answer.unwrap();
    assert_eq!(
        names(&answer),
        [
            r#"up{instance="a:1",job="shop"} is 1"#,
            r#"{job="b\"c"} is +Inf"#,
            "up is NaN",
            "the query comes to 0.30000000000000004",
        ]
    );
    assert!(answer.series[1].value.is_infinite() && answer.series[2].value.is_nan());
}

#[test]
fn a_scalar_is_one_series_without_a_name() {
    let answer = success(r#"{"resultType":"scalar","result":[1.5,"42"]}"#).unwrap();
    assert_eq!(names(&answer), ["the query comes to 42"]);
}

#[test]
fn nothing_found_is_an_answer() {
    let answer = success(r#"{"resultType":"vector","result":[]}"#).unwrap();
    assert_eq!(answer, Answer { series: Vec::new(), warning: None });
}

#[test]
fn a_warning_comes_along() {
    let body = r#"{"status":"success","warnings":["a store is\nmissing","b"],
        "data":{"resultType":"vector","result":[]}}"#;
    assert_eq!(read(body).unwrap().warning.as_deref(), Some("a store is missing"));
}

#[test]
fn what_prometheus_says_against_it_is_said() {
    let body = r#"{"status":"error","errorType":"bad_data","error":"1:4: parse error: no"}"#;
    assert_eq!(read(body), Err(Unread::Said("bad_data: 1:4: parse error: no".to_owned())));
    assert_eq!(read(r#"{"status":"error","error":"no"}"#), Err(Unread::Said("no".to_owned())));
}

#[test]
fn answers_of_another_kind_say_what_to_ask() {
    let unfit = |data: &str| match success(data) {
        Err(Unread::Unfit(what)) => what,
        other => panic!("{other:?}"),
    };
    assert!(unfit(r#"{"resultType":"matrix","result":[]}"#).contains("ranges"));
    assert!(unfit(r#"{"resultType":"string","result":[1,"x"]}"#).contains("text"));
    let histogram = r#"{"resultType":"vector","result":[{"metric":{"__name__":"h"},
        "histogram":[1,{"count":"1"}]}]}"#;
    assert!(unfit(histogram).starts_with("h is a histogram"));
}

#[test]
fn what_is_not_of_prometheus_is_foreign() {
    for body in ["", "<html>", "[]", "null", "{}", r#"{"status":"ok"}"#, r#"{"status":"success"}"#]
    {
        assert_eq!(read(body), Err(Unread::Foreign), "{body}");
    }
    for data in [
        "{}",
        r#"{"resultType":"vector","result":{}}"#,
        r#"{"resultType":"vector","result":[1]}"#,
        r#"{"resultType":"vector","result":[{"metric":{}}]}"#,
        r#"{"resultType":"vector","result":[{"metric":{},"value":[1,"x"]}]}"#,
        r#"{"resultType":"scalar","result":[1]}"#,
        r#"{"resultType":"cube","result":[]}"#,
    ] {
        assert_eq!(success(data), Err(Unread::Foreign), "{data}");
    }
}

#[test]
fn names_from_outside_are_plain_and_short() {
    let metric = format!(r#"{{"a":"\u001b[2J","b":"{}"}}"#, "x".repeat(5000));
    let data =
        format!(r#"{{"resultType":"vector","result":[{{"metric":{metric},"value":[1,"1"]}}]}}"#);
    let answer = success(&data).unwrap();
    let name = &answer.series[0].name;
    assert_eq!(name.chars().count(), LONGEST);
    assert!(!name.contains(|c: char| c.is_control()), "{name}");
}

proptest! {
    #[test]
    fn whatever_comes_is_read_or_refused(body in r#"[\[\]{}:,"0-9a-z ]{0,80}"#) {
        drop(read(&body));
        drop(success(&body));
    }
}
