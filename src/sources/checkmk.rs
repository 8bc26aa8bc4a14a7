//! Checkmk: a notification script that posts the notification's variables as JSON.
//!
//! The names are those of the common script (`host`, `status`) or Checkmk's own (`HOSTNAME`,
//! `NOTIFY_HOSTNAME`). The identity is host and service; ids are those of one notification. Its kind is
//! `notification_type`; flapping and whatever else is no kind of its own goes by the state it has now.
//! The address is that of a page within the site and no link; dates name no zone.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "checkmk",
    about: "Checkmk, a notification script that posts JSON",
    docs: "docs.checkmk.com, notifications, scripts",
    setup: "in ~/local/share/check_mk/notifications, a script that posts its variables to this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples::json(
        include_str!("../../tests/fixtures/checkmk/firing.json"),
        include_str!("../../tests/fixtures/checkmk/resolved.json"),
    ),
};

fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let said = |name: &str, own: &str| {
        let (own, noted) = (own.to_owned(), format!("NOTIFY_{own}"));
        body.first(&[name, &own, &noted])
    };
    let host = said("host", "HOSTNAME").ok_or(ParseError::Missing("host"))?;
    let service = said("service", "SERVICEDESC");
    let state = said("status", "SERVICESTATE").or_else(|| said("status", "HOSTSTATE"));
    let state = state.unwrap_or_default().to_lowercase();
    let kind = said("notification_type", "NOTIFICATIONTYPE").unwrap_or_default().to_lowercase();
    let signal = match kind.as_str() {
        "problem" => Signal::Firing,
        "recovery" => Signal::Resolved,
        "acknowledgement" => Signal::Acknowledged,
        kind if kind.starts_with("downtime") => {
            return Ok(Reading::Ignored("a downtime begins or ends".to_owned()));
        }
        kind if kind.starts_with("alerthandler") => {
            return Ok(Reading::Ignored("an alert handler has run".to_owned()));
        }
        _ if matches!(state.as_str(), "ok" | "up") => Signal::Resolved,
        _ => Signal::Firing,
    };
    let identity = fields::identity([Some(host.clone()), service.clone()]);
    let identity = identity.ok_or(ParseError::Missing("host"))?;
    let output = said("output", "SERVICEOUTPUT").or_else(|| said("output", "HOSTOUTPUT"));
    let output = output.unwrap_or_default();
    let about = service.as_ref().map_or(host.clone(), |service| format!("{host} {service}"));
    let summary = body.text("summary").unwrap_or_else(|| format!("{about}: {output}"));
    let labels = [("site", "site"), ("site", "OMD_SITE"), ("address", "address")];
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(body.text("severity").or_else(|| said("status", "SERVICESTATE"))))
        .summary(&summary)
        .details(
            body.text("long_output").map_or(output.clone(), |more| format!("{output}\n{more}")),
        )
        .origin(Some(host))
        .service(service)
        .link(body.link("url"))
        .labels(body.named(&labels))
        .into())
}
