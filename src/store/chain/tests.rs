//! Whatever is done to a record behind the back of the store is found.

mod random;

use std::cell::Cell;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;

use super::*;
use crate::domain::record::timeline::Event;
use crate::store::{Store, StoreError, TimelineQuery, sqlite};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_793_674_800 + second).unwrap()
}

fn note(number: i64) -> Entry {
    let event = Event::Noted("ana".into(), format!("number {number}"));
    Entry { at: at(number), incident: None, event }
}

fn write(store: &mut Store, numbers: std::ops::Range<i64>) {
    let work = |tx: &Tx<'_>| numbers.into_iter().try_for_each(|number| tx.append(&note(number)));
    store.write::<_, StoreError>(work).unwrap();
}

fn verify(store: &mut Store) -> Verified {
    store.read::<_, StoreError>(|tx| tx.verify(&Verify::default())).unwrap()
}

/// A record of ten entries, tampered with by these statements.
fn tampered(statements: &str) -> Verified {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, 1..6);
    write(&mut store, 6..11);
    assert_eq!((verify(&mut store).whole, verify(&mut store).fault), (10, None));
    store.connection.execute_batch(statements).unwrap();
    verify(&mut store)
}

#[test]
fn a_record_that_nobody_touched_is_whole_to_its_head() {
    let mut store = Store::in_memory().unwrap();
    let none = Verified { before: 0, whole: 0, head: None, fault: None, kept: None, gone: None };
    assert_eq!(verify(&mut store), none);
    write(&mut store, 1..4);
    write(&mut store, 4..5);
    let verified = verify(&mut store);
    let head = verified.head.clone().unwrap();
    assert_eq!((head.first, head.last, head.number), (1, 4, 4));
    assert_eq!((verified.whole, verified.fault), (4, None));
}

#[test]
fn every_field_is_sealed() {
    for field in [
        "at = at + 1",
        "incident = 3",
        "event = 'ran'",
        "who = 'bo'",
        "who = null",
        "reason = ''",
        "text = text || ' '",
        "about = 0",
        "corrects = 1",
        "monotonic = monotonic + 1",
        "ahead = ahead - 1",
        "witness = null",
        "hash = zeroblob(32)",
        "hash = x'00'",
    ] {
        let verified = tampered(&format!("update timeline set {field} where id = 4"));
        assert_eq!((verified.whole, verified.fault), (3, Some(Fault::Changed(4))), "{field}");
    }
    let verified = tampered("update timeline set who = 'an', text = 'a' || text where id = 4");
    assert_eq!(verified.fault, Some(Fault::Changed(4)), "nothing moves from one field to the next");
}

#[test]
fn who_wrote_is_sealed_too() {
    for field in ["station = 'db-1'", "boot = ''", "version = '9'", "ahead = 0", "monotonic = 0"] {
        let verified = tampered(&format!("update witness set {field}"));
        assert_eq!((verified.whole, verified.fault), (0, Some(Fault::Changed(1))), "{field}");
    }
    assert_eq!(tampered("delete from witness").fault, Some(Fault::Changed(1)));
}

#[test]
fn what_was_taken_away_is_missed() {
    for (taken, fault) in [
        ("id = 4", Fault::Missing(4, 4)),
        ("id between 4 and 6", Fault::Missing(4, 6)),
        ("id < 3", Fault::Missing(1, 2)),
        ("id = 10", Fault::Truncated { ends: 9, ended: 10 }),
        ("id > 4", Fault::Truncated { ends: 4, ended: 10 }),
        ("id > 0", Fault::Truncated { ends: 0, ended: 10 }),
    ] {
        let verified = tampered(&format!("delete from timeline where {taken}"));
        assert_eq!(verified.fault, Some(fault), "{taken}");
    }
}

#[test]
fn what_was_moved_is_out_of_order() {
    let swap = "update timeline set id = -1 where id = 4; update timeline set id = 4 where id = 7;
        update timeline set id = 7 where id = -1";
    assert_eq!(tampered(swap).fault, Some(Fault::OutOfOrder { belongs: 4, stands: 7 }));
    let away = "update timeline set id = 40 where id = 4";
    assert_eq!(tampered(away).fault, Some(Fault::OutOfOrder { belongs: 4, stands: 40 }));
}

#[test]
fn what_others_wrote_is_told() {
    let row = "insert into timeline (at, event, text) values (0, 'noted', 'all was well')";
    let verified = tampered(row);
    assert_eq!((verified.whole, verified.fault), (10, Some(Fault::Added(11))));
    let verified = tampered("update timeline set hash = null where id = 4");
    assert_eq!(verified.fault, Some(Fault::Added(4)));
    for id in [0, -4, i64::MIN] {
        let row =
            format!("insert into timeline (id, at, event, text) values ({id}, 0, 'noted', 'x')");
        let verified = tampered(&row);
        assert_eq!(
            (verified.before, verified.fault),
            (0, Some(Fault::Added(id))),
            "before the first"
        );
    }
    for chain in ["delete from chain", "update chain set number = 9", "update chain set first = 2"]
    {
        assert_eq!(tampered(chain).fault, Some(Fault::Headless), "{chain}");
    }
    let back = "update chain set last = 9, number = 9,
        hash = (select hash from timeline where id = 9)";
    assert_eq!(tampered(back).fault, Some(Fault::Added(10)));
    let head = "update chain set hash = zeroblob(32)";
    assert_eq!(tampered(head).fault, Some(Fault::Changed(10)));
}

#[test]
fn a_cut_record_goes_on_behind_its_gap_and_nobody_is_called_less() {
    for cut in [
        "delete from timeline where id > 7",
        "delete from timeline where id > 7; update chain set hash = 'no hash'",
    ] {
        let mut store = Store::in_memory().unwrap();
        write(&mut store, 1..11);
        store.connection.execute_batch(cut).unwrap();
        write(&mut store, 11..13);
        let verified = verify(&mut store);
        assert_eq!((verified.whole, verified.fault), (7, Some(Fault::Missing(8, 10))), "{cut}");
    }
}

#[test]
fn a_head_that_was_kept_shows_what_a_rewritten_record_hides() {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, 1..5);
    let kept = verify(&mut store).head.unwrap();
    write(&mut store, 5..8);
    let look = |store: &mut Store| {
        let what = Verify { head: kept.hash.to_vec() };
        store.read::<_, StoreError>(|tx| tx.verify(&what)).unwrap()
    };
    assert_eq!(look(&mut store).kept, Some(Kept { entry: 4, at: at(4) }));
    // Whoever has the file can write a whole new record.
    store.connection.execute_batch("delete from timeline; delete from chain").unwrap();
    write(&mut store, 1..4);
    write(&mut store, 9..12);
    let verified = look(&mut store);
    assert_eq!((verified.fault, verified.kept), (None, None));
}

#[test]
fn a_record_whose_seals_were_taken_away_is_none_of_an_earlier_version() {
    let verified = tampered("update timeline set hash = null; delete from chain");
    assert_eq!((verified.before, verified.fault), (0, Some(Fault::Added(1))));
    let bare = "update timeline set hash = null, monotonic = null, ahead = null, witness = null;
        delete from chain";
    assert_eq!(tampered(bare).fault, Some(Fault::Headless), "who wrote it is still known");
    for kept in ["about = 0", "corrects = 1", "ahead = 0"] {
        let verified = tampered(&format!("{bare}; update timeline set {kept} where id = 3"));
        assert_eq!((verified.before, verified.fault), (2, Some(Fault::Added(3))), "{kept}");
    }
}

/// A store with three entries of a version that sealed none.
fn old(path: &Path) -> Store {
    let old = Connection::open(path).unwrap();
    let steps = sqlite::MIGRATIONS.iter().take_while(|step| !step.contains("create table chain"));
    let steps: Vec<_> = steps.collect();
    for step in &steps {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap()).unwrap();
    let row = "insert into timeline (at, event, text) values (0, 'noted', 'ana notes: it was so')";
    (0..3).for_each(|_| old.execute_batch(row).unwrap());
    drop(old);
    Store::open(path).unwrap()
}

#[test]
fn entries_of_an_earlier_version_stand_before_the_chain() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = old(&directory.path().join("wail.db"));
    let verified = verify(&mut store);
    assert_eq!((verified.before, verified.whole, verified.fault), (3, 0, None));
    write(&mut store, 1..3);
    let verified = verify(&mut store);
    assert_eq!((verified.before, verified.whole, verified.fault), (3, 2, None));
    assert_eq!(verified.head.map(|head| (head.first, head.last)), Some((4, 5)));
    let mut texts = Vec::new();
    let read = |tx: &Tx<'_>| tx.timeline(TimelineQuery::After(0), |entry| texts.push(entry.text));
    store.read::<_, StoreError>(read).unwrap();
    assert_eq!(texts.first().map(String::as_str), Some("ana notes: it was so"));
}

#[test]
fn the_first_seal_goes_over_what_an_earlier_version_wrote() {
    for change in [
        "update timeline set text = 'ana notes: it was not so' where id = 2",
        "update timeline set at = 1 where id = 1",
        "delete from timeline where id = 3",
        "delete from timeline where id < 4",
        "update timeline set incident = 7 where id = 3",
        "update timeline set text = 'x' where id = 4",
    ] {
        let directory = tempfile::tempdir().unwrap();
        let mut store = old(&directory.path().join("wail.db"));
        write(&mut store, 1..3);
        store.connection.execute_batch(change).unwrap();
        let verified = verify(&mut store);
        assert_eq!((verified.whole, verified.fault), (0, Some(Fault::Earlier(4))), "{change}");
    }
}

#[test]
fn what_is_undone_is_on_no_chain() {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, 1..3);
    let undone = store.write::<(), StoreError>(|tx| {
        tx.append(&note(3))?;
        Err(StoreError::Conflict(1))
    });
    assert_eq!(undone, Err(StoreError::Conflict(1)));
    write(&mut store, 4..6);
    let verified = verify(&mut store);
    assert_eq!((verified.whole, verified.fault), (4, None));
}

#[test]
fn two_processes_write_to_one_chain_in_turn() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    drop(Store::open(&path).unwrap());
    let write_often = |path: &Path| {
        let mut store = Store::open(path).unwrap();
        (0..50).for_each(|number| write(&mut store, number..number + 2));
    };
    std::thread::scope(|scope| {
        (0..3).for_each(|_| drop(scope.spawn(|| write_often(&path))));
    });
    let verified = verify(&mut Store::open(&path).unwrap());
    assert_eq!((verified.whole, verified.fault), (300, None));
}

#[test]
fn an_entry_says_by_which_clocks_it_was_written() {
    let up = Cell::new(1_000);
    let clocks = move || {
        up.set(up.get() + 500);
        // The wall clock is put forward by three minutes between the two.
        Clocks { monotonic: up.get(), ahead: if up.get() > 1_500 { 180_000 } else { 0 } }
    };
    let mut store = Store::in_memory().unwrap().by_clocks(clocks);
    write(&mut store, 1..3);
    let (mut found, mut witnesses) = (Vec::new(), Vec::new());
    let read = |tx: &Tx<'_>| {
        witnesses.extend(tx.witnesses()?.into_values());
        tx.sealed(TimelineQuery::After(0), |sealed| {
            found.extend(sealed.seal);
            true
        })
    };
    store.read::<_, StoreError>(read).unwrap();
    let clocks: Vec<_> = found.iter().map(|seal| seal.clocks.unwrap()).collect();
    let shown = |monotonic, ahead| Clocks { monotonic, ahead };
    assert_eq!(clocks, [shown(1_500, 0), shown(2_000, 180_000)]);
    let [witness] = witnesses.as_slice() else { panic!("{witnesses:?}") };
    assert_eq!(witness.began, shown(1_500, 0));
    assert_eq!(witness.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(found.iter().map(|seal| seal.witness).collect::<Vec<_>>(), [Some(witness.id); 2]);
}

#[test]
fn an_entry_takes_at_most_400_bytes_in_the_store() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let size = |store: &Store| -> i64 {
        store.connection.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
        i64::try_from(std::fs::metadata(&path).unwrap().len()).unwrap()
    };
    let before = size(&store);
    let long = "prometheus reports critical: the disk of db-1.example.org is full, 98.7% are used \
        and the write-ahead log grows by 12 MB a minute";
    store
        .write::<_, StoreError>(|tx| {
            (0..5_000).try_for_each(|number| {
                let event = Event::Noted("ana".into(), long.to_owned());
                let incident = Some(crate::domain::incident::IncidentId(number / 10));
                tx.append(&Entry { at: at(number), incident, event })
            })
        })
        .unwrap();
    let each = (size(&store) - before) / 5_000;
    assert!((100..=400).contains(&each), "{each} bytes");
}
