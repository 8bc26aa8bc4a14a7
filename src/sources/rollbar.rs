//! Rollbar: `event_name` says what happened to `data.item`.
//!
//! The item's id is the identity (its `counter` is unique within one project only). `level` is a
//! number on the item and a word on an occurrence. An item that is activated again begins again, so
//! the beginning is that of its last activation. Deploys are no alerts.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "rollbar",
    about: "Rollbar error tracking",
    docs: "docs.rollbar.com, Notifications, Webhook",
    setup: "project, Settings, Notifications, Webhook: this address, with a rule for *Item Resolved*",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/rollbar/firing.json"),
        include_str!("../../tests/fixtures/rollbar/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let signal = match body.word("event_name").as_str() {
        "" => return Err(ParseError::Missing("event_name")),
        "test" => return Ok(Reading::Test("Rollbar's test button".to_owned())),
        "resolved_item" => Signal::Resolved,
        "new_item" | "occurrence" | "exp_repeat_item" | "item_velocity" | "reactivated_item"
        | "reopened_item" => Signal::Firing,
        "deploy" => return Ok(Reading::Ignored("a deploy".to_owned())),
        _ => return Ok(Reading::Ignored("a kind of event that is no item".to_owned())),
    };
    let item = body.at("data.item");
    let identity = fields::identity([item.text("id")])
        .or_else(|| fields::identity([item.text("project_id"), item.text("counter")]))
        .ok_or(ParseError::Missing("data.item.id"))?;
    let occurrence = body.at("data.occurrence");
    let level = item.text("level").or_else(|| occurrence.text("level"));
    let activated_at = item.instant("last_activated_timestamp");
    let began_at = activated_at.or_else(|| item.instant("first_occurrence_timestamp"));
    // What somebody opens again begins anew, though it was active before.
    let is_reopened = body.word("event_name") == "reopened_item";
    let host = occurrence.text("server.host");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade_by(level, severity))
        .summary(&item.text("title").unwrap_or_default())
        .origin(host.or_else(|| item.text("last_occurrence.server.host")))
        .link(body.link("data.url").or_else(|| item.link("url")))
        .started_at(began_at.filter(|_| !is_reopened))
        .ended_at(item.instant("last_resolved_timestamp").filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("environment", item.text("environment")),
            ("framework", occurrence.text("framework")),
        ]))
        .into())
}

fn severity(level: &str) -> Option<Severity> {
    match level {
        "50" => Some(Severity::Critical),
        "40" => Some(Severity::Error),
        "30" => Some(Severity::Warning),
        "20" | "10" => Some(Severity::Info),
        _ => None,
    }
}
