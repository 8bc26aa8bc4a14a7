//! Librato and `AppOptics`, an alert's webhook: a form with one field of JSON.
//!
//! `alert.id` is the identity. `clear` marks the end, whatever it says, and then there are no
//! violations; before it, many violations are one alert. No severity is sent.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "librato",
    about: "Librato and AppOptics, alerts with a webhook",
    docs: "docs.appoptics.com, Alerts, Webhook notification",
    setup: "Settings, Notification services, Webhook: this address as URL",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/librato/firing.form")),
        resolved: Some(Sample::form(include_str!("../../tests/fixtures/librato/resolved.form"))),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.text("alert.name");
    let identity = fields::identity([body.text("alert.id")])
        .or_else(|| fields::identity([name.clone()]))
        .ok_or(ParseError::Missing("alert.id"))?;
    if body.truth("triggered_by_user_test") == Some(true) {
        return Ok(Reading::Test("Librato's test button".to_owned()));
    }
    let is_clear = body.text("clear").is_some_and(|clear| clear != "false");
    let signal = if is_clear { Signal::Resolved } else { Signal::Firing };
    let violations = body.at("violations").value().as_object();
    let places: Vec<&String> = violations.into_iter().flatten().map(|(place, _)| place).collect();
    let details: Vec<String> = violations
        .into_iter()
        .flatten()
        .flat_map(|(place, seen)| {
            Fields::of(seen).items("").map(move |seen| {
                let (metric, value) = (seen.text("metric"), seen.text("value"));
                format!("{place}: {} {}", metric.unwrap_or_default(), value.unwrap_or_default())
            })
        })
        .collect();
    let at = body.instant("trigger_time");
    Ok(request
        .alert(identity, signal)
        .summary(&name.unwrap_or_default())
        .details(details.join("\n"))
        // Of several hosts, none is the one that it is about.
        .origin(match places.as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        })
        .link(body.link("alert.runbook_url"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("account", body.text("account"))]))
        .into())
}

#[cfg(test)]
mod tests;
