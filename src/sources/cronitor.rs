//! Cronitor: alerts and recoveries of monitors.
//!
//! `id` is the monitor's key; the same monitor may fail in one environment and not in another, so both
//! are the identity. `type` is the state. Times are only in the description's text, and nothing says
//! how grave it is.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "cronitor",
    about: "Cronitor, integration Webhooks",
    docs: "cronitor.io, docs, webhooks",
    setup: "Settings, Integrations, Create Integration, Webhooks: this address, then add it to a \
            notification list",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/cronitor/firing.json"),
        include_str!("../../tests/fixtures/cronitor/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let monitor = body.first(&["id", "monitor"]).ok_or(ParseError::Missing("id"))?;
    let identity = fields::identity([Some(monitor), body.text("environment")]);
    let identity = identity.ok_or(ParseError::Missing("id"))?;
    let is_over = body.word("type") == "recovery";
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let labels = [("environment", "environment"), ("rule", "rule"), ("group", "group")];
    Ok(request
        .alert(identity, signal)
        .summary(&body.first(&["monitor", "id"]).unwrap_or_default())
        .details(body.text("description").unwrap_or_default())
        .service(body.text("monitor"))
        .link(body.link("issue_url").or_else(|| body.link("monitor_url")))
        .labels(body.named(&labels))
        .into())
}
