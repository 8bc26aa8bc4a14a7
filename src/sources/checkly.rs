//! Checkly: the webhook template as it is shipped.
//!
//! `alert_type` is the state: what ends in `RECOVERY` is over, what begins with `NO_ALERT` changes
//! nothing, and the rest is a problem, new or still there. A certificate that runs out is a problem of
//! its own, which the check's recovery does not end. Degraded is a warning; else nothing grades.

use super::fields::Fields;
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Signature, Source};
use crate::domain::alert::{Fingerprint, Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "checkly",
    about: "Checkly, alert channel Webhook with its default template",
    docs: "checklyhq.com, docs, alert channels, webhooks",
    setup: "Alert settings, Add more channels, Webhook: this address as URL, the template as it is",
    resolves: Resolves::Some,
    proof: Proof::Signature(Signature::Checkly),
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/checkly/firing.json"),
        include_str!("../../tests/fixtures/checkly/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let state = body.word("alert_type");
    let name = body.text("check_name");
    let check = body.text("check_id").or_else(|| name.clone());
    let check = check.ok_or(ParseError::Missing("check_id"))?;
    if state.starts_with("no_alert") {
        return Ok(Reading::Ignored("a check without an alert".to_owned()));
    }
    let certificate = state.contains("ssl").then(|| "ssl".to_owned());
    let identity = Fingerprint::of([check].into_iter().chain(certificate));
    let is_over = state.contains("recovery");
    let signal = if is_over { Signal::Resolved } else { Signal::Firing };
    let grade = (!is_over && state.contains("degraded")).then(|| "degraded".to_owned());
    let at = body.instant("started_at");
    let labels = [("type", "check_type"), ("location", "run_location"), ("tags", "tags")];
    Ok(request
        .alert(identity, signal)
        .graded(request.grade_by(grade, |_| Some(Severity::Warning)))
        .summary(&body.text("event").or(name.clone()).unwrap_or_default())
        .details(body.text("check_error_message").unwrap_or_default())
        .origin(body.text("ssl_check_domain"))
        .service(body.text("group_name").or(name))
        .link(body.link("link"))
        .labels(body.named(&labels))
        .started_at(at)
        .ended_at(at.filter(|_| is_over))
        .into())
}
