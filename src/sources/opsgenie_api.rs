//! Opsgenie's Alert API, as senders speak it.
//!
//! `alias` is the identity of what is created; to close or to acknowledge, it stands in the address,
//! `/v2/alerts/ALIAS/close`, and the body may say nothing at all. Without an alias the message, the
//! entity and the source are the closest to one. Notes, tags and the like change no state.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::fields::{self, Fields};
use super::{Alert, ParseError, Place, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "opsgenie-api",
    about: "Opsgenie's Alert API, as senders speak it",
    docs: "docs.opsgenie.com, Alert API",
    setup: "this address in place of https://api.opsgenie.com",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Scheme("GenieKey")),
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::json(include_str!("../../tests/fixtures/opsgenie-api/firing.json"))
            .to("/v2/alerts"),
        resolved: Some(
            Sample::json(include_str!("../../tests/fixtures/opsgenie-api/resolved.json"))
                .to("/v2/alerts/disk%2Fdb-1/close?identifierType=alias"),
        ),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let mut segments = request.head.path.split('/').skip_while(|segment| *segment != "alerts");
    let (_, identifier, action) = (segments.next(), segments.next(), segments.next());
    let Some(identifier) = identifier.filter(|identifier| !identifier.is_empty()) else {
        return create(request);
    };
    let signal = match (request.head.method, action.unwrap_or_default()) {
        (Some("DELETE"), "") | (_, "close") => Signal::Resolved,
        (_, "acknowledge") => Signal::Acknowledged,
        _ => return Ok(Reading::Ignored("a note, a tag or the like".to_owned())),
    };
    let content = if request.body.is_empty() { Value::Null } else { request.content()? };
    let identifier = percent_decode_str(identifier).decode_utf8_lossy().into_owned();
    let identity = fields::identity([Some(identifier)]).ok_or(ParseError::Missing("alias"))?;
    Ok(filled(request.alert(identity, signal), Fields::of(&content)).into())
}

fn create(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let message = body.text("message");
    let by_words =
        || message.is_some().then(|| ["message", "entity", "source"].map(|path| body.text(path)));
    let identity = fields::identity([body.text("alias")])
        .or_else(|| fields::identity(by_words()?))
        .ok_or(ParseError::Missing("message"))?;
    let alert = request
        .alert(identity, Signal::Firing)
        .graded(request.grade(body.text("priority")))
        .summary(&message.clone().or_else(|| body.text("description")).unwrap_or_default())
        .details(body.text("description").unwrap_or_default());
    Ok(filled(alert, body).into())
}

fn filled(alert: Alert, body: Fields<'_>) -> Alert {
    let mut labels = body.labels("details");
    labels.extend(fields::labelled([("tags", body.listed("tags"))]));
    let note = body.text("note").filter(|_| alert.details.is_empty());
    let alert = match note {
        Some(note) => alert.details(note),
        None => alert,
    };
    alert
        .origin(body.first(&["entity", "source"]))
        .link(body.link("details.link").or_else(|| body.link("source")))
        .labels(labels)
}

#[cfg(test)]
mod tests;
