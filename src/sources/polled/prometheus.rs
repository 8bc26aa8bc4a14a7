//! Prometheus, asked for the alerts of its rules (API v1). Whatever answers so can be asked so: Thanos,
//! Mimir, Loki, vmalert.
//!
//! One that is pending is not open yet. A server that answers for others says in `warnings` that one of
//! them did not; what it says then is not all there is.

use serde_json::Value;

use super::{List, Polled, Question, Scheme, Step, Way};
use crate::domain::alert::{Fingerprint, Signal};
use crate::sources::alertmanager::runbook;
use crate::sources::fields::Fields;
use crate::sources::{Alert, ParseError, Request};

pub(super) const POLLED: Polled = Polled {
    kind: "prometheus",
    home: None,
    scheme: Scheme::Bearer,
    needs_token: false,
    way: Way::List(List { next, read }),
};

fn next(answers: &[Value]) -> Step {
    let Some(answer) = answers.first() else {
        return Step::Ask(Question::get("/api/v1/alerts"));
    };
    let answer = Fields::of(answer);
    if answer.word("status") != "success" || !answer.at("data.alerts").value().is_array() {
        let why = answer.text("error").unwrap_or_else(|| "the answer has no alerts".to_owned());
        return Step::Refused(why);
    }
    match answer.items("warnings").next().and_then(|warning| warning.text("")) {
        Some(warning) => Step::Part(warning),
        None => Step::Whole,
    }
}

fn read(request: &Request<'_>) -> Result<Vec<Alert>, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let alerts = body.at("data.alerts").value().as_array();
    let alerts = alerts.ok_or(ParseError::Missing("data.alerts"))?.iter().map(Fields::of);
    Ok(alerts
        .filter(|alert| alert.word("state") == "firing" && !alert.labels("labels").is_empty())
        .map(|alert| {
            let labels = alert.labels("labels");
            let identity = Fingerprint::of(labels.iter().flat_map(|(name, value)| [name, value]));
            let annotations = alert.at("annotations");
            let summary = annotations.first(&["summary", "title", "description", "message"]);
            let summary = summary.or_else(|| alert.text("labels.alertname")).unwrap_or_default();
            request
                .alert(identity, Signal::Firing)
                .graded(request.grade(alert.text("labels.severity")))
                .summary(&summary)
                .details(
                    annotations.first(&["description", "details", "message"]).unwrap_or_default(),
                )
                .advised(runbook(annotations).as_deref(), annotations.text("caution").as_deref())
                .origin(alert.first(&["labels.instance", "labels.host", "labels.node"]))
                .service(alert.first(&["labels.service", "labels.job"]))
                .link(annotations.link("runbook_url"))
                .started_at(alert.instant("activeAt"))
                .labels(labels)
        })
        .collect())
}
