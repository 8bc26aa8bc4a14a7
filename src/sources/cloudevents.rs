//! `CloudEvents` 1.0: one event as JSON, a list of them, or data with the attributes in headers.
//!
//! Source, what `type` is about, and `subject` are the identity (what the data names the problem by
//! where there is no subject); `id` is that of the event. The last word of the type is the state, or
//! else a field of the data is, as in Standard Webhooks.

use serde_json::Value;

use super::fields::Fields;
use super::standard_webhooks::{Event, Kind, problem};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Fingerprint;

pub(super) const SOURCE: Source = Source {
    name: "cloudevents",
    about: "CloudEvents 1.0, structured, binary or in batches",
    docs: "cloudevents.io, the specification and its HTTP protocol binding",
    setup: "a trigger or subscription that delivers over HTTP to this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &["ce-type", "ce-source", "ce-subject", "ce-time"],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/cloudevents/firing.json"),
        include_str!("../../tests/fixtures/cloudevents/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let header = |name: &str| request.head.header(name).map(str::to_owned);
    if let Some(kind) = header("ce-type") {
        // Data may be missing, or of a kind that nobody reads here.
        let data = request.content().unwrap_or_default();
        let attributes = ["source", "subject", "time"]
            .into_iter()
            .filter_map(|name| Some((name, header(&format!("ce-{name}"))?)));
        let attributes: Value = attributes.map(|(name, value)| (name, decoded(&value))).collect();
        return Ok(read(request, kind, Fields::of(&attributes), Fields::of(&data)));
    }
    match &request.content()? {
        Value::Array(events) => {
            Reading::together(events.iter().map(|event| structured(request, event)))
        }
        event => structured(request, event),
    }
}

/// Headers carry what is not ASCII percent-encoded.
fn decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

fn structured(request: &Request<'_>, event: &Value) -> Result<Reading, ParseError> {
    let event = Fields::of(event);
    let kind = event.text("type").ok_or(ParseError::Missing("type"))?;
    // Data may be JSON that was written into a text.
    let embedded = event.embedded("data");
    Ok(read(request, kind, event, Fields::of(&embedded)))
}

fn read(request: &Request<'_>, kind: String, attributes: Fields<'_>, data: Fields<'_>) -> Reading {
    let kind = Kind::of(kind);
    let subject = attributes.text("subject");
    let about = subject.clone().or_else(|| problem(data));
    let parts = [attributes.text("source"), Some(kind.subject.clone()), about];
    let identity = Fingerprint::of(parts.map(Option::unwrap_or_default));
    let at = attributes.instant("time");
    let origin = subject.or_else(|| attributes.text("source"));
    Event { kind, at, data, origin }.reading(request, identity)
}

#[cfg(test)]
mod tests;
