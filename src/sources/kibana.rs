//! Kibana rules, connector *Webhook*, whose body is a template.
//!
//! Rule and alert together are the identity: one rule has an alert for each host, say. The group of
//! the action is the state: `recovered` ends it, and whatever else a rule calls its groups is a
//! problem. The date is that of the action, so that a repeat has a later one.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "kibana",
    about: "Kibana (Elastic) rules, connector Webhook",
    docs: "elastic.co, Kibana guide, Webhook connector and action; Rule action variables",
    setup: "a Webhook connector, POST, with this address, and in the rule an action *For each alert* on \
            status changes and another for *Recovered*, both with the body `{\"rule_id\": \
            \"{{rule.id}}\", \"rule\": \"{{rule.name}}\", \"alert_id\": \"{{alert.id}}\", \
            \"status\": \"{{alert.actionGroup}}\", \"reason\": \"{{context.reason}}\", \
            \"message\": \"{{context.message}}\", \"tags\": \"{{rule.tags}}\", \
            \"url\": \"{{rule.url}}\", \"date\": \"{{date}}\", \"severity\": \"critical\"}`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/kibana/firing.json"),
        include_str!("../../tests/fixtures/kibana/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let rule = body.first(&["rule", "rule_name", "name"]);
    let rule_id = body.first(&["rule_id", "rule.id"]).or_else(|| rule.clone());
    let alert = body.first(&["alert_id", "alert.id"]);
    let identity =
        fields::identity([rule_id, alert.clone()]).ok_or(ParseError::Missing("rule_id"))?;
    let status = body.first(&["status", "action_group"]);
    let signal = match status.as_deref() {
        Some(status) if status.eq_ignore_ascii_case("recovered") => Signal::Resolved,
        Some(_) | None => Signal::Firing,
    };
    // `metrics.threshold.warning` and its like say in their last word how grave it is.
    let last = status.as_deref().and_then(|status| status.rsplit('.').next());
    let grave = last.filter(|word| fields::severity(word).is_some()).map(str::to_owned);
    let severity = grave.or_else(|| body.text("severity")).filter(|_| signal == Signal::Firing);
    let what = body.first(&["reason", "message"]);
    let at = body.instant("date");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(severity))
        .summary(&fields::headline(rule, what.clone().or_else(|| alert.clone())))
        .details(what.unwrap_or_default())
        .origin(body.first(&["host", "source"]))
        .service(body.text("service"))
        .link(body.link("url").or_else(|| body.link("alert_details_url")))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("alert", alert), ("tags", body.listed("tags"))]))
        .into())
}
