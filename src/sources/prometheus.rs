//! Prometheus, which posts to `wail` as if it were an Alertmanager.
//!
//! The body is a list of alerts without a state: one whose `endsAt` has passed when it arrives is
//! over, and while it lasts Prometheus sets that some minutes ahead. The whole label set is the
//! identity. Others that post so, such as `ElastAlert`, write the severity into the annotations.

use serde_json::Value;

use super::fields::Fields;
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source, alertmanager};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "prometheus",
    about: "Prometheus itself, without an Alertmanager",
    docs: "prometheus.io, Configuration, alertmanager_config",
    setup: "in `alerting.alertmanagers`, host and port of this address as target, its path as \
            `path_prefix` and the key in `authorization`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/prometheus/firing.json"),
        include_str!("../../tests/fixtures/prometheus/resolved.json"),
    ),
};

/// Reads a list of alerts as they are posted to an Alertmanager.
pub(super) fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    // What has no labels has no identity, and must not cost those that have.
    let alerts = Fields::of(&content).items("");
    let alerts = alerts.filter(|alert| !alert.labels("labels").is_empty());
    let alerts: Vec<Alert> = alerts.map(|alert| read(request, alert)).collect::<Result<_, _>>()?;
    if alerts.is_empty() {
        return Err(ParseError::Wrong { field: "body", expected: "a list of alerts with labels" });
    }
    Ok(alerts.into())
}

fn read(request: &Request<'_>, alert: Fields<'_>) -> Result<Alert, ParseError> {
    // What stands around the alerts of an Alertmanager is missing here.
    let around = Value::Null;
    let mut read = alertmanager::read(request, Fields::of(&around), None, alert.value())?;
    let ended_at = alert.instant("endsAt").filter(|at| *at <= request.received_at);
    if ended_at.is_some() {
        read.signal = Signal::Resolved;
    }
    let word = alert.first(&["labels.severity", "annotations.severity"]);
    Ok(read.graded(request.grade(word)).ended_at(ended_at))
}

#[cfg(test)]
mod tests;
