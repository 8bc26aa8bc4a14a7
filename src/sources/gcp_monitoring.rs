//! Google Cloud Monitoring: notification channel Webhooks, versions 1.1 and 1.2.
//!
//! `incident.state` is the state and `incident_id` the identity; the start stays the same until the end.
//! A severity is there only where the policy has one. The channel can carry the key as `auth_token`.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "gcp-monitoring",
    about: "Google Cloud Monitoring, notification channel Webhooks",
    docs: "cloud.google.com, Monitoring, notification channels, webhooks",
    setup: "Alerting, Edit notification channels, Webhooks: this address, with the key as `auth_token`",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Query("auth_token")),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/gcp-monitoring/firing.json"),
        include_str!("../../tests/fixtures/gcp-monitoring/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let incident = body.at("incident");
    if body.word("version") == "test" {
        return Ok(Reading::Test("Google Cloud tries the channel".to_owned()));
    }
    let policy = incident.text("policy_name");
    let condition = incident.text("condition_name");
    let resource = incident.first(&["resource_name", "resource_id"]);
    let identity = fields::identity([incident.text("incident_id")])
        .or_else(|| fields::identity([policy.clone(), condition.clone(), resource.clone()]))
        .ok_or(ParseError::Missing("incident.incident_id"))?;
    let signal = match incident.word("state").as_str() {
        "closed" => Signal::Resolved,
        "acknowledged" => Signal::Acknowledged,
        _ => Signal::Firing,
    };
    let ended_at = incident.instant("ended_at").filter(|_| signal == Signal::Resolved);
    let labels = [
        ("policy", "policy_name"),
        ("condition", "condition_name"),
        ("project", "scoping_project_id"),
        ("resource_type", "resource.type"),
    ];
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(incident.text("severity")))
        .summary(&incident.text("summary").or(condition).or(policy).unwrap_or_default())
        .details(incident.text("documentation.content").unwrap_or_default())
        .origin(resource)
        .service(incident.text("resource_type_display_name"))
        .link(incident.link("url"))
        .labels(incident.named(&labels))
        .started_at(incident.instant("started_at").or(ended_at))
        .ended_at(ended_at)
        .into())
}
