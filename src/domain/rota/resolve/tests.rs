//! Resolution against the rules read out word for word, and the causes it gives.

use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::super::calendar::civil_second;
use super::super::clock::Clock;
use super::super::hours::Hours;
use super::super::rotation::{Era, Turns};
use super::super::tests::random::rotas;
use super::super::{
    EraDraft, FIRST_TIER, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft,
    OverrideKind, RotaDraft, TurnUnit,
};
use super::*;
use crate::domain::name::PersonId;

/// The people in line for a layer's turn, its owner first; nobody where the layer has none.
fn in_line(layer: &LayerDraft, zone: &TimeZone, at: i64) -> Vec<PersonId> {
    let reading = Clock::new(layer.zone.as_ref().unwrap_or(zone)).reading(at);
    let anchor = |era: &EraDraft| civil_second(era.start.to_datetime(era.handoff));
    let Some(era) = layer.eras.iter().rfind(|era| anchor(era) <= reading) else {
        return Vec::new();
    };
    let ended = layer.until.is_some_and(|until| civil_second(until) <= reading);
    if ended || layer.windows.as_ref().is_some_and(|windows| !Hours::new(windows).contain(reading))
    {
        return Vec::new();
    }
    let turns = match era.turn_days {
        Some(days) => Turns::on_days(days, era.length, era.start, era.handoff),
        None => Turns::new(era.unit, era.length, era.start, era.handoff),
    };
    let places = (0..era.people.len()).map(PersonNo).collect();
    let owner = Era::new(era.start, era.handoff, turns, places).position_at(reading);
    let mut people = era.people.clone();
    people.rotate_left(owner);
    people
}

fn is_in_force(from: Moment, to: Moment, zone: &TimeZone, at: i64) -> bool {
    let (Moment::Civil(from), Moment::Civil(to)) = (from, to) else { panic!("a civil time") };
    let clock = Clock::new(zone);
    clock.reach(civil_second(from)) <= at && at < clock.reach(civil_second(to))
}

fn stand_in(person: PersonId, active: &[&OverrideDraft]) -> PersonId {
    active.iter().fold(person, |person, each| match &each.kind {
        OverrideKind::Cover { by, instead_of } if *instead_of == person => by.clone(),
        OverrideKind::Swap { one, other } if *one == person => other.clone(),
        OverrideKind::Swap { one, other } if *other == person => one.clone(),
        OverrideKind::Take { .. }
        | OverrideKind::Cover { .. }
        | OverrideKind::Swap { .. }
        | OverrideKind::Nobody => person,
    })
}

/// Who is on call in a tier: the rules, one line after the other.
fn by_the_rules(draft: &RotaDraft, tier: usize, at: i64) -> Vec<PersonId> {
    let busy: Vec<PersonId> =
        (0..tier).filter_map(|tier| by_the_rules(draft, tier, at).into_iter().next()).collect();
    let concerns = |each: &&OverrideDraft| match (&each.tier, &each.kind) {
        (Some(name), _) => *name == draft.tiers[tier].name,
        (None, OverrideKind::Take { .. }) => tier == 0,
        (None, OverrideKind::Cover { .. } | OverrideKind::Swap { .. } | OverrideKind::Nobody) => {
            true
        }
    };
    let in_force = |each: &&OverrideDraft| is_in_force(each.from, each.to, &draft.zone, at);
    let active: Vec<&OverrideDraft> =
        draft.overrides.iter().filter(concerns).filter(in_force).collect();
    let is_off = |person: &PersonId| {
        draft.leave.iter().any(|leave| {
            let LeaveStretch::Moments { from, to } = leave.stretch else { panic!("moments") };
            let zone = draft.zones.get(person).unwrap_or(&draft.zone);
            leave.person == *person && is_in_force(from, to, zone, at)
        })
    };
    let mut names: Vec<PersonId> = Vec::new();
    for layer in draft.tiers[tier].layers.iter().rev() {
        for candidate in in_line(layer, &draft.zone, at) {
            let who = stand_in(candidate.clone(), &active);
            if !busy.contains(&who) && (who != candidate || !is_off(&candidate)) {
                names.push(candidate);
                break;
            }
        }
    }
    for each in active {
        match &each.kind {
            OverrideKind::Take { by } => {
                names.retain(|name| name != by);
                names.insert(0, by.clone());
            }
            OverrideKind::Nobody => names.clear(),
            OverrideKind::Cover { .. } | OverrideKind::Swap { .. } => {
                names = names.into_iter().map(|name| stand_in(name, &[each])).collect();
            }
        }
    }
    let mut answer: Vec<PersonId> = Vec::new();
    for name in names {
        if !busy.contains(&name) && !answer.contains(&name) {
            answer.push(name);
        }
    }
    answer
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn everybody_is_on_call_by_the_rules(
        (draft, from) in rotas(),
        tier in 0..2_usize,
        later in prop::collection::vec(0..432_000_i64, 8),
    ) {
        let rota = Rota::build(draft.clone()).unwrap();
        for at in later.into_iter().map(|later| from + later) {
            let on_call = rota.on_call(tier, jiff::Timestamp::from_second(at).unwrap());
            prop_assert_eq!(on_call, by_the_rules(&draft, tier, at));
        }
    }
}

/// Three people in daily turns from Monday, 5 January 2026, and bo off on the 6th.
fn daily() -> RotaDraft {
    let era = EraDraft {
        start: date(2026, 1, 5),
        handoff: jiff::civil::Time::midnight(),
        unit: TurnUnit::Day,
        length: 1,
        people: ["ana", "bo", "cy"].map(PersonId::from).into(),
        turn_days: None,
    };
    let mut draft = RotaDraft::of_one_layer(TimeZone::UTC, era);
    draft.tiers[0].layers[0].name = Some("base".into());
    let stretch = LeaveStretch::Days { first: date(2026, 1, 6), last: date(2026, 1, 6) };
    draft.leave.push(LeaveDraft { person: "bo".into(), stretch });
    draft
}

fn all_week(kind: OverrideKind, why: Option<&str>) -> OverrideDraft {
    OverrideDraft {
        kind,
        from: Moment::Civil(date(2026, 1, 5).at(0, 0, 0, 0)),
        to: Moment::Civil(date(2026, 1, 12).at(0, 0, 0, 0)),
        tier: None,
        why: why.map(Into::into),
    }
}

/// Who holds the pager on the 5th, the 6th and the 7th at noon, and why.
fn three_days(draft: RotaDraft) -> [String; 3] {
    let rota = Rota::build(draft).unwrap();
    [5, 6, 7].map(|day| {
        let noon = format!("2026-01-0{day}T12:00:00Z").parse().unwrap();
        let shift = rota.shift_at(FIRST_TIER, noon);
        shift.map_or("nobody".to_owned(), |it| format!("{}: {}", it.person, it.cause.phrase()))
    })
}

#[test]
fn whoever_is_off_is_followed_by_the_next_in_line_and_nobody_moves_up() {
    assert_eq!(
        three_days(daily()),
        ["ana: layer base", "cy: layer base, next in line after bo", "cy: layer base"]
    );
}

#[test]
fn somebody_standing_in_makes_leave_harmless() {
    let mut draft = daily();
    let kind = OverrideKind::Cover { by: "eve".into(), instead_of: "bo".into() };
    draft.overrides.push(all_week(kind, Some("asked")));
    assert_eq!(
        three_days(draft),
        ["ana: layer base", "eve: override: eve stands in for bo (asked)", "cy: layer base"]
    );
}

#[test]
fn in_a_swap_both_change_places_at_once() {
    let mut draft = daily();
    draft.leave.clear();
    draft
        .overrides
        .push(all_week(OverrideKind::Swap { one: "ana".into(), other: "cy".into() }, None));
    let swap = "override: ana and cy trade places";
    assert_eq!(
        three_days(draft),
        [format!("cy: {swap}"), "bo: layer base".into(), format!("ana: {swap}")]
    );
}

#[test]
fn the_last_word_wins() {
    let mut draft = daily();
    draft.overrides.push(all_week(OverrideKind::Take { by: "eve".into() }, None));
    draft.overrides.push(all_week(OverrideKind::Nobody, None));
    assert_eq!(three_days(draft.clone()), ["nobody", "nobody", "nobody"]);
    draft.overrides.push(all_week(OverrideKind::Take { by: "bo".into() }, None));
    assert_eq!(three_days(draft), ["bo: override: bo takes"; 3], "on leave or not");
}
