//! Promises: when is told of them.

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, OneOrMany, Quantity, Raw};
use crate::domain::promise::PromiseRules;
use crate::domain::wait::spell;

/// What holds for every promise.
pub(super) fn promises(raw: &Raw, check: &mut Check<'_>) -> PromiseRules {
    let mut rules = PromiseRules::default();
    let Some(table) = &raw.promises else { return rules };
    if let Some(given) = &table.remind_before {
        rules.remind_before.clear();
        remind(given, &mut rules, check);
    }
    let late = table.escalate_after.as_ref();
    rules.escalate_after = check.duration("the time until others hear", late, rules.escalate_after);
    let fix = table.fix_within.as_ref();
    rules.fix_within = check.duration("the time for a problem", fix, rules.fix_within);
    rules
}

/// The reminders, each once, the longest first.
fn remind(given: &Given<OneOrMany>, rules: &mut PromiseRules, check: &mut Check<'_>) {
    for each in given.each() {
        let written = Given { value: Quantity(each.value), span: each.span };
        let length = check.take(values::duration("the time before it is due", &written));
        let Some(length) = length else { continue };
        if rules.remind_before.contains(&length) {
            let message = format!("{} is here twice", spell(length));
            check.fault(Finding::at(written.span, message).hint("each reminder comes once"));
            continue;
        }
        rules.remind_before.push(length);
    }
    rules.remind_before.sort_unstable_by(|one, other| other.cmp(one));
}
