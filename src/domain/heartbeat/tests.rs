//! What signs of life say.

use super::*;

#[test]
fn a_failure_begins_a_problem_a_success_ends_it_and_the_rest_says_neither() {
    for (beat, signal) in [
        (Beat::Failed, Some(Signal::Firing)),
        (Beat::Exited(3), Some(Signal::Firing)),
        (Beat::Exited(0), Some(Signal::Resolved)),
        (Beat::Succeeded, Some(Signal::Resolved)),
        (Beat::Started, None),
        (Beat::Logged, None),
    ] {
        assert_eq!(beat.signal(), signal, "{beat:?}");
    }
    assert_eq!(Beat::Exited(3).summary("backup"), "heartbeat backup failed with exit code 3");
    assert_eq!(Beat::Failed.summary("backup"), "heartbeat backup failed");
}
