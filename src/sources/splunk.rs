//! Splunk Enterprise and Splunk Cloud, alert action *Webhook*.
//!
//! `search_name` is the identity, since `sid` is another each time; a search that is not saved has no
//! name, and then its app and owner must do. `result` is the first row alone, and its fields are
//! those of the search. Nothing says that it is over.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "splunk",
    about: "Splunk Enterprise and Cloud, alert action Webhook",
    docs: "docs.splunk.com, Alerting Manual, Use a webhook alert action",
    setup: "Save As, Alert, Add Actions, Webhook: this address as URL",
    resolves: Resolves::No,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::one_shot(include_str!("../../tests/fixtures/splunk/firing.json")),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let result = body.at("result");
    let name = body.text("search_name");
    let identity = fields::identity([name.clone()])
        .or_else(|| fields::identity([Some(String::new()), body.text("app"), body.text("owner")]))
        .filter(|_| body.has("result") || body.has("sid") || name.is_some())
        .ok_or(ParseError::Missing("search_name"))?;
    let raw = result.text("_raw");
    let what = result.first(&["message", "description"]).or_else(|| raw.clone());
    Ok(request
        .alert(identity, Signal::Firing)
        .graded(request.grade(result.text("severity")))
        .summary(&fields::headline(name, what))
        .details(raw.unwrap_or_default())
        .origin(result.listed("host"))
        .service(result.listed("service"))
        .link(body.link("results_link"))
        .started_at(result.instant("_time"))
        .labels(fields::labelled([
            ("app", body.text("app")),
            ("owner", body.text("owner")),
            ("index", result.text("index")),
            ("sourcetype", result.text("sourcetype")),
        ]))
        .into())
}
