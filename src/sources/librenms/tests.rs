//! States by number, and identities of templates that leave something out.

use super::SOURCE;
use crate::domain::alert::{Alert, Signal};
use crate::sources::Sample;
use crate::sources::tests::{read, read_as};

fn one(fields: &str) -> Alert {
    let body = format!("{{\"uid\":\"9\",{fields}}}");
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap().alerts()[0].clone()
}

#[test]
fn the_state_is_a_number_and_wins_over_the_severity() {
    let cases = [
        ("\"0\"", Signal::Resolved),
        ("1", Signal::Firing),
        ("2", Signal::Acknowledged),
        ("\"3\"", Signal::Firing),
        ("\"4\"", Signal::Firing),
        ("null", Signal::Resolved),
    ];
    for (state, signal) in cases {
        let fields = format!("\"alert_id\":4,\"severity\":\"ok\",\"state\":{state}");
        assert_eq!(one(&fields).signal, signal, "{state}");
    }
}

#[test]
fn a_rule_without_its_device_is_no_identity() {
    let of = |host: &str| one(&format!("\"rule_id\":1,\"name\":\"x\",\"hostname\":\"{host}\""));
    assert_ne!(of("a").fingerprint, of("b").fingerprint);
    assert!(read(&SOURCE, Sample::json("{\"uid\":\"9\",\"title\":\"x\"}")).is_err());
}
