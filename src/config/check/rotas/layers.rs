//! Layers: who takes turns of which length, from when on, in which hours.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time, time};

use super::hours;
use super::lacks;
use crate::config::check::calendar::{self, Length, Use};
use crate::config::check::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{ChangeTable, Given, LayerTable, Moment, OneOrMany};
use crate::domain::name::PersonId;
use crate::domain::rota::{EraDraft, LayerDraft, TurnUnit, Weekdays};
use crate::domain::text::is_unfit;

/// When a turn is handed over unless the layer says otherwise.
pub(crate) const HANDOFF: Time = time(9, 0, 0, 0);

/// One layer with all its eras.
pub(super) fn layer(table: &Given<LayerTable>, check: &mut Check<'_>) -> Option<LayerDraft> {
    let first = first_era(table, check);
    let zone = table.zone.as_ref().and_then(|zone| check.zone_of(zone));
    let windows = table.only.as_ref().map(|only| hours::windows(only, check));
    let eras = first.and_then(|first| eras(first, table, check));
    let until = table.until.as_ref().map(|until| {
        let handoff = eras.as_ref().and_then(|eras| eras.last()).map_or(HANDOFF, |era| era.handoff);
        check.take(calendar::end(until, handoff))
    });
    Some(LayerDraft {
        name: table.name.as_ref().map(|name| Arc::from(name.trim())),
        zone,
        eras: eras?,
        windows: match windows {
            Some(windows) => Some(windows?),
            None => None,
        },
        until: match until {
            Some(until) => Some(until?),
            None => None,
        },
    })
}

/// How many characters the name of a layer may have.
const LONGEST_NAME: usize = 64;

/// Looks at what the layers of a rota are called: each is shown, and chosen by its name.
pub(super) fn check_names(layers: &[Given<LayerTable>], check: &mut Check<'_>) {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for layer in layers {
        let of_tier = names.entry(layer.tier().value).or_default();
        let number = (of_tier.len() + 1).to_string();
        // Without a name, its number is its name.
        let given = layer.name.clone();
        let given = given.unwrap_or(Given { value: number, span: layer.span.clone() });
        let name = given.trim();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains(is_unfit);
        if !fits {
            let message = format!("`{}` cannot be the name of a layer", values::printable(name));
            let hint = "it has 1 to 64 characters, and none that a terminal obeys";
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
        } else if of_tier.iter().any(|other| other == name) {
            let message = format!("another layer of this tier is called `{name}`");
            let hint = "give each a `name` of its own";
            check.fault(Finding::at(given.span.clone(), message).hint(hint));
        }
        of_tier.push(name.to_owned());
    }
}

fn first_era(table: &Given<LayerTable>, check: &mut Check<'_>) -> Option<EraDraft> {
    let people = turn_takers(table, check);
    let every = if let Some(given) = &table.every {
        check.take(calendar::length(given))
    } else {
        let message = "this layer does not say how long a turn is";
        lacks(table, "every", message, "write `every = \"week\"`", check)
    };
    let start = if let Some(given) = &table.start {
        check.take(calendar::date(given, Use::Start))
    } else {
        let message = "this layer does not say when the first turn begins";
        let hint = "write `start = 2026-01-05`, the day of a handoff";
        lacks(table, "start", message, hint, check)
    };
    let handoff = match &table.handoff {
        Some(given) => check.take(calendar::handoff(given, start)),
        None => Some(HANDOFF),
    };
    let turn_days = turn_days(table.turns_on.as_ref(), every, check);
    let Length { unit, count: length } = every?;
    Some(EraDraft {
        start: start?,
        handoff: handoff?,
        unit,
        length,
        people: people?,
        turn_days: turn_days?,
    })
}

/// The first era and every change after it. All of them are looked at, also after a fault.
fn eras(
    first: EraDraft,
    table: &Given<LayerTable>,
    check: &mut Check<'_>,
) -> Option<Vec<EraDraft>> {
    let (mut eras, mut is_whole) = (vec![first], true);
    for change in &table.change {
        let before = &eras[eras.len() - 1];
        match era_after(before, change, check) {
            Some(era) => eras.push(era),
            None => is_whole = false,
        }
    }
    is_whole.then_some(eras)
}

fn era_after(
    before: &EraDraft,
    table: &Given<ChangeTable>,
    check: &mut Check<'_>,
) -> Option<EraDraft> {
    let start = if let Some(given) = &table.start {
        check.take(calendar::date(given, Use::Start))
    } else {
        let message = "this change does not say from when on";
        lacks(table, "start", message, "write `start = 2026-06-01`, the day of a handoff", check)
    };
    let people = match &table.people {
        Some(given) => listed(given, check),
        None => Some(before.people.clone()),
    };
    let every = match &table.every {
        Some(given) => check.take(calendar::length(given)),
        None => Some(Length { unit: before.unit, count: before.length }),
    };
    let handoff = match &table.handoff {
        Some(given) => check.take(calendar::handoff(given, start)),
        None => Some(before.handoff),
    };
    let turn_days = match (&table.turns_on, &table.every) {
        (Some(given), _) => turn_days(Some(given), every, check),
        // Days that count are kept as long as turns are counted in days.
        (None, _) if every.is_some_and(|every| every.unit != TurnUnit::Day) => Some(None),
        (None, _) => Some(before.turn_days),
    };
    let Length { unit, count: length } = every?;
    let (start, handoff) = (start?, handoff?);
    if start.to_datetime(handoff) <= before.start.to_datetime(before.handoff) {
        check.fault(not_after(table.start.as_ref(), start, before));
        return None;
    }
    Some(EraDraft { start, handoff, unit, length, people: people?, turn_days: turn_days? })
}

fn not_after(given: Option<&Given<Moment>>, start: Date, before: &EraDraft) -> Finding {
    let begun: DateTime = before.start.to_datetime(before.handoff);
    let message = format!(
        "this change from {start} is not after what it changes, which begins {}",
        begun.strftime("%Y-%m-%d %H:%M")
    );
    let span = given.map_or(0..0, |given| given.span.clone());
    Finding::at(span, message).hint("changes stand in the order of their dates, the latest last")
}

/// The weekdays that count, where there are such; `None` after a fault.
#[expect(clippy::option_option, reason = "a fault is not the same as every day")]
fn turn_days(
    given: Option<&Given<OneOrMany>>,
    every: Option<Length>,
    check: &mut Check<'_>,
) -> Option<Option<Weekdays>> {
    let Some(given) = given else { return Some(None) };
    if every.is_some_and(|every| every.unit != TurnUnit::Day) {
        let message = "only turns that are measured in days are counted on some weekdays";
        let hint = "write `every = \"day\"`, or use `only` for the hours";
        check.fault(Finding::at(given.span.clone(), message).hint(hint));
        return None;
    }
    hours::weekdays(given, check).map(Some)
}

fn turn_takers(table: &Given<LayerTable>, check: &mut Check<'_>) -> Option<Vec<PersonId>> {
    let hint = "write `people = [\"ana\", \"bo\"]`";
    let Some(given) = &table.people else {
        return lacks(table, "people", "this layer does not say who takes turns", hint, check);
    };
    listed(given, check)
}

/// The people of a list, which names somebody.
fn listed(given: &Given<OneOrMany>, check: &mut Check<'_>) -> Option<Vec<PersonId>> {
    let hint = "write `people = [\"ana\", \"bo\"]`";
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
