//! What became of each incident, in one line each.

use super::super::{Session, list, time};
use crate::domain::incident::{Incident, IncidentId, Input, Promise, Refusal, Status};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::WrittenEvent;
use crate::domain::record::written::Written;
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};
use crate::engine::Applied;
use crate::error::{Error, Kind};
use crate::store::Store;

/// Says what became of each incident; fails if anything that was asked for could not be done.
pub(super) fn tell(
    session: &Session,
    store: &mut Store,
    inputs: &[Input],
    applied: Vec<(IncidentId, Applied, usize)>,
) -> Result<(), Error> {
    let mut failures = Vec::new();
    let mut values = Vec::new();
    for (id, applied, alarms) in applied {
        match applied {
            Applied::Changed(incident) | Applied::Unchanged(incident) => {
                if session.out.json {
                    values.push(list::value(session, store, incident.id)?);
                } else {
                    session.out.line(sentence(session, inputs, &incident, alarms))?;
                }
            }
            Applied::Refused(refusal, incident) => {
                failures.push(refused(session, refusal, &incident));
            }
            Applied::Missing => failures.push(missing(id)),
        }
    }
    if session.out.json {
        session.out.json(&serde_json::Value::Array(values))?;
    }
    failed(failures)
}

/// That something could not be done, if so.
pub(super) fn failed(mut failures: Vec<Error>) -> Result<(), Error> {
    match failures.len() {
        0 | 1 => failures.pop().map_or(Ok(()), Err),
        several => {
            let lines: Vec<String> =
                failures.iter().map(|failure| format!("  {}", failure.message())).collect();
            Err(Error::new(
                Kind::No,
                format!("{} could not be changed", count(several, "incident")),
            )
            .detail(lines.join("\n")))
        }
    }
}

pub(super) fn missing(id: IncidentId) -> Error {
    Error::new(Kind::No, format!("there is no incident {id}"))
        .hint("`wail list` shows what is open")
}

pub(super) fn refused(session: &Session, refusal: Refusal, incident: &Incident) -> Error {
    let id = incident.id;
    let hint = format!("`wail show {id}` tells what happened");
    match (refusal, &incident.status) {
        (Refusal::AlreadyResolved, Status::Resolved { by, at }) => {
            let when = time::with_distance(*at, session.now, &session.zone());
            Error::new(Kind::No, format!("incident {id} is already resolved"))
                .detail(format!("  resolved by {} at {when}", plain(&by.to_string())))
                .hint(hint)
        }
        (Refusal::AlreadyResolved, _) => {
            Error::new(Kind::No, format!("incident {id} is already resolved")).hint(hint)
        }
        (Refusal::SomebodyHasIt, Status::Acknowledged { by, at, .. }) => {
            let (by, length) = (plain(by.as_str()), spell(session.now.duration_since(*at)));
            Error::new(Kind::No, format!("{by} has had incident {id} for {length}"))
                .hint("`--take` takes it over")
        }
        (Refusal::SomebodyHasIt, _) => {
            Error::new(Kind::No, format!("somebody else has incident {id}")).hint(hint)
        }
        (Refusal::NotAcknowledged, _) => {
            Error::new(Kind::No, format!("incident {id} is not acknowledged")).hint(hint)
        }
    }
}

/// What is true of the incident now, in one line.
fn sentence(session: &Session, inputs: &[Input], incident: &Incident, alarms: usize) -> String {
    let (id, summary) = (incident.id, plain(&incident.summary));
    let when = |at| time::with_distance(at, session.now, &session.zone());
    if let Some(by) = inputs.iter().map(noted_by).collect::<Option<Vec<_>>>() {
        let renewed = match &incident.status {
            Status::Acknowledged { by: holder, check_in_at, promise: Promise::CheckIn, .. }
                if by.contains(&holder) =>
            {
                format!("; {} has it, quiet until {}", plain(holder.as_str()), when(*check_in_at))
            }
            _ => String::new(),
        };
        if inputs.iter().all(is_mitigated) {
            return format!("{id} is marked as mitigated: {summary}{renewed}");
        }
        return format!("noted on {id}: {summary}{renewed}");
    }
    let stopped = match alarms {
        0 => String::new(),
        alarms => format!("; {} stopped", count(alarms, "alarm")),
    };
    match &incident.status {
        Status::Acknowledged { by, check_in_at, promise: Promise::CheckIn, .. } => {
            let (by, when) = (plain(by.as_str()), when(*check_in_at));
            format!("{by} has {id}: {summary}{stopped}; quiet until {when}")
        }
        Status::Acknowledged { check_in_at, promise: Promise::Snooze, .. } => {
            format!("{id} is snoozed: {summary}{stopped}; quiet until {}", when(*check_in_at))
        }
        Status::Triggered { asked: Some(asked), next_at, .. } => {
            let (asked, wait) = (plain(asked.as_str()), spell(next_at.duration_since(session.now)));
            format!("{id} asks {asked}: {summary}; the first step is due in {wait}")
        }
        Status::Triggered { next_at, .. } => {
            let wait = spell(next_at.duration_since(session.now));
            format!("{id} is triggered: {summary}; the next step is due in {wait}")
        }
        Status::Resolved { by, .. } => {
            format!("{id} is resolved by {}: {summary}{stopped}", plain(&by.to_string()))
        }
        Status::Held { .. } => format!("{id} is held: {summary}"),
    }
}

fn is_mitigated(input: &Input) -> bool {
    matches!(input, Input::Write(WrittenEvent { what: Written::Mitigated(_), .. }))
}

/// Who notes something by that.
fn noted_by(input: &Input) -> Option<&PersonId> {
    match input {
        Input::Note { by, .. } | Input::NoteFix { by, .. } | Input::Own { by, .. } => Some(by),
        Input::Write(event) => Some(&event.by),
        _ => None,
    }
}
