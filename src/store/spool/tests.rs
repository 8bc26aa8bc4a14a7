//! What lies beside a store is whole, in its order, and taken once.

use std::fs;

use super::*;

fn heartbeat(second: i64, beat: Beat) -> Heartbeat {
    Heartbeat {
        name: "backup".to_owned(),
        beat,
        run: Some("nightly \"1\"".to_owned()),
        at: Timestamp::from_second(second).unwrap(),
        body: "line\nline \u{1b}[0m".to_owned(),
        took: Some(SignedDuration::from_millis(1500)),
        is_local: true,
    }
}

#[test]
fn what_is_put_there_is_taken_in_its_order_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("wail.db");
    assert!(Spool::take(&store).is_none());
    let all: Vec<Heartbeat> =
        [Beat::Started, Beat::Logged, Beat::Exited(3), Beat::Failed, Beat::Succeeded]
            .into_iter()
            .zip(1..)
            .map(|(beat, second)| heartbeat(second, beat))
            .collect();
    for heartbeat in &all {
        spool(&store, heartbeat).unwrap();
    }
    let taken = Spool::take(&store).unwrap();
    assert!(Spool::take(&store).is_none(), "somebody has it");
    assert_eq!((taken.heartbeats(), taken.unreadable()), (&*all, 0));
    taken.clear().unwrap();
    assert!(Spool::take(&store).is_none(), "nothing is left");
}

#[test]
fn half_a_line_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("wail.db");
    let file = spool(&store, &heartbeat(1, Beat::Started)).unwrap();
    let whole = fs::read(&file).unwrap();
    for cut in 1..whole.len() {
        fs::write(&file, &whole[..cut]).unwrap();
        spool(&store, &heartbeat(2, Beat::Succeeded)).unwrap();
        let taken = Spool::take(&store).unwrap();
        assert_eq!(taken.heartbeats(), [heartbeat(2, Beat::Succeeded)], "{cut}");
        assert_eq!(taken.unreadable(), 1);
    }
    let taken = Spool::take(&store).unwrap();
    let aside = taken.set_aside().unwrap();
    assert!(aside.exists() && Spool::take(&store).is_none());
}

#[test]
fn a_file_that_is_full_takes_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("wail.db");
    let file = spool(&store, &heartbeat(1, Beat::Started)).unwrap();
    fs::OpenOptions::new().write(true).open(file).unwrap().set_len(LARGEST + 1).unwrap();
    assert!(spool(&store, &heartbeat(2, Beat::Started)).is_err());
}
