//! Cloudflare Notifications: one envelope around data that differs by kind of alert.
//!
//! `alert_event` says start or end and `alert_correlation_id` of which; older notifications have neither
//! and are paired by policy and kind. A health that has become healthy is over as well. Nothing says
//! how grave it is. Saving a webhook sends a text and nothing else.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "cloudflare",
    about: "Cloudflare Notifications, generic webhook",
    docs: "developers.cloudflare.com, Notifications, webhook payload schema",
    setup: "Notifications, Destinations, Webhooks: this address as URL and the key as Secret",
    resolves: Resolves::Some,
    proof: Proof::Token(Place::Header("cf-webhook-auth")),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/cloudflare/firing.json"),
        include_str!("../../tests/fixtures/cloudflare/resolved.json"),
    ),
};

/// What an alert may be about, the nearest first.
const ORIGINS: [&str; 7] = [
    "data.target_hostname",
    "data.target_ip",
    "data.origin_ip",
    "data.pool_name",
    "data.hostnames",
    "data.zone_name",
    "data.unreachable_zones.0.zone_name",
];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let text = body.text("text");
    let name = body.first(&["policy_name", "name"]);
    let is_bare = !body.has("alert_type") && !body.has("policy_id");
    if is_bare && text.as_deref().is_some_and(|text| text.contains("test message")) {
        return Ok(Reading::Test("Cloudflare tries a new webhook".to_owned()));
    }
    let of_a_policy = [
        body.text("alert_type"),
        body.first(&["policy_id", "policy_name", "name"]),
        body.text("account_id"),
        body.first(&["data.health_check_id", "data.pool_id"]),
    ];
    let identity = fields::identity([body.text("alert_correlation_id")])
        .or_else(|| fields::identity(of_a_policy))
        .ok_or(ParseError::Missing("alert_type"))?;
    let health = body.at("data").first(&["new_status", "new_health", "new_health_status"]);
    let is_healthy = health.is_some_and(|health| health.eq_ignore_ascii_case("healthy"));
    let is_over = body.word("alert_event").ends_with("_end") || is_healthy;
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let at = body.instant("ts");
    let labels = [("alert_type", "alert_type"), ("zone", "data.zone_name")];
    Ok(request
        .alert(identity, signal)
        .summary(&text.clone().or(name).unwrap_or_default())
        .details(text.unwrap_or_default())
        .origin(body.first(&ORIGINS))
        .service(body.first(&["data.health_check_name", "data.zone_name"]))
        .link(body.link("data.dashboard_link"))
        .labels(body.named(&labels))
        .started_at(body.instant("data.start_time").or(at))
        .ended_at(at.filter(|_| is_over))
        .into())
}
