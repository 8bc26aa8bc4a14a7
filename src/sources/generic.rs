//! The JSON shape of `wail` itself, for scripts and for senders whose body can be chosen freely.
//!
//! One object or a list of them, with the fields `key` (the identity; the summary where it is
//! missing), `status` (`firing` or `resolved`), `severity`, `summary`, `details`, `labels`, `link`,
//! `source` and `at`. Only `summary` must be there.

use serde_json::Value;

use super::{Alert, ParseError, Request, Samples, Source, fields};
use crate::domain::alert::{Fingerprint, Signal};

pub(super) const SOURCE: Source = Source {
    name: "generic",
    about: "the documented JSON shape of wail",
    docs: "docs/webhooks.md",
    parse,
    samples: Samples {
        firing: include_str!("../../tests/fixtures/generic/firing.json"),
        resolved: include_str!("../../tests/fixtures/generic/resolved.json"),
    },
};

fn parse(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    match request.json()? {
        Value::Array(alerts) if !alerts.is_empty() => {
            alerts.iter().map(|alert| read(request, alert)).collect()
        }
        alert => Ok(vec![read(request, &alert)?]),
    }
}

fn read(request: &Request<'_>, alert: &Value) -> Result<Alert, ParseError> {
    if !alert.is_object() {
        return Err(ParseError::Wrong {
            field: "body",
            expected: "an object or a list of objects",
        });
    }
    let summary = alert.get("summary").ok_or(ParseError::Missing("summary"))?;
    let summary = fields::scalar(summary)
        .filter(|summary| !summary.trim().is_empty())
        .ok_or(ParseError::Wrong { field: "summary", expected: "a text that says something" })?;
    let key = alert.get("key").and_then(fields::scalar).filter(|key| !key.is_empty());
    let origin = fields::said(alert, "source");
    let identity = key.as_deref().unwrap_or(&summary);
    let severity = alert.get("severity").and_then(fields::scalar);
    let mut labels = fields::labels(alert.get("labels"));
    if let Some(origin) = origin {
        labels.entry("source".to_owned()).or_insert_with(|| origin.to_owned());
    }
    Ok(Alert::new(
        request.source.clone(),
        Fingerprint::of(origin.into_iter().chain([identity])),
        signal(alert),
        severity.and_then(|word| fields::severity(&word)).unwrap_or(request.severity),
    )
    .summary(&summary)
    .details(fields::said(alert, "details").unwrap_or_default())
    .labels(labels)
    .link(fields::link(fields::said(alert, "link")))
    .started_at(fields::instant(alert.get("at"))))
}

/// Whatever is not a word for "over" is a problem: a pager errs on the loud side.
fn signal(alert: &Value) -> Signal {
    let status = fields::said(alert, "status").unwrap_or_default().trim().to_ascii_lowercase();
    match status.as_str() {
        "resolved" | "resolve" | "ok" | "up" | "closed" | "close" | "recovered" => Signal::Resolved,
        _ => Signal::Firing,
    }
}
