//! Healthchecks.io and its own servers, integration *Webhook*, and what it sends to pagers like ours.
//!
//! The body is whatever somebody wrote into the two templates, and often only the address says
//! anything: `status` and the check are looked for in both, and the last word of the address may be
//! `down` or `up`. A name with a quote in it spoils the JSON; then the address has to do. `ping_url`
//! is no link: to follow it would be a ping.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "healthchecks",
    about: "Healthchecks.io, integration Webhook",
    docs: "healthchecks.io/docs, Configuring notifications, Webhook",
    setup: "Integrations, Webhook: for down and for up this address, POST, and \
            `{\"status\":\"$STATUS\",\"now\":\"$NOW\",\"check\":$JSON}` as body",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/healthchecks/firing.json"),
        include_str!("../../tests/fixtures/healthchecks/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let query = request.query();
    let content = match request.content() {
        Err(_) if !request.head.query.is_empty() => query.clone(),
        content => content?,
    };
    let said = [Fields::of(&content), Fields::of(&query)];
    let first = |paths: &[&str]| said.into_iter().find_map(|fields| fields.first(paths));
    let name = first(&["check.name", "name"]);
    let key = first(&["check.uuid", "check.unique_key", "incident_key", "uuid", "code"]);
    let identity = fields::identity([key])
        .or_else(|| fields::identity([name.clone()]))
        .ok_or(ParseError::Missing("check.uuid"))?;
    let path = request.head.path.rsplit('/').next().map(str::to_owned);
    let status = first(&["status", "event_type", "check.status"]).or(path);
    let status = status.unwrap_or_default().to_lowercase();
    let (signal, state) = match status.as_str() {
        "up" | "resolve" => (Signal::Resolved, "up"),
        "new" | "grace" | "started" | "paused" => {
            return Ok(Reading::Ignored("a check is neither down nor up".to_owned()));
        }
        _ => (Signal::Firing, "down"),
    };
    let title = first(&["title"]).or_else(|| Some(format!("{} is {state}", name.clone()?)));
    let body = Fields::of(&content);
    let at = body.instant("now");
    Ok(request
        .alert(identity, signal)
        .summary(&title.unwrap_or_default())
        .details(first(&["description", "check.desc"]).unwrap_or_default())
        .service(name)
        .link(body.link("client_url"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("tags", first(&["check.tags", "tags"]))]))
        .into())
}

#[cfg(test)]
mod tests;
