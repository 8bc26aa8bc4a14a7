//! `ElastAlert` 2, alerter `post` (HTTP POST): the matched document and what the rule adds to it.
//!
//! There is no schema. What tells one problem from another is the name of the rule, which must be added
//! by `http_post_static_payload`; without it all matches of the source are one problem. One request is
//! one match, and none is ever said to be over.

use super::fields::Fields;
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "elastalert2",
    about: "ElastAlert 2, alerter post (HTTP POST)",
    docs: "elastalert2.readthedocs.io, alerts, HTTP POST",
    setup: "in a rule, `alert: post` with this address as `http_post_url`, \
            `http_post_all_values: true` and the rule's name as `rule_name` in `http_post_static_payload`",
    resolves: Resolves::No,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::one_shot(include_str!("../../tests/fixtures/elastalert2/firing.json")),
};

/// Where rules say their name, what is meant for it first.
const NAMES: [&str; 7] =
    ["rule_name", "elastalert_rule", "alert_name", "alertname", "rule", "rule.name", "name"];

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let matched = Fields::of(&content);
    let rule = matched.first(&NAMES);
    if rule.is_none() && !matched.has("@timestamp") {
        return Err(ParseError::Missing("rule_name"));
    }
    let message = matched.first(&["alert_text", "message", "event.original"]);
    let summary = matched.text("alert_subject").or_else(|| rule.clone());
    let labels = [("index", "_index"), ("environment", "service.environment")];
    Ok(request
        .alert(Fingerprint::of([rule.unwrap_or_default()]), Signal::Firing)
        .graded(request.grade(matched.first(&["alert_severity", "severity"])))
        .summary(&summary.or_else(|| message.clone()).unwrap_or_default())
        .details(message.unwrap_or_default())
        .origin(matched.first(&["host.name", "hostname", "host", "agent.name"]))
        .service(matched.first(&["service.name", "service"]))
        .link(matched.link("kibana_discover_url"))
        .labels(matched.named(&labels))
        .started_at(matched.instant_in_utc("@timestamp"))
        .into())
}
