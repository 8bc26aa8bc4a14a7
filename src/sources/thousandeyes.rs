//! `ThousandEyes`, alert webhooks: `eventType` says what happened to `alert`.
//!
//! `alertId` is the identity, a number or a text. The alert of an agent stands there twice, as
//! `agentAlert` too. Where `eventType` is missing, `active` says whether it lasts. `dateStartZoned`
//! names its zone; `dateStart` is in UTC without saying so.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "thousandeyes",
    about: "Cisco ThousandEyes alerts",
    docs: "docs.thousandeyes.com, Alerts, Webhooks",
    setup: "Alerts, Alert Rules, Notifications, Webhooks: this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/thousandeyes/firing.json"),
        include_str!("../../tests/fixtures/thousandeyes/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let kind = body.word("eventType");
    if kind == "webhook_test" {
        return Ok(Reading::Test("ThousandEyes's test button".to_owned()));
    }
    let alert = body.at(if body.has("alert") { "alert" } else { "agentAlert" });
    let identity =
        fields::identity([alert.text("alertId")]).ok_or(ParseError::Missing("alert.alertId"))?;
    let signal = match kind.as_str() {
        "alert_notification_clear" => Signal::Resolved,
        "" if alert.truth("active") == Some(false) => Signal::Resolved,
        kind if kind.is_empty() || kind.starts_with("alert_notification") => Signal::Firing,
        _ => return Ok(Reading::Ignored("a kind of event that is no alert".to_owned())),
    };
    let rule = alert.text("ruleName");
    let test = alert.text("testName");
    let origin = alert.first(&["hostname", "agentName", "testTargetsDescription.0"]);
    let at = |zoned: &str, bare: &str| alert.instant(zoned).or_else(|| alert.instant_in_utc(bare));
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(alert.text("severity")))
        .summary(&fields::headline(rule.clone(), test.clone().or_else(|| origin.clone())))
        .details(alert.text("ruleExpression").unwrap_or_default())
        .origin(origin)
        .service(test)
        .link(alert.link("permalink"))
        .started_at(at("dateStartZoned", "dateStart"))
        .ended_at(at("dateEndZoned", "dateEnd").filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([("rule", rule), ("type", alert.text("type"))]))
        .into())
}
