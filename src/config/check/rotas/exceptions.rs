//! Exceptions to the turns: overrides, and people who are away.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::lacks;
use crate::config::check::{Check, calendar, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Moment, OffTable, OneOrMany, OverrideTable};
use crate::domain::name::PersonId;
use crate::domain::rota::{self, LeaveDraft, LeaveStretch, OverrideDraft, OverrideKind, TierName};

/// One override; `tiers` are those there are.
pub(super) fn exception(
    table: &Given<OverrideTable>,
    tiers: &[TierName],
    check: &mut Check<'_>,
) -> Option<OverrideDraft> {
    let mut moment = |given: Option<&Given<_>>, key, message| {
        if let Some(given) = given {
            return check.take(calendar::moment(given));
        }
        let hint = format!("write `{key} = \"2026-12-24 18:00\"`");
        lacks(table, key, message, &hint, check)
    };
    let from = moment(table.from.as_ref(), "from", "this override does not say when it begins");
    let to = moment(table.to.as_ref(), "to", "this override does not say when it ends");
    if let (Some(from), Some(to), Some(given)) = (from, to, &table.to) {
        check.take(in_order("this override", from, to, &given.span));
    }
    let kind = kind(table, check);
    if let Some(tier) = &table.tier
        && !tiers.iter().any(|known| known.as_str() == tier.value)
    {
        let known: Vec<&str> = tiers.iter().map(TierName::as_str).collect();
        check.fault(values::unknown("tier", tier, &known));
    }
    Some(OverrideDraft {
        kind: kind?,
        from: from?,
        to: to?,
        tier: table.tier.as_ref().map(|tier| TierName::new(tier.value.as_str())),
        why: table.why.as_ref().map(|why| Arc::from(why.value.as_str())),
    })
}

/// Somebody who is away, and where that is written.
#[derive(Clone)]
pub(super) struct Off<'r> {
    pub(super) table: &'r Given<OffTable>,
    pub(super) leave: LeaveDraft,
}

/// Everybody who is away by a list.
pub(super) fn all_leave<'r>(tables: &'r [Given<OffTable>], check: &mut Check<'_>) -> Vec<Off<'r>> {
    let leave = |table| Some(Off { table, leave: leave(table, check)? });
    tables.iter().filter_map(leave).collect()
}

fn leave(table: &Given<OffTable>, check: &mut Check<'_>) -> Option<LeaveDraft> {
    let who = match &table.who {
        Some(who) => Some(PersonId::new(who.value.as_str())),
        None => lacks(table, "who", "this does not say who is off", "add `who = \"bo\"`", check),
    };
    let stretch = match (&table.first, &table.from) {
        (Some(_), Some(from)) => {
            let message = "whole days have `first` and `last`, times have `from` and `to`";
            check.fault(Finding::at(from.span.clone(), message).hint("keep one of the two ways"));
            None
        }
        (Some(first), None) => days(first, table, check),
        (None, Some(from)) => times(from, table, check),
        (None, None) => {
            let hint = "write `first = 2026-07-13` and `last = 2026-07-24`, both off";
            lacks(table, "first", "this does not say when the time off begins", hint, check)
        }
    };
    Some(LeaveDraft { person: who?, stretch: stretch? })
}

fn days(
    first: &Given<Moment>,
    table: &Given<OffTable>,
    check: &mut Check<'_>,
) -> Option<LeaveStretch> {
    if let Some(to) = &table.to {
        let message = "whole days end with `last`, which is a day off itself";
        check.fault(Finding::at(to.span.clone(), message).hint("write `last = 2026-07-24`"));
        return None;
    }
    let last = table.last.as_ref().unwrap_or(first);
    let day = |given| calendar::date(given, calendar::Use::DayOff);
    let (from, until) = (check.take(day(first)), check.take(day(last)));
    let (from, until) = (from?, until?);
    if until < from {
        let message = format!("the last day off, {until}, is before the first, {from}");
        let hint = "`last` is a day off itself; leave it out if there is only one";
        check.fault(Finding::at(last.span.clone(), message).hint(hint));
        return None;
    }
    Some(LeaveStretch::Days { first: from, last: until })
}

fn times(
    from: &Given<Moment>,
    table: &Given<OffTable>,
    check: &mut Check<'_>,
) -> Option<LeaveStretch> {
    if let Some(last) = &table.last {
        let message = "times end with `to`; `last` is for whole days";
        check.fault(Finding::at(last.span.clone(), message).hint("write `to` with a time"));
        return None;
    }
    let from = check.take(calendar::moment(from));
    let to = if let Some(to) = &table.to {
        check.take(calendar::moment(to))
    } else {
        let hint = "write `to = \"2026-03-12 17:30\"`";
        lacks(table, "to", "this does not say when the time off ends", hint, check)
    };
    let (from, to) = (from?, to?);
    if let Some(given) = &table.to {
        check.take(in_order("this time off", from, to, &given.span))?;
    }
    Some(LeaveStretch::Moments { from, to })
}

/// Two moments that are written in the same way can be compared whatever the zone.
fn in_order(
    what: &str,
    from: rota::Moment,
    to: rota::Moment,
    place: &Range<usize>,
) -> Result<(), Finding> {
    use rota::Moment::{Civil, Instant};
    let order = match (from, to) {
        (Civil(from), Civil(to)) => from.cmp(&to),
        (Instant(from), Instant(to)) => from.cmp(&to),
        (Civil(_), Instant(_)) | (Instant(_), Civil(_)) => Ordering::Less,
    };
    if order == Ordering::Less {
        return Ok(());
    }
    Err(ends_too_soon(what, place.clone(), order == Ordering::Equal))
}

/// The fault of an exception that is over before it can be in force.
pub(super) fn ends_too_soon(what: &str, place: Range<usize>, at_once: bool) -> Finding {
    let when = if at_once { "at the moment it begins" } else { "before it begins" };
    Finding::at(place, format!("{what} ends {when}"))
        .hint("`to` is the first moment that is no longer part of it: write one after `from`")
}

/// The fault of the first exception past the number that may be in force at once.
pub(super) fn too_many(what: &str, place: Range<usize>, most: usize) -> Finding {
    Finding::at(
        place,
        format!("{most} {what} are in force when this one begins, the most there may be"),
    )
    .hint("end some of them earlier; what goes on for long is written as a `change` of the layer")
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
        let hint = "leave `for` out if they take all of it, or name somebody else";
        check.fault(Finding::at(instead_of.span.clone(), message).hint(hint));
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
