//! Maintenance: what it is about, when it is, and that it ends.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Check, calendar, policies, values};
use crate::config::fault::Finding;
use crate::config::raw::{self, Given, MaintenanceTable, Raw};
use crate::domain::cron::Cron;
use crate::domain::label::Matcher;
use crate::domain::name::{MaintenanceName, MonitorName};
use crate::domain::nines::Span;
use crate::domain::quiet::maintenance::{About, Maintenance, Rule, When};
use crate::domain::quiet::recurrence::Recurrence;
use crate::domain::quiet::silence::takes_everything;
use crate::domain::rota::Moment;
use crate::domain::wait::spell;

/// How long before it begins whoever is on call is told.
pub(crate) const ANNOUNCE: SignedDuration = SignedDuration::from_mins(15);

/// From when on a `cron` is looked at, which has no beginning: a year is like another.
const ANY_START: DateTime = DateTime::constant(2026, 1, 1, 0, 0, 0, 0);

const A_WHEN: &str = "write `from` and `to`, or `cron` or `rrule` with `start`, and `for = \"2h\"`";

/// All maintenance, in the order of the file.
pub(super) fn maintenance(raw: &Raw, zone: &TimeZone, check: &mut Check<'_>) -> Vec<Maintenance> {
    let mut names: BTreeMap<&str, &Given<String>> = BTreeMap::new();
    for name in raw.maintenance.iter().filter_map(|table| table.name.as_ref()) {
        if names.insert(name, name).is_some() {
            let message = format!("there is maintenance `{}` already", values::printable(name));
            check.fault(Finding::at(name.span.clone(), message).hint("give it another name"));
        }
    }
    raw.maintenance.iter().filter_map(|table| one(table, raw, zone, check)).collect()
}

fn one(
    table: &Given<MaintenanceTable>,
    raw: &Raw,
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Option<Maintenance> {
    let name = named(table, check);
    let why = text(table, table.why.as_ref(), "why", "does not say why it is", check);
    let about = about(table, raw, check);
    let zone = check.zone(table.zone.as_ref(), zone);
    let when = when(table, &zone, check);
    let announce = check.duration("a notice", table.announce.as_ref(), ANNOUNCE);
    let public = table.public.as_ref().map(|given| given.trim().to_owned());
    let (name, why, about, when) = (name?, why?, about?, when?);
    Some(Maintenance { name, why, public, about, when, zone, announce })
}

fn named(table: &Given<MaintenanceTable>, check: &mut Check<'_>) -> Option<MaintenanceName> {
    let given = table.name.as_ref();
    let name = text(table, given, "name", "has no name", check)?;
    given.and_then(|given| check.take(values::name(given)))?;
    Some(MaintenanceName::new(name))
}

/// A text that must be there and say something.
fn text(
    table: &Given<MaintenanceTable>,
    given: Option<&Given<String>>,
    key: &str,
    lacks: &str,
    check: &mut Check<'_>,
) -> Option<String> {
    let said = given.filter(|given| !given.trim().is_empty());
    if said.is_none() {
        let span = given.map_or(&table.span, |given| &given.span);
        let finding = Finding::at(span.clone(), format!("this maintenance {lacks}"));
        check.missing(Some(&table.span), key, finding.hint(format!("add `{key} = \"…\"`")));
    }
    said.map(|given| given.value.clone())
}

fn about(table: &Given<MaintenanceTable>, raw: &Raw, check: &mut Check<'_>) -> Option<About> {
    let texts = table.matches.as_ref().map(Given::each).unwrap_or_default();
    let read = texts.iter().map(|text| check.take(policies::matcher(text)));
    let matchers: Option<Vec<Matcher>> = read.collect::<Vec<_>>().into_iter().collect();
    let names = table.monitors.as_ref().map(Given::each).unwrap_or_default();
    let known: Vec<&str> = raw.monitors.keys().map(|name| name.as_str()).collect();
    for name in &names {
        if !known.contains(&name.as_str()) && !check.may_be_known(name) {
            check.fault(values::unknown("monitor", name, &known));
        }
    }
    let matchers = matchers?;
    if matchers.is_empty() && names.is_empty() {
        let keys = ["match", "monitors"];
        if !keys.iter().any(|key| check.was_dropped(Some(&table.span), key)) {
            let message = "this maintenance does not say what it is about";
            let finding = Finding::at(table.span.clone(), message);
            check.fault(finding.hint("add `match = \"service=db\"`, or `monitors = [\"…\"]`"));
        }
        return None;
    }
    if let Some(given) = table.matches.as_ref().filter(|_| !matchers.is_empty())
        && takes_everything(&matchers)
    {
        let finding =
            Finding::at(given.span.clone(), "this maintenance holds every alert there is");
        check.warn(finding.hint("name a label that must have a value: `service=db`"));
    }
    let monitors: BTreeSet<MonitorName> =
        names.iter().map(|name| MonitorName::from(name.as_str())).collect();
    Some(About { matchers, monitors })
}

fn when(table: &Given<MaintenanceTable>, zone: &TimeZone, check: &mut Check<'_>) -> Option<When> {
    let once = table.from.as_ref().or(table.to.as_ref());
    let ways: Vec<_> = [
        once.map(|given| given.span.clone()),
        table.rrule.as_ref().map(|given| given.span.clone()),
        table.cron.as_ref().map(|given| given.span.clone()),
    ]
    .into_iter()
    .flatten()
    .collect();
    match ways.as_slice() {
        [] => {
            let keys = ["from", "to", "rrule", "cron"];
            if !keys.iter().any(|key| check.was_dropped(Some(&table.span), key)) {
                let message = "this maintenance does not say when it is";
                check.fault(Finding::at(table.span.clone(), message).hint(A_WHEN));
            }
            None
        }
        [_] if once.is_some() => self::once(table, zone, check),
        [_] => again(table, check),
        [_, second, ..] => {
            let message = "this maintenance says twice when it is";
            check.fault(Finding::at(second.clone(), message).hint(A_WHEN));
            None
        }
    }
}

fn once(table: &Given<MaintenanceTable>, zone: &TimeZone, check: &mut Check<'_>) -> Option<When> {
    for (key, span) in [
        ("for", table.length.as_ref().map(|given| &given.span)),
        ("start", table.start.as_ref().map(|given| &given.span)),
    ] {
        if let Some(span) = span {
            let message = format!("`{key}` is for `cron` and `rrule`, and this is once");
            check.fault(Finding::at(span.clone(), message).hint("take it out: `to` is the end"));
        }
    }
    let from = instant(table, table.from.as_ref(), ("from", "begins"), zone, check);
    let to = instant(table, table.to.as_ref(), ("to", "ends"), zone, check);
    let (from, to) = (from?, to?);
    if let Some(given) = table.to.as_ref().filter(|_| to <= from) {
        let message = "this maintenance ends before it begins";
        check.fault(Finding::at(given.span.clone(), message).hint("`to` is after `from`"));
        return None;
    }
    Some(When::Once(Span { from, to }))
}

fn instant(
    table: &Given<MaintenanceTable>,
    given: Option<&Given<raw::Moment>>,
    (key, does): (&str, &str),
    zone: &TimeZone,
    check: &mut Check<'_>,
) -> Option<jiff::Timestamp> {
    let Some(given) = given else {
        let message = format!("this maintenance does not say when it {does}");
        let finding = Finding::at(table.span.clone(), message);
        let hint = format!("write `{key} = \"2026-12-24 18:00\"`");
        check.missing(Some(&table.span), key, finding.hint(hint));
        return None;
    };
    match check.take(calendar::moment(given))? {
        Moment::Instant(at) => Some(at),
        // What a clock leaves out is as much later, and of what it shows twice the first counts.
        Moment::Civil(civil) => zone.to_timestamp(civil).ok(),
    }
}

fn again(table: &Given<MaintenanceTable>, check: &mut Check<'_>) -> Option<When> {
    let length = if let Some(given) = &table.length {
        check.take(values::duration("a length", given))
    } else {
        let message = "this maintenance does not say how long it lasts each time";
        let finding = Finding::at(table.span.clone(), message).hint("write `for = \"2h\"`");
        check.missing(Some(&table.span), "for", finding);
        None
    };
    let (rule, start) = match &table.cron {
        Some(given) => (cron(table, given, check), Some(ANY_START)),
        None => recurrence(table, check),
    };
    let (rule, length, start) = (rule?, length?, start?);
    if let (Err(period), Some(given)) = (rule.leaves_room_for(length, start), &table.length) {
        let message =
            format!("it would not be over before it begins again, {} later", spell(period));
        check.fault(Finding::at(given.span.clone(), message).hint("write a shorter time"));
        return None;
    }
    Some(When::Again(rule, length))
}

fn cron(
    table: &Given<MaintenanceTable>,
    given: &Given<String>,
    check: &mut Check<'_>,
) -> Option<Rule> {
    if let Some(start) = &table.start {
        let message = "a `cron` says itself at what time it begins";
        check.fault(Finding::at(start.span.clone(), message).hint("take `start` out"));
    }
    let cron = Cron::parse(given).map_err(|error| {
        let message = values::printable_sentence(&error.to_string());
        Finding::at(given.span.clone(), message).hint(error.hint())
    });
    check.take(cron).map(Rule::Cron)
}

fn recurrence(
    table: &Given<MaintenanceTable>,
    check: &mut Check<'_>,
) -> (Option<Rule>, Option<DateTime>) {
    let Some(given) = &table.rrule else { return (None, None) };
    let Some(start) = &table.start else {
        let message = "this rule does not say at what time it begins, and on what day first";
        let finding = Finding::at(given.span.clone(), message);
        check.missing(
            Some(&table.span),
            "start",
            finding.hint("write `start = \"2026-01-04 03:00\"`"),
        );
        return (None, None);
    };
    let start = match check.take(calendar::moment(start)) {
        Some(Moment::Civil(civil)) => civil,
        Some(Moment::Instant(_)) => {
            let message = "a start is a time of the zone, without an offset";
            let finding = Finding::at(start.span.clone(), message);
            check.fault(finding.hint("write it like `2026-01-04 03:00`, and name the `zone`"));
            return (None, None);
        }
        None => return (None, None),
    };
    let rule = Recurrence::parse(given, start).map_err(|error| {
        let message = values::printable_sentence(&error.to_string());
        Finding::at(given.span.clone(), message).hint(error.hint())
    });
    (check.take(rule).map(Rule::Recurrence), Some(start))
}
