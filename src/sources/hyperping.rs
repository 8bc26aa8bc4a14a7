//! Hyperping, an uptime monitor's webhook.
//!
//! There is no identifier: the address that is checked is the identity. `event` is the state;
//! `check.down` may say otherwise and counts only where there is no event.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "hyperping",
    about: "Hyperping, uptime monitors",
    docs: "hyperping.com/docs, Webhooks",
    setup: "Integrations, Webhook: this address as endpoint",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/hyperping/firing.json"),
        include_str!("../../tests/fixtures/hyperping/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let check = body.at("check");
    let signal = match (body.word("event").as_str(), check.truth("down")) {
        ("check.up", _) | ("", Some(false)) => Signal::Resolved,
        ("check.down" | "", _) => Signal::Firing,
        _ => return Ok(Reading::Ignored("an event that is neither down nor up".to_owned())),
    };
    let url = check.text("url");
    let identity = fields::identity([url.clone()]).ok_or(ParseError::Missing("check.url"))?;
    let state = if signal == Signal::Resolved { "up" } else { "down" };
    let called = check.text("name").or_else(|| url.clone()).unwrap_or_default();
    let pings: Vec<String> = body
        .items("pings")
        .filter_map(|ping| {
            let said = ping.first(&["statusMessage", "status"])?;
            Some(format!("{}: {said}", ping.text("location")?))
        })
        .collect();
    let at = check.instant("date");
    Ok(request
        .alert(identity, signal)
        .summary(&format!("{called} is {state}"))
        .details(pings.join("\n"))
        .origin(url)
        .service(check.text("name"))
        .link(check.link("url"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}
