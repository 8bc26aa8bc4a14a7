//! `SolarWinds` Platform (Orion), action *Send a GET or POST Request*, whose body is a template.
//!
//! `AlertObjectID` names an alert of one object; without it, the alert and the node do. `ActionType`
//! is chosen in the template: `Create`, `Acknowledge`, `Resolve`. Times are in the server's own
//! format and are read where they happen to be in a common one.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "solarwinds",
    about: "SolarWinds Platform (Orion) alert actions",
    docs: "documentation.solarwinds.com, SolarWinds Platform, Send a GET or POST Request",
    setup: "a trigger action *Send a GET or POST Request* with this address and the body \
            `{\"ActionType\": \"Create\", \"AlertObjectID\": \"${N=Alerting;M=AlertObjectID}\", \
            \"NodeName\": \"${NodeName}\", \"AlertName\": \"${N=Alerting;M=AlertName}\", \
            \"AlertMessage\": \"${N=Alerting;M=AlertMessage}\", \
            \"AlertDetailsUrl\": \"${N=Alerting;M=AlertDetailsUrl}\", \
            \"Severity\": \"${N=Alerting;M=Severity}\"}`, and a reset action with `Resolve`",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/solarwinds/firing.json"),
        include_str!("../../tests/fixtures/solarwinds/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let node = body.text("NodeName");
    let name = body.text("AlertName");
    let identity = fields::identity([body.text("AlertObjectID")])
        .or_else(|| {
            let alert = body.text("AlertID").or_else(|| name.clone())?;
            fields::identity([Some(alert), node.clone()])
        })
        .ok_or(ParseError::Missing("AlertObjectID"))?;
    let signal = match body.word("ActionType").as_str() {
        "reset" => Signal::Resolved,
        "test" => return Ok(Reading::Test("SolarWinds's test".to_owned())),
        word => fields::signal(word).unwrap_or(Signal::Firing),
    };
    let grade = request.grade_by(body.text("Severity"), |word| match word {
        "serious" => Some(Severity::Error),
        _ => None,
    });
    let what = body.first(&["AlertMessage", "AlertDescription"]).or(name.clone());
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&what.or_else(|| node.clone()).unwrap_or_default())
        .details(body.text("AlertDescription").unwrap_or_default())
        .origin(node)
        .service(body.first(&["ObjectName", "Application"]))
        .link(body.link("AlertDetailsUrl").or_else(|| body.link("AcknowledgeUrl")))
        .started_at(body.instant("AlertTriggerTime"))
        .labels(fields::labelled([("alert", name)]))
        .into())
}
