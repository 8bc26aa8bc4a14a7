//! Heartbeats: when each is due, and what is wrong if it is not there.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Check, policies, values};
use crate::config::fault::Finding;
use crate::config::raw::{DropInsTable, Given, HeartbeatTable, Raw};
use crate::domain::alert::Severity;
use crate::domain::cron::Cron;
use crate::domain::heartbeat::{AlertOf, Rule, Schedule};
use crate::domain::label::Labels;
use crate::domain::name::SourceName;

/// How long after it was due a heartbeat is late.
pub(crate) const GRACE: SignedDuration = SignedDuration::from_mins(5);

/// How grave it is if something is wrong with one.
pub(crate) const SEVERITY: Severity = Severity::Error;

/// What `wail beat` understands otherwise.
const RESERVED: [&str; 2] = ["list", "show"];

/// The label that is its name.
const NAME: &str = "heartbeat";

/// The heartbeats by name.
pub(super) fn heartbeats(
    raw: &Raw,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> BTreeMap<String, Rule> {
    let mut rules = BTreeMap::new();
    for (name, table) in &raw.heartbeats {
        check.take(values::name(name));
        if RESERVED.contains(&name.as_str()) {
            let message = format!("`wail beat {}` means something else", name.value);
            let finding = Finding::at(name.span.clone(), message);
            check.fault(finding.hint("give it another name"));
        }
        let schedule = schedule(table, check);
        let zone = own_zone(table, zone, check);
        let grace = check.duration("a grace", table.grace.as_ref(), GRACE);
        let longest = table.longest.as_ref();
        let longest =
            longest.and_then(|given| check.take(values::duration("the longest run", given)));
        let severity = table.severity.as_ref();
        let severity = severity.and_then(|given| check.take(values::severity(given)));
        let labels = labels(table, check);
        let alert = alert(table, raw, check);
        let text = |given: &Option<Given<String>>| given.as_ref().map(|given| given.value.clone());
        let Some(schedule) = schedule else { continue };
        let rule = Rule {
            schedule,
            zone,
            grace,
            longest,
            may_overlap: table.overlap.as_ref().is_some_and(|given| given.value),
            severity: severity.unwrap_or(SEVERITY),
            labels,
            runbook: text(&table.runbook),
            caution: text(&table.caution),
            alert,
        };
        rules.insert(name.value.clone(), rule);
    }
    rules
}

fn schedule(table: &Given<HeartbeatTable>, check: &mut Check<'_>) -> Option<Schedule> {
    match (&table.every, &table.cron) {
        (Some(_), Some(cron)) => {
            let message = "this heartbeat says twice when it is due";
            let finding = Finding::at(cron.span.clone(), message);
            check.fault(finding.hint("keep `every` or `cron`"));
            None
        }
        (Some(every), None) => {
            let every = check.take(values::duration("a period", every));
            every.map(Schedule::Every)
        }
        (None, Some(given)) => {
            let cron = Cron::parse(given).map_err(|error| {
                let message = values::printable_sentence(&error.to_string());
                Finding::at(given.span.clone(), message).hint(error.hint())
            });
            check.take(cron).map(Schedule::Cron)
        }
        (None, None) => {
            let finding =
                Finding::at(table.span.clone(), "nothing says when this heartbeat is due");
            let hint = "write `every = \"1h\"`, or `cron = \"30 2 * * *\"` as the crontab has it";
            if !check.was_dropped(Some(&table.span), "cron") {
                check.missing(Some(&table.span), "every", finding.hint(hint));
            }
            None
        }
    }
}

fn own_zone(table: &HeartbeatTable, zone: &TimeZone, check: &mut Check<'_>) -> TimeZone {
    if let (Some(given), None) = (&table.zone, &table.cron) {
        let message = "only a `cron` goes by a clock";
        check.fault(Finding::at(given.span.clone(), message).hint("take the zone out"));
    }
    check.zone(table.zone.as_ref(), zone)
}

fn labels(table: &HeartbeatTable, check: &mut Check<'_>) -> Labels {
    let given = table.labels.iter().flat_map(|labels| &labels.value);
    let mut labels = Labels::new();
    for (label, value) in given {
        if label.value == NAME {
            let message = "the label `heartbeat` is always the name of this table";
            check.fault(Finding::at(label.span.clone(), message).hint("take it out"));
        }
        labels.insert(label.value.clone(), value.value.clone());
    }
    labels
}

/// Which alerts are its signs of life.
fn alert(table: &HeartbeatTable, raw: &Raw, check: &mut Check<'_>) -> Option<AlertOf> {
    let source = table.source.as_ref();
    if let Some(given) = source {
        let known: Vec<&str> = raw.sources.keys().map(|name| name.as_str()).collect();
        let doors = raw.dropin.iter().flat_map(DropInsTable::open);
        let known: Vec<&str> = known
            .into_iter()
            .chain(doors.flat_map(|(door, _)| door.sources().iter().copied()))
            .collect();
        if !known.contains(&given.as_str()) && !check.may_be_known(given) {
            check.fault(values::unknown("source", given, &known));
        }
    }
    let Some(texts) = &table.matches else {
        if let Some(given) = source {
            let message = "this does not say which alerts of that source are signs of life";
            let finding = Finding::at(given.span.clone(), message);
            check.fault(finding.hint("add `match = \"alertname=Watchdog\"`"));
        }
        return None;
    };
    let each = texts.each();
    if each.is_empty() {
        let message = "every alert would be a sign of life, and call nobody";
        let finding = Finding::at(texts.span.clone(), message);
        check.fault(finding.hint("write `match = \"alertname=Watchdog\"`"));
    }
    let matchers = each.iter().filter_map(|text| check.take(policies::matcher(text))).collect();
    let source = source.map(|given| SourceName::new(given.value.as_str()));
    Some(AlertOf { source, matchers })
}
