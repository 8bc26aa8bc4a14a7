//! When somebody is relieved, whether somebody is kind, and when the week is told, as it works.

use super::{Settings, text};
use crate::config::raw::{Given, Raw, ReliefTable};
use crate::domain::relief::ReliefRule;
use crate::domain::weekday;

/// What holds where nothing is written.
pub(super) fn relief(raw: &mut Raw, settings: &Settings) {
    raw.kind = Some(Given::made(raw.kind.as_ref().is_none_or(|given| given.value)));
    let weekly = raw.reports.as_mut().and_then(|reports| reports.weekly.as_mut());
    if let (Some(table), Some(rule)) = (weekly, &settings.rules.weekly) {
        let hour = rule.at.strftime("%H:%M");
        table.value.zone = rule.zone.iana_name().map(|name| text(name.to_owned()));
        table.value.at = Some(text(format!("{} {hour}", weekday::name(rule.on).to_lowercase())));
    }
    raw.relief = settings.rules.relief.map(|ReliefRule { wakes, before, until }| {
        let hour = |hour: jiff::civil::Time| Some(text(hour.strftime("%H:%M").to_string()));
        ReliefTable {
            wakes: Some(Given::made(wakes.into())),
            before: hour(before),
            until: hour(until),
        }
    });
}
