//! Standard Webhooks: any event in the envelope of `type`, `timestamp` and `data`.
//!
//! The last word of the type is the state (`incident.resolved`), or else a field of the data is. What
//! names the problem in the data is the identity; `webhook-id` is that of a delivery and no part of
//! it. An event that says in no known word what it is counts as a problem, except an update.

use jiff::Timestamp;

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Signature, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "standard-webhooks",
    about: "any event in the Standard Webhooks envelope",
    docs: "standardwebhooks.com, the specification",
    setup: "an endpoint with this address and the key as its signing secret (`whsec_…`)",
    resolves: Resolves::Yes,
    proof: Proof::Signature(Signature::StandardWebhooks),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/standard-webhooks/firing.json"),
        include_str!("../../tests/fixtures/standard-webhooks/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let event = Event {
        kind: Kind::of(body.text("type").ok_or(ParseError::Missing("type"))?),
        at: body.instant("timestamp"),
        data: body.at("data"),
        origin: None,
    };
    let named = problem(event.data);
    let identity = match named {
        Some(name) => Fingerprint::of([name]),
        None => Fingerprint::of([&event.kind.subject]),
    };
    Ok(event.reading(request, identity))
}

/// What in an event's data names the problem that it is about.
pub(super) fn problem(data: Fields<'_>) -> Option<String> {
    data.first(&[
        "dedup_key",
        "fingerprint",
        "key",
        "incident_id",
        "alert_id",
        "incident.id",
        "alert.id",
        "id",
        "name",
        "title",
    ])
}

/// An event of a kind that its sender names.
pub(super) struct Event<'a> {
    pub(super) kind: Kind,
    pub(super) at: Option<Timestamp>,
    pub(super) data: Fields<'a>,
    pub(super) origin: Option<String>,
}

/// The name of a kind of event, taken apart.
pub(super) struct Kind {
    whole: String,
    /// What it happens to: the name without the word for the state, if it has one.
    pub(super) subject: String,
    word: String,
    signal: Option<Signal>,
}

impl Kind {
    pub(super) fn of(whole: String) -> Self {
        let is_version =
            |text: &str| text.strip_prefix('v').is_some_and(|number| number.parse::<f32>().is_ok());
        let name = match whole.rsplit_once('.') {
            Some((name, version)) if is_version(version) => name,
            _ => &whole,
        };
        let (before, word) = name.rsplit_once(['.', '_', '-', ':', '/']).unwrap_or((name, name));
        let (word, signal) = (word.to_lowercase(), fields::signal(word));
        let is_state = signal.is_some() || is_change(&word);
        let subject = if is_state { before.to_owned() } else { name.to_owned() };
        Self { whole, subject, word, signal }
    }
}

fn is_change(word: &str) -> bool {
    matches!(word, "updated" | "update" | "changed" | "change" | "edited" | "commented")
}

impl Event<'_> {
    pub(super) fn reading(&self, request: &Request<'_>, identity: Fingerprint) -> Reading {
        let Self { kind, at, data, origin } = self;
        if matches!(kind.word.as_str(), "test" | "ping") {
            return Reading::Test("a test event".to_owned());
        }
        let stated = || data.first(&["status", "state"]).and_then(|word| fields::signal(&word));
        let signal = match kind.signal.or_else(stated) {
            Some(signal) => signal,
            None if is_change(&kind.word) => {
                return Reading::Ignored("an update without a state".to_owned());
            }
            None => Signal::Firing,
        };
        let is_over = signal == Signal::Resolved;
        // What is opened again keeps its beginning, which is that of an episode that is over.
        let is_back = matches!(kind.word.as_str(), "reopened" | "reopen");
        let began_at = data.instant("started_at").or_else(|| data.instant("created_at"));
        let began_at = began_at.filter(|_| !is_back);
        let ended_at = data.instant("ended_at").or_else(|| data.instant("resolved_at")).or(*at);
        let summary = data.first(&["summary", "title", "message", "name", "description"]);
        let severity = data.first(&["severity", "priority", "level"]);
        let link = ["link", "html_url", "url"].iter().find_map(|path| data.link(path));
        request
            .alert(identity, signal)
            .graded(request.grade(severity))
            .summary(&summary.unwrap_or_else(|| kind.whole.clone()))
            .details(data.first(&["details", "description", "message"]).unwrap_or_default())
            .origin(data.first(&["source", "host", "hostname", "target"]).or(origin.clone()))
            .service(data.first(&["service", "service.name", "component"]))
            .link(link)
            .started_at(began_at.or(*at))
            .ended_at(ended_at.filter(|_| is_over))
            .labels({
                let mut labels = data.labels("labels");
                labels.extend(fields::labelled([("type", Some(kind.subject.clone()))]));
                labels
            })
            .into()
    }
}

#[cfg(test)]
mod tests;
