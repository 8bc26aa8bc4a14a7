//! Violations, which belong to hosts, and the ways in which an alert ends.

use super::SOURCE;
use crate::domain::alert::Signal;
use crate::sources::tests::read;
use crate::sources::{Reading, Sample};

#[test]
fn violations_of_several_hosts_are_one_alert_about_none_of_them() {
    let body = r#"{"alert":{"id":1,"name":"cpu"},"violations":{
                   "a":[{"metric":"cpu","value":97}],"b":[{"metric":"cpu","value":98}]}}"#;
    let reading = read(&SOURCE, Sample::json(body)).unwrap();
    let [alert] = reading.alerts() else { panic!("{reading:?}") };
    assert_eq!((alert.signal, &alert.origin), (Signal::Firing, &None));
    assert_eq!(alert.details, "a: cpu 97\nb: cpu 98");
}

#[test]
fn it_is_over_however_it_was_cleared() {
    for body in [r#"{"alert":{"id":1},"clear":"auto"}"#, r#"{"alert":{"id":1},"clear":true}"#] {
        let reading = read(&SOURCE, Sample::json(body)).unwrap();
        assert_eq!(reading.alerts()[0].signal, Signal::Resolved, "{body}");
    }
    let body = r#"{"alert":{"id":1},"triggered_by_user_test":true}"#;
    assert!(matches!(read(&SOURCE, Sample::json(body)), Ok(Reading::Test(_))));
}
