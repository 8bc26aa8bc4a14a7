//! Kapacitor, the alert handler *post*.
//!
//! `level` is both the state and the severity: `OK` is the end, and nothing else is. `duration`, in
//! nanoseconds, is how long it has not been well, so that `time` less `duration` is the same instant
//! in all that is said of one episode. `details` is HTML or the whole event once more, and only the
//! former is kept. An `alert-template` of one's own that is no JSON is not read.

use jiff::{SignedDuration, Timestamp};

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "kapacitor",
    about: "Kapacitor, alert handler post",
    docs: "docs.influxdata.com, Kapacitor, event handlers, post",
    setup: "in a TICKscript `.post('this address')` on the alert node, or a topic handler of kind \
            `post` with this address as `url`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/kapacitor/firing.json"),
        include_str!("../../tests/fixtures/kapacitor/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let event = Fields::of(&content);
    let id = event.text("id");
    let identity = fields::identity([id.clone()]).ok_or(ParseError::Missing("id"))?;
    let signal = match event.word("level").as_str() {
        "ok" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let series = event.at("data.series.0");
    let details = event.text("details").filter(|details| !details.starts_with('{'));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(event.text("level")))
        .summary(&event.text("message").or(id).unwrap_or_default())
        .details(details.unwrap_or_default())
        .origin(series.first(&["tags.host", "tags.instance", "tags.server"]))
        .service(series.first(&["tags.service", "name"]))
        .started_at(start(event))
        .ended_at(event.instant("time").filter(|_| signal == Signal::Resolved))
        .labels(series.labels("tags"))
        .into())
}

fn start(event: Fields<'_>) -> Option<Timestamp> {
    let at = event.instant("time")?;
    let lasted = event.text("duration").and_then(|lasted| lasted.parse().ok());
    let lasted = SignedDuration::from_nanos(lasted.unwrap_or(0).max(0));
    at.checked_sub(lasted).ok()
}

#[cfg(test)]
mod tests;
