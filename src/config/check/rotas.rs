//! Rotas: turns, handoffs and exceptions.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::{Time, time};
use jiff::tz::TimeZone;

use super::calendar::{self, Length};
use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, LayerTable, OneOrMany, OverrideTable, Raw, RotaTable};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::{
    EraDraft, LayerDraft, OverrideDraft, OverrideKind, Rota, RotaDraft, RotaError, TierDraft,
    TierName,
};
use crate::domain::rules::Person;

/// When a turn is handed over unless the layer says otherwise.
pub(crate) const HANDOFF: Time = time(9, 0, 0, 0);
/// The one tier there is.
const TIER: &str = "primary";

/// The rotas by name.
pub(super) fn rotas(
    raw: &Raw,
    zone: &TimeZone,
    people: &BTreeMap<PersonId, Person>,
    check: &mut Check<'_>,
) -> BTreeMap<RotaName, Rota> {
    let mut rotas = BTreeMap::new();
    for (key, table) in &raw.rota {
        let zone = check.zone(table.zone.as_ref(), zone);
        let zones = people.iter().map(|(id, person)| (id.clone(), person.zone.clone())).collect();
        let faults = check.faults.len();
        let tier = TierDraft { name: TierName::new(TIER), layers: layers(key, table, check) };
        let overrides = table.overrides.iter().filter_map(|it| exception(it, check)).collect();
        if check.faults.len() > faults || tier.layers.is_empty() {
            continue;
        }
        let (tiers, coverage, leave) = (vec![tier], Vec::new(), Vec::new());
        match Rota::build(RotaDraft { zone, tiers, coverage, zones, overrides, leave }) {
            Ok(rota) => drop(rotas.insert(RotaName::new(key.value.as_str()), rota)),
            Err(error) => check.fault(build_fault(key, table, &error)),
        }
    }
    rotas
}

fn build_fault(key: &Given<String>, table: &RotaTable, error: &RotaError) -> Finding {
    if let RotaError::OverrideEndsBeforeStart { number, .. } = error
        && let Some(to) = table.overrides.get(number - 1).and_then(|it| it.to.as_ref())
    {
        return Finding::at(to.span.clone(), "this override ends before it begins");
    }
    Finding::at(key.span.clone(), error.to_string())
}

fn layers(key: &Given<String>, table: &Given<RotaTable>, check: &mut Check<'_>) -> Vec<LayerDraft> {
    if table.layer.is_empty() {
        let message = "this rota has no layer, so nobody takes turns";
        let hint = format!("add `[[rota.{}.layer]]` with `people`, `every` and `start`", key.value);
        let finding = Finding::at(key.span.clone(), message).hint(hint);
        check.missing(Some(&table.span), "layer", finding);
    }
    let era = |table| {
        let eras = vec![era(table, check)?];
        Some(LayerDraft { name: None, zone: None, eras, windows: None, until: None })
    };
    table.layer.iter().filter_map(era).collect()
}

fn era(table: &Given<LayerTable>, check: &mut Check<'_>) -> Option<EraDraft> {
    let people = turn_takers(table, check);
    let every = if let Some(given) = &table.every {
        check.take(calendar::length(given))
    } else {
        let message = "this layer does not say how long a turn is";
        lacks(table, "every", message, "write `every = \"week\"`", check)
    };
    let start = if let Some(given) = &table.start {
        check.take(calendar::date(given))
    } else {
        let message = "this layer does not say when the first turn begins";
        let hint = "write `start = 2026-01-05`, the day of a handoff";
        lacks(table, "start", message, hint, check)
    };
    let handoff = match &table.handoff {
        Some(given) => check.take(calendar::handoff(given, start)),
        None => Some(HANDOFF),
    };
    let Length { unit, count: length } = every?;
    Some(EraDraft {
        start: start?,
        handoff: handoff?,
        unit,
        length,
        people: people?,
        turn_days: None,
    })
}

/// Notes that something is missing from a layer or an override.
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

fn turn_takers(table: &Given<LayerTable>, check: &mut Check<'_>) -> Option<Vec<PersonId>> {
    let hint = "write `people = [\"ana\", \"bo\"]`";
    let Some(given) = &table.people else {
        return lacks(table, "people", "this layer does not say who takes turns", hint, check);
    };
    let people: Vec<PersonId> =
        given.each().into_iter().map(|name| PersonId::new(name.value)).collect();
    if people.is_empty() {
        if !check.has_lost_items(&given.span) {
            check.fault(Finding::at(given.span.clone(), "nobody takes turns here").hint(hint));
        }
        return None;
    }
    Some(people)
}

fn exception(table: &Given<OverrideTable>, check: &mut Check<'_>) -> Option<OverrideDraft> {
    let mut moment = |given: Option<&Given<_>>, key, message| {
        if let Some(given) = given {
            return check.take(calendar::moment(given));
        }
        let hint = format!("write `{key} = \"2026-12-24 18:00\"`");
        lacks(table, key, message, &hint, check)
    };
    let from = moment(table.from.as_ref(), "from", "this override does not say when it begins");
    let to = moment(table.to.as_ref(), "to", "this override does not say when it ends");
    let kind = kind(table, check);
    if let Some(tier) = table.tier.as_ref().filter(|tier| tier.value != TIER) {
        check.fault(values::unknown("tier", tier, &[TIER]));
    }
    Some(OverrideDraft {
        kind: kind?,
        from: from?,
        to: to?,
        tier: table.tier.as_ref().map(|tier| TierName::new(tier.value.as_str())),
        why: table.why.as_ref().map(|why| Arc::from(why.value.as_str())),
    })
}

fn kind(table: &Given<OverrideTable>, check: &mut Check<'_>) -> Option<OverrideKind> {
    let hint = "write one of `who = \"bo\"`, `swap = [\"ana\", \"bo\"]` and `nobody = true`";
    let nobody = table.nobody.as_ref().filter(|nobody| nobody.value);
    let given = [
        table.who.as_ref().map(|who| who.span.clone()),
        table.swap.as_ref().map(|swap| swap.span.clone()),
        nobody.map(|nobody| nobody.span.clone()),
    ];
    let given: Vec<Range<usize>> = given.into_iter().flatten().collect();
    if let [_, second, ..] = given.as_slice() {
        let message = "an override does one thing, and this is a second one";
        check.fault(Finding::at(second.clone(), message).hint(hint));
        return None;
    }
    if let Some(instead_of) = &table.instead_of
        && table.who.is_none()
        && !check.was_dropped(Some(&table.span), "who")
    {
        let message = "`for` says whose turns are covered, but nobody covers them";
        check.fault(Finding::at(instead_of.span.clone(), message).hint("add `who = \"…\"`"));
        return None;
    }
    if let Some(who) = &table.who {
        return take_or_cover(who, table.instead_of.as_ref(), check);
    }
    if let Some(swap) = &table.swap {
        return two_who_swap(swap, check);
    }
    if nobody.is_some() {
        return Some(OverrideKind::Nobody);
    }
    let is_lost =
        ["who", "swap", "nobody"].iter().any(|key| check.was_dropped(Some(&table.span), key));
    if !is_lost {
        let message = "this override does not say who is on call instead";
        check.fault(Finding::at(table.span.clone(), message).hint(hint));
    }
    None
}

fn take_or_cover(
    who: &Given<String>,
    instead_of: Option<&Given<String>>,
    check: &mut Check<'_>,
) -> Option<OverrideKind> {
    let by = PersonId::new(who.value.as_str());
    let Some(instead_of) = instead_of else { return Some(OverrideKind::Take { by }) };
    if instead_of.value == who.value {
        let message = format!("`{}` cannot stand in for themselves", who.value);
        check.fault(Finding::at(instead_of.span.clone(), message));
        return None;
    }
    Some(OverrideKind::Cover { by, instead_of: PersonId::new(instead_of.value.as_str()) })
}

fn two_who_swap(swap: &Given<OneOrMany>, check: &mut Check<'_>) -> Option<OverrideKind> {
    match swap.each().as_slice() {
        [one, other] if one != other => Some(OverrideKind::Swap {
            one: PersonId::new(one.value.as_str()),
            other: PersonId::new(other.value.as_str()),
        }),
        _ => {
            if !check.has_lost_items(&swap.span) {
                let finding = Finding::at(swap.span.clone(), "a swap is between two people");
                check.fault(finding.hint("write `swap = [\"ana\", \"bo\"]`"));
            }
            None
        }
    }
}
