//! Maps: what stands where in a body, each a path or a template that can be made.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::config::fault::Finding;
use crate::config::raw::{Given, MapTable, OneOrMany, SourceTable};
use crate::domain::alert::Signal;
use crate::sources::{Entry, Map, Part, Source};

/// The kind that has a map, and needs one.
const KIND: &str = "map";

/// The map of a source, which is there for one kind alone.
pub(super) fn map(
    name: &Given<String>,
    table: &Given<SourceTable>,
    kind: &'static Source,
    check: &mut Check<'_>,
) -> Option<Map> {
    match (&table.map, kind.name == KIND) {
        (Some(given), true) => Some(read(given, check)),
        (Some(given), false) => {
            let message = format!("`{}` is read without a map", kind.name);
            let hint = "write `kind = \"map\"`, or take the map out";
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
            None
        }
        (None, true) => {
            let message = "a source of kind `map` needs a map";
            let hint = format!("add `[sources.{}.map]`, and in it `summary = \"…\"`", name.value);
            let finding = Finding::at(name.span.clone(), message).hint(hint);
            check.missing(Some(&table.span), "map", finding);
            None
        }
        (None, false) => None,
    }
}

fn read(given: &Given<MapTable>, check: &mut Check<'_>) -> Map {
    let table = &given.value;
    let parts = [
        (Part::When, &table.when),
        (Part::Key, &table.key),
        (Part::Status, &table.status),
        (Part::Severity, &table.severity),
        (Part::Summary, &table.summary),
        (Part::Details, &table.details),
        (Part::Link, &table.link),
        (Part::Source, &table.source),
        (Part::Service, &table.service),
        (Part::At, &table.at),
    ];
    if table.key.is_none() && table.summary.is_none() {
        let message = "nothing in this map tells one problem from another";
        let hint = "add `key` or `summary`: the path of a field, or a template";
        let finding = Finding::at(given.span.clone(), message).hint(hint);
        check.missing(Some(&given.span), "summary", finding);
    }
    let parts = parts
        .into_iter()
        .filter_map(|(part, written)| Some((part, entry(written.as_ref()?, check)?)));
    let parts: BTreeMap<Part, Entry> = parts.collect();
    let labels = table.labels.iter().flat_map(|labels| &labels.value);
    let labels =
        labels.filter_map(|(name, written)| Some((name.value.clone(), entry(written, check)?)));
    let labels = labels.collect();
    let states = [
        (Signal::Firing, &table.firing),
        (Signal::Resolved, &table.resolved),
        (Signal::Acknowledged, &table.acknowledged),
    ];
    let words =
        states.into_iter().filter_map(|(signal, list)| Some((signal, words(list.as_ref()?))));
    let words = words.collect();
    Map { each: table.each.as_ref().map(|each| each.value.clone()), parts, labels, words }
}

fn entry(written: &Given<String>, check: &mut Check<'_>) -> Option<Entry> {
    let fault = match Entry::read(&written.value) {
        Ok(Entry::Path(path)) if path.is_empty() => {
            Finding::at(written.span.clone(), "this says nothing")
                .hint("write the path of a field, such as `monitor.name`, or a template")
        }
        Ok(entry) => return Some(entry),
        Err(why) => Finding::at(written.span.clone(), format!("this template is wrong: {why}")),
    };
    check.fault(fault);
    None
}

fn words(list: &Given<OneOrMany>) -> BTreeSet<String> {
    list.each().iter().map(|word| word.value.trim().to_lowercase()).collect()
}
