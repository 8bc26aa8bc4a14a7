//! `[reports.weekly]`: when the week behind the team is told, and whom.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday, time};
use jiff::tz::TimeZone;

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw, WeeklyTable};
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::numbers::week::WeeklyRule;
use crate::domain::rules::Person;
use crate::domain::weekday;

/// When it is told, unless somebody says otherwise.
const USUAL: (Weekday, Time) = (Weekday::Monday, time(9, 0, 0, 0));

/// When the week is told, if it is.
pub(super) fn weekly(
    raw: &Raw,
    people: &BTreeMap<PersonId, Person>,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Option<WeeklyRule> {
    let given = raw.reports.as_ref()?.weekly.as_ref()?;
    let WeeklyTable { at, zone: named, to, channel } = &given.value;
    let zone = check.zone(named.as_ref(), zone);
    let (on, at) = at.as_ref().map_or(USUAL, |given| moment(given, check));
    let Some(to) = to else {
        let finding = Finding::at(given.span.clone(), "nobody is told the week");
        check.missing(Some(&given.span), "to", finding.hint("write `to = \"ana\"`"));
        return None;
    };
    let known: Vec<&str> = people.keys().map(PersonId::as_str).collect();
    let mut told = Vec::new();
    for name in to.each() {
        let Some(person) = people.get(name.value.as_str()) else {
            check.fault(values::unknown("person", &name, &known));
            continue;
        };
        if let Some(channel) = channel {
            let theirs: Vec<&str> =
                person.channels.iter().map(|reach| reach.channel.as_str()).collect();
            if !theirs.contains(&channel.value.as_str()) {
                let message =
                    format!("{} has no channel `{}`", name.value, values::printable(channel));
                let hint = format!("they have {}", theirs.join(", "));
                check.fault(Finding::at(channel.span.clone(), message).hint(hint));
            }
        }
        told.push(PersonId::new(name.value.as_str()));
    }
    let channel = channel.as_ref().map(|channel| ChannelName::new(channel.value.as_str()));
    Some(WeeklyRule { on, at, zone: zone.clone(), to: told, channel })
}

/// `monday 09:00`
fn moment(given: &Given<String>, check: &mut Check<'_>) -> (Weekday, Time) {
    let parts = given.trim().split_once(' ');
    let found =
        parts.and_then(|(day, hour)| Some((weekday::named(day)?, values::time_of_day(hour)?)));
    found.unwrap_or_else(|| {
        let message = format!("`{}` is no day and hour", values::printable(given.trim()));
        check.fault(Finding::at(given.span.clone(), message).hint("write it like `monday 09:00`"));
        USUAL
    })
}
