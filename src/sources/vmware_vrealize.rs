//! `VMware` Aria Operations (vRealize Operations), outbound plugin *REST Notification*.
//!
//! `alertId` is the identity, and the last part of the address as well, since updates are `PUT`
//! there. `cancelDate` is set while an alert is still active: `status` alone says whether it is over.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "vmware-vrealize",
    about: "VMware Aria (vRealize) Operations, REST Notification",
    docs: "docs.vmware.com, Aria Operations, Add a REST Notification Plug-In",
    setup: "Alerts, Outbound Settings, Rest Notification Plugin: this address as Url, content type \
            application/json; then a notification rule with it",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::json(include_str!("../../tests/fixtures/vmware-vrealize/firing.json"))
            .to("/7d0f2c1e-58a4-4b0e-9c0b-3f5a1c9e2d77"),
        resolved: Some(
            Sample::json(include_str!("../../tests/fixtures/vmware-vrealize/resolved.json"))
                .to("/7d0f2c1e-58a4-4b0e-9c0b-3f5a1c9e2d77"),
        ),
    },
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let last = request.head.path.rsplit('/').next().filter(|last| !last.is_empty());
    // Without either of these the body is of something else, whatever the address is.
    let is_alert = body.has("status") || body.has("criticality") || body.has("alertId");
    let identity = fields::identity([body.text("alertId").or(last.map(str::to_owned))])
        .filter(|_| is_alert)
        .ok_or(ParseError::Missing("alertId"))?;
    let signal = match body.word("status").as_str() {
        "canceled" | "cancelled" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let grade = request.grade_by(body.text("criticality"), severity);
    let kind = body.first(&["alertName", "subType", "type"]);
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&body.text("info").or(kind).unwrap_or_default())
        .origin(body.text("resourceName"))
        .service(body.text("resourceKind"))
        .started_at(body.instant("startDate"))
        .ended_at(body.instant("cancelDate").filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("adapter", body.text("adapterKind")),
            ("type", body.text("type")),
        ]))
        .into())
}

fn severity(word: &str) -> Option<Severity> {
    match word.trim_start_matches("alert_criticality_level_") {
        "critical" => Some(Severity::Critical),
        "immediate" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" | "information" => Some(Severity::Info),
        _ => None,
    }
}
