//! Rotas: their tiers, turns, hours and exceptions.

mod exceptions;
mod hours;
mod layers;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::{self, Use};
use super::{Check, people, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw, RotaTable};
use crate::config::settings::RotaLines;
use crate::config::suggest;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::{LayerDraft, Rota, RotaDraft, RotaError, TierDraft, TierName};
use crate::domain::rules::Person;

pub(super) use hours::windows;
pub(crate) use layers::HANDOFF;

/// How long before a shift somebody may be reminded of it at most.
const LONGEST_REMINDER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The rotas by name.
pub(super) fn rotas(
    raw: &Raw,
    zone: &TimeZone,
    everybody: &BTreeMap<PersonId, Person>,
    check: &mut Check<'_>,
) -> BTreeMap<RotaName, Rota> {
    warn_of_strangers_off(raw, check);
    let shared = exceptions::all_leave(&raw.off, check);
    let mut rotas = BTreeMap::new();
    for (key, table) in &raw.rota {
        let faults = check.faults.len();
        let zone = check.zone(table.zone.as_ref(), zone);
        // Whoever has no zone of their own lives by the rota's.
        let own_zones = everybody.iter().filter(|(id, _)| people::has_own_zone(id.as_str(), raw));
        let zones = own_zones.map(|(id, person)| (id.clone(), person.zone.clone())).collect();
        let mut draft = RotaDraft { zones, ..draft(key, table, zone, check) };
        let own = exceptions::all_leave(&table.off, check);
        if check.faults.len() > faults || draft.tiers.is_empty() {
            continue;
        }
        draft.leave = own.iter().map(|off| off.leave.clone()).collect();
        let named: BTreeSet<PersonId> = draft.people().cloned().collect();
        let mut leave = shared.clone();
        leave.retain(|off| named.contains(&off.leave.person));
        leave.extend(own);
        draft.leave = leave.iter().map(|off| off.leave.clone()).collect();
        match Rota::build(draft) {
            Ok(rota) => drop(rotas.insert(RotaName::new(key.value.as_str()), rota)),
            Err(error) => {
                let fault = build_fault(key, table, &leave, &error);
                // What is written once for all rotas is told once.
                if !check.faults.contains(&fault) {
                    check.fault(fault);
                }
            }
        }
    }
    rotas
}

/// How long before a shift its holder is reminded, in the rotas that want it.
pub(super) fn reminders(raw: &Raw, check: &mut Check<'_>) -> BTreeMap<RotaName, SignedDuration> {
    let given = raw.rota.iter().filter_map(|(key, table)| Some((key, table.remind.as_ref()?)));
    let found = given.filter_map(|(key, remind)| {
        let length = check.take(values::duration("a reminder", remind))?;
        if length > LONGEST_REMINDER {
            let finding = Finding::at(remind.span.clone(), "a reminder comes at most 7 days ahead");
            check.fault(finding.hint("write `remind = \"1h\"`"));
            return None;
        }
        Some((RotaName::new(key.value.as_str()), length))
    });
    found.collect()
}

/// The rotas whose shifts have to be accepted.
pub(super) fn accepted(raw: &Raw) -> BTreeSet<RotaName> {
    let wants = |table: &RotaTable| table.accept.as_ref().is_some_and(|accept| accept.value);
    let found = raw.rota.iter().filter(|(_, table)| wants(table));
    found.map(|(key, _)| RotaName::new(key.value.as_str())).collect()
}

/// Where the parts of each rota stand, in the order in which the rota counts them.
pub(super) fn spans(raw: &Raw) -> BTreeMap<RotaName, RotaLines<Range<usize>>> {
    let spans = |(key, table): (&Given<String>, &Given<RotaTable>)| {
        let of_tier = |tier: String| {
            let layers = table.layer.iter().filter(|layer| layer.tier().value == tier);
            layers.map(|layer| layer.span.clone()).collect::<Vec<_>>()
        };
        let named: BTreeSet<String> = table.named().map(|name| name.value).collect();
        let shared = raw
            .off
            .iter()
            .filter(|off| off.who.as_ref().is_some_and(|who| named.contains(&who.value)));
        let lines = RotaLines {
            rota: if table.file.is_some() { table.span.clone() } else { key.span.clone() },
            layers: table.tiers().into_iter().flat_map(of_tier).collect(),
            overrides: table.overrides.iter().map(|it| it.span.clone()).collect(),
            leave: shared.chain(&table.off).map(|off| off.span.clone()).collect(),
        };
        (RotaName::new(key.value.as_str()), lines)
    };
    raw.rota.iter().map(spans).collect()
}

fn draft(
    key: &Given<String>,
    table: &Given<RotaTable>,
    zone: TimeZone,
    check: &mut Check<'_>,
) -> RotaDraft {
    let tiers = tiers(key, table, check);
    let names: Vec<TierName> = tiers.iter().map(|tier| tier.name.clone()).collect();
    let coverage = table.coverage.as_ref().and_then(|given| hours::windows(given, check));
    let overrides = table.overrides.iter();
    let overrides = overrides.filter_map(|it| exceptions::exception(it, &names, check)).collect();
    RotaDraft {
        zone,
        tiers,
        coverage: coverage.unwrap_or_default(),
        holidays: holidays(table, check),
        zones: BTreeMap::new(),
        overrides,
        leave: Vec::new(),
    }
}

/// What a draft is refused for, at the place that says so; `leave` is its leave, in its order.
fn build_fault(
    key: &Given<String>,
    table: &RotaTable,
    leave: &[exceptions::Off<'_>],
    error: &RotaError,
) -> Finding {
    let exception = |number: &usize| table.overrides.get(number - 1);
    let off = |number: &usize| leave.get(number - 1).map(|off| off.table);
    let found = match error {
        RotaError::OverrideEndsBeforeStart { number, .. } => exception(number)
            .and_then(|it| it.to.as_ref())
            .map(|to| exceptions::ends_too_soon("this override", to.span.clone(), false)),
        RotaError::LeaveEndsBeforeStart { number, .. } => off(number)
            .and_then(|it| it.to.as_ref())
            .map(|to| exceptions::ends_too_soon("this time off", to.span.clone(), false)),
        RotaError::TooManyOverrides { number, most } => {
            exception(number).map(|it| exceptions::too_many("overrides", it.span.clone(), *most))
        }
        RotaError::TooMuchLeave { number, most } => {
            off(number).map(|it| exceptions::too_many("times off", it.span.clone(), *most))
        }
        _ => None,
    };
    found.unwrap_or_else(|| Finding::at(key.span.clone(), error.to_string()))
}

/// Somebody who is off by the shared list, and whom no rota names, is misspelt or has left.
fn warn_of_strangers_off(raw: &Raw, check: &mut Check<'_>) {
    let named: BTreeSet<String> =
        raw.rota.values().flat_map(|rota| rota.named()).map(|name| name.value).collect();
    for who in raw.off.iter().filter_map(|off| off.who.as_ref()) {
        let is_told =
            || check.warnings.iter().any(|warning| warning.span.as_ref() == Some(&who.span));
        if named.contains(&who.value) || raw.rota.is_empty() || is_told() {
            continue;
        }
        let message = format!("no rota names `{}`, so this time off changes nothing", who.value);
        let known: Vec<&str> = named.iter().map(String::as_str).collect();
        let hint = match suggest::closest(who, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("correct the name or take it out; {}", suggest::there_are(&known)),
        };
        check.warn(Finding::at(who.span.clone(), message).hint(hint));
    }
}

/// The tiers, in the order in which they are called.
fn tiers(key: &Given<String>, table: &Given<RotaTable>, check: &mut Check<'_>) -> Vec<TierDraft> {
    if table.layer.is_empty() {
        let message = "this rota has no layer, so nobody takes turns";
        let hint = match table.file {
            Some(_) => "add `[[layer]]` with `people`, `every` and `start`".to_owned(),
            None => {
                format!("add `[[rota.{}.layer]]` with `people`, `every` and `start`", key.value)
            }
        };
        let top_of_file = table.span.start..table.span.start;
        let span = if table.file.is_some() { top_of_file } else { key.span.clone() };
        let finding = Finding::at(span, message).hint(hint);
        check.missing(Some(&table.span), "layer", finding);
    }
    layers::check_names(&table.layer, check);
    let mut tiers = escalation(table, check);
    let is_given = !tiers.is_empty();
    for layer in &table.layer {
        let draft = layers::layer(layer, check);
        let name = layer.tier();
        if let Some(tier) = tiers.iter_mut().find(|tier| tier.name.as_str() == name.value) {
            tier.layers.extend(draft);
        } else if is_given {
            let known: Vec<&str> = tiers.iter().map(|tier| tier.name.as_str()).collect();
            let unknown = values::unknown("tier", &name, &known);
            check.fault(unknown.or_hint("add it to `escalate`, or to no tier at all"));
        } else {
            check.take(values::name(&name));
            let layers: Vec<LayerDraft> = draft.into_iter().collect();
            tiers.push(TierDraft { name: TierName::new(name.value.as_str()), layers });
        }
    }
    tiers
}

/// The tiers that `escalate` names, without their layers.
fn escalation(table: &RotaTable, check: &mut Check<'_>) -> Vec<TierDraft> {
    let mut tiers: Vec<TierDraft> = Vec::new();
    let Some(escalate) = &table.escalate else { return tiers };
    for name in escalate.each() {
        check.take(values::name(&name));
        if tiers.iter().any(|tier| tier.name.as_str() == name.value) {
            let message = format!("tier `{}` is called twice", name.value);
            check.fault(Finding::at(name.span.clone(), message).hint("name each tier once"));
            continue;
        }
        let has_layer = table.layer.iter().any(|layer| layer.tier().value == name.value);
        if !has_layer && !table.layer.is_empty() {
            let message = format!("no layer belongs to tier `{}`, so it has nobody", name.value);
            let hint = format!("add `tier = \"{}\"` to a layer, or take it out here", name.value);
            check.warn(Finding::at(name.span.clone(), message).hint(hint));
        }
        tiers.push(TierDraft { name: TierName::new(name.value), layers: Vec::new() });
    }
    if tiers.is_empty() && !check.has_lost_items(&escalate.span) {
        let message = "no tier is called at all";
        check.fault(Finding::at(escalate.span.clone(), message).hint("leave `escalate` out"));
    }
    tiers
}

fn holidays(table: &RotaTable, check: &mut Check<'_>) -> BTreeSet<Date> {
    let days = table.holidays.iter().flat_map(|days| days.iter());
    days.filter_map(|day| check.take(calendar::date(day, Use::Holiday))).collect()
}

/// Notes that something is missing from a table.
fn lacks<T, V>(
    table: &Given<T>,
    key: &str,
    message: &str,
    hint: &str,
    check: &mut Check<'_>,
) -> Option<V> {
    let finding = Finding::at(table.span.clone(), message).hint(hint);
    check.missing(Some(&table.span), key, finding);
    None
}
