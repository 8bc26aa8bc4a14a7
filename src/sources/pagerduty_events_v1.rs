//! PagerDuty Events API v1, which many senders still speak.
//!
//! `event_type` says what happens and `incident_key` to which problem; an empty key is none, and then
//! the description and the client are the identity. There is no severity and no time.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "pagerduty-events-v1",
    about: "PagerDuty Events API v1, as senders speak it",
    docs: "developer.pagerduty.com, Events API v1",
    setup: "this address in place of \
            https://events.pagerduty.com/generic/2010-04-15/create_event.json",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Field("service_key")),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/pagerduty-events-v1/firing.json"),
        include_str!("../../tests/fixtures/pagerduty-events-v1/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let event = Fields::of(&content);
    let signal = match event.word("event_type").as_str() {
        "trigger" => Signal::Firing,
        "acknowledge" => Signal::Acknowledged,
        "resolve" => Signal::Resolved,
        "" => return Err(ParseError::Missing("event_type")),
        said => {
            let known = "`trigger`, `acknowledge`, `resolve`";
            return Err(ParseError::Unknown { field: "event_type", said: said.to_owned(), known });
        }
    };
    let (summary, client) = (event.text("description"), event.text("client"));
    let identity = fields::identity([event.text("incident_key")])
        .or_else(|| Some(fields::identity([summary.clone(), client.clone()])?.shortened()))
        .ok_or(ParseError::Missing("incident_key"))?;
    let details = event.at("details").value();
    Ok(request
        .alert(identity, signal)
        .summary(&summary.unwrap_or_default())
        .details(details.as_str().unwrap_or_default())
        .origin(client)
        .link(event.link("client_url").or_else(|| event.link("contexts.0.href")))
        .labels(event.labels("details"))
        .into())
}
