//! What the record costs: run with `cargo bench --bench record`.
//!
//! The bounds: an entry costs at most 10 µs over the transaction that it is in, and a year of 100,000 entries
//! is verified in under a second.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use tempfile::TempDir;
use wail::domain::incident::IncidentId;
use wail::domain::record::timeline::{Entry, Event};
use wail::store::{Store, StoreError, Verify};

/// Entries of one transaction, and of a year.
const SOME: i64 = 1_000;
const YEAR: i64 = 100_000;

/// How long the sentences are that people read, on average.
const TEXT: &str =
    "page ana by sound, first page (on call for payments: layer base), and what it is about";

fn main() {
    divan::main();
}

/// A thousand entries in one transaction, sealed.
#[divan::bench]
fn a_thousand_entries(bencher: Bencher<'_, '_>) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = opened(&directory);
    bencher.counter(ItemsCount::new(1_000_u32)).bench_local(|| append(&mut store, SOME));
}

/// The same rows as an earlier version wrote them: the difference is what a seal costs.
#[divan::bench]
fn the_same_rows_without_seals(bencher: Bencher<'_, '_>) {
    let directory = tempfile::tempdir().unwrap();
    drop(opened(&directory));
    let plain = Connection::open(directory.path().join("wail.db")).unwrap();
    bencher.counter(ItemsCount::new(1_000_u32)).bench_local(|| {
        plain.execute_batch("begin immediate").unwrap();
        for number in 0..SOME {
            let insert = "insert into timeline (at, incident, event, who, reason, text)
                values (?1, ?2, ?3, ?4, ?5, ?6)";
            let row = params![number, number / 10, "noted", "ana", None::<&str>, TEXT];
            plain.prepare_cached(insert).unwrap().execute(row).unwrap();
        }
        plain.execute_batch("commit").unwrap();
    });
}

/// One entry in a transaction of its own.
#[divan::bench]
fn one_entry(bencher: Bencher<'_, '_>) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = opened(&directory);
    bencher.bench_local(|| append(&mut store, 1));
}

#[divan::bench]
fn a_year_is_verified(bencher: Bencher<'_, '_>) {
    let directory = tempfile::tempdir().unwrap();
    let mut store = opened(&directory);
    append(&mut store, YEAR);
    bencher.bench_local(|| {
        let verified = store.read::<_, StoreError>(|tx| tx.verify(&Verify::default())).unwrap();
        assert_eq!((verified.whole, verified.fault), (YEAR, None));
    });
}

fn opened(directory: &TempDir) -> Store {
    Store::open(&directory.path().join("wail.db")).unwrap()
}

fn append(store: &mut Store, number: i64) {
    let at = Timestamp::from_second(1_793_674_800).unwrap();
    store
        .write::<_, StoreError>(|tx| {
            (0..number).try_for_each(|number| {
                let event = Event::Noted("ana".into(), TEXT.to_owned());
                tx.append(&Entry { at, incident: Some(IncidentId(number / 10)), event })
            })
        })
        .unwrap();
}
