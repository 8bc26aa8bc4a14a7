//! `[old_news]`, `[storm]` and `[flapping]`: from when on something is noise.

use std::collections::BTreeMap;

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{FlappingTable, Given, OldNewsTable, Raw, StormTable};
use crate::domain::flapping::FlappingRule;
use crate::domain::name::SourceName;
use crate::domain::noise::{NoiseRules, OldNewsRule, StormRule};

/// More new incidents in a minute than this are as good as no limit, fewer are no storm.
const MORE_THAN: std::ops::RangeInclusive<i64> = 2..=1000;

/// So many changes are remembered, and two are none.
const CHANGES: std::ops::RangeInclusive<i64> = 3..=60;

/// From when on something is noise.
pub(super) fn noise(raw: &Raw, check: &mut Check<'_>) -> NoiseRules {
    let (old_news, storm) = (old_news(raw, check), storm(raw, check));
    NoiseRules { old_news, storm, flapping: flapping(raw, check) }
}

/// Whether a table is in force. One that is not has nothing else in it.
fn is_on(enabled: Option<&Given<bool>>, has_more: bool, check: &mut Check<'_>) -> bool {
    let Some(given) = enabled.filter(|given| !given.value) else { return true };
    if has_more {
        let message = "this is switched off, and set up all the same";
        let finding = Finding::at(given.span.clone(), message);
        check.fault(finding.hint("take out `enabled`, or everything else in this table"));
    }
    false
}

/// A whole number that lies there, or the usual one.
fn number(
    given: Option<&Given<i64>>,
    range: &std::ops::RangeInclusive<i64>,
    usual: u32,
    check: &mut Check<'_>,
) -> u32 {
    let Some(given) = given else { return usual };
    let found = u32::try_from(given.value).ok().filter(|_| range.contains(&given.value));
    found.unwrap_or_else(|| {
        let message = format!("this lies between {} and {}", range.start(), range.end());
        let hint = format!("write `{usual}`, or `enabled = false` to be without it");
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        usual
    })
}

fn old_news(raw: &Raw, check: &mut Check<'_>) -> OldNewsRule {
    let usual = OldNewsRule::default();
    let Some(table) = &raw.old_news else { return usual };
    let OldNewsTable { enabled, after, wait, sources } = table;
    let has_more = after.is_some() || wait.is_some() || !sources.is_empty();
    let is_on = is_on(enabled.as_ref(), has_more, check);
    let usual_after = usual.after.unwrap_or_default();
    let after = check.duration("an age", after.as_ref(), usual_after);
    let wait = check.duration("a wait", wait.as_ref(), usual.wait);
    let known: Vec<&str> = raw.sources.keys().map(|name| name.value.as_str()).collect();
    let mut own = BTreeMap::new();
    for (name, given) in sources {
        if !known.contains(&name.value.as_str()) && !check.may_be_known(name) {
            check.fault(values::unknown("source", name, &known));
        }
        if let Some(after) = check.take(values::duration("an age", given)) {
            own.insert(SourceName::from(name.value.as_str()), after);
        }
    }
    OldNewsRule { after: is_on.then_some(after), sources: own, wait }
}

fn storm(raw: &Raw, check: &mut Check<'_>) -> StormRule {
    let usual = StormRule::default();
    let Some(StormTable { enabled, more_than }) = &raw.storm else { return usual };
    let is_on = is_on(enabled.as_ref(), more_than.is_some(), check);
    let usual = usual.more_than.unwrap_or_default();
    let more_than = number(more_than.as_ref(), &MORE_THAN, usual, check);
    StormRule { more_than: is_on.then_some(more_than) }
}

fn flapping(raw: &Raw, check: &mut Check<'_>) -> FlappingRule {
    let usual = FlappingRule::default();
    let Some(table) = &raw.flapping else { return usual };
    let FlappingTable { enabled, changes, within, calm } = table;
    let has_more = changes.is_some() || within.is_some() || calm.is_some();
    let is_on = is_on(enabled.as_ref(), has_more, check);
    let changes = number(changes.as_ref(), &CHANGES, usual.changes.unwrap_or_default(), check);
    let within = check.duration("a time", within.as_ref(), usual.within);
    let calm = check.duration("a wait", calm.as_ref(), usual.calm);
    FlappingRule { changes: is_on.then_some(changes), within, calm }
}
