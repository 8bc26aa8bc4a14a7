//! PagerDuty's own webhooks: subscriptions of version 3, and the messages of versions 1 and 2.
//!
//! The incident's `id` is the identity, and the kind of event is the state: `incident.status` may be
//! behind it. Most kinds change no state. One request of the old versions tells of several changes,
//! also of one incident, in their order.

use jiff::Timestamp;

use super::fields::{self, Fields};
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Signature, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "pagerduty-webhooks",
    about: "PagerDuty, webhooks of version 3 and before",
    docs: "developer.pagerduty.com, Webhooks",
    setup: "Integrations, Generic Webhooks (v3), New Webhook: this address, all incident events",
    resolves: Resolves::Yes,
    proof: Proof::Signature(Signature::PagerDuty),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/pagerduty-webhooks/firing.json"),
        include_str!("../../tests/fixtures/pagerduty-webhooks/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    if !body.has("event") && !body.has("messages") {
        return Err(ParseError::Missing("event"));
    }
    let event = body.at("event");
    if event.word("event_type") == "pagey.ping" {
        return Ok(Reading::Test("PagerDuty's test button".to_owned()));
    }
    let one = body.has("event").then(|| {
        let kind = event.word("event_type");
        read(request, &kind, event.at("data"), event.instant("occurred_at"))
    });
    let messages = body.items("messages").map(|message| {
        let kind = message.first(&["event", "type"]).unwrap_or_default().to_lowercase();
        let incident = ["incident", "data.incident"].map(|path| message.at(path));
        let incident = incident.into_iter().find(|incident| incident.value().is_object());
        let incident = incident.unwrap_or_else(|| message.at("incident"));
        read(request, &kind, incident, message.instant("created_on"))
    });
    // One message that nothing can be made of must not cost the others.
    let (mut alerts, mut fault) = (Vec::new(), None);
    for told in one.into_iter().chain(messages) {
        match told {
            Ok(alert) => alerts.extend(alert),
            Err(error) => fault = Some(error),
        }
    }
    match fault {
        Some(error) if alerts.is_empty() => Err(error),
        None if alerts.is_empty() => {
            Ok(Reading::Ignored("an event that changes no incident's state".to_owned()))
        }
        _ => Ok(alerts.into()),
    }
}

/// One change of one incident, unless it is of a kind that leaves the state as it is.
fn read(
    request: &Request<'_>,
    kind: &str,
    incident: Fields<'_>,
    at: Option<Timestamp>,
) -> Result<Option<Alert>, ParseError> {
    let signal = match kind {
        "" => return Err(ParseError::Missing("event.event_type")),
        "incident.triggered"
        | "incident.trigger"
        | "incident.reopened"
        | "incident.unacknowledged"
        | "incident.unacknowledge" => Signal::Firing,
        "incident.acknowledged" | "incident.acknowledge" => Signal::Acknowledged,
        "incident.resolved" | "incident.resolve" => Signal::Resolved,
        _ => return Ok(None),
    };
    let read = self::incident(request, incident, signal);
    let read = read.ok_or(ParseError::Missing("event.data.id"))?;
    let began = read.started_at.or(at);
    // One that is opened again keeps the day of its creation, which is that of an episode long over.
    let began = began.filter(|_| kind != "incident.reopened");
    Ok(Some(read.started_at(began).ended_at(at.filter(|_| signal == Signal::Resolved))))
}

/// An incident as PagerDuty writes it, unless it has no identity.
pub(super) fn incident(
    request: &Request<'_>,
    incident: Fields<'_>,
    signal: Signal,
) -> Option<Alert> {
    let identity = fields::identity([incident.first(&["id", "incident_key"])])?;
    // Of two urgencies, the low one is not what others mean by `low`: somebody has it to do.
    let grade = request
        .grade_by(incident.text("urgency"), |word| (word == "low").then_some(Severity::Warning));
    let summary = incident.first(&[
        "title",
        "trigger_summary_data.subject",
        "trigger_summary_data.description",
        "description",
    ]);
    let began = incident.instant("created_at").or_else(|| incident.instant("created_on"));
    let alert = request
        .alert(identity, signal)
        .graded(grade)
        .summary(&summary.unwrap_or_default())
        .service(incident.first(&["service.summary", "service.name"]))
        .link(incident.link("html_url"))
        .started_at(began)
        .labels(fields::labelled([
            ("number", incident.first(&["number", "incident_number"])),
            ("priority", incident.first(&["priority.summary", "priority.name"])),
        ]));
    Some(alert)
}

#[cfg(test)]
mod tests;
