//! Grafana's legacy dashboard alerts, of the years before its unified alerting.
//!
//! One notification speaks of one rule, and `ruleId` is the identity; `evalMatches` says how it came
//! about and is empty at the end of it. `no_data` is a problem, for nobody knows better: a rule can
//! be told to keep its last state instead. No time is sent.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "grafana-legacy",
    about: "Grafana up to version 8, legacy dashboard alerts",
    docs: "grafana.com/docs, version 7, alert notification channels, webhook",
    setup: "Alerting, Notification channels, type webhook: this address as Url",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/grafana-legacy/firing.json"),
        include_str!("../../tests/fixtures/grafana-legacy/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.text("ruleName");
    let identity = fields::identity([body.text("ruleId")])
        .or_else(|| fields::identity([name.clone()]))
        .ok_or(ParseError::Missing("ruleId"))?;
    if name.as_deref() == Some("Test notification") {
        return Ok(Reading::Test("Grafana's test button".to_owned()));
    }
    let signal = match body.word("state").as_str() {
        "ok" => Signal::Resolved,
        "paused" | "pending" => {
            return Ok(Reading::Ignored("a rule is paused or pending".to_owned()));
        }
        _ => Signal::Firing,
    };
    let message = body.text("message").into_iter();
    let matches = body.items("evalMatches").filter_map(|seen| {
        Some(format!("{} = {}", seen.text("metric")?, seen.text("value").unwrap_or_default()))
    });
    let details: Vec<String> = message.chain(matches).collect();
    let tags = body.at("evalMatches.0.tags");
    let grade = request.grade(body.text("tags.severity"));
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&name.or_else(|| body.text("title")).unwrap_or_default())
        .details(details.join("\n"))
        .origin(tags.first(&["instance", "host", "node"]))
        .service(tags.first(&["service", "job"]))
        .link(body.link("ruleUrl"))
        .labels(body.labels("tags"))
        .into())
}
