//! Graylog's HTTP notification: events of version 3.1 and later, and the stream alerts before them.
//!
//! An event definition and the key it groups by are the identity; `event.id` is new with each. Graylog
//! never says that something is over. `priority` counts from 1, low, to 4, critical. Of the messages
//! in the backlog only the first is looked at, for its host.

use super::fields::{self, Fields};
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "graylog",
    about: "Graylog, HTTP notification of an event definition",
    docs: "go2docs.graylog.org, HTTP Alert Notification",
    setup: "Alerts, Notifications, type HTTP Notification: this address as URL",
    resolves: Resolves::No,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::one_shot(include_str!("../../tests/fixtures/graylog/firing.json")),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if body.has("check_result") || body.has("stream") {
        return stream_alert(request, body).map(Reading::from);
    }
    if body.text("event_definition_id").as_deref() == Some("NotificationTestId") {
        return Ok(Reading::Test("Graylog's test button".to_owned()));
    }
    event(request, body).map(Reading::from)
}

fn event(request: &Request<'_>, body: Fields<'_>) -> Result<Alert, ParseError> {
    let event = body.at("event");
    let definition =
        body.first(&["event_definition_id", "event.event_definition_id", "event_definition_title"]);
    let definition = definition.ok_or(ParseError::Missing("event_definition_id"))?;
    let key = event.listed("key_tuple").or_else(|| event.text("key"));
    let identity = fields::identity([Some(definition), key.clone()])
        .ok_or(ParseError::Missing("event_definition_id"))?;
    let title = body.text("event_definition_title");
    let grade = request.grade_by(event.text("priority"), |word| match word {
        "4" => Some(Severity::Critical),
        "3" => Some(Severity::Error),
        "2" => Some(Severity::Warning),
        "0" | "1" => Some(Severity::Info),
        _ => None,
    });
    let mut labels = event.labels("group_by_fields");
    labels.extend(fields::labelled([("definition", title.clone()), ("key", key)]));
    Ok(request
        .alert(identity, Signal::Firing)
        .graded(grade)
        .summary(&event.text("message").or(title).unwrap_or_default())
        .details(body.text("event_definition_description").unwrap_or_default())
        .origin(body.first(&[
            "event.group_by_fields.source",
            "event.fields.source",
            "backlog.0.source",
        ]))
        .started_at(event.instant_in_utc("timestamp"))
        .labels(labels))
}

fn stream_alert(request: &Request<'_>, body: Fields<'_>) -> Result<Alert, ParseError> {
    let (result, stream) = (body.at("check_result"), body.at("stream"));
    let identity = fields::identity([stream.text("id"), result.text("triggered_condition.id")])
        .or_else(|| fields::identity([stream.text("title")]))
        .ok_or(ParseError::Missing("stream.id"))?;
    let name = stream.text("title");
    let summary = result.text("result_description").or_else(|| name.clone());
    Ok(request
        .alert(identity, Signal::Firing)
        .summary(&summary.unwrap_or_default())
        .details(result.text("matching_messages.0.message").unwrap_or_default())
        .origin(result.text("matching_messages.0.source"))
        .started_at(result.instant_in_utc("triggered_at"))
        .labels(fields::labelled([("stream", name)])))
}

#[cfg(test)]
mod tests;
