//! Addresses that say what is done to which alert.

use super::SOURCE;
use crate::domain::alert::Signal;
use crate::sources::tests::read;
use crate::sources::{ParseError, Reading, Sample};

#[test]
fn an_alias_in_an_address_is_that_of_a_body() {
    let create = Sample::json(r#"{"alias":"disk/db-1","message":""}"#).to("/v2/alerts");
    let created = read(&SOURCE, create).unwrap().alerts()[0].clone();
    for (target, signal) in [
        ("/v2/alerts/disk%2Fdb-1/close?identifierType=alias", Signal::Resolved),
        ("/v2/alerts/disk%2Fdb-1/acknowledge", Signal::Acknowledged),
    ] {
        let alert = read(&SOURCE, Sample::json("").to(target)).unwrap().alerts()[0].clone();
        assert_eq!((alert.signal, &alert.fingerprint), (signal, &created.fingerprint), "{target}");
    }
}

#[test]
fn what_else_is_done_to_an_alert_changes_no_state() {
    for action in ["notes", "tags", "snooze", "assign", "unacknowledge"] {
        let target: &'static str = format!("/v2/alerts/x/{action}").leak();
        let reading = read(&SOURCE, Sample::json("{\"note\":\"x\"}").to(target));
        assert!(matches!(reading, Ok(Reading::Ignored(_))), "{action}");
    }
}

#[test]
fn without_an_alias_the_words_are_the_identity() {
    let of = |body: &'static str| read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    let one = of(r#"{"message":"full","entity":"db-1"}"#);
    let other = of(r#"{"message":"full","entity":"db-2"}"#);
    assert_ne!(one.fingerprint, other.fingerprint);
    let nothing = read(&SOURCE, Sample::json(r#"{"source":"x"}"#));
    assert_eq!(nothing, Err(ParseError::Missing("message")));
}
