//! `OnlineOrNot`, an uptime check's webhook.
//!
//! There is no identifier, no time and no severity: name and address together are the identity, and
//! `event` is the state.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "onlineornot",
    about: "OnlineOrNot, uptime checks",
    docs: "onlineornot.com/docs, webhook alerts",
    setup: "Integrations, Webhook: this address as URL",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/onlineornot/firing.json"),
        include_str!("../../tests/fixtures/onlineornot/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let (name, url) = (body.text("name"), body.text("url"));
    let identity =
        fields::identity([url.clone(), name.clone()]).ok_or(ParseError::Missing("url"))?;
    let event = body.first(&["event", "trigger"]).unwrap_or_default().to_lowercase();
    let (signal, state) = match event.rsplit('.').next() {
        Some("up") => (Signal::Resolved, "up"),
        Some("down" | "") | None => (Signal::Firing, "down"),
        Some(_) => {
            return Ok(Reading::Ignored("an event that is neither down nor up".to_owned()));
        }
    };
    let called = name.clone().or_else(|| url.clone()).unwrap_or_default();
    Ok(request
        .alert(identity, signal)
        .summary(&format!("{called} is {state}"))
        .origin(url)
        .service(name)
        .link(body.link("url"))
        .into())
}
