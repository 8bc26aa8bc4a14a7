//! A copy has everything, is private, and takes the place of a store whatever state that is in.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::domain::incident::IncidentId;
use crate::domain::record::timeline::{Entry, Event};

fn note(store: &mut Store, text: &str) {
    let at = Timestamp::from_second(1_793_674_800).unwrap();
    let event = Event::Noted("ana".into(), text.to_owned());
    let entry = Entry { at, incident: Some(IncidentId(1)), event };
    store.write::<_, StoreError>(|tx| tx.append(&entry)).unwrap();
}

fn texts(store: &mut Store) -> Vec<String> {
    let mut texts = Vec::new();
    store
        .read::<_, StoreError>(|tx| {
            tx.timeline(super::super::TimelineQuery::After(0), |entry| texts.push(entry.text))
        })
        .unwrap();
    texts
}

#[test]
fn a_copy_has_what_was_there_and_nobody_is_kept_from_writing() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(&directory.path().join("wail.db")).unwrap();
    note(&mut store, "one");
    let to = directory.path().join("copy.db");
    store.copy_to(&to).unwrap();
    note(&mut store, "two");
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    let mut copy = Store::open(&to).unwrap();
    assert_eq!(copy.damage().unwrap(), None);
    assert_eq!(texts(&mut copy), ["ana notes: one"]);
    assert_eq!(texts(&mut store).len(), 2);
}

#[test]
fn a_copy_overwrites_nothing_and_leaves_nothing_where_it_fails() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("wail.db")).unwrap();
    let to = directory.path().join("copy.db");
    fs::write(&to, "mine").unwrap();
    assert!(matches!(store.copy_to(&to), Err(StoreError::CannotOpen { .. })));
    assert_eq!(fs::read_to_string(&to).unwrap(), "mine");
    let nowhere = directory.path().join("nowhere/copy.db");
    assert!(
        matches!(store.copy_to(&nowhere), Err(StoreError::CannotOpen { path, .. }) if path == nowhere)
    );
}

#[test]
fn a_store_is_moved_aside_with_its_log_also_where_it_cannot_be_opened() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    note(&mut store, "before");
    let to = directory.path().join("copy.db");
    store.copy_to(&to).unwrap();
    drop(store);
    let lease = lease_of(&path, "a test").unwrap();
    for damage in [None, Some("no database")] {
        if let Some(text) = damage {
            fs::write(&path, text).unwrap();
            fs::write(directory.path().join("wail.db-wal"), "its log").unwrap();
        }
        let copied = directory.path().join("copied.db");
        copy_private(&to, &copied).unwrap();
        let aside = directory.path().join(format!("aside-{}", damage.is_some()));
        let kept = replace(&path, Store::open(&copied).unwrap(), &aside, &lease).unwrap();
        assert_eq!(kept.as_deref(), Some(&*aside));
        assert_eq!(texts(&mut Store::open(&path).unwrap()), ["ana notes: before"]);
        assert!(aside.exists() && !copied.exists());
    }
    assert_eq!(fs::read_to_string(directory.path().join("aside-true")).unwrap(), "no database");
    assert_eq!(fs::read_to_string(directory.path().join("aside-true-wal")).unwrap(), "its log");
}

#[test]
fn a_store_is_read_as_it_lies_there_whatever_its_name_and_what_is_broken_off_fails() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("100% a?b#c.db");
    let mut store = Store::open(&path).unwrap();
    note(&mut store, "one");
    assert!(Store::still(&path).unwrap().is_none(), "some of it is in its log");
    store.settle().unwrap();
    let mut still = Store::still(&path).unwrap().unwrap();
    assert_eq!(texts(&mut still), ["ana notes: one"]);
    let written = still.write::<_, StoreError>(|tx| tx.put_backed_up(Timestamp::UNIX_EPOCH));
    assert!(written.is_err());
    drop(still);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is made beside it");
    let copied = directory.path().join("copied.db");
    let broken_off = copy_while(&path, &copied, || false).unwrap_err();
    assert_eq!((broken_off.kind(), copied.exists()), (io::ErrorKind::Interrupted, false));
    let mut store = Store::open(&path).unwrap();
    let interrupt = store.interrupter();
    let endless =
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
    let is_over = AtomicBool::new(false);
    let asked = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                interrupt();
                std::thread::park_timeout(std::time::Duration::from_millis(1));
            }
        });
        let asked = store
            .read::<i64, StoreError>(|tx| tx.ask(|c| c.query_row(endless, [], |row| row.get(0))));
        is_over.store(true, Ordering::Relaxed);
        asked
    });
    assert!(matches!(asked, Err(StoreError::Failed { .. })), "{asked:?}");
}

#[test]
fn a_store_that_somebody_reads_is_not_replaced_and_stays_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut station = Store::open(&path).unwrap();
    note(&mut station, "before");
    let copied = directory.path().join("copied.db");
    station.copy_to(&copied).unwrap();
    note(&mut station, "after");
    let lease = lease_of(&path, "a test").unwrap();
    let aside = directory.path().join("aside");
    let refused = replace(&path, Store::open(&copied).unwrap(), &aside, &lease);
    assert!(matches!(refused, Err(StoreError::Busy { .. })), "{refused:?}");
    assert_eq!(texts(&mut station).len(), 2);
    assert!(!aside.exists());
    drop(station);
    replace(&path, Store::open(&copied).unwrap(), &aside, &lease).unwrap();
    assert_eq!(texts(&mut Store::open(&path).unwrap()).len(), 1);
    assert_eq!(texts(&mut Store::open(&aside).unwrap()).len(), 2);
}

#[test]
fn what_was_set_aside_before_keeps_its_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    drop(Store::open(&path).unwrap());
    let lease = lease_of(&path, "a test").unwrap();
    let (copied, aside) = (directory.path().join("copied.db"), directory.path().join("aside"));
    fs::write(&aside, "of an hour ago").unwrap();
    let kept = replace(&path, Store::open(&copied).unwrap(), &aside, &lease).unwrap().unwrap();
    assert_eq!(kept, directory.path().join("aside-2"));
    assert!(is_database(&kept) && is_database(&path));
    assert_eq!(fs::read_to_string(&aside).unwrap(), "of an hour ago");
}

#[test]
fn a_store_that_cannot_be_emptied_of_its_log_is_not_said_to_be_settled() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("begin; select count(*) from timeline;").unwrap();
    note(&mut store, "after");
    assert!(matches!(store.settle(), Err(StoreError::Busy { .. })));
}

#[test]
fn a_link_to_a_store_has_the_lease_of_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let (path, link) = (directory.path().join("disk/wail.db"), directory.path().join("wail.db"));
    let _lease = lease_of(&path, "a test").unwrap();
    drop(Store::open(&path).unwrap());
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(matches!(lease_of(&link, "another"), Err(StoreError::Leased { .. })));
}
