//! How long it takes to count what a year cost: run with `cargo bench --bench load`.
//!
//! The bound is that of somebody who waits for a table: a year of 100,000 entries of the record, out of a
//! store on the disk, in under 300 ms.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use divan::Bencher;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use wail::config::{Environment, parse};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::IncidentId;
use wail::domain::incident::escalation::Context;
use wail::domain::name::SourceName;
use wail::domain::nines::Span;
use wail::domain::record::timeline::{Entry, Event};
use wail::domain::rules::Rules;
use wail::domain::station::Stations;
use wail::engine::load::load;
use wail::engine::numbers::numbers;
use wail::engine::weekly::weeks;
use wail::engine::{Engine, weekly};
use wail::store::{Store, StoreError};

/// Entries of a year, the incidents they are about, and of these how many in one transaction.
const ENTRIES: i64 = 100_000;
const INCIDENTS: i64 = 10_000;
const AT_ONCE: i64 = 500;

/// How many different problems there are.
const PROBLEMS: i64 = 400;

const TEAM: &str = r#"
zone = "Europe/Berlin"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.shop]
[[rota.shop.layer]]
people = ["ana", "bo", "eve"]
every = "week"
start = 2025-01-06
[policy.default]
steps = [{ who = "shop", wait = "5m" }, { who = "eve" }]
"#;

fn main() {
    divan::main();
}

#[divan::bench]
fn what_a_year_cost(bencher: Bencher<'_, '_>) {
    let (_directory, path, rules) = filled();
    bencher.bench_local(|| read(&path, |tx| load(tx, black_box(&rules), year())));
}

#[divan::bench]
fn the_numbers_of_a_year(bencher: Bencher<'_, '_>) {
    let (_directory, path, rules) = filled();
    bencher.bench_local(|| read(&path, |tx| numbers(tx, black_box(&rules), year(), &rules.zone)));
}

#[divan::bench]
fn a_week_beside_the_one_before(bencher: Bencher<'_, '_>) {
    let (_directory, path, rules) = filled();
    let week = Span { from: year().to - SignedDuration::from_hours(7 * 24), ..year() };
    assert_eq!(weekly::zone(&rules), &rules.zone);
    bencher.bench_local(|| read(&path, |tx| weeks(tx, black_box(&rules), week)));
}

/// As the command does: opens the store, reads it, and counts.
fn read<T>(path: &Path, work: impl FnOnce(&wail::store::Tx<'_>) -> Result<T, StoreError>) -> T {
    Store::open(path).unwrap().read(work).unwrap()
}

fn year() -> Span {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    Span { from: at("2025-01-01T00:00:00Z"), to: at("2026-01-01T00:00:00Z") }
}

/// A store of that year: each incident begins, is acknowledged, written about, and over.
fn filled() -> (TempDir, PathBuf, Rules) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let rules = parse(TEAM, Path::new("config.toml"), &environment).unwrap().rules;
    let mut store = Store::open(&path).unwrap();
    for first in (0..INCIDENTS).step_by(usize::try_from(AT_ONCE).unwrap()) {
        let some = first..first + AT_ONCE;
        let kept: Result<(), StoreError> =
            store.write(|tx| some.into_iter().try_for_each(|number| incident(tx, &rules, number)));
        kept.unwrap();
    }
    let entries = store.read(|tx| tx.last_entry()).unwrap();
    assert!(entries >= ENTRIES, "{entries}");
    drop(store);
    (directory, path, rules)
}

fn incident(tx: &wail::store::Tx<'_>, rules: &Rules, number: i64) -> Result<(), StoreError> {
    let every = year().length() / i32::try_from(INCIDENTS).unwrap();
    let began = year().from + every * i32::try_from(number).unwrap();
    let hears = |signal: Signal, now: Timestamp| {
        let name = format!("problem {}", number % PROBLEMS);
        let fingerprint = Fingerprint::of([&*name]);
        let mut alert =
            Alert::new(SourceName::from("prometheus"), fingerprint, signal, Severity::Critical);
        alert.summary = name;
        alert.labels.insert("service".to_owned(), format!("service {}", number % 20));
        let stations = Stations::default();
        let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
        Engine::new(tx, cx, now).hear(&alert)
    };
    let id: Option<IncidentId> = hears(Signal::Firing, began)?.incident;
    let minutes = |minutes| began + SignedDuration::from_mins(minutes);
    let person = ["ana", "bo", "eve"][usize::try_from(number % 3).unwrap()];
    let note = |text: &str| Event::Noted(person.into(), text.to_owned());
    let acks = Event::Acknowledged(person.into(), SignedDuration::from_mins(30));
    for (at, event) in [
        (minutes(1), Event::Delivered(person.into(), "sound".into(), "48000 samples".to_owned())),
        (minutes(4), acks),
        (minutes(6), note("the disk of db-3 is full, a log has grown since the day before")),
        (minutes(9), note("the log is rotated, and there is room for a week")),
        (minutes(12), note("what wrote so much is started anew with less to say")),
        (minutes(15), note("it is looked at once more in the morning")),
    ] {
        tx.append(&Entry { at, incident: id, event })?;
    }
    hears(Signal::Resolved, minutes(20)).map(drop)
}
