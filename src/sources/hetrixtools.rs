//! `HetrixTools`: uptime monitors, the resource usage of servers, and blacklists.
//!
//! Three shapes: an object with `monitor_status`, one with `resource_usage`, which never says that it
//! is over, and a list of addresses, each with the number of blacklists it is on now. No severity is
//! sent.

use serde_json::Value;

use super::fields::{self, Fields};
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "hetrixtools",
    about: "HetrixTools, uptime, resource usage and blacklists",
    docs: "docs.hetrixtools.com, webhook notifications",
    setup: "Contact Lists, a list, Webhook URL: this address",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/hetrixtools/firing.json"),
        include_str!("../../tests/fixtures/hetrixtools/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let alerts: Vec<Alert> = match &content {
        Value::Array(addresses) => {
            let addresses = addresses.iter().map(Fields::of).filter(|it| it.has("monitor"));
            addresses.map(|address| blacklists(request, address)).collect::<Result<_, _>>()?
        }
        other => vec![monitor(request, Fields::of(other))?],
    };
    if alerts.is_empty() {
        return Err(ParseError::Missing("monitor"));
    }
    Ok(alerts.into())
}

fn monitor(request: &Request<'_>, monitor: Fields<'_>) -> Result<Alert, ParseError> {
    let (name, target) = (monitor.text("monitor_name"), monitor.text("monitor_target"));
    let id = monitor.text("monitor_id").or_else(|| target.clone()).or_else(|| name.clone());
    let id = id.ok_or(ParseError::Missing("monitor_id"))?;
    let usage = monitor.at("resource_usage");
    let resource = usage.first(&["resource_type", "type"]);
    let is_usage = !usage.value().is_null();
    let parts =
        if is_usage { [Some(id.clone()), resource.clone()] } else { [Some(id.clone()), None] };
    let identity = fields::identity(parts).ok_or(ParseError::Missing("monitor_id"))?;
    let signal = match monitor.word("monitor_status").as_str() {
        "online" if !is_usage => Signal::Resolved,
        _ => Signal::Firing,
    };
    let called = name.clone().unwrap_or(id);
    let summary = match (is_usage, signal) {
        (true, _) => {
            let used = usage.text("current_usage").unwrap_or_default();
            format!("{called}: {} usage {used}", resource.as_deref().unwrap_or("resource"))
        }
        (false, Signal::Resolved) => format!("{called} is online"),
        (false, _) => format!("{called} is offline"),
    };
    let errors = monitor.labels("monitor_errors").into_iter();
    let errors: Vec<String> = errors.map(|(place, error)| format!("{place}: {error}")).collect();
    let at = monitor.instant("timestamp");
    Ok(request
        .alert(identity, signal)
        .summary(summary.trim_end())
        .details(errors.join("\n"))
        .origin(target)
        .service(name)
        .link(monitor.link("monitor_target"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("category", monitor.text("monitor_category")),
            ("type", monitor.text("monitor_type")),
        ])))
}

fn blacklists(request: &Request<'_>, listed: Fields<'_>) -> Result<Alert, ParseError> {
    let address = listed.text("monitor").ok_or(ParseError::Missing("monitor"))?;
    let identity = fields::identity([Some("blacklist".to_owned()), Some(address.clone())])
        .ok_or(ParseError::Missing("monitor"))?;
    let now = listed.text("blacklisted_now");
    let signal = if now.as_deref() == Some("0") { Signal::Resolved } else { Signal::Firing };
    let label = listed.text("label");
    let called = label.clone().unwrap_or_else(|| address.clone());
    let lists: Vec<String> =
        listed.items("blacklisted_on").filter_map(|list| list.text("rbl")).collect();
    Ok(request
        .alert(identity, signal)
        .summary(&format!("{called}: on {} blacklists", now.as_deref().unwrap_or("some")))
        .details(lists.join("\n"))
        .origin(Some(address))
        .service(label)
        .link(listed.link("links.report_link")))
}

#[cfg(test)]
mod tests;
