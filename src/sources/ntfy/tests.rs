//! What a message is about, how grave it is, and what ends it.

use super::SOURCE;
use crate::domain::alert::{Alert, Severity, Signal};
use crate::sources::tests::read_as;
use crate::sources::{Reading, Sample};

fn message(fields: &str) -> Alert {
    let body = format!("{{\"id\":\"a\",\"event\":\"message\",\"topic\":\"t\",{fields}}}");
    let read = read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap();
    read.alerts()[0].clone()
}

#[test]
fn the_priority_is_the_severity_and_none_is_a_warning() {
    let of = |fields: &str| message(&format!("\"title\":\"x\"{fields}")).severity;
    assert_eq!(of(",\"priority\":5"), Severity::Critical);
    assert_eq!(of(",\"priority\":4"), Severity::Error);
    assert_eq!(of(",\"priority\":3"), Severity::Warning);
    assert_eq!(of(""), Severity::Warning);
    assert_eq!(of(",\"priority\":2"), Severity::Info);
    assert_eq!(of(",\"priority\":1"), Severity::Info);
}

#[test]
fn a_message_ends_only_what_it_says_is_over() {
    let firing = message("\"title\":\"disk is full\",\"message\":\"98 %\"");
    assert_eq!(firing.signal, Signal::Firing);
    for over in [
        "\"title\":\"Resolved: disk is full\"",
        "\"title\":\"[OK] disk is full\"",
        "\"title\":\"disk is full\",\"tags\":[\"white_check_mark\"]",
        "\"message\":\"recovered: Disk is full\\nnow 12 %\"",
    ] {
        let over = message(over);
        assert_eq!((over.signal, &over.fingerprint), (Signal::Resolved, &firing.fingerprint));
    }
    // A title that only happens to have such a word in it says nothing.
    assert_eq!(message("\"title\":\"OK button does not work\"").signal, Signal::Firing);
    assert_eq!(message("\"title\":\"backup: 3 files failed\"").signal, Signal::Firing);
}

#[test]
fn what_is_not_a_message_pages_nobody() {
    for event in ["open", "keepalive", "poll_request"] {
        let body = format!("{{\"id\":\"a\",\"event\":\"{event}\",\"topic\":\"t\"}}");
        let read = read_as(&SOURCE, Sample::json(""), body.as_bytes());
        assert!(matches!(read, Ok(Reading::Ignored(_))), "{event}");
    }
}
