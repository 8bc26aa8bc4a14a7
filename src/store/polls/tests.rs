//! What stands of a source that lists it: marked with its next list, and found by an index.

use std::path::Path;

use super::*;
use crate::domain::alert::{Alert, Severity};
use crate::store::{Store, StoreError, sqlite};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn hears(tx: &Tx<'_>, source: &str, name: &str, signal: Signal) -> Result<()> {
    let identity = Fingerprint::of([name]);
    let alert = Alert::new(source.into(), identity, signal, Severity::Error).summary(name);
    tx.put_alert(None, &alert, None, at(1))
}

/// What a list of that source may end, in the order of names.
fn may_end(tx: &Tx<'_>, source: &str) -> Result<Vec<String>> {
    let source = source.into();
    tx.mark_listed(&source)?;
    let mut names: Vec<_> = tx.standing(&source)?.into_iter().map(|it| it.summary).collect();
    names.sort();
    Ok(names)
}

fn write<T>(store: &mut Store, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> T {
    store.write::<T, StoreError>(work).unwrap()
}

#[test]
fn a_list_may_end_whatever_stands_of_its_source_however_it_came() {
    let work = |tx: &Tx<'_>| {
        hears(tx, "prometheus", "disk", Signal::Firing)?;
        hears(tx, "prometheus", "over", Signal::Resolved)?;
        hears(tx, "other", "memory", Signal::Firing)?;
        assert_eq!(may_end(tx, "prometheus")?, ["disk"]);
        assert_eq!(may_end(tx, "prometheus")?, ["disk"], "a second time");
        hears(tx, "prometheus", "late", Signal::Acknowledged)?;
        hears(tx, "prometheus", "over", Signal::Firing)?;
        assert_eq!(may_end(tx, "prometheus")?, ["disk", "late", "over"]);
        hears(tx, "prometheus", "disk", Signal::Resolved)?;
        assert_eq!(may_end(tx, "prometheus")?, ["late", "over"]);
        assert_eq!(may_end(tx, "other")?, ["memory"]);
        assert!(may_end(tx, "neither")?.is_empty());
        Ok(())
    };
    write(&mut Store::in_memory().unwrap(), work);
}

#[test]
fn what_stands_in_a_store_of_the_version_before_is_marked_with_the_next_list() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    let before =
        sqlite::MIGRATIONS.iter().position(|step| step.contains("index alert_listed")).unwrap();
    for step in &sqlite::MIGRATIONS[..before] {
        old.execute_batch(step).unwrap();
    }
    old.execute_batch(
        "insert into poll (source, word_at) values ('prometheus', 0);
        insert into alert (incident, hash, source, fingerprint, signal, severity, first_at, last_at,
            reports, summary, details, labels)
        values (0, 1, 'prometheus', 'disk', 1, 2, 0, 0, 1, 'disk', '', '{}'),
            (0, 2, 'prometheus', 'over', 0, 2, 0, 0, 1, 'over', '', '{}'),
            (0, 3, 'other', 'memory', 1, 2, 0, 0, 1, 'memory', '', '{}');",
    )
    .unwrap();
    old.pragma_update(None, "user_version", i64::try_from(before).unwrap()).unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    write(&mut store, |tx| {
        assert_eq!(may_end(tx, "prometheus")?, ["disk"]);
        assert_eq!(tx.word(&"prometheus".into())?.at, Some(Timestamp::UNIX_EPOCH));
        Ok(())
    });
}

#[test]
fn what_stands_is_found_by_an_index_in_which_nothing_is_that_was_only_posted() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    write(&mut store, |tx| {
        hears(tx, "posts", "memory", Signal::Firing)?;
        hears(tx, "lists", "disk", Signal::Firing)?;
        may_end(tx, "lists")
    });
    let plan = |statement: &str| asked(&path, &format!("explain query plan {statement}"), 3);
    let standing = plan(sql::STANDING);
    assert!(standing[0].contains("using index alert_listed (source=?)"), "{standing:?}");
    let marking = plan(sql::MARK_LISTED);
    assert!(marking[0].contains("using integer primary key (rowid>?)"), "{marking:?}");
    let indexed =
        "select source from alert indexed by alert_listed where listed = 1 and signal <> 0";
    assert_eq!(asked(&path, indexed, 0), ["lists"]);
}

/// What another connection, to which the statements are as they are to ours, answers in that column.
fn asked(path: &Path, statement: &str, column: usize) -> Vec<String> {
    let store = Store::open(path).unwrap();
    let mut statement = store.connection.prepare(statement).unwrap();
    for place in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(place, rusqlite::types::Null).unwrap();
    }
    let mut found = statement.raw_query();
    let mut texts = Vec::new();
    while let Some(row) = found.next().unwrap() {
        texts.push(row.get::<_, String>(column).unwrap().to_lowercase());
    }
    texts
}
