//! Dash0: failed checks.
//!
//! `type` is the state: an issue that is resolved, superseded or closed is over. `data.issue.id` is the
//! identity; the issue's own status is how grave it is while it lasts, `critical` or `degraded`. Labels
//! are pairs in the manner of OpenTelemetry.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};
use crate::domain::label::Labels;

pub(super) const SOURCE: Source = Source {
    name: "dash0",
    about: "Dash0, notification channel Webhook",
    docs: "dash0.com, hub, integrations, alerting webhook",
    setup: "Settings, Notification channels, Webhook: this address as URL, then in the check rules",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/dash0/firing.json"),
        include_str!("../../tests/fixtures/dash0/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if body.word("type") == "test" {
        return Ok(Reading::Test("Dash0 tries a new channel".to_owned()));
    }
    let issue = body.at("data.issue");
    let identity = fields::identity([issue.first(&["id", "issueIdentifier"])])
        .ok_or(ParseError::Missing("data.issue.id"))?;
    let status = issue.text("status");
    let state = body.text("type").or_else(|| status.clone()).unwrap_or_default().to_lowercase();
    let signal = match state.trim_start_matches("alert.") {
        "resolved" | "superseded" | "closed" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let grade = request.grade_by(status.filter(|_| signal == Signal::Firing), |word| {
        (word == "degraded").then_some(Severity::Warning)
    });
    let labels = labels(issue);
    let service = labels.get("service.name").cloned();
    let ended_at = issue.instant("end").filter(|_| signal == Signal::Resolved);
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&issue.first(&["summary", "checkrules.0.name"]).unwrap_or_default())
        .details(issue.text("description").unwrap_or_default())
        .origin(labels.get("dash0.resource.name").or_else(|| labels.get("host.name")).cloned())
        .service(service)
        .link(issue.link("url"))
        .labels(labels)
        .started_at(issue.instant("start").or(ended_at))
        .ended_at(ended_at)
        .into())
}

fn labels(issue: Fields<'_>) -> Labels {
    let pairs = issue.items("labels").filter_map(|pair| {
        let value =
            pair.first(&["value.stringValue", "value.intValue", "value.boolValue", "value"]);
        Some((pair.text("key")?, value?))
    });
    pairs.chain(issue.named(&[("check", "checkrules.0.name"), ("dataset", "dataset")])).collect()
}
