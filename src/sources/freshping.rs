//! Freshping: checks of addresses.
//!
//! The state is an English text: `Available` is up and anything else is not. The check's number is the
//! identity. The test comes from an application of its own. Nothing grades and nothing links.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "freshping",
    about: "Freshping, integration Webhook",
    docs: "support.freshping.io, integrations, webhook",
    setup: "Settings, Integrations, Webhook: this address as callback URL",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/freshping/firing.json"),
        include_str!("../../tests/fixtures/freshping/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let event = body.at("webhook_event_data");
    if event.word("application_name") == "webhook test" {
        return Ok(Reading::Test("Freshping tries the webhook".to_owned()));
    }
    let (name, address) = (event.text("check_name"), event.text("request_url"));
    let identity = fields::identity([event.text("check_id")])
        .or_else(|| fields::identity([name.clone(), address.clone()]))
        .ok_or(ParseError::Missing("webhook_event_data.check_id"))?;
    let is_over = event.word("check_state_name") == "available";
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let state = event.text("check_state_name").unwrap_or_default();
    let about = name.clone().or_else(|| address.clone()).unwrap_or_default();
    let answer = event.text("http_status_code").map(|code| format!("HTTP status {code}"));
    let at = event.instant("request_start_time");
    let at = at.or_else(|| body.instant("webhook_event_created_on"));
    Ok(request
        .alert(identity, signal)
        .summary(&format!("{about}: {state}"))
        .details(answer.unwrap_or_default())
        .origin(address)
        .service(name)
        .labels(event.named(&[("application", "application_name")]))
        .started_at(at)
        .ended_at(at.filter(|_| is_over))
        .into())
}
