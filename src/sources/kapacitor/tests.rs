//! The beginning of an episode, which each event tells anew.

use super::SOURCE;
use crate::sources::Sample;
use crate::sources::tests::read_as;

fn began(time: &str, duration: &str) -> Option<String> {
    let body = format!("{{\"id\":7,\"time\":\"{time}\",\"duration\":{duration}}}");
    let reading = read_as(&SOURCE, Sample::json(""), body.as_bytes()).unwrap();
    reading.alerts()[0].started_at.map(|at| at.to_string())
}

#[test]
fn every_event_of_an_episode_has_the_same_beginning() {
    let first = began("2026-03-08T02:10:00.123456789Z", "0");
    assert_eq!(first.as_deref(), Some("2026-03-08T02:10:00.123Z"));
    assert_eq!(began("2026-03-08T02:31:00.123456789Z", "1260000000000"), first);
    assert_eq!(began("2026-03-08T02:10:00.123456789Z", "\"1h\""), first);
    assert_eq!(began("2026-03-08T02:10:00.123456789Z", "-5"), first);
    assert_eq!(began("soon", "0"), None);
}
