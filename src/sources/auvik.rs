//! Auvik: alerts of a managed network.
//!
//! `correlationId` pairs an alert with its end. `alertStatus` is the state, 0 triggered and 1 cleared,
//! and wins over its own words; the severity is a word and, where the word is missing, a number from 1
//! (emergency) to 4 (informational).

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "auvik",
    about: "Auvik, alert notifications to a webhook",
    docs: "support.auvik.com, How do I interpret webhook notifications",
    setup: "a notification channel of type Webhook with this address, chosen in the alerts",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/auvik/firing.json"),
        include_str!("../../tests/fixtures/auvik/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.first(&["alertName", "subject"]);
    let company = body.first(&["companyId", "companyName"]);
    let entity = body.first(&["entityId", "entityName"]);
    let identity = fields::identity([body.text("correlationId")])
        .or_else(|| fields::identity([body.text("alertName"), entity, company]))
        .ok_or(ParseError::Missing("correlationId"))?;
    let signal = match body.first(&["alertStatus", "alertStatusString"]).as_deref() {
        Some("1" | "Cleared" | "cleared") => Signal::Resolved,
        _ => Signal::Firing,
    };
    let word = body.first(&["alertSeverityString", "alertSeverity"]);
    let word = word.filter(|_| signal == Signal::Firing);
    let at = body.instant_in_utc("date");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade_by(word, severity))
        .summary(&name.unwrap_or_default())
        .details(body.text("alertDescription").unwrap_or_default())
        .origin(body.text("entityName"))
        .link(body.link("link"))
        .labels(body.named(&[("company", "companyName"), ("entity_type", "entityType")]))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}

fn severity(number: &str) -> Option<Severity> {
    match number {
        "1" | "2" => Some(Severity::Critical),
        "3" => Some(Severity::Warning),
        "4" => Some(Severity::Info),
        _ => None,
    }
}
