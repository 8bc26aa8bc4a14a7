//! Monitors that depend on others: those must be there, and nobody may depend on itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Entry, Given, MonitorTable, Raw};

/// Whom a monitor depends on must be there, and nobody on itself.
pub(super) fn depends(raw: &Raw, check: &mut Check<'_>) {
    let names: Vec<&str> = raw.monitors.keys().map(|name| name.value.as_str()).collect();
    let mut parents: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, table) in &raw.monitors {
        for parent in parents_of(table) {
            if !names.contains(&parent.value.as_str()) {
                if !check.may_be_known(&parent.value) {
                    check.fault(values::unknown("monitor", &parent, &names));
                }
                continue;
            }
            parents.entry(name).or_default().push(parent.value);
        }
    }
    for (name, table) in &raw.monitors {
        let Some(circle) = circle(name, &parents) else { continue };
        // Told once, where the first of them stands.
        if circle.iter().any(|other| other.as_str() < name.value.as_str()) {
            continue;
        }
        let place = parents_of(table).first().map_or(&name.span, |parent| &parent.span).clone();
        let way = [circle.join(" → "), name.value.clone()].join(" → ");
        let finding = Finding::at(place, format!("`{}` depends on itself: {way}", name.value));
        check.fault(finding.hint("take one of these out"));
    }
}

fn parents_of(table: &Given<MonitorTable>) -> Vec<Given<String>> {
    let Some(given) = table.get("depends_on") else { return Vec::new() };
    let entries = match &given.value {
        Entry::List(entries) => entries.clone(),
        _ => vec![given.clone()],
    };
    let texts = entries.iter().filter_map(|entry| match &entry.value {
        Entry::Text(text) => Some(Given { value: text.clone(), span: entry.span.clone() }),
        _ => None,
    });
    texts.collect()
}

/// The way from a monitor back to itself, if there is one.
fn circle(name: &str, parents: &BTreeMap<&str, Vec<String>>) -> Option<Vec<String>> {
    let mut ways = vec![vec![name.to_owned()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        for parent in way.last().and_then(|last| parents.get(last.as_str())).into_iter().flatten() {
            if parent == name {
                return Some(way);
            }
            if seen.insert(parent.clone()) {
                ways.push([way.clone(), vec![parent.clone()]].concat());
            }
        }
    }
    None
}
