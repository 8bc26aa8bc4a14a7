//! Rules by which one alert explains others: what they take, and what they cannot mean.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::SignedDuration;

use super::{Check, policies, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, InhibitTable, OneOrMany, Raw};
use crate::domain::incident::inhibition::rules::{InhibitRule, InhibitRules};
use crate::domain::label::{Labels, Matcher, all_match};

/// How long after its cause is over something that was held is given to be over as well.
pub(crate) const SETTLE: SignedDuration = SignedDuration::from_mins(1);

/// The rules, in the order of the file.
pub(super) fn rules(raw: &Raw, check: &mut Check<'_>) -> InhibitRules {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut rules = Vec::new();
    for (index, table) in raw.inhibit.iter().enumerate() {
        let name = name(table, index, check);
        if !names.insert(name.clone()) {
            let place = table.name.as_ref().map_or(&table.span, |name| &name.span).clone();
            let message = format!("another rule is called `{}` as well", values::printable(&name));
            check.fault(Finding::at(place, message).hint("give it another name"));
        }
        rules.extend(rule(table, name, check));
    }
    InhibitRules::new(rules)
}

fn name(table: &InhibitTable, index: usize, check: &mut Check<'_>) -> String {
    let Some(given) = &table.name else { return (index + 1).to_string() };
    check.take(values::name(given));
    given.value.clone()
}

fn rule(table: &Given<InhibitTable>, name: String, check: &mut Check<'_>) -> Option<InhibitRule> {
    let source = side(table, ("source", &table.source, "alertname=ClusterDown"), check);
    let target = side(table, ("target", &table.target, "severity=warning"), check);
    let equal = equal(table, check);
    let settle = check.duration("a settle", table.settle.as_ref(), SETTLE);
    let rule = InhibitRule { name, source: source?, target: target?, equal, settle };
    takes_too_much(table, &rule, check);
    Some(rule)
}

/// The conditions of one side; both must be given.
fn side(
    table: &Given<InhibitTable>,
    (key, given, example): (&str, &Option<Given<OneOrMany>>, &str),
    check: &mut Check<'_>,
) -> Option<Vec<Matcher>> {
    let hint = format!("write `{key} = [\"{example}\"]`");
    let Some(given) = given else {
        let finding = Finding::at(table.span.clone(), format!("this rule has no `{key}`"));
        check.missing(Some(&table.span), key, finding.hint(hint));
        return None;
    };
    let texts = given.each();
    if texts.is_empty() && !check.has_lost_items(&given.span) {
        let message = format!("this rule takes everything as its {key}");
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    let matchers = texts.iter().map(|text| check.take(policies::matcher(text)));
    matchers.collect::<Vec<_>>().into_iter().collect()
}

fn equal(table: &InhibitTable, check: &mut Check<'_>) -> Vec<String> {
    let names = table.equal.as_ref().map(Given::each).unwrap_or_default();
    let mut equal = Vec::new();
    for name in names {
        if is_label(&name.value) {
            equal.push(name.value.trim().to_owned());
        } else {
            let finding = Finding::at(name.span.clone(), "this is not the name of a label");
            check.fault(finding.hint("write names alone, like `equal = [\"cluster\"]`"));
        }
    }
    equal
}

/// Whether that can be the name of a label.
pub(super) fn is_label(name: &str) -> bool {
    !name.trim().is_empty() && !name.contains(['=', '!', '~'])
}

/// A rule that would hold whatever there is, or can hold nothing.
fn takes_too_much(table: &Given<InhibitTable>, rule: &InhibitRule, check: &mut Check<'_>) {
    let place = |given: &Option<Given<OneOrMany>>| -> Range<usize> {
        given.as_ref().map_or(&table.span, |given| &given.span).clone()
    };
    let written = |matchers: &[Matcher]| -> BTreeSet<String> {
        matchers.iter().map(ToString::to_string).collect()
    };
    if written(&rule.source) == written(&rule.target) {
        let message =
            "this rule holds nothing: what is a source and a target is not held by its like";
        let finding = Finding::at(place(&table.target), message);
        check.warn(finding.hint("let `target` ask for something that `source` does not have"));
        return;
    }
    let nothing = Labels::new();
    if rule.equal.is_empty() && all_match(&rule.target, &nothing) {
        let message =
            "this rule takes everything as its target, so that one alert would hold all others";
        let finding = Finding::at(place(&table.target), message);
        check.fault(
            finding.hint("say which alerts are meant, or what is alike: `equal = [\"cluster\"]`"),
        );
    }
    if all_match(&rule.source, &nothing) {
        let message = "this rule takes almost everything as its source";
        let finding = Finding::at(place(&table.source), message);
        check.warn(
            finding.hint("name what explains the others: `source = [\"alertname=ClusterDown\"]`"),
        );
    }
}
