//! New Relic: the issues of a workflow, and the incidents of the legacy webhook channel.
//!
//! `id` of an issue or `incident_id` is the identity. `CREATED` and `ACTIVATED` are both open; there
//! is no word for acknowledged in an issue, only the trigger `USER_ACTION` beside `ACTIVATED`. The
//! body is a template, in which one value may be a list of one.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "newrelic",
    about: "New Relic, workflows and the legacy webhook channel",
    docs: "docs.newrelic.com, Notification integrations, Webhook",
    setup: "Alerts, Destinations, Webhook: this address as endpoint, then a workflow that notifies it \
            with the payload as it is offered",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/newrelic/firing.json"),
        include_str!("../../tests/fixtures/newrelic/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let identity = fields::identity([body.first(&["incident_id", "id", "issueId"])])
        .ok_or(ParseError::Missing("id"))?;
    let signal = signal(body);
    let title = body.first(&[
        "title",
        "title.0",
        "condition_name",
        "alertConditionNames.0",
        "alertConditionNames",
        "details",
    ]);
    let origin = body.first(&["impactedEntities.0", "impactedEntities", "targets.0.name"]);
    let at = body.instant("timestamp");
    let end = body.instant("closedAt").or_else(|| body.instant("updatedAt")).or(at);
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(body.first(&["severity", "priority", "priority.0"])))
        .summary(&title.unwrap_or_default())
        .details(body.text("details").unwrap_or_default())
        .origin(origin)
        .service(body.text("account_name"))
        .link(body.link("issueUrl").or_else(|| body.link("incident_url")))
        .started_at(body.instant("createdAt").or(at))
        .ended_at(end.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            (
                "condition",
                body.text("condition_name").or_else(|| body.listed("alertConditionNames")),
            ),
            ("entities", body.listed("impactedEntities")),
            ("policy", body.text("policy_name").or_else(|| body.listed("alertPolicyNames"))),
            ("workflow", body.text("workflowName")),
        ]))
        .into())
}

fn signal(body: Fields<'_>) -> Signal {
    let state = body.first(&["current_state", "state", "state.0"]).unwrap_or_default();
    let trigger = body.first(&["trigger", "trigger.0"]).unwrap_or_default();
    match (state.to_lowercase().as_str(), trigger.to_lowercase().as_str()) {
        ("closed", _) => Signal::Resolved,
        ("acknowledged", _) | ("activated", "user_action" | "issue_acknowledged") => {
            Signal::Acknowledged
        }
        _ => Signal::Firing,
    }
}

#[cfg(test)]
mod tests;
