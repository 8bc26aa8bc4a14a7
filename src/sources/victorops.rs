//! Splunk On-Call (`VictorOps`), REST endpoint: what many senders speak already.
//!
//! `message_type` is state and severity in one word, in any case, and wins over every other field
//! that says either. `entity_id` is the identity; without it, what the report says is the closest to
//! one. `INFO` is worth a note only. Links are annotations, fields whose name begins with
//! `vo_annotate.u.`.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "victorops",
    about: "Splunk On-Call (VictorOps) REST endpoint, as senders speak it",
    docs: "help.victorops.com, REST Endpoint Integration Guide",
    setup: "this address, with the key and a routing key after it, in place of \
            https://alert.victorops.com/integrations/generic/20131114/alert",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Path),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/victorops/firing.json"),
        include_str!("../../tests/fixtures/victorops/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.text("entity_display_name");
    let host = body.first(&["host_name", "hostname", "host"]);
    let message = body.text("state_message");
    let identity = fields::identity([body.text("entity_id")])
        .or_else(|| fields::identity([host.clone(), name.clone().or_else(|| message.clone())]))
        .ok_or(ParseError::Missing("entity_id"))?;
    let kind = body.text("message_type");
    let signal = match kind.as_deref().unwrap_or_default().to_uppercase().as_str() {
        "RECOVERY" | "OK" | "RESOLVED" => Signal::Resolved,
        "ACKNOWLEDGEMENT" | "ACKNOWLEDGED" | "ACK" => Signal::Acknowledged,
        _ => Signal::Firing,
    };
    let at = body.instant("state_start_time").or_else(|| body.instant("timestamp"));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(kind.filter(|_| signal == Signal::Firing)))
        .summary(&fields::headline(name, message.clone()))
        .details(message.unwrap_or_default())
        .origin(host)
        .service(body.first(&["service", "service_name"]))
        .link(body.link("alert_url").or_else(|| annotated(body)))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("monitoring_tool", body.text("monitoring_tool")),
            ("routing_key", body.text("routing_key").or_else(|| routing_key(request))),
        ]))
        .into())
}

/// The first link among the annotations.
fn annotated(body: Fields<'_>) -> Option<String> {
    let names = body.value().as_object()?.keys();
    names.filter(|name| name.starts_with("vo_annotate.u.")).find_map(|name| body.link(name))
}

/// What stands last in the address, behind the key.
fn routing_key(request: &Request<'_>) -> Option<String> {
    let last = request.head.path.rsplit('/').next()?;
    (!last.is_empty()).then(|| last.to_owned())
}
