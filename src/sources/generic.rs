//! The JSON shape of `wail` itself, for scripts and for senders whose body can be chosen freely.
//!
//! One object or a list of them, with the fields `key` (the identity; the summary where it is
//! missing), `status` (`firing`, `acknowledged` or `resolved`), `severity`, `summary`, `details`,
//! `runbook`, `caution`, `labels`, `link`, `source`, `service` and `at`. Only `summary` or `key` must be there.

use serde_json::Value;

use super::fields::Fields;
use super::{Alert, ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "generic",
    about: "the documented JSON shape of wail",
    docs: "docs/webhooks.md",
    setup: "post one object of JSON, or a list of them, to this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/generic/firing.json"),
        include_str!("../../tests/fixtures/generic/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let alerts: Vec<Alert> = match &content {
        Value::Array(alerts) if !alerts.is_empty() => {
            alerts.iter().map(|alert| read(request, alert)).collect::<Result<_, _>>()?
        }
        alert => vec![read(request, alert)?],
    };
    Ok(Reading::Alerts(alerts))
}

fn read(request: &Request<'_>, alert: &Value) -> Result<Alert, ParseError> {
    if !alert.is_object() {
        return Err(ParseError::Wrong {
            field: "body",
            expected: "an object or a list of objects",
        });
    }
    let alert = Fields::of(alert);
    let summary = alert.exact("summary").filter(|summary| !summary.trim().is_empty());
    let key = alert.exact("key");
    let identity = match (&key, &summary) {
        (Some(identity), _) | (None, Some(identity)) => identity,
        (None, None) if alert.has("summary") => {
            return Err(ParseError::Wrong {
                field: "summary",
                expected: "a text that says something",
            });
        }
        (None, None) => return Err(ParseError::Missing("summary")),
    };
    let origin = alert.exact("source").filter(|origin| !origin.trim().is_empty());
    let parts = origin.iter().chain([identity]);
    Ok(request
        .alert(Fingerprint::of(parts), signal(alert))
        .graded(request.grade(alert.text("severity")))
        .summary(summary.as_deref().unwrap_or(identity))
        .details(alert.exact("details").unwrap_or_default())
        .advised(alert.text("runbook").as_deref(), alert.text("caution").as_deref())
        .labels(alert.labels("labels"))
        .service(alert.text("service"))
        .link(alert.link("link"))
        .started_at(alert.instant("at"))
        .origin(origin))
}

/// Whatever is not a word for "over" is a problem: a pager errs on the loud side.
fn signal(alert: Fields<'_>) -> Signal {
    match alert.word("status").as_str() {
        "resolved" | "resolve" | "ok" | "up" | "closed" | "close" | "recovered" => Signal::Resolved,
        "acknowledged" | "acknowledge" | "ack" => Signal::Acknowledged,
        _ => Signal::Firing,
    }
}
