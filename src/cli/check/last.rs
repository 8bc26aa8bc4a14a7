//! `wail check --last`: how each monitor stands, without a look.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::cli::format::Format;
use crate::cli::out::Tone;
use crate::cli::table::Table;
use crate::cli::{Session, json as shown, time};
use crate::config::MonitorSettings;
use crate::domain::name::MonitorName;
use crate::domain::text::plain;
use crate::domain::watch::State;
use crate::domain::watch::latency::Latency;
use crate::domain::watch::monitor::{Watch, in_words};
use crate::error::Error;
use crate::store::MonitorRow;

/// How far back latencies are told.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How one monitor stands.
struct Last {
    name: MonitorName,
    /// As it was last seen; nothing of one that never looked.
    row: Option<MonitorRow>,
    latency: Option<Latency>,
}

pub(super) fn print(
    session: &Session,
    chosen: &BTreeMap<MonitorName, MonitorSettings>,
    format: &Format,
) -> Result<(), Error> {
    let since = session.now - DAY;
    let last = session.kept()?.read(|tx| {
        let mut rows = tx.monitors()?;
        let each = chosen.keys().map(|name| {
            let latency = tx.latencies(name, since)?.latency();
            Ok::<_, Error>(Last { name: name.clone(), row: rows.remove(name), latency })
        });
        each.collect::<Result<Vec<Last>, Error>>()
    })?;
    if format.is_asked(session.out) {
        return format.print(session.out, "check-last", &last.iter().map(value).collect());
    }
    let mut table = Table::new(&["STATE", "MONITOR", "FOR", "SEEN", "MEDIAN", "P95", "WHY"]);
    for one in &last {
        table.row(cells(session, one));
    }
    session.out.text(table.render(session.out))
}

fn state(last: &Last) -> State {
    last.row.as_ref().map_or(State::Unwatched, |row| row.watch.state)
}

fn cells(session: &Session, last: &Last) -> Vec<(Tone, String)> {
    let tone = match state(last) {
        State::Up => Tone::Over,
        State::Degraded | State::Unknown => Tone::Calm,
        State::Down => Tone::Alarm,
        State::Unwatched => Tone::Faint,
    };
    let watch = last.row.as_ref().map(|row| &row.watch);
    let age = |at| time::age(at, session.now);
    let took = |of: fn(&Latency) -> SignedDuration| {
        last.latency.as_ref().map_or_else(|| "-".to_owned(), |latency| in_words(of(latency)))
    };
    let flaps = |watch: &Watch| if watch.is_flapping { "flapping: " } else { "" };
    let why = watch.map(|watch| format!("{}{}", flaps(watch), plain(&watch.why)));
    vec![
        (tone, state(last).word().to_owned()),
        (Tone::Strong, plain(last.name.as_str()).into_owned()),
        (Tone::Plain, watch.map_or_else(|| "-".to_owned(), |watch| age(watch.since))),
        (Tone::Plain, watch.map_or_else(|| "never".to_owned(), |watch| age(watch.seen_at))),
        (Tone::Plain, took(|latency| latency.median)),
        (Tone::Plain, took(|latency| latency.p95)),
        (Tone::Plain, why.unwrap_or_default()),
    ]
}

fn value(last: &Last) -> Value {
    let watch = last.row.as_ref().map(|row| &row.watch);
    let milliseconds = |of: fn(&Latency) -> SignedDuration| {
        last.latency.as_ref().map(|latency| super::milliseconds(&of(latency)))
    };
    json!({
        "monitor": last.name.as_str(),
        "state": state(last).word(),
        "since": watch.map(|watch| shown::instant(watch.since)),
        "seen_at": watch.map(|watch| shown::instant(watch.seen_at)),
        "flapping": watch.is_some_and(|watch| watch.is_flapping),
        "why": watch.map(|watch| watch.why.clone()).filter(|why| !why.is_empty()),
        "looks": last.latency.map_or(0, |latency| latency.looks),
        "median_ms": milliseconds(|latency| latency.median),
        "p95_ms": milliseconds(|latency| latency.p95),
        "p99_ms": milliseconds(|latency| latency.p99),
    })
}
