//! Riemann, events forwarded as JSON: one, or a list of them.
//!
//! `host` and `service` are the identity. `state` is any word, and `ok` by custom the good one; it is
//! the severity too. `expired` says that an event was not renewed in time, which is a problem. An
//! event without a state is a measurement.

use serde_json::Value;

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "riemann",
    about: "Riemann events, forwarded as JSON",
    docs: "riemann.io, concepts, events",
    setup: "in `riemann.config`, a `changed-state` stream that posts each event as JSON to this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/riemann/firing.json"),
        include_str!("../../tests/fixtures/riemann/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    match &request.content()? {
        Value::Array(events) => Reading::together(events.iter().map(|event| read(request, event))),
        event => read(request, event),
    }
}

fn read(request: &Request<'_>, event: &Value) -> Result<Reading, ParseError> {
    let event = Fields::of(event);
    let (host, service) = (event.text("host"), event.text("service"));
    let identity =
        fields::identity([host.clone(), service.clone()]).ok_or(ParseError::Missing("host"))?;
    let Some(state) = event.text("state") else {
        return Ok(Reading::Ignored("a measurement".to_owned()));
    };
    let signal = fields::signal(&state).unwrap_or(Signal::Firing);
    let metric = event.text("metric").map(|metric| format!("metric {metric}"));
    let what = event.text("description").or_else(|| Some(state.clone()));
    let at = event.instant("time");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(Some(state)))
        .summary(&fields::headline(fields::on(service.as_ref(), host.as_ref()), what))
        .details(metric.unwrap_or_default())
        .origin(host)
        .service(service)
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("tags", event.listed("tags"))]))
        .into())
}
