//! The page for programs. Its fields are those of docs/status-page.md; lengths are in seconds.

use std::fmt::Write as _;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::words::stamp;
use crate::domain::nines::Tally;
use crate::domain::nines::share::Share;
use crate::domain::status::days::Day;
use crate::domain::status::incident::Disruption;
use crate::domain::status::{Page, Planned, Promised, Service};
use crate::domain::text::is_unfit;

/// The version of these fields: another one where one is taken out or means something else.
const VERSION: u32 = 1;

/// The whole page.
pub(super) fn text(page: &Page) -> String {
    let value = json!({
        "version": VERSION,
        "title": page.title,
        "about": page.about,
        "url": page.address,
        "at": stamp(page.at),
        "zone": page.zone.iana_name().unwrap_or("UTC"),
        "condition": page.condition().word(),
        "summary": page.sentence(),
        "services": page.services.iter().map(service).collect::<Vec<_>>(),
        "incidents": page.incidents.iter().map(incident).collect::<Vec<_>>(),
        "incidents_left_out": page.left_out,
        "maintenance": page.planned.iter().map(|it| planned(it, page.at)).collect::<Vec<_>>(),
        "promises": page.promises.iter().map(promised).collect::<Vec<_>>(),
    });
    format!("{}\n", harmless(&value.to_string()))
}

/// The same value without a character in its text that a terminal would obey, or that turns the direction of
/// writing: whoever looks at the file sees what is there.
fn harmless(json: &str) -> String {
    let mut harmless = String::with_capacity(json.len());
    for character in json.chars() {
        if is_unfit(character) {
            // All of these have four digits at most, and stand within a text. Writing to one does not fail.
            let _ = write!(harmless, "\\u{:04x}", u32::from(character));
        } else {
            harmless.push(character);
        }
    }
    harmless
}

fn service(service: &Service) -> Value {
    let tally = service.tally.as_ref();
    json!({
        "name": service.name,
        "about": service.about,
        "condition": service.condition.word(),
        "available_percent": tally.and_then(Tally::availability).map(Share::percent),
        "down_seconds": tally.map(|it| seconds(it.down)),
        "maintenance_seconds": tally.map(|it| seconds(it.maintenance)),
        "unknown_seconds": seconds(service.unknown()),
        "days": service.days.iter().map(day).collect::<Vec<_>>(),
    })
}

fn day(day: &Day) -> Value {
    let (tally, unknown) = (day.tally.as_ref(), day.counted().unknown);
    json!({
        "date": day.date.to_string(),
        "condition": day.condition().word(),
        "down_seconds": tally.map(|it| seconds(it.down)),
        "maintenance_seconds": tally.map(|it| seconds(it.maintenance)),
        "unknown_seconds": seconds(unknown),
        "incident_seconds": seconds(day.disrupted),
    })
}

fn incident(incident: &Disruption) -> Value {
    let updates = incident
        .said
        .iter()
        .map(|said| json!({ "at": stamp(said.at), "state": said.state, "text": said.text }));
    json!({
        "id": incident.id.0,
        "headline": incident.headline(),
        "services": incident.services,
        "began_at": stamp(incident.began_at),
        "ended_at": incident.ended_at.map(stamp),
        "next_update_at": incident.next_at.map(stamp),
        "updates": updates.collect::<Vec<_>>(),
    })
}

fn planned(planned: &Planned, at: Timestamp) -> Value {
    json!({
        "from": stamp(planned.span.from),
        "to": stamp(planned.span.to),
        "under_way": planned.span.from <= at,
        "services": planned.services,
        "text": planned.text,
    })
}

fn promised(promised: &Promised) -> Value {
    json!({
        "id": promised.id.0,
        "text": promised.text,
        "services": promised.services,
        "incident": promised.incident.map(|id| id.0),
        "made_at": stamp(promised.made_at),
        "due_at": stamp(promised.due_at),
    })
}

fn seconds(length: SignedDuration) -> f64 {
    length.as_secs_f64()
}
