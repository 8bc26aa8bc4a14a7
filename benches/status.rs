//! What a status page costs: run with `cargo bench --bench status`.
//!
//! The bound: out of a store with 100,000 entries, of which every one is about something on the page, ten
//! services with a monitor each and 90 days are read, made into files and written in under a second.

#![expect(clippy::unwrap_used, reason = "what is measured is known to be right")]

use std::path::{Path, PathBuf};

use divan::Bencher;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use wail::config::{Environment, Settings, parse};
use wail::daemon::status::{build, page};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{IncidentId, Input};
use wail::domain::label::Labels;
use wail::domain::name::{AudienceName, SourceName};
use wail::domain::station::Stations;
use wail::domain::update::Next;
use wail::domain::watch::State;
use wail::domain::watch::monitor::Watch;
use wail::engine::{Engine, Written};
use wail::publish::status::written;
use wail::store::{MonitorRow, Store, StoreError};

/// Entries of a year, and how long a year is.
const ENTRIES: i64 = 100_000;
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// About how many entries an incident here has, which says how far apart they begin.
const ENTRIES_EACH: i64 = 8;

const SERVICES: i64 = 10;

/// How often each monitor changed.
const CHANGES: i64 = 2_000;

const CONFIG: &str = r#"
zone = "Europe/Berlin"
fallback = "ana"
[people.ana]
channels = [{ use = "command", run = ["true"] }]
[policy.default]
steps = [{ who = "ana" }]
[sources.generic]
[audience.public]
[status]
directory = "www"
services = [SERVICES]
"#;

fn main() {
    divan::main();
}

/// All that `wail status build` does but for starting.
#[divan::bench(sample_count = 20)]
fn a_page_out_of_a_hundred_thousand_entries(bencher: Bencher<'_, '_>) {
    let year = Year::filled();
    let to = year.directory.path().join("www");
    bencher.bench_local(|| {
        let mut store = Store::open(&year.path).unwrap();
        let wanted = year.settings.status.as_ref().unwrap();
        build(&mut store, &year.settings, wanted, &to, || year.now).unwrap()
    });
}

/// The part of it that reads the store and counts.
#[divan::bench(sample_count = 20)]
fn what_it_says(bencher: Bencher<'_, '_>) {
    let year = Year::filled();
    let wanted = year.settings.status.as_ref().unwrap();
    let mut store = Store::open(&year.path).unwrap();
    bencher.bench_local(|| store.read(|tx| page(tx, &year.settings, wanted, year.now)).unwrap());
}

/// The part of it that makes files.
#[divan::bench(sample_count = 20)]
fn how_it_is_written(bencher: Bencher<'_, '_>) {
    let year = Year::filled();
    let wanted = year.settings.status.as_ref().unwrap();
    let mut store = Store::open(&year.path).unwrap();
    let page = store.read(|tx| page(tx, &year.settings, wanted, year.now)).unwrap();
    bencher.bench_local(|| written(&page));
}

/// A store that goes away with this, and what a page of it is made by.
struct Year {
    directory: TempDir,
    path: PathBuf,
    settings: Settings,
    now: Timestamp,
}

impl Year {
    fn filled() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("wail.db");
        let names = (0..SERVICES).map(|number| format!("{{ name = \"service-{number}\" }}"));
        let services = names.collect::<Vec<_>>().join(", ");
        let monitors = (0..SERVICES).map(|number| {
            format!(
                "[monitors.monitor-{number}]\nkind = \"tcp\"\naddress = \"127.0.0.1:1\"\n\
                 labels = {{ service = \"service-{number}\" }}\n"
            )
        });
        let config = CONFIG.replace("SERVICES", &services) + &monitors.collect::<String>();
        let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
        let settings = parse(&config, Path::new("config.toml"), &environment).unwrap();
        let now: Timestamp = "2026-11-29T12:00:00Z".parse().unwrap();
        let mut store = Store::open(&path).unwrap();
        store
            .write::<_, StoreError>(|tx| {
                let (from, apart) =
                    (now - YEAR, YEAR / i32::try_from(ENTRIES / ENTRIES_EACH).unwrap());
                let (stations, mut number) = (Stations::default(), 0);
                while tx.last_entry()? < ENTRIES {
                    let rules = &settings.rules;
                    let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
                    let at = (from + apart * number).min(now - SignedDuration::from_hours(1));
                    let engine =
                        |minutes| Engine::new(tx, cx, at + SignedDuration::from_mins(minutes));
                    incident(&engine, number)?;
                    number += 1;
                }
                (0..SERVICES).try_for_each(|number| {
                    let step = YEAR / i32::try_from(CHANGES).unwrap();
                    let (name, labels) = (format!("monitor-{number}"), labels(number));
                    for change in 0..CHANGES {
                        let state = if change % 2 == 0 { State::Up } else { State::Down };
                        let since = from + step * i32::try_from(change).unwrap();
                        tx.put_monitor_state(&name.as_str().into(), since, state, "refused")?;
                    }
                    let watch = Watch { state: State::Up, seen_at: now, ..Watch::begins(from) };
                    tx.put_monitor(&name.as_str().into(), &MonitorRow { watch, labels }, false)
                })
            })
            .unwrap();
        Self { directory, path, settings, now }
    }
}

fn labels(number: i64) -> Labels {
    let service = format!("service-{}", number % SERVICES);
    Labels::from([("service".to_owned(), service)])
}

/// One that is opened, acknowledged, told of and over.
fn incident<'e>(engine: &impl Fn(i64) -> Engine<'e>, number: i32) -> Result<(), StoreError> {
    let alert = |signal| {
        let source = SourceName::from("generic");
        Alert::new(source, Fingerprint::of([&number.to_string()]), signal, Severity::Error)
            .summary("it is refused")
            .labels(labels(i64::from(number)))
    };
    engine(0).hear(&alert(Signal::Firing))?;
    let id = IncidentId(i64::from(number) + 1);
    engine(3).apply(id, Input::Acknowledge { by: "ana".into(), check_in: None })?;
    let told = Written {
        by: "ana".into(),
        text: "We are at it; next update in an hour.".to_owned(),
        next: Next::Unsaid,
        seen: None,
        anyway: true,
        publish: vec![(AudienceName::from("public"), "We are at it.".to_owned(), false)],
    };
    engine(5).update(id, &told)?;
    engine(20).hear(&alert(Signal::Resolved)).map(drop)
}
