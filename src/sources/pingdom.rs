//! Pingdom, a check's webhook.
//!
//! `check_id` is the identity and `current_state` the state, in words of its own for each kind of
//! check. `importance_level` is HIGH or LOW, and older bodies lack it. There is no link back, only the
//! address that is checked.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "pingdom",
    about: "Pingdom, uptime and transaction checks",
    docs: "pingdom.com/resources, Webhooks",
    setup: "Settings, Integrations, type Webhook: this address as URL, then choose it in the checks",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/pingdom/firing.json"),
        include_str!("../../tests/fixtures/pingdom/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.text("check_name");
    let identity = fields::identity([body.text("check_id")])
        .or_else(|| fields::identity([name.clone()]))
        .ok_or(ParseError::Missing("check_id"))?;
    let signal = match body.word("current_state").as_str() {
        "up" | "success" => Signal::Resolved,
        _ => Signal::Firing,
    };
    // Of two levels, the low one is not what others mean by `low`: something is down.
    let grade = request.grade_by(body.text("importance_level"), |word| {
        (word == "low").then_some(Severity::Warning)
    });
    let said = [name.clone(), body.text("description")];
    let summary: Vec<String> = said.into_iter().flatten().collect();
    let details = ["long_description", "custom_message"].into_iter();
    let details: Vec<String> = details.filter_map(|path| body.text(path)).collect();
    let at = body
        .instant("state_changed_timestamp")
        .or_else(|| body.instant_in_utc("state_changed_utc_time"));
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&summary.join(": "))
        .details(details.join("\n"))
        .origin(body.first(&["check_params.hostname", "check_params.full_url", "check_params.url"]))
        .service(name)
        .link(body.link("check_params.full_url"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("tags", body.listed("tags")),
            ("type", body.text("check_type")),
        ]))
        .into())
}
