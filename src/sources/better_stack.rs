//! Better Stack Uptime, outgoing webhooks for incidents, in the form of JSON:API.
//!
//! The incident's id is the identity: one monitor may have several incidents at once, such as one for
//! an outage and one for a certificate. `status` is the state; where it is missing, the times of the
//! acknowledgement and of the end tell. `Unconfirmed` and `Validating` change nothing.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "better-stack",
    about: "Better Stack Uptime incidents",
    docs: "betterstack.com, docs, Uptime, Outgoing webhooks",
    setup: "Integrations, Exporting data, Outgoing webhooks, type incident: this address, for started, \
            acknowledged and resolved incidents",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/better-stack/firing.json"),
        include_str!("../../tests/fixtures/better-stack/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let data = body.at("data");
    let id = data.text("id").ok_or(ParseError::Missing("data.id"))?;
    if !matches!(data.word("type").as_str(), "incident" | "") {
        return Ok(Reading::Ignored("a kind of event that is no incident".to_owned()));
    }
    let identity = fields::identity([Some(id)]).ok_or(ParseError::Missing("data.id"))?;
    let incident = data.at("attributes");
    let signal = match incident.word("status").as_str() {
        "resolved" => Signal::Resolved,
        "acknowledged" => Signal::Acknowledged,
        "unconfirmed" | "validating" => {
            return Ok(Reading::Ignored("an incident that is being checked".to_owned()));
        }
        "" if incident.has("resolved_at") => Signal::Resolved,
        "" if incident.has("acknowledged_at") => Signal::Acknowledged,
        _ => Signal::Firing,
    };
    let name = incident.text("name");
    let cause = incident.text("cause");
    let page = ["origin_url", "response_url", "url"].iter().find_map(|path| incident.link(path));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(incident.text("severity")))
        .summary(&fields::headline(name.clone(), cause.clone()))
        .details(incident.text("response_content").or(cause).unwrap_or_default())
        .origin(incident.text("url"))
        .service(name)
        .link(page)
        .started_at(incident.instant("started_at"))
        .ended_at(incident.instant("resolved_at").filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("team", incident.text("team_name")),
            ("regions", incident.listed("regions")),
        ]))
        .into())
}

#[cfg(test)]
mod tests;
