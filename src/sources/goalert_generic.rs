//! GoAlert's generic API, as scripts and other monitors speak it.
//!
//! A form, JSON or the address itself, and some of each: what the body says wins. `action=close` is
//! the end, `dedup` the identity, and without it the summary is. No severity and no time are sent.

use super::fields::{self, Fields};
use super::{ParseError, Place, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "goalert-generic",
    about: "GoAlert's generic API, as senders speak it",
    docs: "github.com/target/goalert, Generic API in the documentation of the application",
    setup: "this address in place of /api/v2/generic/incoming of GoAlert, `token` included",
    resolves: Resolves::Yes,
    proof: Proof::Token(Place::Query("token")),
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/goalert-generic/firing.form")),
        resolved: Some(Sample::form(include_str!(
            "../../tests/fixtures/goalert-generic/resolved.form"
        ))),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let (content, query) = (request.content()?, request.query());
    let (body, address) = (Fields::of(&content), Fields::of(&query));
    let text = |name: &str| body.text(name).or_else(|| address.text(name));
    let summary = text("summary");
    let identity = fields::identity([text("dedup")])
        .or_else(|| fields::identity([summary.clone()]))
        .ok_or(ParseError::Missing("summary"))?;
    let signal = match text("action").unwrap_or_default().to_lowercase().as_str() {
        "close" => Signal::Resolved,
        _ => Signal::Firing,
    };
    Ok(request
        .alert(identity, signal)
        .summary(&summary.unwrap_or_default())
        .details(text("details").unwrap_or_default())
        .labels(body.labels("meta"))
        .into())
}
