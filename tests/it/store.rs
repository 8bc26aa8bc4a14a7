//! The store keeps what it promises: durably, privately, once, and within its limits.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use tempfile::TempDir;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{Incident, IncidentId, Input};
use wail::domain::name::SourceName;
use wail::domain::station::Stations;
use wail::engine::Engine;
use wail::store::{
    BodyLimits, Chosen, Envelope, EnvelopeId, PageState, Store, StoreError, Tx, lease_holder,
};

use crate::night::{TEAM, alert, rules};
use crate::running::{Daemon, wait_until};

fn now() -> Timestamp {
    "2026-11-03T03:00:00Z".parse().unwrap()
}

fn home() -> (TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data/wail/wail.db");
    (directory, path)
}

fn envelope(body: &[u8]) -> Envelope {
    Envelope {
        source: SourceName::from("prometheus"),
        received_at: now(),
        content_type: None,
        head: None,
        body: body.to_vec(),
    }
}

fn write<T>(store: &mut Store, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
    store.write(work).unwrap()
}

fn read<T>(store: &mut Store, work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>) -> T {
    store.read(work).unwrap()
}

/// Takes an alert to the board of a store whose daemon reaches nobody.
fn hear(store: &mut Store, alert: &Alert) -> IncidentId {
    let rules = rules(TEAM);
    let stations = Stations::default();
    let heard = store.write(|tx| {
        Engine::new(
            tx,
            Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] },
            now(),
        )
        .hear(alert)
    });
    heard.unwrap().incident.unwrap()
}

fn fires(store: &mut Store) -> IncidentId {
    hear(store, &alert("disk", Signal::Firing, Severity::Critical))
}

fn kept_bytes(tx: &Tx<'_>) -> Result<i64, StoreError> {
    tx.kept_bytes()
}

fn count_unread(tx: &Tx<'_>) -> Result<i64, StoreError> {
    tx.count_unread()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_file_its_log_and_its_directory_are_private() {
    let (_directory, path) = home();
    let mut store = Store::open(&path).unwrap();
    fires(&mut store);
    let _lease = store.lease("me").unwrap();
    for extension in ["db", "db-wal", "db-shm", "lease"] {
        let file = path.with_extension(extension);
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    assert_eq!(mode(path.parent().unwrap().parent().unwrap()), 0o700);
}

#[test]
fn every_commit_goes_through_a_write_ahead_log() {
    let (_directory, path) = home();
    let mut store = Store::open(&path).unwrap();
    let log = path.with_extension("db-wal");
    let before = fs::metadata(&log).map_or(0, |about| about.len());
    fires(&mut store);
    assert!(fs::metadata(&log).unwrap().len() > before);
    let beside = Connection::open(&path).unwrap();
    let mode: String = beside.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn opening_again_changes_nothing() {
    let (_directory, path) = home();
    let schema = |path: &Path| -> Vec<String> {
        let beside = Connection::open(path).unwrap();
        let mut statement =
            beside.prepare("select coalesce(sql, '') from sqlite_schema order by name").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut store = Store::open(&path).unwrap();
    let id = fires(&mut store);
    let first = schema(&path);
    assert!(first.len() > 10, "{first:?}");
    drop(store);
    let mut store = Store::open(&path).unwrap();
    assert_eq!(schema(&path), first);
    assert!(read(&mut store, |tx| tx.incident(id)).is_some());
}

#[test]
fn many_processes_may_open_a_new_store_at_the_same_moment() {
    let (_directory, path) = home();
    let open_often = || (0..20).try_for_each(|_| Store::open(&path).map(drop));
    let opened: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(open_often)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(opened, vec![Ok(()); 4]);
}

#[test]
fn a_store_of_a_newer_version_is_refused() {
    let (_directory, path) = home();
    drop(Store::open(&path).unwrap());
    let beside = Connection::open(&path).unwrap();
    beside.pragma_update(None, "user_version", 99).unwrap();
    assert_eq!(Store::open(&path).err(), Some(StoreError::Newer { path }));
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("letter.db");
    let text = "Dear on-call engineer, ".repeat(100);
    fs::write(&path, &text).unwrap();
    let refused = Store::open(&path).err();
    assert!(matches!(refused, Some(StoreError::Damaged { .. })), "{refused:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_store_where_nothing_can_be_written_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = Store::open(&file.join("wail.db")).err();
    assert!(matches!(refused, Some(StoreError::CannotOpen { .. })), "{refused:?}");
    let refused = Store::open(directory.path()).err();
    assert!(matches!(refused, Some(StoreError::CannotOpen { .. })), "{refused:?}");
    let read_only = directory.path().join("read-only");
    fs::create_dir(&read_only).unwrap();
    fs::set_permissions(&read_only, fs::Permissions::from_mode(0o500)).unwrap();
    // Whoever is root may write everywhere.
    if fs::write(read_only.join("probe"), "").is_err() {
        let refused = Store::open(&read_only.join("wail.db")).err();
        assert!(matches!(refused, Some(StoreError::CannotOpen { .. })), "{refused:?}");
    }
}

#[test]
fn a_change_is_saved_only_over_the_version_it_was_made_from() {
    let mut store = Store::in_memory().unwrap();
    let id = fires(&mut store);
    let read_first = read(&mut store, |tx| tx.incident(id)).unwrap();
    let changed = Incident { severity: Severity::Error, ..read_first.clone() };
    write(&mut store, |tx| tx.update_incident(&changed));
    let late = Incident { severity: Severity::Info, ..read_first };
    let refused = store.write(|tx| tx.update_incident(&late));
    assert_eq!(refused, Err(StoreError::Conflict(id.0)));
    let kept = read(&mut store, |tx| tx.incident(id)).unwrap();
    assert_eq!(kept.severity, Severity::Error);
}

#[test]
fn nothing_of_a_failed_transaction_remains() {
    let mut store = Store::in_memory().unwrap();
    let failed = store.write(|tx| {
        tx.receive(&envelope(b"{}"))?;
        Err::<(), _>(StoreError::Conflict(7))
    });
    assert_eq!(failed, Err(StoreError::Conflict(7)));
    assert_eq!(read(&mut store, count_unread), 0);
    fires(&mut store);
}

#[test]
fn numbers_are_not_used_twice_although_bodies_are_dropped() {
    let mut store = Store::in_memory().unwrap();
    let mut last = 0;
    for _ in 0..5 {
        let ids = write(&mut store, |tx| {
            Ok([tx.receive(&envelope(b"1"))?, tx.receive(&envelope(b"2"))?])
        });
        assert_eq!(ids.map(|id| id.0), [last + 1, last + 2]);
        last += 2;
        write(&mut store, |tx| {
            ids.iter().try_for_each(|id| tx.drop_body(*id))?;
            tx.have_read(EnvelopeId(last), 0)
        });
    }
    assert_eq!(read(&mut store, |tx| tx.inbox(10)), []);
}

#[test]
fn what_was_read_is_dropped_by_age_and_by_size_and_the_count_of_bytes_stays_right() {
    let mut store = Store::in_memory().unwrap();
    let keep = |age, bytes| BodyLimits { age: SignedDuration::from_hours(age), bytes };
    for hour in 0..10 {
        write(&mut store, |tx| {
            let received_at = now() + SignedDuration::from_hours(hour);
            let id = tx.receive(&Envelope { received_at, ..envelope(&[b'x'; 100]) })?;
            tx.have_read(id, 100)
        });
    }
    let later = now() + SignedDuration::from_hours(10);
    let kept = |store: &mut Store| {
        let ids: Vec<i64> = read(store, |tx| tx.inbox(99)).iter().map(|row| row.id.0).collect();
        let bytes = read(store, kept_bytes);
        assert_eq!(bytes, 100 * i64::try_from(ids.len()).unwrap());
        ids
    };
    write(&mut store, |tx| tx.prune_bodies(keep(99, 1000), later));
    assert_eq!(kept(&mut store).len(), 10);
    write(&mut store, |tx| tx.prune_bodies(keep(8, 1000), later));
    assert_eq!(kept(&mut store), [10, 9, 8, 7, 6, 5, 4, 3]);
    write(&mut store, |tx| tx.prune_bodies(keep(8, 250), later));
    assert_eq!(kept(&mut store), [10, 9]);
}

#[test]
fn what_has_not_been_read_or_could_not_be_is_never_dropped() {
    let mut store = Store::in_memory().unwrap();
    let limits = BodyLimits { age: SignedDuration::ZERO, bytes: 0 };
    let [unreadable, read_one, unread] = write(&mut store, |tx| {
        Ok([
            tx.receive(&envelope(b"]"))?,
            tx.receive(&envelope(b"[]"))?,
            tx.receive(&envelope(b"{}"))?,
        ])
    });
    write(&mut store, |tx| {
        tx.keep_unreadable(unreadable, "the body is not JSON")?;
        tx.have_read(read_one, 2)
    });
    let later = now() + SignedDuration::from_hours(10_000);
    write(&mut store, |tx| tx.prune_bodies(limits, later));
    let kept = read(&mut store, |tx| tx.inbox(9));
    assert_eq!(kept.iter().map(|row| row.id).collect::<Vec<_>>(), [unread, unreadable]);
    assert_eq!(read(&mut store, kept_bytes), 0);

    // Read at last, it counts and is dropped like any other.
    write(&mut store, |tx| tx.settle(unreadable));
    assert_eq!(read(&mut store, kept_bytes), 1);
    write(&mut store, |tx| tx.settle(unreadable));
    assert_eq!(read(&mut store, kept_bytes), 1, "settled once");
    write(&mut store, |tx| tx.prune_bodies(limits, later));
    assert_eq!(read(&mut store, kept_bytes), 0);
    assert_eq!(read(&mut store, |tx| tx.inbox(9)).len(), 1);
}

#[test]
fn what_is_unread_is_taken_in_pieces_that_fit_into_memory() {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, |tx| {
        (0..20).try_for_each(|_| tx.receive(&envelope(&vec![b' '; 1_000_000])).map(drop))
    });
    let mut seen = Vec::new();
    loop {
        let piece = read(&mut store, |tx| tx.unread_after(tx.read_up_to()?, 256));
        let Some((last, _)) = piece.last() else { break };
        assert!(piece.len() <= 9, "{} megabytes at once", piece.len());
        let more = read(&mut store, |tx| tx.has_unread_after(*last));
        assert_eq!(more, last.0 < 20);
        seen.extend(piece.iter().map(|(id, _)| id.0));
        write(&mut store, |tx| tx.have_read(*last, 0));
    }
    assert_eq!(seen, (1..=20).collect::<Vec<_>>());
}

#[test]
fn ten_thousand_repeats_do_not_make_the_file_larger() {
    let (_directory, path) = home();
    let mut store = Store::open(&path).unwrap();
    let rules = rules(TEAM);
    let stations = Stations::default();
    let pages = |path: &Path| -> i64 {
        let beside = Connection::open(path).unwrap();
        beside.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap()
    };
    let mut repeat = |times: usize| {
        write(&mut store, |tx| {
            let engine = Engine::new(
                tx,
                Context { rules: &rules, stations: &stations, pending: &[], reliefs: &[] },
                now(),
            );
            for _ in 0..times {
                let id = tx.receive(&envelope(&[b'x'; 600]))?;
                let began = Some(now());
                let disk = alert("disk", Signal::Firing, Severity::Critical).started_at(began);
                if !engine.hear(&disk)?.is_news {
                    tx.drop_body(id)?;
                }
                let over = alert("load", Signal::Resolved, Severity::Critical).started_at(began);
                engine.hear(&over)?;
                tx.have_read(id, 0)?;
            }
            Ok(())
        });
        pages(&path)
    };
    let early = repeat(10);
    for _ in 0..10 {
        assert_eq!(repeat(1000), early);
    }
    let alerts = read(&mut store, |tx| tx.alerts(IncidentId(1)));
    assert_eq!(alerts[0].reports, 10_010);
}

#[test]
fn pages_of_a_station_that_is_gone_are_there_to_take_again() {
    let mut night = crate::night::Night::new().fires();
    assert_eq!(night.pages(1)[0].state, PageState::Delivered);
    let given_back = night.store.write(|tx| tx.requeue("ana/1", usize::MAX)).unwrap();
    assert_eq!(given_back, 1);
    let page = night.pages(1).remove(0);
    assert_eq!((page.state, page.station), (PageState::Waiting, None));
    let due = night.store.read(|tx| tx.due_pages(now(), 0, 10)).unwrap();
    assert!(night.store.write(|tx| tx.claim(due[0].id, "ana/2")).unwrap());
    assert!(!night.store.write(|tx| tx.claim(due[0].id, "bo/1")).unwrap(), "taken twice");
    night.does_quietly(Input::Resolve { by: "ana".into() });
    assert_eq!(
        night.store.write(|tx| tx.requeue("ana/2", usize::MAX)).unwrap(),
        0,
        "it was hushed"
    );
}

#[test]
fn only_one_has_the_lease_and_says_who() {
    let (_directory, path) = home();
    let store = Store::open(&path).unwrap();
    assert_eq!(lease_holder(&path), None);
    let lease = store.lease("desk/1").unwrap();
    let other = Store::open(&path).unwrap();
    let refused = other.lease("desk/2").map(drop);
    assert_eq!(refused, Err(StoreError::Leased { holder: "desk/1".to_owned() }));
    assert_eq!(lease_holder(&path), Some("desk/1".to_owned()));
    drop(lease);
    assert_eq!(lease_holder(&path), None);
    other.lease("desk/2").unwrap();
}

#[test]
fn the_lease_of_a_daemon_that_is_killed_is_free_at_once() {
    let (directory, path) = home();
    let daemon = Daemon::start(directory.path(), &path, TEAM);
    let process = daemon.id().to_string();
    wait_until("the daemon takes the lease", || {
        lease_holder(&path).is_some_and(|holder| holder.contains(&process))
    });
    drop(daemon);
    // A program that it was about to start has the lock with it until it is that program.
    wait_until("the lease is free", || lease_holder(&path).is_none());
    Store::open(&path).unwrap().lease("next").unwrap();
}

#[test]
fn the_open_are_listed_gravest_first_and_only_as_many_as_asked() {
    let mut store = Store::in_memory().unwrap();
    for (name, severity) in
        [("a", Severity::Error), ("b", Severity::Critical), ("c", Severity::Error)]
    {
        hear(&mut store, &alert(name, Signal::Firing, severity));
    }
    let mut listed = Vec::new();
    let chosen = Chosen { at_most: Some(2), ..Chosen::default() };
    read(&mut store, |tx| tx.list(&chosen, |found| listed.push(found.incident.summary)));
    assert_eq!(listed, ["b", "a"]);
}
