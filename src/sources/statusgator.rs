//! `StatusGator`: the state of one monitor of a board, and that before it.
//!
//! The monitor's id is the identity, and the service's where there is no monitor. `up` is the end of
//! everything; `warn`, `down` and `maintenance` are states and severities in one word, and
//! maintenance is worth a note only.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "statusgator",
    about: "StatusGator, the status pages of others and monitors",
    docs: "statusgator.com, support, Webhooks",
    setup: "board, Notifications, Webhook: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/statusgator/firing.json"),
        include_str!("../../tests/fixtures/statusgator/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let identity = fields::identity([body.text("monitor.id")])
        .or_else(|| fields::identity([body.text("service.id"), None]))
        .ok_or(ParseError::Missing("monitor.id"))?;
    let status = body.text("status");
    if status.is_none() && body.has("type") {
        return Ok(Reading::Ignored("a kind of event without a state".to_owned()));
    }
    let signal = match status.as_deref() {
        Some("up") => Signal::Resolved,
        Some(_) | None => Signal::Firing,
    };
    let word = status.filter(|_| signal == Signal::Firing);
    let grade = request.grade_by(word, |word| (word == "maintenance").then_some(Severity::Info));
    let name = body.first(&["monitor.display_name", "service.name"]);
    let at = body.instant("recorded_at");
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&fields::headline(name, body.text("message")))
        .details(body.text("details").unwrap_or_default())
        .origin(body.first(&["monitor.host", "monitor.url"]))
        .service(body.text("service.name"))
        .link(body.link("service.landing_page_url"))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("board", body.text("board.name"))]))
        .into())
}
