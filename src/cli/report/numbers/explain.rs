//! Which entries of the record a number counts.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::Session;
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::report::csv::exact;
use crate::cli::table::Table;
use crate::cli::time::stamp;
use crate::domain::incident::IncidentId;
use crate::domain::load::gathered::Answer;
use crate::domain::numbers::Numbers;
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::Error;
use crate::store::{Recorded, Store, StoreError, TimelineQuery};

/// The numbers that can be explained.
pub(super) const NAMES: [&str; 7] =
    ["incidents", "pages", "mtta", "mttr", "unanswered", "never-acted-on", "flapping"];

/// One line: an entry, and what was measured up to it.
struct Counted {
    entry: Recorded,
    took: Option<Answer>,
}

pub(super) fn run(
    session: &Session,
    store: &mut Store,
    numbers: &Numbers,
    (name, zone): (&str, &TimeZone),
) -> Result<(), Error> {
    let whole = &numbers.whole;
    let counted = match name {
        "mtta" => measured(store, &whole.to_acknowledge.values)?,
        "mttr" => measured(store, &whole.to_resolve.values)?,
        "incidents" => entries(store, &whole.incidents, "opened")?,
        "pages" => entries(store, &whole.paged, "paged")?,
        "unanswered" => entries(store, &whole.unanswered, "paged")?,
        "flapping" => entries(store, &whole.flapping, "flaps")?,
        _ => entries(store, &whole.never_acted_on, "resolved")?,
    };
    if session.out.json {
        return session.out.json(&counted.iter().map(value).collect());
    }
    if counted.is_empty() {
        session.out.talk("it counts nothing");
        return Ok(());
    }
    let mut table = Table::new(&["ENTRY", "AT", "INCIDENT", "TOOK", "WHAT"]);
    for Counted { entry, took } in &counted {
        let incident = entry.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
        table.row(vec![
            (Tone::Faint, entry.id.to_string()),
            (Tone::Plain, stamp(entry.at, zone)),
            (Tone::Plain, incident),
            (Tone::Strong, took.map_or_else(String::new, |answer| spell(answer.took))),
            (Tone::Plain, plain(&entry.text).into_owned()),
        ]);
    }
    session.out.text(table.render(session.out))
}

/// From which entry to which each value was measured.
fn measured(store: &mut Store, values: &[Answer]) -> Result<Vec<Counted>, Error> {
    let found: Result<Vec<Counted>, StoreError> = store.read(|tx| {
        let mut found = Vec::new();
        for answer in values {
            let from = tx.entry(answer.from)?.map(|entry| Counted { entry, took: None });
            let to = tx.entry(answer.to)?.map(|entry| Counted { entry, took: Some(*answer) });
            found.extend(from.into_iter().chain(to));
        }
        Ok(found)
    });
    Ok(found?)
}

/// The entries of these incidents that have that word.
fn entries(store: &mut Store, ids: &[IncidentId], word: &str) -> Result<Vec<Counted>, Error> {
    let found: Result<Vec<Counted>, StoreError> = store.read(|tx| {
        let mut found = Vec::new();
        for id in ids {
            tx.timeline(TimelineQuery::Of(*id), |entry| {
                if entry.event == word {
                    found.push(Counted { entry, took: None });
                }
            })?;
        }
        Ok(found)
    });
    Ok(found?)
}

fn value(Counted { entry, took }: &Counted) -> Value {
    json!({
        "entry": entry.id,
        "at": instant(entry.at),
        "incident": entry.incident.map(|id| id.0),
        "took_seconds": took.map_or(Value::Null, |answer| exact(answer.took)),
        "text": entry.text,
    })
}
