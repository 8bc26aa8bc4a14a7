//! Links, which Grafana may name by their end alone.

use super::SOURCE;
use crate::sources::Sample;
use crate::sources::tests::{read, read_as};

/// The link of a firing alert with these fields beside its labels.
fn link(fields: &str) -> Option<String> {
    let body = format!(
        "{{\"externalURL\":\"https://grafana.example.org/\",\"alerts\":[\
         {{\"labels\":{{\"alertname\":\"x\"}},{fields}}}]}}"
    );
    let reading = read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap();
    reading.alerts()[0].link.clone()
}

#[test]
fn the_end_of_an_address_is_joined_to_that_of_grafana() {
    let whole = "https://grafana.example.org/?orgId=1";
    assert_eq!(link("\"generatorURL\":\"?orgId=1\"").as_deref(), Some(whole));
    let whole = "https://grafana.example.org/alerting/x";
    assert_eq!(link("\"generatorURL\":\"/alerting/x\"").as_deref(), Some(whole));
    let panel = "\"generatorURL\":\"\",\"panelURL\":\"https://x.example/p\"";
    assert_eq!(link(panel).as_deref(), Some("https://x.example/p"));
    assert_eq!(link("\"generatorURL\":\"javascript:alert(1)\""), None);
}

#[test]
fn what_is_neither_labelled_nor_numbered_is_no_alert() {
    assert!(read(&SOURCE, Sample::json("{\"alerts\":[{\"status\":\"firing\"}]}")).is_err());
}
