//! A store of the version before takes promises, and what every turn asks is found by an index.

use super::*;
use crate::store::{Store, StoreError, sqlite};

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millisecond(minutes * 60_000).unwrap()
}

#[test]
fn a_store_of_the_version_before_keeps_what_is_promised_from_now_on() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    let before = sqlite::MIGRATIONS.iter().position(|step| step.contains("create table promise"));
    let before = before.unwrap();
    for step in &sqlite::MIGRATIONS[..before] {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", i64::try_from(before).unwrap()).unwrap();
    drop(old);
    let wanted = Wanted {
        text: "add the missing index".to_owned(),
        owner: "bob".into(),
        by: "ana".into(),
        due_at: at(90),
        incident: Some(IncidentId(4)),
        to: Some("customers".to_owned()),
        public: true,
        fixes: false,
    };
    let mut store = Store::open(&path).unwrap();
    let kept = store.write(|tx| {
        let id = tx.put_promise_owed(&wanted, at(1), Some(at(30)))?;
        assert_eq!(tx.next_promise()?, Some(at(30)));
        assert!(tx.promises_to_tell(at(29), 9)?.is_empty());
        let told = tx.promises_to_tell(at(30), 9)?;
        let closed =
            Closed { at: at(80), by: "bob".into(), kept: true, word: "in 1.4.2".to_owned() };
        tx.close_promise(id, &closed)?;
        assert_eq!((tx.next_promise()?, tx.open_promises()?), (None, Vec::new()));
        Ok::<_, StoreError>((told, tx.promise(id)?.unwrap(), closed))
    });
    let (told, kept, closed) = kept.unwrap();
    let promise =
        Promise { id: PromiseId(1), what: wanted, made_at: at(1), told_at: at(1), closed: None };
    assert_eq!(told, std::slice::from_ref(&promise));
    assert_eq!(kept, Promise { closed: Some(closed), ..promise });
}

#[test]
fn what_every_turn_asks_is_found_by_an_index() {
    let store = Store::in_memory().unwrap();
    for statement in [sql::TO_TELL, sql::NEXT] {
        let plan = format!("explain query plan {statement}");
        let mut plan = store.connection.prepare(&plan).unwrap();
        for place in 1..=plan.parameter_count() {
            plan.raw_bind_parameter(place, rusqlite::types::Null).unwrap();
        }
        let mut found = plan.raw_query();
        while let Some(row) = found.next().unwrap() {
            let step: String = row.get(3).unwrap();
            assert!(step.contains("promise_next"), "{statement}\n{step}");
        }
    }
}
