//! Pulsetic: a word for what happened and the monitor it happened to; no time and no title.
//!
//! `monitor_offline` and `monitor_online` are one problem. Whatever else there is, such as
//! `certificate_expires_soon`, is one of its own that never ends.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "pulsetic",
    about: "Pulsetic uptime monitoring",
    docs: "pulsetic.com, documentation, webhook integration",
    setup: "Integrations, Webhook: this address",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/pulsetic/firing.json"),
        include_str!("../../tests/fixtures/pulsetic/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let kind = body.word("alert_type");
    let url = body.text("monitor.url");
    let name = body.text("monitor.name").or_else(|| url.clone());
    let monitor = body.text("monitor.id").or_else(|| name.clone());
    let monitor = monitor.ok_or(ParseError::Missing("monitor.id"))?;
    let subject = name.clone().unwrap_or_else(|| format!("monitor {monitor}"));
    let (signal, what, apart) = match kind.as_str() {
        "monitor_online" => (Signal::Resolved, format!("{subject} is online"), None),
        "monitor_offline" | "" => (Signal::Firing, format!("{subject} is offline"), None),
        "certificate_expires_soon" => {
            let days = body.text("days_left").map(|days| format!(", days left: {days}"));
            let what = format!("the certificate expires soon{}", days.unwrap_or_default());
            (Signal::Firing, what, Some(kind))
        }
        other => (Signal::Firing, other.replace('_', " "), Some(kind)),
    };
    let identity = match apart {
        Some(kind) => fields::identity([Some(kind), Some(monitor)]),
        None => fields::identity([Some(monitor)]),
    };
    let identity = identity.ok_or(ParseError::Missing("monitor.id"))?;
    Ok(request
        .alert(identity, signal)
        .summary(&fields::headline(Some(subject), Some(what)))
        .origin(url)
        .service(name)
        .link(body.link("monitor.url"))
        .into())
}
