//! What could be said next of an incident, out of the record and by a template.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::facts::{Told, told};
use super::next::{Beside, understood};
use super::write::Writer;
use super::{Known, Update as Arguments};
use crate::cli::Session;
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::text::plain;
use crate::domain::update::{Next, Owed, tidy};
use crate::error::{Error, Kind};
use crate::publish::update::{Facts, draft as drafted};
use crate::store::Store;

/// A draft promises the next one at a time that is easily said.
const ROUND: i64 = 5 * 60;

/// Prints what could be said next of each.
pub(super) fn draft(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (ids, args): (&[IncidentId], &Arguments),
) -> Result<(), Error> {
    let writer = Writer::of(session)?;
    let mut values = Vec::new();
    for id in ids {
        let (text, told) = suggested(session, store, known, (*id, args, &writer))?;
        if session.out.json {
            values.push(json!({ "incident": id.0, "text": text }));
            continue;
        }
        session.out.line(text.lines().map(plain).collect::<Vec<_>>().join("\n"))?;
        let people = known.rules.people.keys().map(PersonId::as_str);
        for person in people.filter(|person| names(&text, person)) {
            session.out.talk(format_args!(
                "{} stands in it by name: say what was done, not who did it",
                plain(person)
            ));
        }
        let Facts { notes, .. } = &told.facts;
        if !notes.is_empty() {
            session.out.talk("noted since the last update, and not in it:");
            for note in notes {
                session.out.talk(format_args!("  {note}"));
            }
        }
    }
    if session.out.json {
        session.out.json(&Value::Array(values))?;
    }
    Ok(())
}

/// Whether somebody stands in a text by name.
fn names(text: &str, person: &str) -> bool {
    let words = text.split(|it: char| !(it.is_alphanumeric() || "-_.".contains(it)));
    words
        .map(|word| word.trim_matches(['.', '-']))
        .any(|word| word.to_lowercase() == person.to_lowercase())
}

/// What the template says of an incident.
pub(super) fn suggested(
    session: &Session,
    store: &mut Store,
    known: &Known,
    (id, args, writer): (IncidentId, &Arguments, &Writer),
) -> Result<(String, Told), Error> {
    let before = told(session, store, id, (Next::Unsaid, &writer.zone))?;
    let beside = Beside { next: args.next.as_deref(), is_last: args.last };
    let next = match understood("", beside, session.now, &writer.zone)? {
        Next::Unsaid if before.incident.is_open() => {
            let owed = store.read(|tx| tx.owed_update(id))?;
            Next::By(next_of(session.now, owed.as_ref(), known))
        }
        next => next,
    };
    let told = told(session, store, id, (next, &writer.zone))?;
    let text = drafted(known.updates.template.as_deref(), &told.facts);
    let text = text.map_err(|why| wrong_template("[updates]", &why))?;
    Ok((tidy(&text), told))
}

/// When the next word comes where nobody says: when it was promised, if that is not soon; else as far off as
/// the configuration says, at a round time.
fn next_of(now: Timestamp, owed: Option<&Owed>, known: &Known) -> Timestamp {
    let rule = known.rules.updates;
    let soon = now.saturating_add(rule.remind_before).unwrap_or(now);
    if let Some(owed) = owed.filter(|owed| owed.next_at > soon) {
        return owed.next_at;
    }
    let at = now.saturating_add(rule.every).unwrap_or(Timestamp::MAX);
    let second = (at.as_second() + ROUND / 2).div_euclid(ROUND) * ROUND;
    Timestamp::from_second(second).ok().filter(|round| *round > now).unwrap_or(at)
}

pub(super) fn wrong_template(table: &str, why: &str) -> Error {
    Error::new(Kind::Config, format!("the template of `{table}` makes no text: {why}"))
        .hint("`wail config check` checks templates; docs/updates.md lists what one can name")
}
