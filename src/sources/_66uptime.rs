//! 66uptime: one address for monitors, heartbeats, domains and certificates.
//!
//! Each kind counts for itself and names its identity differently, so the identity is the kind and the
//! number. `is_ok` is the state; domains and certificates that run out have none and are never said to
//! be over. Nothing says how grave it is, and nothing when it began.

use super::fields::Fields;
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "66uptime",
    about: "66uptime, notification handler Webhook",
    docs: "66uptime.com, documentation, notification handlers",
    setup: "Notification handlers, type Webhook: this address as URL",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/66uptime/firing.json"),
        include_str!("../../tests/fixtures/66uptime/resolved.json"),
    ),
};

/// Where each kind has its number.
const NUMBERS: [&str; 5] =
    ["monitor_id", "heartbeat_id", "domain_name_id", "dns_monitor_id", "server_monitor_id"];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let kind = body.word("type");
    let name = body.first(&["name", "target"]);
    let number = body.first(&NUMBERS).or_else(|| name.clone());
    let number = number.ok_or(ParseError::Missing("monitor_id"))?;
    let summary = match (name, kind.as_str()) {
        (Some(name), "") => name,
        (Some(name), kind) => format!("{name}: {kind}"),
        (None, kind) => format!("{kind} {number}"),
    };
    let is_over = body.truth("is_ok") == Some(true);
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let runs_out = body.first(&["ssl_end_datetime", "whois_end_datetime"]);
    let zone = body.text("timezone").unwrap_or_default();
    let details = runs_out.map(|at| format!("runs out {at} {zone}"));
    Ok(request
        .alert(Fingerprint::of([kind, number]), signal)
        .summary(&summary)
        .details(details.unwrap_or_default())
        .origin(body.first(&["target", "url"]))
        .service(body.text("name"))
        .link(body.link("url"))
        .labels(body.named(&[("type", "type"), ("port", "port")]))
        .into())
}
