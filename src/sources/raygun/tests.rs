//! What happens to an error, what people do with it, and when it began.

use super::*;
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn reading(event: &str, kind: &str, status: &str) -> Reading {
    let body = format!(
        "{{\"event\":\"{event}\",\"eventType\":\"{kind}\",\"error\":{{\"url\":\"https://r.example.org/7\",\
         \"firstOccurredOn\":\"2026-03-01T00:00:00Z\",\"lastOccurredOn\":\"2026-03-08T00:00:00Z\",\
         \"status\":\"{status}\"}}}}"
    );
    read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap()
}

#[test]
fn a_change_of_status_is_one_of_state_and_other_activity_is_none() {
    for (status, expected) in [
        ("Resolved", Signal::Resolved),
        ("Ignored", Signal::Resolved),
        ("PermanentlyIgnored", Signal::Resolved),
        ("Active", Signal::Firing),
    ] {
        let reading = reading("error_activity", "StatusChanged", status);
        assert_eq!(reading.alerts()[0].signal, expected, "{status}");
    }
    for kind in ["AssignedToUser", "CommentAdded"] {
        assert_eq!(reading("error_activity", kind, "").disposition(), "ignored", "{kind}");
    }
}

#[test]
fn an_error_that_occurs_again_began_again() {
    let began = |kind: &str| {
        let reading = reading("error_notification", kind, "");
        reading.alerts()[0].started_at.map(|at| at.to_string())
    };
    assert_eq!(began("NewErrorOccurred").as_deref(), Some("2026-03-01T00:00:00Z"));
    assert_eq!(began("ErrorReoccurred").as_deref(), Some("2026-03-08T00:00:00Z"));
    assert_eq!(began("OneMinuteFollowUp"), None);
}
