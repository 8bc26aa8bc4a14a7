//! What Prometheus, vmalert, `ElastAlert` 2 and `amtool` push to an Alertmanager (API v1 and v2).
//!
//! A list of alerts without a state: one is over when its `endsAt` has passed. The identity is the whole
//! set of labels, as for the Alertmanager itself. `ElastAlert` has the severity among the annotations.

use super::fields::Fields;
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source, alertmanager};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "alertmanager-api",
    about: "alerts as Prometheus, vmalert and ElastAlert 2 push them to an Alertmanager",
    docs: "prometheus.io, Alertmanager, API v2, POST /alerts",
    setup: "`path_prefix` in Prometheus, `-notifier.url` of vmalert, `alertmanager_hosts` in \
            ElastAlert 2: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/alertmanager-api/firing.json"),
        include_str!("../../tests/fixtures/alertmanager-api/resolved.json"),
    ),
};

/// Reads a list of alerts as they are pushed to an Alertmanager.
pub(super) fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    // One that nobody could tell from another must not cost the others of the list.
    let is_told = |alert: &Fields<'_>| !alert.labels("labels").is_empty();
    let alerts = Fields::of(&content).items("").filter(is_told);
    let alerts = alerts.map(|alert| read(request, alert)).collect::<Result<Vec<_>, _>>()?;
    if alerts.is_empty() {
        return Err(ParseError::Wrong { field: "body", expected: "a list of alerts with labels" });
    }
    Ok(alerts.into())
}

fn read(request: &Request<'_>, alert: Fields<'_>) -> Result<Alert, ParseError> {
    let severity = alert.first(&["labels.severity", "annotations.severity"]);
    let mut read = alertmanager::read(request, alert, None, alert.value())?;
    // Prometheus sends the end that it expects with every alert that fires.
    let ended_at = alert.instant("endsAt").filter(|at| *at <= request.received_at);
    if ended_at.is_some() {
        read.signal = Signal::Resolved;
    }
    Ok(read.graded(request.grade(severity)).ended_at(ended_at))
}
