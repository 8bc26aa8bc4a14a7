//! Cascades: how long, and by which labels, problems come to share an incident.

use jiff::SignedDuration;

use super::inhibit::is_label;
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Quantity, Raw};
use crate::domain::incident::cascade::CascadeRule;

/// What is longer joins what has nothing to do with one another.
const LONGEST: SignedDuration = SignedDuration::from_hours(1);

/// Labels that every alert may have alike, however different the problems.
const COMMON: [&str; 4] = ["severity", "environment", "env", "source"];

/// What counts as one cascade.
pub(super) fn rule(raw: &Raw, check: &mut Check<'_>) -> CascadeRule {
    let mut rule = CascadeRule::default();
    let Some(table) = &raw.cascade else { return rule };
    if let Some(window) = table.window.as_ref().and_then(|given| check.take(window(given))) {
        rule.window = window;
    }
    if let Some(given) = &table.share {
        rule.share.clear();
        for name in given.each() {
            if !is_label(&name.value) {
                let finding = Finding::at(name.span.clone(), "this is not the name of a label");
                check.fault(finding.hint("write names alone, like `share = [\"service\"]`"));
                continue;
            }
            if COMMON.contains(&name.value.trim()) {
                let message =
                    format!("problems that only share `{}` are joined", name.value.trim());
                let hint = "name what makes them one problem, such as `service`";
                check.warn(Finding::at(name.span.clone(), message).hint(hint));
            }
            rule.share.push(name.value.trim().to_owned());
        }
    }
    rule
}

fn window(given: &Given<Quantity>) -> Result<SignedDuration, Finding> {
    let text = given.0.trim();
    let number = text.strip_suffix(['s', 'm', 'h', 'd']);
    if number.is_some_and(|number| number.trim().parse() == Ok(0_u32)) {
        return Ok(SignedDuration::ZERO);
    }
    let window = values::duration("a window", given)?;
    if window > LONGEST {
        let finding = Finding::at(given.span.clone(), "a window cannot be longer than an hour");
        return Err(finding.hint("what begins later is another problem: write `window = \"2m\"`"));
    }
    Ok(window)
}
