//! How long it takes to count a year: run with `cargo bench --bench nines`.
//!
//! The bound is that of somebody who waits for a table: a year of 100 monitors with 2,000 changes each,
//! in 20 services, out of a store on the disk, in under 100 ms.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::path::Path;

use divan::Bencher;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use wail::domain::label::Labels;
use wail::domain::name::MonitorName;
use wail::domain::nines::Span;
use wail::domain::nines::budget::Target;
use wail::domain::watch::State;
use wail::domain::watch::monitor::Watch;
use wail::engine::nines::{Nines, Question, Targets, nines};
use wail::store::{MonitorRow, Store, StoreError};

const MONITORS: i64 = 100;
const CHANGES: i64 = 2_000;
const SERVICES: i64 = 20;

fn main() {
    divan::main();
}

#[divan::bench]
fn a_year_of_a_hundred_monitors(bencher: Bencher<'_, '_>) {
    let directory = tempfile::tempdir().unwrap();
    let path = filled(&directory);
    let question = question(year());
    bencher.bench_local(|| count(&path, black_box(&question)));
}

#[divan::bench]
fn the_last_month_of_that_year(bencher: Bencher<'_, '_>) {
    let directory = tempfile::tempdir().unwrap();
    let path = filled(&directory);
    let year = year();
    let from = year.to - SignedDuration::from_hours(31 * 24);
    let question = question(Span { from, ..year });
    bencher.bench_local(|| count(&path, black_box(&question)));
}

/// As the command does: opens the store, reads it, and counts.
fn count(path: &Path, question: &Question) -> Nines {
    let mut store = Store::open(path).unwrap();
    store.read(|tx| nines(tx, question)).unwrap()
}

fn year() -> Span {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    Span { from: at("2025-01-01T00:00:00Z"), to: at("2026-01-01T00:00:00Z") }
}

fn question(window: Span) -> Question {
    Question {
        window,
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        monitors: BTreeSet::new(),
        present: None,
        matchers: Vec::new(),
        maintenance: Vec::new(),
        targets: Targets { of: BTreeMap::new(), otherwise: Target::DEFAULT },
        worst: 5,
    }
}

/// A store in which every monitor is down for four minutes again and again, is degraded or unknown
/// at times, and never at the same instant as another.
fn filled(directory: &TempDir) -> std::path::PathBuf {
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    let year = year();
    let step = year.length() / i32::try_from(CHANGES).unwrap();
    let written = store.write(|tx| {
        for number in 0..MONITORS {
            let name = MonitorName::new(format!("monitor-{number:03}"));
            let shift = SignedDuration::from_millis(number * 137_001);
            let mut since = year.from;
            for change in 0..CHANGES / 2 {
                let bad = match change % 10 {
                    0 => State::Degraded,
                    5 => State::Unknown,
                    _ => State::Down,
                };
                let begin = year.from + step * i32::try_from(change * 2).unwrap() + shift;
                tx.put_monitor_state(&name, begin, bad, "connection refused: 10.0.0.17:8443")?;
                since = begin + SignedDuration::from_secs(240);
                tx.put_monitor_state(&name, since, State::Up, "")?;
            }
            let service = format!("service-{:02}", number % SERVICES);
            let labels = Labels::from([("service".to_owned(), service)]);
            let watch = Watch { state: State::Up, since, seen_at: year.to, ..Watch::begins(since) };
            tx.put_monitor(&name, &MonitorRow { watch, labels }, false)?;
        }
        Ok::<_, StoreError>(())
    });
    written.unwrap();
    path
}
