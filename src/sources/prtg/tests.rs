//! The words for a sensor's state.

use super::*;
use crate::sources::tests::read_as;

fn reading(status: &str) -> Reading {
    let form = format!("sensorid=7&name=Ping&status={}", status.replace('%', "%25"));
    read_as(&SOURCE, Sample::form(""), form.as_bytes()).unwrap()
}

#[test]
fn a_state_that_has_ended_is_over_whatever_comes_after_it() {
    for (status, expected) in [
        ("Down", Signal::Firing),
        ("Warning", Signal::Firing),
        ("Down (Partial)", Signal::Firing),
        ("Down (Acknowledged)", Signal::Acknowledged),
        ("Up", Signal::Resolved),
        ("Down ended (now: Up)", Signal::Resolved),
        ("Warning ended (now: Paused)", Signal::Resolved),
    ] {
        assert_eq!(reading(status).alerts()[0].signal, expected, "{status}");
    }
    assert_eq!(reading("Paused (paused by parent)").disposition(), "ignored");
    assert_eq!(reading("%status").disposition(), "test");
}

#[test]
fn a_warning_is_one_and_down_is_as_grave_as_the_configuration_says() {
    let grade = |status: &str| {
        let reading = reading(status);
        (reading.alerts()[0].severity, reading.alerts()[0].severity_word.clone())
    };
    assert_eq!(grade("Warning"), (Severity::Warning, Some("Warning".to_owned())));
    assert_eq!(grade("Unusual"), (Severity::Warning, Some("Unusual".to_owned())));
    assert_eq!(grade("Down"), (Severity::Error, None));
}
