//! Which entries of the record a number counts.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::Session;
use crate::cli::json::instant;
use crate::cli::out::Tone;
use crate::cli::report::csv::exact;
use crate::cli::table::Table;
use crate::cli::time::stamp;
use crate::domain::load::gathered::Answer;
use crate::domain::numbers::{Figures, Numbers};
use crate::domain::text::plain;
use crate::domain::wait::spell;
use crate::error::Error;
use crate::store::{Recorded, Store, StoreError, Tx};

/// The numbers that can be explained.
pub(super) const NAMES: [&str; 9] = [
    "incidents",
    "paged",
    "pages",
    "mtta",
    "mttr",
    "unanswered",
    "never-acted-on",
    "flapping",
    "duplicates",
];

/// One line: an entry, and what was measured up to it or counted of it.
struct Counted {
    entry: Recorded,
    what: Value,
    said: String,
}

pub(super) fn run(
    session: &Session,
    store: &mut Store,
    numbers: &Numbers,
    (name, zone): (&str, &TimeZone),
) -> Result<(), Error> {
    let counted = store.read(|tx| counted(tx, numbers, name))?;
    if session.out.json {
        return session.out.json(&counted.iter().map(|it| value(it, name)).collect());
    }
    if counted.is_empty() {
        session.out.talk("it counts nothing");
        return Ok(());
    }
    let head = if name == "duplicates" { "AGAIN" } else { "TOOK" };
    let mut table = Table::new(&["ENTRY", "AT", "INCIDENT", head, "WHAT"]);
    for Counted { entry, said, .. } in &counted {
        let incident = entry.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
        table.row(vec![
            (Tone::Faint, entry.id.to_string()),
            (Tone::Plain, stamp(entry.at, zone)),
            (Tone::Plain, incident),
            (Tone::Strong, said.clone()),
            (Tone::Plain, plain(&entry.text).into_owned()),
        ]);
    }
    session.out.text(table.render(session.out))
}

fn counted(tx: &Tx<'_>, numbers: &Numbers, name: &str) -> Result<Vec<Counted>, StoreError> {
    let Figures { entries, said_again, pages, to_acknowledge, to_resolve, .. } = &numbers.whole;
    match name {
        "mtta" => measured(tx, &to_acknowledge.values),
        "mttr" => measured(tx, &to_resolve.values),
        "incidents" => of(tx, &entries.incidents),
        "paged" => of(tx, &entries.paged),
        "pages" => of(tx, pages),
        "unanswered" => of(tx, &entries.unanswered),
        "flapping" => of(tx, &entries.flapping),
        "duplicates" => {
            let mut found = of(tx, &entries.said_again)?;
            for line in &mut found {
                let times = said_again.iter().find(|(id, _)| line.entry.incident == Some(*id));
                let times = times.map_or(0, |(_, times)| *times);
                (line.what, line.said) = (json!(times), times.to_string());
            }
            Ok(found)
        }
        _ => of(tx, &entries.never_acted_on),
    }
}

/// From which entry to which each value was measured.
fn measured(tx: &Tx<'_>, values: &[Answer]) -> Result<Vec<Counted>, StoreError> {
    let mut found = Vec::new();
    for answer in values {
        found.extend(of(tx, &[answer.from])?);
        let to = of(tx, &[answer.to])?.into_iter();
        found.extend(to.map(|it| Counted {
            what: exact(answer.took),
            said: spell(answer.took),
            ..it
        }));
    }
    Ok(found)
}

/// The entries at these places.
fn of(tx: &Tx<'_>, places: &[i64]) -> Result<Vec<Counted>, StoreError> {
    let mut found = Vec::new();
    for place in places {
        let entry = tx.entry(*place)?;
        found.extend(entry.map(|entry| Counted { entry, what: Value::Null, said: String::new() }));
    }
    Ok(found)
}

fn value(Counted { entry, what, .. }: &Counted, name: &str) -> Value {
    let mut value = json!({
        "entry": entry.id,
        "at": instant(entry.at),
        "incident": entry.incident.map(|id| id.0),
        "text": entry.text,
    });
    value[if name == "duplicates" { "duplicates" } else { "took_seconds" }] = what.clone();
    value
}
