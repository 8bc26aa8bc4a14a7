//! What would happen: everything is decided as it would be, shown, and undone.

use serde_json::{Value, json};

use super::super::{Session, log};
use super::told::{failed, missing, refused};
use crate::domain::incident::{IncidentId, Input};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::engine::Applied;
use crate::error::Error;
use crate::store::{Recorded, Store, TimelineQuery};

/// What would become of one incident.
struct Imagined {
    id: IncidentId,
    summary: String,
    applied: Applied,
    /// What would go on the record.
    entries: Vec<Recorded>,
}

/// Says what the record would say, and leaves everything as it is.
pub(super) fn try_out(
    session: &Session,
    store: &mut Store,
    rules: &Rules,
    (ids, inputs): (&[IncidentId], &[Input]),
) -> Result<(), Error> {
    let imagined = session.imagine(store, rules, |tx, engine| {
        let mut imagined = Vec::with_capacity(ids.len());
        for id in ids {
            let last = tx.last_entry()?;
            let summary = tx.incident(*id)?.map(|incident| incident.summary).unwrap_or_default();
            let applied = super::apply(engine, *id, inputs)?;
            let mut entries = Vec::new();
            tx.timeline(TimelineQuery::After(last), |entry| entries.push(entry))?;
            imagined.push(Imagined { id: *id, summary, applied, entries });
        }
        Ok(imagined)
    })?;
    let (mut failures, mut values) = (Vec::new(), Vec::new());
    session.out.talk("nothing is changed; this would go on the record");
    for Imagined { id, summary, applied, entries } in imagined {
        match applied {
            Applied::Refused(refusal, incident) => {
                failures.push(refused(session, refusal, &incident));
            }
            Applied::Missing => failures.push(missing(id)),
            Applied::Changed(_) | Applied::Unchanged(_) if session.out.json => {
                values.push(value(id, &entries));
            }
            Applied::Changed(_) | Applied::Unchanged(_) => {
                session.out.line(format_args!("{id}: {}", plain(&summary)))?;
                for entry in &entries {
                    session.out.line(format_args!("    {}", log::in_list(&entry.text)))?;
                }
            }
        }
    }
    if session.out.json {
        session.out.json(&Value::Array(values))?;
    }
    failed(failures)
}

fn value(id: IncidentId, entries: &[Recorded]) -> Value {
    let would = entries.iter().map(|entry| {
        json!({
            "incident": entry.incident.map(|id| id.0),
            "event": entry.event,
            "who": entry.who,
            "reason": entry.reason,
            "text": entry.text,
        })
    });
    json!({ "id": id.0, "would": would.collect::<Vec<_>>() })
}
