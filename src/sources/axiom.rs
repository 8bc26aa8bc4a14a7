//! Axiom: monitors, by the custom webhook and its template as it is shipped.
//!
//! `action` is `Open` or `Closed`; only threshold monitors close. The identity is the monitor and,
//! where it notifies by group, the group's values. The title names the state and is no part of it;
//! nothing says how grave it is.

use super::fields::Fields;
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "axiom",
    about: "Axiom, monitors with a custom webhook",
    docs: "axiom.co, docs, custom webhook notifier",
    setup: "Monitors, Manage notifiers, Custom webhook: this address, the template as it is",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/axiom/firing.json"),
        include_str!("../../tests/fixtures/axiom/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let event = body.at("event");
    let title = event.text("title");
    let monitor = event.text("monitorID").or_else(|| {
        let title = title.as_deref()?;
        Some(title.split_once(": ").map_or(title, |(_, monitor)| monitor).to_owned())
    });
    let monitor = monitor.ok_or(ParseError::Missing("event.monitorID"))?;
    let group = event.at("groupValues").value();
    let is_grouped = group.as_array().is_some_and(|values| !values.is_empty());
    let parts = [Some(monitor), is_grouped.then(|| group.to_string())];
    let is_over = body.word("action") == "closed";
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let at = event.instant_in_utc("timestamp").or_else(|| event.instant_in_utc("queryEndTime"));
    let details = ["description", "body"].iter().filter_map(|part| event.text(part));
    Ok(request
        .alert(Fingerprint::of(parts.into_iter().flatten()), signal)
        .summary(&title.unwrap_or_default())
        .details(details.collect::<Vec<_>>().join("\n"))
        .started_at(at)
        .ended_at(at.filter(|_| is_over))
        .into())
}
