//! A look that hangs, and one that breaks off.

use std::sync::mpsc;

use super::*;
use crate::domain::watch::Finding;

#[tokio::test]
async fn while_a_look_hangs_no_other_begins() {
    let blocking = Blocking::default();
    let (release, released) = mpsc::channel::<()>();
    let mut hanging = Box::pin(blocking.look(move || {
        // Its end is all that is waited for.
        let _ = released.recv();
        Look::fine("at last")
    }));
    let next = tokio::select! {
        biased;
        look = &mut hanging => panic!("{look:?}"),
        look = blocking.look(|| Look::fine("never")) => look,
    };
    assert_eq!(next.finding, Finding::Failed);
    assert_eq!(next.said, "an earlier look has no answer of the system yet");
    drop(release);
    assert_eq!(hanging.await.said, "at last");
    assert_eq!(blocking.look(|| Look::fine("again")).await.said, "again");
}

#[tokio::test]
async fn a_look_that_breaks_off_says_so_and_is_over() {
    let blocking = Blocking::default();
    let broken = blocking.look(|| panic!("on purpose")).await;
    assert_eq!(broken, Look::undetermined("the look broke off"));
    assert_eq!(blocking.look(|| Look::fine("again")).await.said, "again");
}
