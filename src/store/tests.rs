//! What only the connection itself can tell: how durable a commit is, and that waiting works.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::domain::heartbeat::{Beat, Heartbeat};
use crate::domain::incident::{Hold, IncidentId, Status};
use crate::domain::label::Matcher;
use crate::domain::name::PersonId;
use crate::domain::notification::{About, Notification};
use crate::domain::page::Again;
use crate::domain::quiet::silence::Wanted;
use crate::domain::record::timeline::{DaemonEvent, Entry, Event};
use crate::domain::resend::Resend;
use crate::domain::rota::handover::{Reminded, Told};

fn pragma(store: &Store, name: &str) -> String {
    let value = |row: &rusqlite::Row<'_>| {
        let value: rusqlite::types::Value = row.get(0)?;
        Ok(match value {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        })
    };
    store.connection.pragma_query_value(None, name, value).unwrap()
}

fn count(tx: &Tx<'_>) -> Result<i64> {
    tx.count_unread()
}

#[test]
fn a_commit_is_synced_to_a_write_ahead_log() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("wail.db")).unwrap();
    assert_eq!(pragma(&store, "journal_mode"), "wal");
    assert_eq!(pragma(&store, "synchronous"), "2", "2 is FULL");
}

#[test]
fn a_writer_waits_for_another_writer_and_asks_for_room_once() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let first = Store::open(&path).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let (ask, is_asked) = std::sync::mpsc::channel();
    let mut second = Store::open(&path).unwrap().while_busy(move || {
        counter.fetch_add(1, Ordering::Relaxed);
        ask.send(()).unwrap();
    });
    first.connection.execute_batch("begin immediate").unwrap();
    let waiting = std::thread::spawn(move || second.write(count));
    is_asked.recv().unwrap();
    first.connection.execute_batch("commit").unwrap();
    assert_eq!(waiting.join().unwrap(), Ok(0));
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

#[test]
fn a_writer_that_waits_in_vain_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let first = Store::open(&path).unwrap();
    let mut second = Store::open(&path).unwrap();
    first.connection.execute_batch("begin immediate").unwrap();
    assert_eq!(second.write(count), Err(StoreError::Busy { path }));
    assert_eq!(second.read(count), Ok(0), "whoever only reads does not wait");
}

#[test]
fn what_lies_beside_a_store_is_named_after_it() {
    assert_eq!(
        nudge_socket(Path::new("/var/lib/wail/wail.db")),
        Path::new("/var/lib/wail/wail.nudge")
    );
}

#[test]
fn a_store_of_the_version_before_learns_who_was_on_call() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = Connection::open(&path).unwrap();
    for step in [
        include_str!("migrations/sqlite/0001_first.sql"),
        include_str!("migrations/sqlite/0002_unable.sql"),
    ] {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", 2).unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    let tier = crate::domain::rota::TierName::new("primary");
    let at_place = crate::domain::rota::history::Place { rota: "primary".into(), place: 0, tier };
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let held = |start, end, person: Option<&str>| crate::domain::rota::history::Held {
        start: at(start),
        end: at(end),
        person: person.map(Into::into),
    };
    let found = store
        .write(|tx| {
            tx.put_duties(&at_place, &[held(0, 10, Some("ana")), held(10, 20, None)])?;
            tx.put_duties(&at_place, &[held(5, 30, Some("bo"))])?;
            tx.duties(at(1))
        })
        .map_err(|error: StoreError| error)
        .unwrap();
    assert_eq!(found[&at_place], [held(0, 5, Some("ana")), held(5, 30, Some("bo"))]);
}

#[test]
fn a_store_of_the_version_before_learns_of_silences_and_heartbeats() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = Connection::open(&path).unwrap();
    for step in &sqlite::MIGRATIONS[..13] {
        old.execute_batch(step).unwrap();
    }
    let held = "insert into incident (id, version, status, severity, opened_at, next_at, source,
        policy, firing, held_for, summary, labels)
        values (1, 1, 'held', 1, 0, 9, 'generic', 'default', 1, 'ana', 'disk', '{}')";
    old.execute_batch(held).unwrap();
    old.pragma_update(None, "user_version", 13).unwrap();
    drop(old);
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let wanted = Wanted {
        matchers: vec![Matcher::parse("host!~\"web-.* 1\"").unwrap()],
        starts_at: at(0),
        ends_at: at(9),
        by: "ana".to_owned(),
        comment: "a new disk".to_owned(),
        until_resolved: Some(jiff::SignedDuration::from_mins(10)),
        everything: false,
    };
    let beat = Heartbeat {
        name: "backup".to_owned(),
        beat: Beat::Exited(3),
        run: None,
        at: at(5),
        body: "no space".to_owned(),
        took: Some(jiff::SignedDuration::from_millis(1500)),
        is_local: true,
    };
    let work = |tx: &Tx<'_>| -> Result<()> {
        let mut incident = tx.incident(IncidentId(1))?.unwrap();
        let by = Hold::Hours("ana".into());
        assert_eq!(
            incident.status,
            Status::Held { by, until: Some(at(0) + jiff::SignedDuration::from_millis(9)) }
        );
        let id = tx.new_silence(&wanted, at(1))?;
        let kept = tx.silence(id)?.unwrap();
        assert_eq!(kept.what.matchers[0].parts(), wanted.matchers[0].parts());
        assert_eq!((kept.what.ends_at, kept.hidden), (at(9), 0));
        incident.status = Status::Held { by: Hold::Silence(id), until: Some(at(9)) };
        tx.update_incident(&incident)?;
        assert_eq!(tx.incident(IncidentId(1))?.unwrap().status, incident.status);
        assert_eq!(tx.silenced_incidents(id)?, [IncidentId(1)]);
        tx.put_heartbeat(&beat)?;
        assert_eq!(tx.heartbeats("backup", 9)?, std::slice::from_ref(&beat));
        Ok(())
    };
    Store::open(&path).unwrap().write(work).unwrap();
}

#[test]
fn what_was_told_is_kept_and_a_notification_is_taken_once() {
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let (rota, tier) = ("primary".into(), crate::domain::rota::TierName::new("primary"));
    let ana: PersonId = "ana".into();
    let what = Notification {
        person: ana.clone(),
        about: About::Reminder,
        text: "you are on call".to_owned(),
        made_at: at(0),
        expires_at: at(60),
    };
    let told = |person: Option<&PersonId>, second| Told { person: person.cloned(), at: at(second) };
    let work = |tx: &Tx<'_>| -> Result<()> {
        let pager = Pager { rota: &rota, tier: &tier };
        let key = (rota.clone(), tier.clone());
        tx.put_told(pager, &told(Some(&ana), 1))?;
        tx.put_told(pager, &told(None, 2))?;
        for start in [10, 20, 10] {
            tx.put_reminded(pager, &Reminded { start: at(start), person: ana.clone() })?;
        }
        tx.drop_reminded(at(10))?;
        let known = tx.hand_overs()?;
        assert_eq!(known.told[&key], told(None, 2));
        let left = Reminded { start: at(20), person: ana.clone() };
        assert_eq!(known.reminded[&key].iter().collect::<Vec<_>>(), [&left]);
        tx.drop_told(pager)?;
        assert!(tx.hand_overs()?.told.is_empty());

        let id = tx.put_notification(&what)?;
        let (desktop, sound) = ("desktop".into(), "sound".into());
        assert!(tx.claim_notification(id, &desktop, "here")?);
        assert!(!tx.claim_notification(id, &sound, "there")?, "one station has it");
        let out = tx.notification_out(id)?.unwrap();
        assert_eq!((&out.what, &out.out), (&what, &Some(desktop.clone())));
        tx.give_notification_back(id, std::slice::from_ref(&desktop), "no bus")?;
        assert_eq!(tx.notification_out(id)?, None);
        let open = tx.open_notifications(10)?;
        assert_eq!((&open[0].out, &open[0].tried), (&None, &vec![desktop]));
        assert!(tx.claim_notification(id, &sound, "there")?);
        tx.close_notification(id, Closed::Told, "one soft tone")?;
        assert_eq!(tx.open_notifications(10)?, []);
        tx.drop_notifications(at(60))
    };
    Store::in_memory().unwrap().write(work).unwrap();
}

#[test]
fn what_an_older_store_accepted_of_the_first_tier_stays_that_of_the_first() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("wail.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    for step in [
        include_str!("migrations/sqlite/0001_first.sql"),
        include_str!("migrations/sqlite/0002_unable.sql"),
        include_str!("migrations/sqlite/0003_duty.sql"),
    ] {
        old.execute_batch(step).unwrap();
    }
    old.execute_batch(
        "insert into duty (rota, tier, start_at, end_at, person)
         values ('one', 'day', 0, 9, 'ana'), ('two', 'primary', 0, 9, 'ana'),
                ('two', 'back', 0, 9, 'bo');",
    )
    .unwrap();
    old.pragma_update(None, "user_version", 3).unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    let found = store.read(|tx| tx.duties(jiff::Timestamp::UNIX_EPOCH)).unwrap();
    let places: Vec<_> =
        found.keys().map(|at| (at.rota.to_string(), at.place, at.tier.to_string())).collect();
    let place = |rota: &str, place, tier: &str| (rota.to_owned(), place, tier.to_owned());
    assert_eq!(
        places,
        [place("one", 0, "day"), place("two", 0, "primary"), place("two", 1, "back")]
    );
}

#[test]
fn a_store_of_the_version_before_learns_what_is_tried_again_and_keeps_its_secret() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = Connection::open(&path).unwrap();
    for step in [
        include_str!("migrations/sqlite/0001_first.sql"),
        include_str!("migrations/sqlite/0002_unable.sql"),
        include_str!("migrations/sqlite/0003_duty.sql"),
        include_str!("migrations/sqlite/0004_because.sql"),
        include_str!("migrations/sqlite/0005_withdrawn.sql"),
        include_str!("migrations/sqlite/0006_handover.sql"),
        include_str!("migrations/sqlite/0007_place.sql"),
    ] {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", 7).unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    let (id, incident) = (crate::domain::page::PageId(3), crate::domain::incident::IncidentId(1));
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let kept: Vec<u8> = store
        .write(|tx| {
            tx.put_resend(id, incident, &Resend::begin(Again::Once, at(10)), at(15))?;
            tx.secret("ack", b"the first")
        })
        .unwrap();
    assert_eq!(kept, b"the first");
    drop(store);
    let mut store = Store::open(&path).unwrap();
    let (next, resend, kept) = store
        .write(|tx| {
            let secret = tx.secret("ack", b"another")?;
            Ok::<_, StoreError>((tx.next_resend(at(10))?, tx.resend(id)?, secret))
        })
        .unwrap();
    assert_eq!(next, Some(at(15)));
    let expected = Resend { first_at: at(10), attempts: 1, refusals: 1 };
    assert_eq!(resend, Some(expected));
    assert_eq!(kept, b"the first", "what only this store knows stays what it is");
}

#[test]
fn what_is_kept_of_the_self_audit_is_the_latest_and_the_newest_word_of_the_deadman() {
    let mut store = Store::in_memory().unwrap();
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let entry = |second, event| Entry { at: at(second), incident: None, event };
    let work = |tx: &Tx<'_>| -> Result<()> {
        assert_eq!(
            (tx.last_heard()?, tx.last_pinged()?, tx.last_of_deadman()?),
            (None, None, None)
        );
        for second in [7, 9, 8] {
            tx.put_heard(at(second))?;
            tx.put_pinged(at(second * 10))?;
        }
        assert_eq!((tx.last_heard()?, tx.last_pinged()?), (Some(at(9)), Some(at(90))));
        let withheld = DaemonEvent::DeadmanWithheld("the disk is full".to_owned());
        tx.append(&entry(1, Event::Daemon(withheld)))?;
        tx.append(&entry(2, Event::Daemon(DaemonEvent::MaySleep)))?;
        let last = tx.last_of_deadman()?.unwrap();
        assert_eq!((last.event.as_str(), last.at), ("deadman-withheld", at(1)));
        tx.append(&entry(3, Event::Daemon(DaemonEvent::DeadmanPinged)))?;
        assert_eq!(tx.last_of_deadman()?.unwrap().at, at(3));
        Ok(())
    };
    store.write(work).unwrap();
}

mod plans;

#[test]
fn as_many_incidents_as_there_are_can_be_asked_for_by_their_numbers() {
    let mut store = Store::in_memory().unwrap();
    let chosen = Chosen { ids: (1..=70_000).map(IncidentId).collect(), ..Chosen::default() };
    let found = store.read::<_, StoreError>(|tx| tx.list(&chosen, |_| {})).unwrap();
    assert_eq!(found, 0);
}
