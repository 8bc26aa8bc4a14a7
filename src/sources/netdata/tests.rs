//! The two shapes beside that of the samples.

use super::SOURCE;
use crate::domain::alert::{Severity, Signal};
use crate::sources::tests::read;
use crate::sources::{Reading, Sample};

#[test]
fn a_node_that_cannot_be_reached_is_a_problem_until_it_can() {
    let of = |body: &'static str| read(&SOURCE, Sample::json(body)).unwrap().alerts()[0].clone();
    let lost = of(r#"{"host":"db-1","severity":"critical","status":{"reachable":false}}"#);
    let back = of(r#"{"host":"db-1","severity":"info","status":{"reachable":true}}"#);
    assert_eq!((lost.signal, lost.severity), (Signal::Firing, Severity::Critical));
    assert_eq!((back.signal, back.severity_word), (Signal::Resolved, None));
    assert_eq!(lost.fingerprint, back.fingerprint);
}

#[test]
fn the_token_of_a_test_is_told() {
    let reading = read(&SOURCE, Sample::json(r#"{"message":"a test","token":"812934"}"#)).unwrap();
    assert!(matches!(&reading, Reading::Test(about) if about.contains("812934")), "{reading:?}");
}
