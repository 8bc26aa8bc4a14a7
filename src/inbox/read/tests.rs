//! What holds for alerts of every kind of sender, once they are read.

use jiff::Timestamp;

use super::*;
use crate::sources::{Grades, find};

fn gate(kind: &str) -> Gate {
    Gate {
        kind: find(kind).unwrap(),
        grades: Grades::new(Severity::Error),
        map: None,
        key: None,
        auto_resolve: Some(SignedDuration::from_hours(6)),
        secret: None,
        is_polled: false,
    }
}

fn alert(signal: Signal) -> Alert {
    let began = Timestamp::from_second(1_772_000_000).unwrap();
    Alert::new(SourceName::from("x"), Fingerprint::of(["a"]), signal, Severity::Error)
        .started_at(Some(began))
}

#[test]
fn a_sender_that_never_ends_anything_tells_times_of_events_and_no_beginnings() {
    assert!(settle(alert(Signal::Firing), &gate("alertmanager")).started_at.is_some());
    for kind in ["falco", "papertrail", "elastalert2", "splunk"] {
        assert_eq!(settle(alert(Signal::Firing), &gate(kind)).started_at, None, "{kind}");
    }
}

#[test]
fn only_what_fires_counts_as_over_by_itself() {
    let gate = gate("falco");
    assert_eq!(settle(alert(Signal::Firing), &gate).expires_after, gate.auto_resolve);
    assert_eq!(settle(alert(Signal::Resolved), &gate).expires_after, None);
}
