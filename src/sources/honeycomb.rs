//! Honeycomb, a trigger that notifies a webhook.
//!
//! `id` is the identity, or `name` where a body of older days has none. `status` is the state;
//! `summary` says the state too and does not count. The results are kept as details, and neither a
//! time nor a severity is sent, unless a template of one's own adds it.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "honeycomb",
    about: "Honeycomb, triggers that notify a webhook",
    docs: "docs.honeycomb.io, webhooks for triggers",
    setup: "Team Settings, Integrations, Add Integration, Webhook: this address as Webhook URL and \
            the key as Shared Secret",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Header("X-Honeycomb-Webhook-Token")),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/honeycomb/firing.json"),
        include_str!("../../tests/fixtures/honeycomb/resolved.json"),
    ),
};

/// How many groups of results are told.
const GROUPS: usize = 20;

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let trigger = Fields::of(&content);
    let name = trigger.text("name");
    let identity = fields::identity([trigger.text("id")])
        .or_else(|| fields::identity([name.clone()]))
        .ok_or(ParseError::Missing("id"))?;
    if trigger.truth("is_test") == Some(true) || trigger.truth("isTest") == Some(true) {
        return Ok(Reading::Test("Honeycomb's test button".to_owned()));
    }
    let signal = match trigger.word("status").as_str() {
        "ok" | "resolved" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let said = ["description", "trigger_description"].into_iter();
    let results = trigger.items("result_groups_triggered").take(GROUPS).filter_map(|group| {
        let of: Vec<String> = group.labels("Group").into_values().collect();
        Some(format!("{}: {}", of.join(" "), group.text("Result")?))
    });
    let details: Vec<String> = said.filter_map(|path| trigger.text(path)).chain(results).collect();
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(trigger.text("severity")))
        .summary(&trigger.text("summary").or_else(|| name.clone()).unwrap_or_default())
        .details(details.join("\n"))
        .link(trigger.link("result_url").or_else(|| trigger.link("trigger_url")))
        .labels(fields::labelled([
            ("trigger", name),
            ("dataset", trigger.text("dataset")),
            ("environment", trigger.text("environment")),
        ]))
        .into())
}
