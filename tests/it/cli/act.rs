//! `wail ack` and the other ways to act on incidents.

use crate::common::TestHome;

#[test]
fn an_alert_that_arrives_pages_who_is_on_call_and_an_ack_is_on_the_record() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let firing = wail::sources::find("alertmanager").unwrap().samples.firing;
    let (status, _) = home.post("/in/alertmanager", &[], firing.as_bytes());
    assert_eq!(status, 202);
    home.until_incident(1, "triggered");
    crate::common::until("ana is paged", || home.pages().len() == 1);
    let run = home.wail(&["ack", "1"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert!(run.stdout.starts_with("ana has 1: the primary database does not answer"), "{run:?}");
    assert_eq!(daemon.stop(), 0);
}
