//! Opsgenie, outgoing integration *Webhook*.
//!
//! `alert.alertId` is the identity, and `action` says what happened: much of that changes no state.
//! `createdAt` is in milliseconds and `updatedAt` in nanoseconds; `priority` is `P3` or only 3.

use super::fields::{self, Fields};
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "opsgenie-webhook",
    about: "Opsgenie, outgoing integration Webhook",
    docs: "support.atlassian.com, Opsgenie, Integrate with webhooks",
    setup: "Settings, Integrations, Webhook: this address as Webhook URL, with the alert's \
            description and details included",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/opsgenie-webhook/firing.json"),
        include_str!("../../tests/fixtures/opsgenie-webhook/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let signal = match body.word("action").as_str() {
        "create" | "unacknowledge" => Signal::Firing,
        "acknowledge" => Signal::Acknowledged,
        "close" | "delete" => Signal::Resolved,
        "testaction" => return Ok(Reading::Test("Opsgenie's test button".to_owned())),
        "" => return Err(ParseError::Missing("action")),
        _ => return Ok(Reading::Ignored("a note, a tag or the like".to_owned())),
    };
    let alert = alert(request, body.at("alert"), signal);
    alert.map(Into::into).ok_or(ParseError::Missing("alert.alertId"))
}

/// An alert as Opsgenie writes it, unless it has no identity.
pub(super) fn alert(request: &Request<'_>, alert: Fields<'_>, signal: Signal) -> Option<Alert> {
    let identity = fields::identity([alert.first(&["alertId", "id", "alias", "tinyId"])])?;
    let grade = request.grade_by(alert.text("priority"), |word| match word {
        "1" => Some(Severity::Critical),
        "2" => Some(Severity::Error),
        "3" => Some(Severity::Warning),
        "4" | "5" => Some(Severity::Info),
        _ => None,
    });
    let mut labels = alert.labels("details");
    labels.extend(fields::labelled([
        ("alias", alert.text("alias")),
        ("tags", alert.listed("tags")),
        ("team", alert.text("team")),
    ]));
    let end = alert.instant("updatedAt").filter(|_| signal == Signal::Resolved);
    let alert = request
        .alert(identity, signal)
        .graded(grade)
        .summary(&alert.text("message").unwrap_or_default())
        .details(alert.text("description").unwrap_or_default())
        .origin(alert.first(&["entity", "source"]))
        .started_at(alert.instant("createdAt"))
        .ended_at(end)
        .labels(labels);
    Some(alert)
}
