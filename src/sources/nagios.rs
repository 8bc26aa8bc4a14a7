//! Nagios: its notification commands, which post the macros as a form or as JSON.
//!
//! Host and service are the identity. The type of the notification is the state; where there is none,
//! or somebody sends one by hand, the state of the host or the service is. `LONGDATETIME` names its
//! zone in a word and is not read; the macros that are Unix numbers are.

use super::fields::{self, Fields};
use super::{ParseError, Proof, Reading, Request, Resolves, Sample, Samples, Source};
use crate::domain::alert::Signal;

pub(super) const SOURCE: Source = Source {
    name: "nagios",
    about: "Nagios, by a notification command",
    docs: "nagios.org, Nagios Core manual, Object Definitions, Command; Standard Macros",
    setup: "a notification command for services, and the same without the service's macros for hosts: \
            `curl -fsS --data-urlencode \"NOTIFICATIONTYPE=$NOTIFICATIONTYPE$\" \
            --data-urlencode \"HOSTNAME=$HOSTNAME$\" --data-urlencode \"HOSTSTATE=$HOSTSTATE$\" \
            --data-urlencode \"HOSTOUTPUT=$HOSTOUTPUT$\" \
            --data-urlencode \"SERVICEDESC=$SERVICEDESC$\" \
            --data-urlencode \"SERVICESTATE=$SERVICESTATE$\" \
            --data-urlencode \"SERVICEOUTPUT=$SERVICEOUTPUT$\" \
            --data-urlencode \"LASTSERVICESTATECHANGE=$LASTSERVICESTATECHANGE$\" \
            --data-urlencode \"TIMET=$TIMET$\"` and this address",
    resolves: Resolves::Yes,
    proof: Proof::Key,
    headers: &[],
    parse,
    samples: Samples {
        firing: Sample::form(include_str!("../../tests/fixtures/nagios/firing.form")),
        resolved: Some(Sample::form(include_str!("../../tests/fixtures/nagios/resolved.form"))),
    },
};

/// Reads the macros of Nagios and of all that descend from it.
pub(super) fn parse(request: &Request<'_>) -> Result<Reading, ParseError> {
    let content = request.content()?;
    let body = Fields::of(&content);
    let host = told(body, &["HOSTNAME", "HOSTDISPLAYNAME", "HOSTALIAS"]);
    let service = told(body, &["SERVICEDESC", "SERVICENAME", "SERVICEDISPLAYNAME"]);
    let identity =
        fields::identity([host.clone(), service.clone()]).ok_or(ParseError::Missing("HOSTNAME"))?;
    let (states, outputs, changes) = if service.is_some() {
        ("SERVICESTATE", ["SERVICEOUTPUT", "LONGSERVICEOUTPUT"], "LASTSERVICESTATECHANGE")
    } else {
        ("HOSTSTATE", ["HOSTOUTPUT", "LONGHOSTOUTPUT"], "LASTHOSTSTATECHANGE")
    };
    let state = told(body, &[states]);
    let kind = told(body, &["NOTIFICATIONTYPE"]).unwrap_or_default().to_uppercase();
    let signal = match kind.as_str() {
        "PROBLEM" => Signal::Firing,
        "RECOVERY" => Signal::Resolved,
        "ACKNOWLEDGEMENT" => Signal::Acknowledged,
        kind if kind.starts_with("FLAPPING") => {
            return Ok(Reading::Ignored("flapping".to_owned()));
        }
        kind if kind.starts_with("DOWNTIME") => {
            return Ok(Reading::Ignored("a downtime".to_owned()));
        }
        _ => state.as_deref().and_then(fields::signal).unwrap_or(Signal::Firing),
    };
    let at = [changes, "TIMET"]
        .into_iter()
        .find_map(|name| names(name).iter().find_map(|name| body.instant(name)));
    let output = told(body, &outputs);
    let what = output.clone().or_else(|| state.clone());
    Ok(request
        .alert(identity, signal)
        .graded(request.grade(state.filter(|_| signal != Signal::Resolved)))
        .summary(&fields::headline(fields::on(service.as_ref(), host.as_ref()), what))
        .details(told(body, &[outputs[1]]).or(output).unwrap_or_default())
        .origin(host)
        .service(service)
        .link(told(body, &["SERVICEACTIONURL", "HOSTACTIONURL"]).and_then(|url| fields::link(&url)))
        .started_at(at)
        .ended_at(at.filter(|_| signal == Signal::Resolved))
        .labels(fields::labelled([
            ("address", told(body, &["HOSTADDRESS"])),
            ("group", told(body, &["SERVICEGROUPNAME", "HOSTGROUPNAME"])),
        ]))
        .into())
}

/// The first of those macros that is there.
fn told(body: Fields<'_>, macros: &[&str]) -> Option<String> {
    macros.iter().find_map(|name| names(name).iter().find_map(|name| body.text(name)))
}

/// The ways in which a macro's name is written: as it is, in lower case, and as a variable of the
/// environment.
fn names(name: &str) -> [String; 4] {
    [name.to_owned(), name.to_lowercase(), format!("NAGIOS_{name}"), format!("ICINGA_{name}")]
}

#[cfg(test)]
mod tests;
