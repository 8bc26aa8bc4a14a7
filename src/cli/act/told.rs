//! What became of each incident, in one line each.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::{Session, called, json, list, time};
use crate::domain::incident::{Incident, IncidentId, Input, Promise, Refusal, Status};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::WrittenEvent;
use crate::domain::record::written::Written;
use crate::domain::text::plain;
use crate::domain::wait::{count, spell};
use crate::engine::Applied;
use crate::error::{Error, Kind};
use crate::store::{SentPage, Store};

/// What was done to one incident.
pub(super) struct Done {
    pub(super) id: IncidentId,
    pub(super) applied: Applied,
    /// How many of its alarms rang before.
    pub(super) alarms: usize,
    /// Who else had it before.
    pub(super) had: Option<Had>,
    /// Its pages now.
    pub(super) pages: Vec<SentPage>,
}

/// Somebody else who had it, and since when.
pub(super) struct Had {
    who: PersonId,
    since: Timestamp,
}

impl Had {
    /// Who has an incident, unless that is whoever acts on it. Whoever wants it quiet does not have it.
    pub(super) fn of(incident: Option<Incident>, by: &PersonId) -> Option<Self> {
        match incident?.status {
            Status::Acknowledged { by: who, at: since, promise: Promise::CheckIn, .. }
                if who != *by =>
            {
                Some(Self { who, since })
            }
            _ => None,
        }
    }

    /// Whether they have it no longer.
    fn has_ended(&self, incident: &Incident) -> bool {
        !matches!(&incident.status, Status::Acknowledged { by, .. } if *by == self.who)
    }

    fn phrase(&self, session: &Session) -> String {
        let since = time::with_distance(self.since, session.now, &session.zone());
        format!("; {} had it since {since}", plain(self.who.as_str()))
    }

    fn value(&self) -> Value {
        json!({ "person": self.who.as_str(), "since": json::instant(self.since) })
    }
}

/// Says what became of each incident; fails if anything that was asked for could not be done.
pub(super) fn tell(
    session: &Session,
    store: &mut Store,
    inputs: &[Input],
    done: Vec<Done>,
) -> Result<(), Error> {
    let mut failures = Vec::new();
    let mut values = Vec::new();
    for Done { id, applied, alarms, had, pages } in done {
        match applied {
            Applied::Changed(incident) | Applied::Unchanged(incident) => {
                let had = had.filter(|had| had.has_ended(&incident));
                if session.out.json {
                    let mut value = list::value(session, store, incident.id)?;
                    value["taken_from"] = had.as_ref().map(Had::value).unwrap_or_default();
                    values.push(value);
                } else {
                    let had = had.map(|had| had.phrase(session)).unwrap_or_default();
                    let line = sentence(session, inputs, &incident, (alarms, &pages));
                    session.out.line(format_args!("{line}{had}"))?;
                }
            }
            Applied::Refused(refusal, incident) => {
                failures.push(refused(session, refusal, &incident));
            }
            Applied::Missing => failures.push(missing(id)),
        }
    }
    if session.out.json {
        session.out.json(&Value::Array(values))?;
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
            .detail(lines.join("\n"))
            .hint("`wail list --all` shows how each stands"))
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
                .hint(format!("`wail ack {id} --take` takes it over"))
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
fn sentence(
    session: &Session,
    inputs: &[Input],
    incident: &Incident,
    (alarms, pages): (usize, &[SentPage]),
) -> String {
    let (id, summary) = (incident.id, plain(&incident.summary));
    let when = |at| time::with_distance(at, session.now, &session.zone());
    if let Some(by) = inputs.iter().map(noted_by).collect::<Option<Vec<_>>>() {
        let noted = noted(inputs, id, &summary);
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
        return format!("{noted}{renewed}");
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
            let called = called::who(session, pages);
            format!("{id} is triggered: {summary}; {called}, the next step is due in {wait}")
        }
        Status::Resolved { by, .. } => {
            format!("{id} is resolved by {}: {summary}{stopped}", plain(&by.to_string()))
        }
        Status::Held { .. } => format!("{id} is held: {summary}"),
    }
}

/// What is on record now: `fix recorded on 412: disk full; shown when it comes again`.
fn noted(inputs: &[Input], id: IncidentId, summary: &str) -> String {
    let is_fix = |input: &Input| matches!(input, Input::NoteFix { .. });
    let is_note = |input: &Input| matches!(input, Input::Note { .. } | Input::Write(_));
    let (has_note, has_fix) = (inputs.iter().any(is_note), inputs.iter().any(is_fix));
    let owner = inputs.iter().find_map(|input| match input {
        Input::Own { owner, .. } => Some(plain(owner.as_str())),
        _ => None,
    });
    let what = match (has_note, has_fix) {
        (true, true) => "note and fix recorded on",
        (true, false) => "noted on",
        (false, true) => "fix recorded on",
        (false, false) => "owner recorded on",
    };
    let again = match (has_fix, &owner) {
        (true, Some(owner)) => {
            format!("; it is shown, and {owner} named as the owner, when this comes again")
        }
        (true, None) => "; it is shown when this comes again".to_owned(),
        (false, Some(owner)) => format!("; {owner} is named when this comes again"),
        (false, None) => String::new(),
    };
    format!("{what} {id}: {summary}{again}")
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
