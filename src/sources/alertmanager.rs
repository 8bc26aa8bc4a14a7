//! Prometheus Alertmanager, webhook version 4 (and 3, which differs in what is not read here).
//!
//! One request carries one group: several alerts, each with a state of its own, so that a firing
//! group may carry resolved alerts. `fingerprint` is the identity; old versions lack it, and then
//! the whole label set is. A group that was made by labels shares one incident; a group without
//! labels gathers everything there is and is taken apart.

use serde_json::Value;

use super::{Alert, ParseError, Request, Samples, Source, fields};
use crate::domain::alert::{Fingerprint, Signal};
use crate::domain::label::Labels;

pub(super) const SOURCE: Source = Source {
    name: "alertmanager",
    about: "Prometheus Alertmanager, webhook version 4",
    docs: "prometheus.io, Alertmanager configuration, webhook_config",
    parse,
    samples: Samples {
        firing: include_str!("../../tests/fixtures/alertmanager/firing.json"),
        resolved: include_str!("../../tests/fixtures/alertmanager/resolved.json"),
    },
};

fn parse(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let body = request.json()?;
    let alerts = body.get("alerts").ok_or(ParseError::Missing("alerts"))?;
    let alerts = alerts
        .as_array()
        .filter(|alerts| !alerts.is_empty())
        .ok_or(ParseError::Wrong { field: "alerts", expected: "a list of alerts" })?;
    let group = group(&body);
    alerts.iter().map(|alert| read(request, &body, group.as_deref(), alert)).collect()
}

fn group(body: &Value) -> Option<String> {
    let by_labels = body.get("groupLabels").and_then(Value::as_object);
    by_labels.filter(|labels| !labels.is_empty())?;
    fields::scalar(body.get("groupKey")?)
}

fn read(
    request: &Request<'_>,
    body: &Value,
    group: Option<&str>,
    alert: &Value,
) -> Result<Alert, ParseError> {
    if !alert.is_object() {
        return Err(ParseError::Wrong { field: "alerts", expected: "a list of objects" });
    }
    let labels = fields::labels(alert.get("labels"));
    let status = fields::said(alert, "status").or_else(|| fields::said(body, "status"));
    let signal = match status {
        Some("resolved") => Signal::Resolved,
        Some(_) | None => Signal::Firing,
    };
    let severity = labels.get("severity").and_then(|word| fields::severity(word));
    let annotations = alert.get("annotations").unwrap_or(&Value::Null);
    Ok(Alert::new(
        request.source.clone(),
        identity(alert, &labels),
        signal,
        severity.unwrap_or(request.severity),
    )
    .summary(&summary(request, annotations, &labels))
    .details(
        ["description", "details", "message"]
            .into_iter()
            .find_map(|field| fields::said(annotations, field))
            .unwrap_or_default(),
    )
    .link(fields::link(fields::said(alert, "generatorURL")))
    .group(group.map(str::to_owned))
    .started_at(fields::instant(alert.get("startsAt")))
    .ended_at(fields::instant(alert.get("endsAt")).filter(|_| signal == Signal::Resolved))
    .labels(labels))
}

fn identity(alert: &Value, labels: &Labels) -> Fingerprint {
    match fields::said(alert, "fingerprint") {
        Some(fingerprint) => Fingerprint::of([fingerprint]),
        None => Fingerprint::of(labels.iter().flat_map(|(name, value)| [name, value])),
    }
}

fn summary(request: &Request<'_>, annotations: &Value, labels: &Labels) -> String {
    ["summary", "title", "description", "message"]
        .into_iter()
        .find_map(|field| fields::said(annotations, field))
        .or_else(|| labels.get("alertname").map(String::as_str).filter(|name| !name.is_empty()))
        .map_or_else(|| format!("an alert from {}", request.source), str::to_owned)
}
