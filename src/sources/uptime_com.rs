//! Uptime.com, profile *Custom Postback URL*.
//!
//! The service (which is what a check is called there) is the identity. `event` is the state:
//! `alert_raised` or `alert_cleared`; `data.alert.state` is how grave it is, in the words of Nagios.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "uptime-com",
    about: "Uptime.com checks, Custom Postback URL",
    docs: "support.uptime.com, Custom Postback URL (Webhook) integration",
    setup: "Notifications, Integrations, Custom Postback URL: this address; then a contact with it",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/uptime-com/firing.json"),
        include_str!("../../tests/fixtures/uptime-com/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let signal = match body.word("event").as_str() {
        "alert_raised" => Signal::Firing,
        "alert_cleared" => Signal::Resolved,
        "" => return Err(ParseError::Missing("event")),
        _ => return Ok(Reading::Ignored("a kind of event that is no alert".to_owned())),
    };
    let data = body.at("data");
    let name = data.first(&["service.display_name", "service.name"]);
    let identity = fields::identity([data.text("service.id").or_else(|| name.clone())])
        .ok_or(ParseError::Missing("data.service.id"))?;
    let state = data.text("alert.state").filter(|_| signal == Signal::Firing);
    let at = data.instant("alert.created_at").or_else(|| data.instant("date"));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(state))
        .summary(&fields::headline(
            name.clone(),
            data.first(&["alert.short_output", "alert.output"]),
        ))
        .details(data.text("alert.output").unwrap_or_default())
        .origin(data.first(&["service.msp_address", "device.address"]))
        .service(name)
        .link(data.link("links.alert_details"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("account", data.text("account.name")),
            ("tags", data.listed("service.tags")),
            ("type", data.text("service.monitoring_service_type")),
        ]))
        .into())
}
