//! `[relief]`: who is woken too often is called second for a while.

use jiff::civil::{Time, time};

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw};
use crate::domain::relief::ReliefRule;

/// More wake-ups than this nobody has in a night: each is an hour after the last.
const WAKES: std::ops::RangeInclusive<i64> = 1..=9;
/// The usual number of them.
const USUAL_WAKES: u32 = 2;
/// Before that hour, and until that one.
const USUAL_BEFORE: Time = time(6, 0, 0, 0);
const USUAL_UNTIL: Time = time(12, 0, 0, 0);

/// When somebody is relieved, if anybody ever is.
pub(super) fn relief(raw: &Raw, check: &mut Check<'_>) -> Option<ReliefRule> {
    let table = raw.relief.as_ref()?;
    let wakes = table.wakes.as_ref().map_or(Some(USUAL_WAKES), |given| {
        let found = u32::try_from(given.value).ok().filter(|_| WAKES.contains(&given.value));
        if found.is_none() {
            let message = format!("this lies between {} and {}", WAKES.start(), WAKES.end());
            let hint = format!("write `{USUAL_WAKES}`, or take `[relief]` out to be without it");
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
        }
        found
    });
    let before = hour(table.before.as_ref(), USUAL_BEFORE, check);
    let until = hour(table.until.as_ref(), USUAL_UNTIL, check);
    if before == until {
        let given = table.until.as_ref().or(table.before.as_ref());
        if let Some(given) = given {
            let message = "a relief that ends at the hour before which it begins is none";
            let finding = Finding::at(given.span.clone(), message);
            check.fault(finding.hint("write `before = \"06:00\"` and `until = \"12:00\"`"));
        }
    }
    Some(ReliefRule { wakes: wakes.unwrap_or(USUAL_WAKES), before, until })
}

fn hour(given: Option<&Given<String>>, usual: Time, check: &mut Check<'_>) -> Time {
    let Some(given) = given else { return usual };
    values::time_of_day(given).unwrap_or_else(|| {
        let message = format!("`{}` is not a time of day", values::printable(given.trim()));
        check.fault(Finding::at(given.span.clone(), message).hint("write it like `06:00`"));
        usual
    })
}
