//! Dynatrace: problem notifications of the type Custom integration.
//!
//! The names of the payload are the user's, so those of the placeholders are read, with and without a
//! space. `ProblemID` is the identity, or `PID`; a problem that was merged into another is over, since
//! the other goes on under its own number. The severity is the kind of problem.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "dynatrace",
    about: "Dynatrace, problem notifications by custom integration",
    docs: "docs.dynatrace.com, problem notifications, webhook integration",
    setup: "Settings, Integration, Problem notifications, Custom integration: this address as \
            webhook URL, in the payload `ProblemID`, `ProblemTitle`, `ProblemSeverity`, `ProblemURL` and `State`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/dynatrace/firing.json"),
        include_str!("../../tests/fixtures/dynatrace/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let title = body.first(&["ProblemTitle", "Problem Title"]);
    let identity = fields::identity([body.first(&["ProblemID", "Problem ID", "PID"])])
        .or_else(|| fields::identity([title.clone(), body.text("ImpactedEntity")]))
        .ok_or(ParseError::Missing("ProblemID"))?;
    let signal = match body.first(&["State", "ProblemState"]).map(|word| word.to_uppercase()) {
        Some(state) if state == "RESOLVED" || state == "MERGED" => Signal::Resolved,
        _ => Signal::Firing,
    };
    let inner = body.embedded("ProblemDetailsJSON");
    let problem = Fields::of(&inner);
    let grade = body.first(&["ProblemSeverity", "Problem Severity"]);
    let ended_at = problem.instant("endTime").filter(|_| signal == Signal::Resolved);
    let labels = [("impact", "ProblemImpact"), ("tags", "Tags")];
    Ok(request
        .alert(identity, signal)
        .graded(request.grade_by(grade, severity))
        .summary(&title.unwrap_or_default())
        .details(body.first(&["ProblemDetailsText", "ProblemDetailsMarkdown"]).unwrap_or_default())
        .origin(body.first(&["ImpactedEntity", "ImpactedEntityNames"]))
        .link(body.link("ProblemURL").or_else(|| body.link("Problem URL")))
        .labels(body.named(&labels))
        .started_at(problem.instant("startTime"))
        .ended_at(ended_at)
        .into())
}

fn severity(kind: &str) -> Option<Severity> {
    match kind {
        "availability" | "monitoring_unavailable" | "monitoring unavailable" => {
            Some(Severity::Critical)
        }
        "performance" | "slowdown" | "resource_contention" | "resource" => Some(Severity::Warning),
        _ => None,
    }
}
