//! `UptimeRobot`, alert contact *Webhook*, in every way it can be told to send.
//!
//! By default the variables are appended to the address, also of a POST; a body is a template, whose
//! names are those of the variables with or without underscores. `alertType` is 1 down, 2 up; any
//! other, such as 3 for a certificate that runs out, is a problem of its own that never ends.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "uptimerobot",
    about: "UptimeRobot, alert contact Webhook",
    docs: "help.uptimerobot.com, Integrations, Webhook",
    setup: "Integrations, Webhook: this address as URL to notify, ending in `?` (or in `&` after a key)",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/uptimerobot/firing.json"),
        include_str!("../../tests/fixtures/uptimerobot/resolved.json"),
    ),
};

const ID: [&str; 2] = ["monitorID", "monitor_id"];
const URL: [&str; 2] = ["monitorURL", "monitor_url"];
const NAME: [&str; 2] = ["monitorFriendlyName", "monitor_friendly_name"];
const TYPE: [&str; 2] = ["alertType", "alert_type"];
const STATE: [&str; 2] = ["alertTypeFriendlyName", "alert_type_friendly_name"];
const DETAILS: [&str; 2] = ["alertDetails", "alert_details"];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let query = request.query();
    // A body of one's own may stand beside the variables in the address.
    let body = [Fields::of(&content), Fields::of(&query)]
        .into_iter()
        .find(|body| [ID, URL, NAME].iter().any(|names| body.first(names).is_some()))
        .ok_or(ParseError::Missing("monitorID"))?;
    let (name, url) = (body.first(&NAME), body.first(&URL));
    let state = body.first(&STATE).unwrap_or_default();
    let kind = body.first(&TYPE).unwrap_or_else(|| state.clone()).to_lowercase();
    let (signal, apart) = match kind.as_str() {
        "1" | "down" | "" => (Signal::Firing, None),
        "2" | "up" => (Signal::Resolved, None),
        _ => (Signal::Firing, Some(kind.clone())),
    };
    let known = body.first(&ID).map(|id| vec![id]);
    let known =
        known.unwrap_or_else(|| [url.clone(), name.clone()].into_iter().flatten().collect());
    let identity = Fingerprint::of(apart.into_iter().chain(known));
    let details = body.first(&DETAILS);
    let subject = name.clone().or_else(|| url.clone()).unwrap_or_else(|| "a monitor".to_owned());
    let what = match (signal, details.clone()) {
        (Signal::Firing, Some(details)) => details,
        (_, _) if state.is_empty() => format!("{subject}: alert type {kind}"),
        (_, _) => format!("{subject} is {}", state.to_lowercase()),
    };
    let at = body.instant("alertDateTime").or_else(|| body.instant("alert_date_time"));
    Ok(request
        .alert(identity, signal)
        .summary(&fields::headline(Some(subject), Some(what)))
        .details(details.unwrap_or_default())
        .link(body.first(&URL).and_then(|url| fields::link(&url)))
        .origin(url)
        .service(name)
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}

#[cfg(test)]
mod tests;
