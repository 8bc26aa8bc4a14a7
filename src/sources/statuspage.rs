//! Atlassian Statuspage, webhooks for subscribers: incidents, and the states of components.
//!
//! `identified` and `monitoring` are updates of an open incident. An impact of `none` means that
//! nobody has said, and is as grave as an alert that says nothing. Scheduled maintenance is no
//! incident; a component under maintenance is worth a note only.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "statuspage",
    about: "Atlassian Statuspage, as a subscriber",
    docs: "support.atlassian.com, Statuspage, Enable webhook notifications",
    setup: "on the status page, Subscribe to updates, Webhook: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/statuspage/firing.json"),
        include_str!("../../tests/fixtures/statuspage/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if body.has("incident") {
        return incident(request, body.at("incident"), body);
    }
    component(request, body)
}

fn incident(
    request: &Request<'_>,
    incident: Fields<'_>,
    body: Fields<'_>,
) -> Result<Reading, ParseError> {
    let id = incident.text("id").ok_or(ParseError::Missing("incident.id"))?;
    let identity = fields::identity([Some("incident".to_owned()), Some(id)])
        .ok_or(ParseError::Missing("incident.id"))?;
    let signal = match incident.word("status").as_str() {
        "scheduled" | "in_progress" | "verifying" | "completed" => {
            return Ok(Reading::Ignored("scheduled maintenance".to_owned()));
        }
        "resolved" | "postmortem" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let unsaid = request.grades.default;
    let grade =
        request.grade_by(incident.text("impact"), |word| (word == "none").then_some(unsaid));
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&incident.text("name").unwrap_or_default())
        .details(incident.text("incident_updates.0.body").unwrap_or_default())
        .service(incident.text("components.0.name"))
        .link(incident.link("shortlink"))
        .started_at(incident.instant("created_at"))
        .ended_at(incident.instant("resolved_at").filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("page", body.text("page.id"))]))
        .into())
}

fn component(request: &Request<'_>, body: Fields<'_>) -> Result<Reading, ParseError> {
    let id = body.first(&["component.id", "component_update.component_id"]);
    let id = id.ok_or(ParseError::Missing("incident"))?;
    let identity = fields::identity([Some("component".to_owned()), Some(id)])
        .ok_or(ParseError::Missing("component.id"))?;
    let status = body.first(&["component.status", "component_update.new_status"]);
    let signal = match status.as_deref() {
        Some("operational") => Signal::Resolved,
        Some(_) | None => Signal::Firing,
    };
    let word = status.clone().filter(|_| signal == Signal::Firing);
    let grade = request.grade_by(word, |word| match word {
        "degraded_performance" => Some(Severity::Warning),
        "partial_outage" => Some(Severity::Error),
        "major_outage" => Some(Severity::Critical),
        "under_maintenance" => Some(Severity::Info),
        _ => None,
    });
    let name = body.text("component.name");
    let what = status.map(|status| status.replace('_', " "));
    let at = body.instant("component_update.created_at");
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&fields::headline(name.clone(), what))
        .details(body.text("component.description").unwrap_or_default())
        .service(name)
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("page", body.text("page.id"))]))
        .into())
}

#[cfg(test)]
mod tests;
