//! Sentry: webhooks of its integration platform, and the body of the legacy plugin.
//!
//! The kind of thing is in a header; without it, the name of the only thing in `data` tells. The id
//! of the issue is the identity of issues, errors and issue alerts alike, so that the resolve of an
//! issue ends them all; metric alerts have ids of their own. An assignment is made by rules as well
//! and acknowledges nothing. An issue that is archived there is over. `firstSeen` begins a new issue
//! alone.

use jiff::Timestamp;

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Signature, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "sentry",
    about: "Sentry issues, issue alerts and metric alerts",
    docs: "docs.sentry.io, Integration Platform, Webhooks",
    setup: "Settings, Developer Settings, an internal integration: this address as Webhook URL, \
            *Alert Rule Action* on, and the webhooks for issues",
    resolves: Resolves::Yes,
    proof: Proof::Signature(Signature::Sentry),
    headers: &["Sentry-Hook-Resource"],
    parse,
    samples: Samples {
        firing: Sample::json(include_str!("../../tests/fixtures/sentry/firing.json"))
            .with(&[("Sentry-Hook-Resource", "issue")]),
        resolved: Some(
            Sample::json(include_str!("../../tests/fixtures/sentry/resolved.json"))
                .with(&[("Sentry-Hook-Resource", "issue")]),
        ),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let action = body.word("action");
    let told = request.head.header("Sentry-Hook-Resource");
    let things = [
        ("metric_alert", "metric_alert"),
        ("event", "event_alert"),
        ("error", "error"),
        ("comment", "comment"),
        ("issue", "issue"),
    ];
    let seen = things.into_iter().find(|(name, _)| body.at("data").has(name));
    match told.or(seen.map(|(_, kind)| kind)) {
        Some("issue") => issue(request, body, &action),
        Some("metric_alert") => metric(request, body, &action),
        Some("event_alert") => event(request, body.at("data.event"), body),
        Some("error") => event(request, body.at("data.error"), body),
        Some("comment") => Ok(Reading::Ignored("a comment".to_owned())),
        Some(_) => Ok(Reading::Ignored("a kind of event that is no alert".to_owned())),
        None => legacy(request, body),
    }
}

fn issue(request: &Request<'_>, body: Fields<'_>, action: &str) -> Result<Reading, ParseError> {
    let issue = body.at("data.issue");
    let identity =
        fields::identity([issue.text("id")]).ok_or(ParseError::Missing("data.issue.id"))?;
    let signal = match action {
        "resolved" | "archived" | "ignored" => Signal::Resolved,
        "assigned" => return Ok(Reading::Ignored("an assignment".to_owned())),
        _ => Signal::Firing,
    };
    let culprit = issue.text("culprit");
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(issue.text("level")))
        .summary(&issue.first(&["title", "metadata.value", "shortId"]).unwrap_or_default())
        .details(culprit.unwrap_or_default())
        .service(issue.first(&["project.slug", "project.name"]))
        .link(issue.link("web_url").or_else(|| issue.link("permalink")))
        .started_at(issue.instant("firstSeen").filter(|_| action == "created"))
        .labels(fields::labelled([("short_id", issue.text("shortId"))]))
        .into())
}

fn metric(request: &Request<'_>, body: Fields<'_>, action: &str) -> Result<Reading, ParseError> {
    let alert = body.at("data.metric_alert");
    let id = alert.text("id").ok_or(ParseError::Missing("data.metric_alert.id"))?;
    let identity = fields::identity([Some("metric_alert".to_owned()), Some(id)])
        .ok_or(ParseError::Missing("data.metric_alert.id"))?;
    let signal = if action == "resolved" { Signal::Resolved } else { Signal::Firing };
    let word = body.text("action").filter(|_| signal == Signal::Firing);
    let rule = alert.text("alert_rule.name");
    let summary = body.text("data.description_title").or_else(|| rule.clone());
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(word))
        .summary(&summary.or_else(|| alert.text("title")).unwrap_or_default())
        .details(body.text("data.description_text").unwrap_or_default())
        .service(alert.listed("projects"))
        .link(body.link("data.web_url"))
        .started_at(alert.instant("date_started"))
        .ended_at(alert.instant("date_closed").filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("rule", rule)]))
        .into())
}

/// An error, or the one by which an issue alert was triggered.
fn event(
    request: &Request<'_>,
    event: Fields<'_>,
    body: Fields<'_>,
) -> Result<Reading, ParseError> {
    let identity = fields::identity([event.first(&["issue_id", "groupID"])])
        .ok_or(ParseError::Missing("data.event.issue_id"))?;
    // The project is a number here; its name is in the address of the API.
    let url = event.text("url").unwrap_or_default();
    let project = url.split("/projects/").nth(1).and_then(|path| path.split('/').nth(1));
    let host = event.items("tags").find(|tag| tag.text("0").as_deref() == Some("server_name"));
    Ok(request
        .alert(identity, Signal::Firing)
        .graded(request.grade(event.text("level")))
        .summary(&event.first(&["title", "message"]).unwrap_or_default())
        .details(event.text("culprit").unwrap_or_default())
        .origin(host.and_then(|host| host.text("1")))
        .service(project.map(str::to_owned))
        .link(event.link("web_url"))
        .started_at(occurred_at(event))
        .labels(fields::labelled([
            ("environment", event.text("environment")),
            ("rule", body.text("data.triggered_rule")),
        ]))
        .into())
}

fn occurred_at(event: Fields<'_>) -> Option<Timestamp> {
    event.instant("datetime").or_else(|| event.instant("timestamp"))
}

/// The plugin of old: no action, and the issue's own fields at the top.
fn legacy(request: &Request<'_>, body: Fields<'_>) -> Result<Reading, ParseError> {
    let identity = fields::identity([body.first(&["id", "event.issue_id"])])
        .filter(|_| body.has("project"))
        .ok_or(ParseError::Missing("data"))?;
    Ok(request
        .alert(identity, Signal::Firing)
        .graded(request.grade(body.text("level")))
        .summary(&body.first(&["event.title", "message", "culprit"]).unwrap_or_default())
        .details(body.text("culprit").unwrap_or_default())
        .service(body.first(&["project_slug", "project_name", "project"]))
        .link(body.link("url"))
        .started_at(occurred_at(body.at("event")))
        .labels(fields::labelled([("environment", body.text("event.environment"))]))
        .into())
}

#[cfg(test)]
mod tests;
