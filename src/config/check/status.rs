//! The status page: where it goes, and which services are on it.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{Check, policies, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw, ServiceTable, StatusTable};
use crate::config::settings::StatusSettings;
use crate::domain::alert::Severity;
use crate::domain::label::{Matcher, MatcherParts};
use crate::domain::name::{AudienceName, MonitorName};
use crate::domain::nines::SERVICE;
use crate::domain::quiet::maintenance::About;
use crate::domain::status::plan::{Plan, Service};

/// What the page is called where nothing is written.
pub(crate) const TITLE: &str = "Status";

/// How grave an incident is that is shown where nothing is written.
pub(crate) const SEVERITIES: [Severity; 2] = [Severity::Critical, Severity::Error];

/// Whose updates stand on it where nothing is written.
pub(crate) const AUDIENCE: &str = "public";

const A_SERVICE: &str = "add `services = [{ name = \"shop\" }]`";

/// The status page, if there is one.
pub(super) fn status(raw: &Raw, zone: &TimeZone, check: &mut Check<'_>) -> Option<StatusSettings> {
    let table = raw.status.as_ref()?;
    let directory = directory(table, check);
    if table.services.is_empty() {
        let finding = Finding::at(table.span.clone(), "nothing is on this status page");
        check.missing(Some(&table.span), "services", finding.hint(A_SERVICE));
    }
    let mut names = BTreeSet::new();
    for name in table.services.iter().filter_map(|service| service.name.as_ref()) {
        if !names.insert(name.trim()) {
            let message = format!("there is a service `{}` already", values::printable(name));
            check.fault(Finding::at(name.span.clone(), message).hint("give it another name"));
        }
    }
    let services = table.services.iter().map(|service| one(service, raw, check));
    let services: Option<Vec<Service>> = services.collect::<Vec<_>>().into_iter().collect();
    let url = table.url.as_ref().and_then(|given| check.take(values::public_url(given)));
    let plan = Plan {
        title: text(table.title.as_ref(), "a title", check).unwrap_or_else(|| TITLE.to_owned()),
        about: text(table.about.as_ref(), "a sentence", check),
        address: url.map(|url| format!("{url}/")),
        zone: check.zone(table.zone.as_ref(), zone),
        severities: severities(table, check),
        audience: audience(table, raw, check),
        services: services?,
    };
    Some(StatusSettings { directory: directory?, plan })
}

fn directory(table: &Given<StatusTable>, check: &mut Check<'_>) -> Option<std::path::PathBuf> {
    let Some(given) = &table.directory else {
        let finding = Finding::at(table.span.clone(), "nothing says where this page is written");
        let hint = "add `directory = \"/srv/www/status\"`, which your web server serves";
        check.missing(Some(&table.span), "directory", finding.hint(hint));
        return None;
    };
    if given.trim().is_empty() {
        check.fault(Finding::at(given.span.clone(), "this path is empty"));
    }
    if given.starts_with('~') {
        check.fault(
            Finding::at(given.span.clone(), "`~` is not understood here")
                .hint("write the path of your home directory in full"),
        );
    }
    Some(check.directory.join(&given.value))
}

/// A text that says something, if one is given.
fn text(given: Option<&Given<String>>, what: &str, check: &mut Check<'_>) -> Option<String> {
    let given = given?;
    if given.trim().is_empty() {
        let finding = Finding::at(given.span.clone(), format!("{what} that is empty says nothing"));
        check.fault(finding.hint("take it out, or write something"));
    }
    Some(given.trim().to_owned())
}

fn severities(table: &StatusTable, check: &mut Check<'_>) -> BTreeSet<Severity> {
    let Some(given) = &table.severities else { return SEVERITIES.into_iter().collect() };
    let each = given.each();
    each.iter().filter_map(|word| check.take(values::severity(word))).collect()
}

fn audience(table: &StatusTable, raw: &Raw, check: &mut Check<'_>) -> AudienceName {
    let Some(given) = &table.audience else { return AudienceName::from(AUDIENCE) };
    let known: Vec<&str> = raw.audience.keys().map(|name| name.as_str()).collect();
    if !known.contains(&given.as_str()) {
        let finding = values::unknown("audience", given, &known);
        check.fault(match known.as_slice() {
            [] => finding.hint(format!("add `[audience.{}]`", values::printable(given))),
            _ => finding,
        });
    }
    AudienceName::from(given.as_str())
}

fn one(table: &Given<ServiceTable>, raw: &Raw, check: &mut Check<'_>) -> Option<Service> {
    let name = text(table.name.as_ref(), "a name", check);
    if table.name.is_none() {
        let finding = Finding::at(table.span.clone(), "this service has no name");
        check.missing(Some(&table.span), "name", finding.hint("add `name = \"…\"`"));
    }
    let about = text(table.about.as_ref(), "a sentence", check);
    let texts = table.matches.as_ref().map(Given::each).unwrap_or_default();
    let read = texts.iter().map(|text| check.take(policies::matcher(text)));
    let matchers: Option<Vec<Matcher>> = read.collect::<Vec<_>>().into_iter().collect();
    let monitors = table.monitors.as_ref().map(Given::each).unwrap_or_default();
    let known: Vec<&str> = raw.monitors.keys().map(|name| name.as_str()).collect();
    for monitor in &monitors {
        if !known.contains(&monitor.as_str()) && !check.may_be_known(monitor) {
            check.fault(values::unknown("monitor", monitor, &known));
        }
    }
    let (name, mut matchers) = (name?, matchers?);
    if matchers.is_empty() && monitors.is_empty() {
        matchers.extend(labelled(&name));
    }
    let monitors = monitors.iter().map(|monitor| MonitorName::from(monitor.as_str())).collect();
    Some(Service { name, about, what: About { matchers, monitors } })
}

/// The condition that its label says so.
fn labelled(name: &str) -> Option<Matcher> {
    let (label, value) = (SERVICE.to_owned(), name.to_owned());
    Matcher::made(MatcherParts { label, value, is_pattern: false, is_equal: true }).ok()
}
