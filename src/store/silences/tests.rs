//! What silences match is made of its text once, and anew when that changes.

use super::*;
use crate::domain::label::Labels;
use crate::store::{Store, StoreError};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn wanted(matchers: &[&str]) -> Wanted {
    let matchers = matchers.iter().map(|text| Matcher::parse(text).unwrap());
    let (starts_at, ends_at) = (at(0), at(9));
    let (by, comment) = ("ana".to_owned(), "a new disk".to_owned());
    Wanted {
        matchers: matchers.collect(),
        starts_at,
        ends_at,
        by,
        comment,
        until_resolved: None,
        everything: false,
    }
}

fn write<T>(store: &mut Store, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> T {
    store.write::<T, StoreError>(work).unwrap()
}

/// Which of these hosts are silenced.
fn silenced(store: &mut Store) -> Vec<&'static str> {
    let silences = write(store, |tx| tx.silences(at(1)));
    let mut hosts = vec!["web-1", "web-2", "db-1"];
    hosts.retain(|host| {
        let labels = Labels::from([("host".to_owned(), (*host).to_owned())]);
        silences.iter().any(|silence| silence.what.matchers.iter().all(|it| it.matches(&labels)))
    });
    hosts
}

#[test]
fn what_another_process_changes_is_read_anew_and_what_is_gone_is_forgotten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let mut beside = Store::open(&path).unwrap();
    assert!(silenced(&mut store).is_empty());
    let id = write(&mut beside, |tx| tx.new_silence(&wanted(&["host=~web-.*"]), at(0)));
    assert_eq!(silenced(&mut store), ["web-1", "web-2"]);
    assert_eq!(silenced(&mut store), ["web-1", "web-2"], "a second time");
    write(&mut beside, |tx| tx.change_silence(id, &wanted(&["host!~web-.*"]), at(0)));
    assert_eq!(silenced(&mut store), ["db-1"]);
    write(&mut beside, |tx| tx.new_silence(&wanted(&["host=~.*-2"]), at(0)));
    assert_eq!(silenced(&mut store), ["web-2", "db-1"]);
    assert_eq!(store.compiled.borrow().len(), 2);
    write(&mut beside, |tx| {
        tx.change_silence(id, &Wanted { ends_at: at(1), ..wanted(&[]) }, at(1))
    });
    assert_eq!(silenced(&mut store), ["web-2"]);
    assert_eq!(store.compiled.borrow().len(), 1);
}

#[test]
fn what_was_made_of_a_text_is_used_again() {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, |tx| tx.new_silence(&wanted(&["host=~web-.*"]), at(0)));
    assert_eq!(silenced(&mut store), ["web-1", "web-2"]);
    // Told from one that is made anew by what it matches.
    let other = wanted(&["host=~db-.*"]).matchers;
    store.compiled.borrow_mut().values_mut().for_each(|kept| kept.clone_from(&other));
    assert_eq!(silenced(&mut store), ["db-1"]);
}

/// The silences that hold, as a transaction finds them.
fn in_force(store: &mut Store) -> Arc<Silences> {
    write(store, |tx| tx.silences_in_force())
}

#[test]
fn what_holds_is_read_anew_when_it_has_changed_and_only_then() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let mut beside = Store::open(&path).unwrap();
    let first = in_force(&mut store);
    assert!(first.is_empty() && Arc::ptr_eq(&first, &in_force(&mut store)));
    let id = write(&mut beside, |tx| tx.new_silence(&wanted(&["host=web"]), at(0)));
    let second = in_force(&mut store);
    assert_eq!(second.iter().count(), 1);
    assert!(Arc::ptr_eq(&second, &in_force(&mut store)));
    write(&mut store, |tx| tx.match_silence(id));
    assert!(Arc::ptr_eq(&second, &in_force(&mut store)), "nothing that decides has changed");
    write(&mut store, |tx| tx.tell_silence(id));
    assert!(in_force(&mut store).is_empty());
}

#[test]
fn what_a_transaction_takes_back_is_not_known_afterwards() {
    let mut store = Store::in_memory().unwrap();
    let taken_back = store.write(|tx| {
        tx.new_silence(&wanted(&["host=web"]), at(0))?;
        assert_eq!(tx.silences_in_force()?.iter().count(), 1);
        Err::<(), _>(StoreError::Conflict(1))
    });
    assert!(taken_back.is_err());
    // Its count of changes is given again, to another one.
    write(&mut store, |tx| tx.new_silence(&wanted(&["host=db"]), at(0)));
    let known = in_force(&mut store);
    let about: Vec<String> = known.iter().map(|silence| silence.what.about()).collect();
    assert_eq!(about, ["host=db"]);
}
