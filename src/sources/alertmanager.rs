//! Prometheus Alertmanager, webhook version 4 (and 3, which differs in what is not read here).
//!
//! One request carries one group: several alerts, each with a state of its own, so that a firing
//! group may carry resolved alerts. `fingerprint` is the identity; old versions lack it, and then
//! the whole label set is. A group that was made by labels shares one incident; a group without
//! labels gathers everything there is and is taken apart.

use serde_json::Value;

use super::fields::Fields;
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};
use crate::domain::label::Labels;

pub(super) const SOURCE: Source = Source {
    name: "alertmanager",
    about: "Prometheus Alertmanager, webhook version 4",
    docs: "prometheus.io, Alertmanager configuration, webhook_config",
    setup: "in `receivers`, a `webhook_configs` with `send_resolved: true` and this address as `url`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/alertmanager/firing.json"),
        include_str!("../../tests/fixtures/alertmanager/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let alerts = content.get("alerts").ok_or(ParseError::Missing("alerts"))?;
    let alerts = alerts
        .as_array()
        .filter(|alerts| !alerts.is_empty())
        .ok_or(ParseError::Wrong { field: "alerts", expected: "a list of alerts" })?;
    let group = group(body);
    let alerts = alerts.iter().map(|alert| read(request, body, group.as_deref(), alert));
    Ok(Reading::Alerts(alerts.collect::<Result<_, _>>()?))
}

/// How long the name of a group may be, in bytes. Every alert of the group has it, and a longer one is
/// kept as its hash.
const GROUP: usize = 256;

/// The group that all alerts of the body share, if it was made by labels.
pub(super) fn group(body: Fields<'_>) -> Option<String> {
    let by_labels = body.at("groupLabels").value().as_object();
    by_labels.filter(|labels| !labels.is_empty())?;
    let name = body.exact("groupKey")?;
    if name.len() <= GROUP {
        return Some(name);
    }
    Some(Fingerprint::of([name]).as_str().to_owned())
}

/// One alert as an Alertmanager writes it; where it has no state, the state is that of `body`.
pub(super) fn read(
    request: &Request<'_>,
    body: Fields<'_>,
    group: Option<&str>,
    alert: &Value,
) -> Result<Alert, ParseError> {
    if !alert.is_object() {
        return Err(ParseError::Wrong { field: "alerts", expected: "a list of objects" });
    }
    let alert = Fields::of(alert);
    let labels = alert.labels("labels");
    let status = alert.text("status").or_else(|| body.text("status"));
    let signal = match status.as_deref() {
        Some("resolved") => Signal::Resolved,
        Some(_) | None => Signal::Firing,
    };
    let annotations = alert.at("annotations");
    let details = annotations.first(&["description", "details", "message"]);
    // Grafana writes so, and says there what was measured.
    let details = details.or_else(|| alert.text("valueString"));
    Ok(request
        .alert(identity(alert, &labels), signal)
        .graded(request.grade(alert.text("labels.severity")))
        .summary(&summary(alert).unwrap_or_default())
        .details(details.unwrap_or_default())
        .advised(runbook(annotations).as_deref(), annotations.text("caution").as_deref())
        .origin(alert.first(&["labels.instance", "labels.host", "labels.node"]))
        .service(alert.first(&["labels.service", "labels.job"]))
        .link(alert.link("generatorURL"))
        .group(group.map(str::to_owned))
        .started_at(alert.instant("startsAt"))
        .ended_at(alert.instant("endsAt").filter(|_| signal == Signal::Resolved))
        .labels(labels))
}

/// Where it says what to do, by the names that rules give it.
pub(super) fn runbook(annotations: Fields<'_>) -> Option<String> {
    annotations.first(&["runbook_url", "runbook"])
}

fn identity(alert: Fields<'_>, labels: &Labels) -> Fingerprint {
    match alert.text("fingerprint") {
        Some(fingerprint) => Fingerprint::of([fingerprint]),
        None => Fingerprint::of(labels.iter().flat_map(|(name, value)| [name, value])),
    }
}

fn summary(alert: Fields<'_>) -> Option<String> {
    alert.first(&[
        "annotations.summary",
        "annotations.title",
        "annotations.description",
        "annotations.message",
        "labels.alertname",
    ])
}
