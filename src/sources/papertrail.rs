//! Papertrail, a saved search that alerts a webhook: a form with one field of JSON.
//!
//! The saved search is the identity. Its events, or only their counts, are details; the severities
//! in them are those of syslog and say nothing of the alert. Papertrail never says that it is over.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "papertrail",
    about: "Papertrail, alerts of saved searches",
    docs: "papertrail.com/help, Web hooks",
    setup: "a saved search, Alerts, Webhook: this address as URL",
    resolves: Resolves::No,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/papertrail/firing.form")),
        resolved: None,
    },
};

/// How many events are told.
const EVENTS: usize = 20;

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let search = body.at("saved_search");
    let name = search.text("name");
    let identity = fields::identity([search.text("id")])
        .or_else(|| fields::identity([name.clone()]))
        .ok_or(ParseError::Missing("saved_search.id"))?;
    let events = body.items("events").filter_map(|event| {
        let said = event.text("message")?;
        let who = [event.first(&["hostname", "source_name"]), event.text("program")];
        let who: Vec<String> = who.into_iter().flatten().collect();
        Some(format!("{}: {said}", who.join(" ")))
    });
    let counts = body.items("counts").filter_map(|count| {
        let times = count.at("timeseries").value().as_object()?;
        let sum: u64 = times.values().filter_map(serde_json::Value::as_u64).sum();
        Some(format!("{}: {sum} events", count.text("source_name")?))
    });
    let details: Vec<String> = events.chain(counts).take(EVENTS).collect();
    let mut hosts: Vec<String> = body
        .items("events")
        .chain(body.items("counts"))
        .filter_map(|said| said.first(&["hostname", "source_name"]))
        .collect();
    hosts.sort_unstable();
    hosts.dedup();
    // Of several hosts, none is the one that it is about.
    let host = hosts.pop().filter(|_| hosts.is_empty());
    Ok(request
        .alert(identity, Signal::Firing)
        .summary(&name.unwrap_or_default())
        .details(details.join("\n"))
        .origin(host)
        .link(search.link("html_search_url"))
        .started_at(body.instant("events.0.received_at"))
        .labels(fields::labelled([("query", search.text("query"))]))
        .into())
}

#[cfg(test)]
mod tests;
