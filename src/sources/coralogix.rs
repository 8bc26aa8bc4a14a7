//! Coralogix: the generic webhook and its template as it is shipped.
//!
//! `alert_action` is the state. Most of the rest is in `fields`, a list of keys and values, where what
//! does not apply stays as `$NAME` or as an invitation between asterisks. An alert that is grouped
//! has one identity a group.

use super::fields::{self, Fields};
use super::times::instant;
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "coralogix",
    about: "Coralogix, generic webhook with its default body",
    docs: "coralogix.com, docs, generic outbound webhooks",
    setup: "Data flow, Outbound webhooks, Generic webhook: this address as URL, method POST, the \
            body as it is",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/coralogix/firing.json"),
        include_str!("../../tests/fixtures/coralogix/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.text("name");
    let alert = said(body, "alertUniqueIdentifier").or_else(|| body.text("alert_id"));
    let alert = alert.or_else(|| name.clone()).ok_or(ParseError::Missing("alert_id"))?;
    let parts = [Some(alert), said(body, "Group-by Value1"), said(body, "Group-by Value2")];
    let identity = fields::identity(parts).ok_or(ParseError::Missing("alert_id"))?;
    let is_over = matches!(body.word("alert_action").as_str(), "resolve" | "resolved");
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let severity = ["severityLowercase", "severity", "priority"];
    let instants = ["timestampMs", "timestampISO"].iter();
    let at = instants.filter_map(|key| said(body, key)).find_map(|text| instant(&text.into()));
    let details = [body.text("description"), said(body, "text")];
    let labels = ["team", "application", "subsystem"].into_iter();
    let labels = labels.filter_map(|key| Some((key.to_owned(), said(body, key)?)));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(severity.iter().find_map(|key| said(body, key))))
        .summary(&name.unwrap_or_default())
        .details(details.into_iter().flatten().collect::<Vec<_>>().join("\n"))
        .origin(said(body, "computer"))
        .service(body.text("service").or_else(|| said(body, "application")))
        .link(body.link("alert_url").or_else(|| body.link("log_url")))
        .labels(labels.collect())
        .started_at(at)
        .ended_at(at.filter(|_| is_over))
        .into())
}

/// The value of the field with that key, if somebody has filled it in.
fn said(body: Fields<'_>, key: &str) -> Option<String> {
    let field = body.items("fields").find(|field| field.text("key").as_deref() == Some(key))?;
    field.text("value").filter(|value| !(value.starts_with('*') && value.ends_with('*')))
}
