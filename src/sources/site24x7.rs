//! Site24x7, whose fields are in capitals.
//!
//! `MONITOR_ID` is the identity; where it is missing, the monitor's name is. `STATUS` is `DOWN`,
//! `TROUBLE`, `CRITICAL` or `UP`; only the middle two say how grave it is. `INCIDENT_REASON` stays
//! the same when it is over.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::{Severity, Signal};

pub(super) const SOURCE: Source = Source {
    name: "site24x7",
    about: "Site24x7 monitors",
    docs: "site24x7.com, help, Third-Party Integrations, Webhooks",
    setup: "Admin, Third-Party Integrations, Webhooks: this address, POST, *Send incident parameters* \
            as JSON",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/site24x7/firing.json"),
        include_str!("../../tests/fixtures/site24x7/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let name = body.first(&["MONITORNAME", "MONITOR_NAME"]);
    let identity = fields::identity([body.text("MONITOR_ID").or_else(|| name.clone())])
        .ok_or(ParseError::Missing("MONITOR_ID"))?;
    let status = body.text("STATUS");
    let signal = match status.as_deref().unwrap_or_default().to_uppercase().as_str() {
        "UP" => Signal::Resolved,
        "MAINTENANCE" | "SUSPENDED" | "DISCOVERY" => {
            return Ok(Reading::Ignored("a monitor that is not watched".to_owned()));
        }
        _ => Signal::Firing,
    };
    let word = status.clone().filter(|status| {
        status.eq_ignore_ascii_case("TROUBLE") || status.eq_ignore_ascii_case("CRITICAL")
    });
    let grade = request.grade_by(word, |word| (word == "trouble").then_some(Severity::Warning));
    let at = body.instant("INCIDENT_TIME_ISO").or_else(|| body.instant("OUTAGE_TIME_UNIX_FORMAT"));
    let reason = body.text("INCIDENT_REASON").or(status);
    let details = body.first(&["INCIDENT_DETAILS", "FAILED_LOCATIONS"]);
    Ok(request
        .alert(identity, signal)
        .graded(grade)
        .summary(&fields::headline(name.clone(), reason))
        .details(details.unwrap_or_default())
        .origin(body.first(&["MONITORURL", "HOSTNAME", "IPADDRESS"]))
        .service(name)
        .link(body.link("MONITOR_DASHBOARD_LINK").or_else(|| body.link("RCA_LINK")))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("group", body.listed("MONITOR_GROUPNAME")),
            ("type", body.text("MONITORTYPE")),
            ("tags", body.listed("TAGS")),
        ]))
        .into())
}
