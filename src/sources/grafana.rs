//! Grafana Alerting, contact point *Webhook*.
//!
//! The shape is that of Alertmanager, and what is read of an alert is the same; `state`, `title` and
//! `message` speak of the whole group and are not read. A generator may be named by the end of its
//! address alone, and then it is to be found at `externalURL`.

use super::fields::{self, Fields};
use super::{
    Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Signature, Source, alertmanager,
};

pub(super) const SOURCE: Source = Source {
    name: "grafana",
    about: "Grafana Alerting, contact point Webhook",
    docs: "grafana.com/docs, Configure webhook notifications for Alerting",
    setup: "Alerting, Contact points, integration Webhook: this address as URL",
    resolves: Resolves::Yes,
    proof: Proof::Signature(Signature::Grafana),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/grafana/firing.json"),
        include_str!("../../tests/fixtures/grafana/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let group = alertmanager::group(body);
    // What has neither labels nor a fingerprint has no identity, and must not cost those that have.
    let is_known =
        |alert: &Fields<'_>| alert.has("fingerprint") || !alert.labels("labels").is_empty();
    let alerts: Vec<Alert> = body
        .items("alerts")
        .filter(is_known)
        .map(|alert| read(request, body, group.as_deref(), alert))
        .collect::<Result<_, _>>()?;
    if alerts.is_empty() {
        return Err(ParseError::Missing("alerts"));
    }
    Ok(alerts.into())
}

fn read(
    request: &Request<'_>,
    body: Fields<'_>,
    group: Option<&str>,
    alert: Fields<'_>,
) -> Result<Alert, ParseError> {
    Ok(alertmanager::read(request, body, group, alert.value())?.link(link(body, alert)))
}

/// How long the address of a Grafana may be, in bytes, that all alerts of a body have in their links.
const ADDRESS: usize = 256;

fn link(body: Fields<'_>, alert: Fields<'_>) -> Option<String> {
    alert
        .link("generatorURL")
        .or_else(|| {
            let end = alert.text("generatorURL").filter(|end| end.starts_with(['?', '/']))?;
            let start = body.text("externalURL").filter(|start| start.len() <= ADDRESS)?;
            fields::link(&format!(
                "{}/{}",
                start.trim_end_matches('/'),
                end.trim_start_matches('/')
            ))
        })
        .or_else(|| alert.link("panelURL"))
        .or_else(|| alert.link("dashboardURL"))
}

#[cfg(test)]
mod tests;
