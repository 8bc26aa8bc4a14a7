//! The JSON that commands print: the one place that names its fields.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::domain::incident::before::{Before, RECURRING};
use crate::domain::incident::{Closer, Hold, Incident, Promise, Status};
use crate::domain::name::PersonId;
use crate::domain::noise::Noise;
use crate::domain::page::Sounding;
use crate::store::{AlertRow, ListedIncident, Recorded, Sealed, SentPage, Witness, hex};

/// An instant as RFC 3339 in UTC.
pub(super) fn instant(at: Timestamp) -> Value {
    Value::String(at.to_string())
}

pub(super) fn maybe(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, instant)
}

/// An incident with its alerts, its pages and who is on call for it now.
pub(super) fn incident(
    listed: &ListedIncident,
    alerts: &[AlertRow],
    pages: &[SentPage],
    on_call: &[String],
) -> Value {
    let ListedIncident { incident, acknowledged_by, acknowledged_at, times } = listed;
    let Incident { id, severity, summary, source, labels, opened_at, policy, .. } = incident;
    let standing = standing(&incident.status);
    json!({
        "id": id.0,
        "status": incident.status.word(),
        "severity": severity.word(),
        "summary": summary,
        "source": source.as_str(),
        "drill": incident.is_drill(),
        "labels": labels,
        "policy": policy.as_str(),
        "opened_at": instant(*opened_at),
        "held_for": standing.held_for,
        "held_by_silence": standing.held_by_silence,
        "held_by_maintenance": standing.held_by_maintenance,
        "held_by_incident": standing.held_by_incident,
        "held_as_noise": standing.held_as_noise,
        "held_until": standing.held_until,
        "step": standing.step,
        "round": standing.round,
        "next_step_at": standing.next_step_at,
        "asked": standing.asked,
        "acknowledged_by": acknowledged_by,
        "acknowledged_at": maybe(*acknowledged_at),
        "check_in_at": standing.check_in_at,
        "old_news_at": standing.old_news_at,
        "snoozed": standing.snoozed,
        "resolved_at": standing.resolved_at,
        "resolved_by": standing.resolved_by,
        "times_in_30_days": (*times).max(1),
        "recurring": *times >= RECURRING,
        "on_call": on_call,
        "pages": pages.iter().map(page).collect::<Vec<_>>(),
        "alerts": alerts.iter().map(alert).collect::<Vec<_>>(),
    })
}

/// The fields that only some states have; the others are null.
#[derive(Default)]
struct Standing {
    held_for: Value,
    held_by_silence: Value,
    held_by_maintenance: Value,
    held_by_incident: Value,
    held_as_noise: Value,
    held_until: Value,
    step: Value,
    round: Value,
    next_step_at: Value,
    asked: Value,
    check_in_at: Value,
    old_news_at: Value,
    snoozed: bool,
    resolved_at: Value,
    resolved_by: Value,
}

fn standing(status: &Status) -> Standing {
    match status {
        Status::Held { by: Hold::Hours(person), until } => Standing {
            held_for: json!(person.as_str()),
            held_until: maybe(*until),
            ..Standing::default()
        },
        Status::Held { by: Hold::Silence(id), until } => Standing {
            held_by_silence: json!(id.0),
            held_until: maybe(*until),
            ..Standing::default()
        },
        Status::Held { by: Hold::Maintenance(name), until } => Standing {
            held_by_maintenance: json!(name.as_str()),
            held_until: maybe(*until),
            ..Standing::default()
        },
        Status::Held { by: Hold::Inhibited(by), until } => Standing {
            held_by_incident: json!(by.cause.0),
            held_until: maybe(*until),
            ..Standing::default()
        },
        Status::Held { by: Hold::Noise(noise), until } => Standing {
            held_as_noise: json!(noise.word()),
            held_by_incident: match noise {
                Noise::Storm(id) => json!(id.0),
                Noise::OldNews | Noise::Flapping => Value::Null,
            },
            held_until: maybe(*until),
            ..Standing::default()
        },
        Status::Triggered { step, round, next_at, asked, .. } => Standing {
            step: json!(step),
            round: json!(round),
            next_step_at: instant(*next_at),
            asked: json!(asked.as_ref().map(PersonId::as_str)),
            ..Standing::default()
        },
        Status::Acknowledged { check_in_at, promise, old_news_at, .. } => Standing {
            check_in_at: instant(*check_in_at),
            old_news_at: maybe(*old_news_at),
            snoozed: *promise == Promise::Snooze,
            ..Standing::default()
        },
        Status::Resolved { by, at } => Standing {
            resolved_at: instant(*at),
            resolved_by: match by {
                Closer::Source(source) | Closer::Lapse(source) => json!(source.as_str()),
                Closer::Person(person) => json!(person.as_str()),
            },
            ..Standing::default()
        },
    }
}

/// The last time that the same problem was there.
pub(super) fn before(before: &Before, now: Timestamp) -> Value {
    let Before { id, ago, lasted, by, note, fix } = before;
    json!({
        "incident": id.0,
        "opened_at": maybe(now.checked_sub(*ago).ok()),
        "seconds": lasted.map(|lasted| lasted.as_secs()),
        "by": by.as_ref().map(PersonId::as_str),
        "note": note,
        "fix": fix,
    })
}

fn alert(alert: &AlertRow) -> Value {
    json!({
        "fingerprint": alert.fingerprint,
        "source": alert.source,
        "signal": alert.signal.word(),
        "severity": alert.severity.word(),
        "summary": alert.summary,
        "details": alert.details,
        "labels": alert.labels,
        "link": alert.link,
        "started_at": instant(alert.started_at.unwrap_or(alert.first_at)),
        "last_at": instant(alert.last_at),
        "reports": alert.reports,
    })
}

fn page(page: &SentPage) -> Value {
    json!({
        "id": page.id.0,
        "person": page.person,
        "channel": page.channel,
        "reason": page.reason.word(),
        "because": page.because,
        "decided_at": instant(page.decided_at),
        "due_at": instant(page.due_at),
        "state": page.state.word(),
        "station": page.station,
        "note": page.note,
        "finished_at": maybe(page.finished_at),
        "receipt": page.receipt.as_ref().map(receipt),
    })
}

/// How a page rang.
#[expect(clippy::cast_precision_loss, reason = "nobody lets it ring for a thousand years")]
fn receipt(receipt: &Sounding) -> Value {
    json!({
        "sound": receipt.sound,
        "device": receipt.device,
        "volume": receipt.volume,
        "muted": receipt.muted,
        "seconds": receipt.milliseconds as f64 / 1000.0,
        "fallback": receipt.fallback,
    })
}

/// An entry of the timeline.
pub(super) fn entry(entry: &Recorded) -> Value {
    json!({
        "id": entry.id,
        "at": instant(entry.at),
        "incident": entry.incident.map(|id| id.0),
        "event": entry.event,
        "who": entry.who,
        "reason": entry.reason,
        "text": entry.text,
        "about": maybe(entry.about),
        "corrects": entry.corrects,
    })
}

/// An entry of the timeline with what seals it: null in all of it where an earlier version wrote.
pub(super) fn sealed(sealed: &Sealed, witnesses: &BTreeMap<i64, Witness>) -> Value {
    let seal = sealed.seal.as_ref();
    let clocks = seal.and_then(|seal| seal.clocks);
    let witness = seal.and_then(|seal| witnesses.get(&seal.witness?));
    let moved =
        clocks.zip(witness).map(|(now, witness)| now.ahead.saturating_sub(witness.began.ahead));
    let mut value = entry(&sealed.entry);
    value["hash"] = json!(seal.map(|seal| hex(&seal.hash)));
    value["station"] = json!(witness.map(|witness| &witness.station));
    value["version"] = json!(witness.map(|witness| &witness.version));
    value["boot"] = json!(witness.map(|witness| &witness.boot));
    value["monotonic_ms"] = json!(clocks.map(|clocks| clocks.monotonic));
    value["clock_moved_ms"] = json!(moved);
    value
}
