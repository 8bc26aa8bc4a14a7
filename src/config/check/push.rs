//! Where a push goes: the service, and everything that it has to be told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Check, sources, values};
use crate::config::fault::Finding;
use crate::config::raw::{ChannelTable, Given};
use crate::config::suggest;
use crate::pager::push::keys::{Key, Wrong, check_header};
use crate::pager::push::{SERVICES, Service, Target, service};

/// Where a push goes, if all of it is right.
pub(super) fn target(
    table: &ChannelTable,
    entry: &Range<usize>,
    check: &mut Check<'_>,
) -> Option<Target> {
    let names: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
    let Some(to) = &table.to else {
        let finding = Finding::at(entry.clone(), "this push does not say where it goes")
            .hint(format!("write `to = \"ntfy\"`; {}", suggest::there_are(&names)));
        check.missing(Some(entry), "to", finding);
        return None;
    };
    let Some(service) = service(to) else {
        check.fault(values::unknown("service", to, &names));
        return None;
    };
    let before = check.faults.len();
    refuse_others(service, table, check);
    let mut target = Target { service, values: BTreeMap::new(), headers: BTreeMap::new() };
    for key in service.keys {
        match table.text(key.name) {
            Some(given) => {
                if let Some(value) = value(service, key, given, check) {
                    target.values.insert(key.name, value);
                }
            }
            None if key.is_needed => {
                let finding =
                    Finding::at(entry.clone(), format!("`{}` needs `{}`", service.name, key.name))
                        .hint(format!("write `{} = \"{}\"`", key.name, key.example));
                check.missing(Some(entry), key.name, finding);
            }
            None => {}
        }
    }
    for (name, value) in table.headers.iter().flat_map(|headers| &headers.value) {
        if let Err(why) = check_header(name, value) {
            check.fault(Finding::at(value.span.clone(), why));
        }
        target.headers.insert(name.clone(), value.value.clone());
    }
    let is_whole =
        check.faults.len() == before && check.dropped.iter().all(|it| it.table != *entry);
    if !is_whole {
        return None;
    }
    for Wrong { key, message, hint } in target.faults() {
        let headers = table.headers.as_ref().map(|headers| headers.span.clone());
        let place = table.text(key).map(|given| given.span.clone()).or(headers);
        let finding = Finding::at(place.unwrap_or_else(|| entry.clone()), message);
        check.fault(if hint.is_empty() { finding } else { finding.hint(hint) });
    }
    Some(target)
}

/// One value, a secret as it is.
fn value(
    service: &Service,
    key: &Key,
    given: &Given<String>,
    check: &mut Check<'_>,
) -> Option<String> {
    let value = if key.is_secret() {
        let variable = format!("WAIL_{}_{}", service.name, key.name).to_uppercase();
        sources::secret(&variable, given, check)?.expose().to_owned()
    } else {
        given.value.clone()
    };
    match key.check(&value) {
        Ok(()) => Some(value),
        Err(Wrong { message, hint, .. }) => {
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
            None
        }
    }
}

/// What other services have and this one has not.
fn refuse_others(service: &Service, table: &ChannelTable, check: &mut Check<'_>) {
    let has = |name: &str| service.keys.iter().any(|key| key.name == name);
    let theirs: Vec<&str> = service.keys.iter().map(|key| key.name).collect();
    for (name, span) in table.of_pushes().filter(|(name, _)| *name != "to" && !has(name)) {
        check.fault(
            Finding::at(span, format!("`{}` has no `{name}`", service.name))
                .hint(format!("it has {}", suggest::listed(&theirs))),
        );
    }
}

/// What only pushes have.
pub(super) fn refuse(table: &ChannelTable, kind: &str, check: &mut Check<'_>) {
    for (name, span) in table.of_pushes() {
        check.fault(
            Finding::at(span, format!("`{kind}` sends no message, so it has no `{name}`"))
                .hint("write `use = \"push\"`, or take it out"),
        );
    }
}
