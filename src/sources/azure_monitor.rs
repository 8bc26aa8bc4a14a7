//! Azure Monitor: the common alert schema, and the older ones of metric, activity log and log search.
//!
//! `monitorCondition` is the state in the common schema and `status` in the older ones. `alertId` is the
//! same when an alert fires and when it is resolved; the older schemas have the rule's id. Severities
//! are `Sev0` to `Sev4` or the bare number. The alerts of logs are never resolved.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Grade, Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "azure-monitor",
    about: "Azure Monitor, action group with a webhook",
    docs: "learn.microsoft.com, Azure Monitor, common alert schema",
    setup: "in an action group, an action of type Webhook with this address and the common \
            alert schema",
    resolves: Resolves::Some,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/azure-monitor/firing.json"),
        include_str!("../../tests/fixtures/azure-monitor/resolved.json"),
    ),
};

/// The subscription that the portal makes up for the test of an action group.
const OF_A_TEST: &str = "/subscriptions/11111111-1111-1111-1111-111111111111/";

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let data = if body.has("data") { body.at("data") } else { body };
    let id = data.first(&["essentials.alertId", "context.id", "context.activityLog.resourceId"]);
    if id.is_some_and(|id| id.starts_with(OF_A_TEST)) {
        return Ok(Reading::Test("the test of an action group".to_owned()));
    }
    if data.has("essentials") {
        common(request, data.at("essentials"))
    } else if data.has("context") {
        with_context(request, data)
    } else if data.has("AlertRuleName") {
        of_a_search(request, data)
    } else {
        Err(ParseError::Missing("data.essentials"))
    }
}

fn common(request: &Request<'_>, alert: Fields<'_>) -> Result<Reading, ParseError> {
    let target = alert.text("alertTargetIDs.0");
    let identity = fields::identity([alert.text("alertId")])
        .or_else(|| fields::identity([alert.text("alertRule"), target.clone()]))
        .ok_or(ParseError::Missing("data.essentials.alertId"))?;
    let signal = signal(&alert.word("monitorCondition"));
    let ended_at = alert.instant("resolvedDateTime").filter(|_| signal == Signal::Resolved);
    let last_segment = |path: String| path.rsplit('/').next().map(str::to_owned);
    let labels = [
        ("resource_group", "targetResourceGroup"),
        ("resource_type", "targetResourceType"),
        ("signal_type", "signalType"),
    ];
    Ok(request
        .alert(identity, signal)
        .graded(grade(request, alert.text("severity")))
        .summary(&alert.text("alertRule").unwrap_or_default())
        .details(alert.text("description").unwrap_or_default())
        .origin(alert.text("configurationItems.0").or_else(|| target.and_then(last_segment)))
        .service(alert.text("monitoringService"))
        .link(alert.link("investigationLink"))
        .labels(alert.named(&labels))
        .started_at(alert.instant("firedDateTime").or(ended_at))
        .ended_at(ended_at)
        .into())
}

fn with_context(request: &Request<'_>, alert: Fields<'_>) -> Result<Reading, ParseError> {
    let context = alert.at("context");
    let log = context.at("activityLog");
    let of_a_log = [
        log.first(&["resourceId", "subscriptionId"]),
        log.text("operationName"),
        log.text("properties.trackingId"),
    ];
    let identity = fields::identity([context.text("id")])
        .or_else(|| fields::identity(of_a_log))
        .or_else(|| fields::identity([context.text("name"), context.text("resourceName")]))
        .ok_or(ParseError::Missing("context.id"))?;
    let signal = signal(&alert.word("status"));
    let summary = context.first(&["name", "activityLog.properties.title"]);
    let at = context.instant("timestamp").or_else(|| log.instant("eventTimestamp"));
    let labels = [("resource_group", "resourceGroupName"), ("resource_type", "resourceType")];
    Ok(request
        .alert(identity, signal)
        .graded(grade(request, context.first(&["severity", "activityLog.level"])))
        .summary(&summary.or_else(|| log.text("operationName")).unwrap_or_default())
        .details(context.first(&["description", "activityLog.description"]).unwrap_or_default())
        .origin(context.first(&["resourceName", "activityLog.resourceId"]))
        .link(context.link("portalLink"))
        .labels(context.named(&labels))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .into())
}

/// An alert of a log search in its own schema, which only ever fires.
fn of_a_search(request: &Request<'_>, alert: Fields<'_>) -> Result<Reading, ParseError> {
    let rule = alert.text("AlertRuleName");
    let identity = fields::identity([alert.text("SubscriptionId"), rule.clone()])
        .ok_or(ParseError::Missing("data.AlertRuleName"))?;
    Ok(request
        .alert(identity, Signal::Firing)
        .graded(grade(request, alert.text("Severity")))
        .summary(&rule.unwrap_or_default())
        .details(alert.text("Description").unwrap_or_default())
        .link(alert.link("LinkToSearchResults"))
        .started_at(alert.instant_in_utc("SearchIntervalEndtimeUtc"))
        .into())
}

fn signal(word: &str) -> Signal {
    match word {
        "resolved" | "deactivated" => Signal::Resolved,
        _ => Signal::Firing,
    }
}

fn grade(request: &Request<'_>, word: Option<String>) -> Grade {
    request.grade_by(word, |word| match word {
        "0" => Some(Severity::Critical),
        "1" => Some(Severity::Error),
        "2" => Some(Severity::Warning),
        "3" | "4" | "verbose" => Some(Severity::Info),
        _ => None,
    })
}
