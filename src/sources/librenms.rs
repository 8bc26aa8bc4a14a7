//! `LibreNMS`, alert transport *API*.
//!
//! A rule and a device are the identity; `uid` is new with each change, and titles name the state.
//! `state` is 0 recovered, 1 alert, 2 acknowledged, 3 worse, 4 better. `timestamp` names no zone and
//! means that of the server, so that it is not read.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "librenms",
    about: "LibreNMS, alert transport API",
    docs: "docs.librenms.org, Alerting, Transports, API",
    setup: "Alerts, Alert Transports, type API: POST, this address as API URL, and a body of JSON \
            that gives at least rule_id, device_id, state, severity, title and msg by their names",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/librenms/firing.json"),
        include_str!("../../tests/fixtures/librenms/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let rule = body.text("name");
    let host = body.first(&["hostname", "sysName", "ip"]);
    let pair = body.text("rule_id").zip(body.text("device_id"));
    let identity = pair
        .and_then(|(rule, device)| fields::identity([Some(rule), Some(device)]))
        .or_else(|| fields::identity([body.first(&["alert_id", "id"])]))
        .or_else(|| fields::identity([host.clone(), rule.clone()]))
        .ok_or(ParseError::Missing("rule_id"))?;
    if rule.as_deref() == Some("Test-Rule") {
        return Ok(Reading::Test("LibreNMS' test button".to_owned()));
    }
    let signal = match (body.word("state").as_str(), body.word("severity").as_str()) {
        ("0", _) | ("", "ok") => Signal::Resolved,
        ("2", _) => Signal::Acknowledged,
        _ => Signal::Firing,
    };
    let at = body.instant("timestamp");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(body.text("severity")))
        .summary(&body.text("title").or_else(|| rule.clone()).unwrap_or_default())
        .details(body.first(&["msg", "faults"]).unwrap_or_default())
        .origin(host)
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("rule", rule),
            ("location", body.text("location")),
            ("os", body.text("os")),
            ("type", body.text("type")),
        ]))
        .into())
}

#[cfg(test)]
mod tests;
