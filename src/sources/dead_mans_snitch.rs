//! Dead Man's Snitch: jobs that have not checked in.
//!
//! `type` is the state and the snitch's token the identity. The first check-in of a new snitch reports
//! that it was pending before: nothing is over by that. Tags may say `critical` and grade nothing.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "dead-mans-snitch",
    about: "Dead Man's Snitch, integration Webhook",
    docs: "deadmanssnitch.com, docs, integrations, webhook",
    setup: "Case settings, Integrations, Webhook: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/dead-mans-snitch/firing.json"),
        include_str!("../../tests/fixtures/dead-mans-snitch/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let snitch = body.at("data.snitch");
    let name = snitch.text("name");
    let identity = fields::identity([snitch.text("token").or_else(|| name.clone())])
        .ok_or(ParseError::Missing("data.snitch.token"))?;
    let signal = match body.word("type").as_str() {
        "snitch.reporting" if snitch.word("previous_status") == "pending" => {
            return Ok(Reading::Ignored("the first check-in of a snitch".to_owned()));
        }
        "snitch.reporting" => Signal::Resolved,
        "" if snitch.word("status") == "healthy" => Signal::Resolved,
        "snitch.missing" | "snitch.errored" | "" => Signal::Firing,
        _ => return Ok(Reading::Ignored("another event of a snitch".to_owned())),
    };
    let status = snitch.first(&["status", "previous_status"]).unwrap_or_default();
    let tags = snitch.at("tags").value().as_array();
    let tags = tags.into_iter().flatten().filter_map(serde_json::Value::as_str);
    let tags = tags.collect::<Vec<_>>().join(",");
    let at = body.instant("timestamp");
    Ok(request
        .alert(identity, signal)
        .summary(&format!("{} {status}", name.clone().unwrap_or_default()))
        .details(snitch.text("notes").unwrap_or_default())
        .service(name)
        .link(snitch.link("href"))
        .labels(
            [("tags".to_owned(), tags)].into_iter().filter(|(_, tags)| !tags.is_empty()).collect(),
        )
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}
