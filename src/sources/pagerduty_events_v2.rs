//! PagerDuty Events API v2: what countless senders speak already.
//!
//! `event_action` says what happens and `dedup_key` to which problem. An acknowledge or a resolve has
//! no payload, so nothing but the key may be needed of it.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "pagerduty-events-v2",
    about: "PagerDuty Events API v2, as senders speak it",
    docs: "developer.pagerduty.com, Events API v2, send an alert event",
    setup: "this address in place of https://events.pagerduty.com/v2/enqueue",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Field("routing_key")),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/pagerduty-events-v2/firing.json"),
        include_str!("../../tests/fixtures/pagerduty-events-v2/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let event = Fields::of(&content);
    let signal = match event.word("event_action").as_str() {
        "trigger" => Signal::Firing,
        "acknowledge" => Signal::Acknowledged,
        "resolve" => Signal::Resolved,
        "" => return Err(ParseError::Missing("event_action")),
        said => {
            let known = "`trigger`, `acknowledge`, `resolve`";
            return Err(ParseError::Unknown {
                field: "event_action",
                said: said.to_owned(),
                known,
            });
        }
    };
    let summary = event.first(&["payload.summary", "description"]);
    let origin = event.first(&["payload.source", "client"]);
    // Without a key, what it says and of whom is the closest to an identity that there is. It may be
    // told to the sender as its key.
    let identity = fields::identity([event.text("dedup_key")])
        .or_else(|| Some(fields::identity([summary.clone(), origin.clone()])?.shortened()))
        .ok_or(ParseError::Missing("dedup_key"))?;
    let details = event.at("payload.custom_details").value();
    let mut labels = event.labels("payload.custom_details");
    for name in ["component", "group", "class"] {
        if let Some(value) = event.at("payload").text(name) {
            labels.insert(name.to_owned(), value);
        }
    }
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(event.text("payload.severity")))
        .summary(&summary.unwrap_or_default())
        .details(details.as_str().unwrap_or_default())
        .origin(origin)
        .service(event.first(&["payload.component", "payload.group"]))
        .link(event.link("client_url").or_else(|| event.link("links.0.href")))
        .started_at(event.instant_in_utc("payload.timestamp"))
        .labels(labels)
        .into())
}
