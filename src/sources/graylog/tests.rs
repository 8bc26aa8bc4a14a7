//! Test buttons, keys, and the stream alerts of old.

use super::SOURCE;
use crate::domain::alert::Severity;
use crate::sources::tests::read;
use crate::sources::{Reading, Sample};

#[test]
fn the_key_that_an_event_groups_by_is_part_of_its_identity() {
    let of = |body: &'static str| read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    let one = of(r#"{"event_definition_id":"d","event":{"id":"1","key":"a","priority":4}}"#);
    let again = of(r#"{"event_definition_id":"d","event":{"id":"2","key":"a","priority":1}}"#);
    let other = of(r#"{"event_definition_id":"d","event":{"id":"3","key":"b"}}"#);
    assert_eq!(one.fingerprint, again.fingerprint);
    assert_ne!(one.fingerprint, other.fingerprint);
    assert_eq!((one.severity, again.severity), (Severity::Critical, Severity::Info));
}

#[test]
fn the_test_button_pages_nobody() {
    let body = r#"{"event_definition_id":"NotificationTestId","event":{"id":"x"}}"#;
    assert!(matches!(read(&SOURCE, Sample::json(body)), Ok(Reading::Test(_))));
}

#[test]
fn two_conditions_of_one_stream_are_two_problems() {
    let of = |body: &'static str| read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    let one = of(r#"{"stream":{"id":"s"},"check_result":{"triggered_condition":{"id":"1"}}}"#);
    let other = of(r#"{"stream":{"id":"s"},"check_result":{"triggered_condition":{"id":"2"}}}"#);
    assert_ne!(one.fingerprint, other.fingerprint);
}
