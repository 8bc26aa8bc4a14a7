//! A store of the version before knows of what its record tells, and of what comes from now on.

use super::*;
use crate::store::{Store, StoreError, sqlite};

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millisecond(minutes * 60_000).unwrap()
}

fn span(from: i64, to: i64) -> Span {
    Span { from: at(from), to: at(to) }
}

#[test]
fn a_store_of_the_version_before_knows_when_nobody_listened_as_far_as_its_record_tells() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    let before = sqlite::MIGRATIONS.iter().position(|step| step.contains("create table unheard"));
    let before = before.unwrap();
    for step in &sqlite::MIGRATIONS[..before] {
        old.execute_batch(step).unwrap();
    }
    for (minute, event, about) in [
        (1, "daemon-started", None),
        (10, "daemon-stopped", None),
        (12, "opened", None),
        (20, "daemon-started", None),
        (40, "deaf", Some(30)),
        // One that was killed tells nothing of when.
        (50, "daemon-started", None),
        (60, "daemon-stopped", None),
    ] {
        let told = "insert into timeline (at, event, text, about) values ($1, $2, '', $3)";
        let about = about.map(|minute| at(minute).as_millisecond());
        old.execute(told, params![at(minute).as_millisecond(), event, about]).unwrap();
    }
    old.pragma_update(None, "user_version", i64::try_from(before).unwrap()).unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    let unheard = store.write(|tx| {
        let before = tx.unheard(at(0))?;
        tx.put_unheard(span(60, 90))?;
        // The same end twice is one time, and the longer one.
        tx.put_unheard(span(80, 90))?;
        Ok::<_, StoreError>((before, tx.unheard(at(20))?))
    });
    let (before, after) = unheard.unwrap();
    assert_eq!(before, [span(10, 20), span(30, 40)]);
    assert_eq!(after, [span(30, 40), span(60, 90)]);
}
