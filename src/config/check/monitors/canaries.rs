//! Canaries: what is looked at to know whether anything can be seen.

use std::time::Duration;

use super::written::Written;
use super::{Check, kind, probe, times};
use crate::config::fault::Finding;
use crate::config::raw::{Given, MonitorTable, Raw};
use crate::config::settings::CanarySettings;
use crate::config::suggest;
use crate::monitors::{COMMON, MONITORS};

/// What can be said of a canary of what can be said of every monitor.
const KEYS: [&str; 3] = ["kind", "every", "timeout"];

/// The canaries in their order.
pub(in crate::config::check) fn canaries(raw: &Raw, check: &mut Check<'_>) -> Vec<CanarySettings> {
    let canaries = raw.canary.iter().enumerate();
    canaries.filter_map(|(index, table)| canary(index + 1, table, check)).collect()
}

fn canary(
    number: usize,
    table: &Given<MonitorTable>,
    check: &mut Check<'_>,
) -> Option<CanarySettings> {
    let name = Given { value: format!("canary {number}"), span: table.span.clone() };
    let kinds: Vec<&str> =
        MONITORS.iter().filter(|kind| !kind.is_local).map(|kind| kind.name).collect();
    if table.get("kind").is_none() {
        let finding = Finding::at(table.span.clone(), "a canary has no `kind`");
        let hint = format!("add a `kind`; {}", suggest::there_are(&kinds));
        check.missing(Some(&table.span), "kind", finding.hint(hint));
        return None;
    }
    let kind = kind(&name, table, check)?;
    if kind.is_local {
        let span = table.get("kind").map_or(&table.span, |given| &given.span).clone();
        let message =
            format!("`{}` looks at this machine, which says nothing of the way out", kind.name);
        check.fault(Finding::at(span, message).hint(suggest::there_are(&kinds)));
    }
    let of_monitors = COMMON.iter().filter(|key| !KEYS.contains(&key.name));
    // A kind may have a key of that name for itself.
    let of_monitors = of_monitors.filter(|key| kind.keys.iter().all(|own| own.name != key.name));
    for key in of_monitors {
        if let Some(given) = table.0.keys().find(|given| given.value == key.name) {
            let message = format!("a canary has no `{}`, it pages nobody by itself", key.name);
            let hint = format!("it has {} and what its kind has", suggest::listed(&KEYS));
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
        }
    }
    let common = Written::read(COMMON, &name, table, check);
    let (every, timeout) = times(table, &common, check);
    let probe = probe(kind, &name, table, check)?;
    Some(CanarySettings {
        kind,
        probe,
        every: Duration::try_from(every).unwrap_or(Duration::from_secs(30)),
        timeout: Duration::try_from(timeout).unwrap_or(Duration::from_secs(10)),
    })
}
