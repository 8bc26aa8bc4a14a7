//! Names and values that an environment can hold.

use super::super::super::tests::{call, telling};
use super::*;

fn with_labels(labels: &[(&str, &str)]) -> Call {
    let owned = labels.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Call { labels: owned.collect(), ..call() }
}

#[test]
fn what_every_page_has_is_named() {
    let lines: Vec<String> =
        of(&call()).into_iter().map(|(name, text)| format!("{name}={text}")).collect();
    assert_eq!(
        lines,
        [
            "WAIL_PAGE=7",
            "WAIL_INCIDENT=412",
            "WAIL_PERSON=ana",
            "WAIL_SEVERITY=error",
            "WAIL_SUMMARY=disk full",
            "WAIL_SOURCE=alertmanager",
            "WAIL_REASON=first page",
            "WAIL_CHANNEL=phone",
        ]
    );
}

#[test]
fn what_is_only_told_has_its_kind_as_the_reason_and_no_incident() {
    let Words { environment, json } = Words::of_notification(&telling());
    let lines: Vec<String> =
        environment.into_iter().map(|(name, text)| format!("{name}={text}")).collect();
    assert_eq!(
        lines,
        [
            "WAIL_NOTIFICATION=3",
            "WAIL_PERSON=ana",
            "WAIL_SEVERITY=info",
            "WAIL_SUMMARY=you are on call for payments",
            "WAIL_SOURCE=wail",
            "WAIL_REASON=reminder",
            "WAIL_CHANNEL=phone",
        ]
    );
    assert_eq!(
        json,
        "{\"channel\":\"phone\",\"notification\":3,\"person\":\"ana\",\"reason\":\"reminder\",\
         \"severity\":\"info\",\"source\":\"wail\",\"summary\":\"you are on call for payments\"}\n"
    );
}

#[test]
fn labels_are_named_in_capitals() {
    let labels = of(&with_labels(&[("k8s.io/app-name", "web\0shop"), ("Ü", "1")])).split_off(8);
    assert_eq!(labels[0], ("WAIL_LABEL_K8S_IO_APP_NAME".to_owned(), "webshop".to_owned()));
    assert_eq!(labels[1], ("WAIL_LABEL__".to_owned(), "1".to_owned()));
}

#[test]
fn no_sender_can_fill_the_environment() {
    let long = "ä".repeat(1_000_000);
    let names: Vec<String> = (0..50_000).map(|number| format!("label{number}")).collect();
    let mut labels: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    labels.push(("a", &long));
    let total: usize =
        of(&with_labels(&labels)).iter().map(|(name, text)| name.len() + text.len()).sum();
    assert!(total < 70_000, "{total} bytes");
}

#[test]
fn json_has_everything_on_one_line() {
    let line = json(&with_labels(&[("a", "x\ny")]));
    assert_eq!(
        line,
        "{\"channel\":\"phone\",\"incident\":412,\"labels\":{\"a\":\"x\\ny\"},\"page\":7,\
         \"person\":\"ana\",\"reason\":\"first page\",\"seen_before\":null,\"severity\":\"error\",\
         \"source\":\"alertmanager\",\"summary\":\"disk full\"}\n"
    );
}
