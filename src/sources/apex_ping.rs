//! Apex Ping: an alert that is defined on a check.
//!
//! `state` says what happens; the identity is the alert's number and the check's, which are both there
//! in either state. The address of a check has no scheme and is no link; nothing says how grave it is.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "apex-ping",
    about: "Apex Ping, alert to a webhook",
    docs: "apex.sh, Apex Ping, webhook notifications",
    setup: "in an alert, a notification of type Webhook: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/apex-ping/firing.json"),
        include_str!("../../tests/fixtures/apex-ping/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let identity = fields::identity([body.text("alert.id"), body.text("check.id")])
        .or_else(|| fields::identity([body.text("check.name"), body.text("check.url")]))
        .ok_or(ParseError::Missing("alert.id"))?;
    let signal = match body.word("state").as_str() {
        "resolved" | "recovered" | "ok" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let check = body.first(&["check.name", "check.url"]).unwrap_or_default();
    let condition = ["alert.stat", "alert.type", "alert.op", "alert.value"];
    let condition: Vec<_> = condition.iter().filter_map(|part| body.text(part)).collect();
    let condition = condition.join(" ");
    let summary = if condition.is_empty() { check } else { format!("{check}: {condition}") };
    let details = body.text("value").map(|value| format!("the value is {value}"));
    let ended_at = body.instant("resolved_at").filter(|_| signal == Signal::Resolved);
    Ok(request
        .alert(identity, signal)
        .summary(&summary)
        .details(details.unwrap_or_default())
        .origin(body.text("check.url"))
        .service(body.text("check.name"))
        .link(body.link("check.url"))
        .started_at(body.instant("triggered_at").or(ended_at))
        .ended_at(ended_at)
        .into())
}
