//! Ends that lie ahead and ends that have passed.

use super::SOURCE;
use crate::domain::alert::{Severity, Signal};
use crate::sources::Sample;
use crate::sources::tests::{read, read_as};

fn signal(ends_at: &str) -> Signal {
    let body = format!("[{{\"labels\":{{\"alertname\":\"x\"}},\"endsAt\":\"{ends_at}\"}}]");
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap().alerts()[0].signal
}

#[test]
fn only_an_end_that_has_passed_is_one() {
    assert_eq!(signal("2026-03-08T02:31:30Z"), Signal::Resolved);
    assert_eq!(signal("2099-01-01T00:00:00Z"), Signal::Firing);
    assert_eq!(signal("0001-01-01T00:00:00Z"), Signal::Firing);
    assert_eq!(signal("soon"), Signal::Firing);
}

#[test]
fn a_severity_may_be_an_annotation() {
    let body = r#"[{"labels":{"alertname":"x"},"annotations":{"severity":"critical"}}]"#;
    let reading = read(&SOURCE, Sample::json(body)).unwrap();
    assert_eq!(reading.alerts()[0].severity, Severity::Critical);
    assert!(read(&SOURCE, Sample::json(r#"[{"annotations":{}}]"#)).is_err());
}
