//! Line-ups changed by eras: what is told, and on random rotas that nobody's past moves.

use jiff::ToSpan as _;
use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::super::tests::random::rotas;
use super::super::{EraDraft, RotaDraft, TurnUnit, changes};
use super::*;

/// Ana, bo and cy by turns of that unit from Monday 2026-11-30 on, in UTC.
fn three(unit: TurnUnit, start: Date) -> RotaDraft {
    let people = ["ana", "bo", "cy"].map(PersonId::from).to_vec();
    let handoff = time(9, 0, 0, 0);
    let era = EraDraft { start, handoff, unit, length: 1, people, turn_days: None };
    RotaDraft::of_one_layer(TimeZone::UTC, era)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The planned eras as text.
fn planned(draft: RotaDraft, change: &LineUpChange, begin: Begin, now: &str) -> Vec<String> {
    let rota = Rota::build(draft).unwrap();
    let plans = rota.change_line_up(0, change, begin, at(now)).unwrap();
    let told = |plan: &EraPlan| {
        let handoff = if plan.is_new_handoff {
            plan.handoff.strftime(" %H:%M")
        } else {
            plan.handoff.strftime("")
        };
        format!("{}{handoff} {}", plan.start, names(&plan.people))
    };
    plans.iter().map(told).collect()
}

fn weekly() -> RotaDraft {
    three(TurnUnit::Week, date(2026, 11, 30))
}

fn add(name: &str) -> LineUpChange {
    LineUpChange::Add(name.into())
}

fn remove(name: &str) -> LineUpChange {
    LineUpChange::Remove(name.into())
}

fn reorder(names: [&str; 3]) -> LineUpChange {
    LineUpChange::Reorder(names.map(PersonId::from).to_vec())
}

/// Ana's turn.
const NOW: &str = "2026-12-02T12:34:56Z";

#[test]
fn whoever_is_due_comes_first() {
    let told = |change| planned(weekly(), &change, Begin::NextHandoff, NOW);
    assert_eq!(told(add("dee")), ["2026-12-07 bo, cy, ana, dee"]);
    assert_eq!(told(remove("bo")), ["2026-12-07 cy, ana"]);
    assert_eq!(told(remove("ana")), ["2026-12-07 bo, cy"]);
    assert_eq!(told(reorder(["ana", "cy", "bo"])), ["2026-12-07 bo, ana, cy"]);
}

#[test]
fn after_the_round_the_old_order_begins_anew() {
    let told = |change| planned(weekly(), &change, Begin::AfterRound, NOW);
    assert_eq!(told(add("dee")), ["2026-12-21 ana, bo, cy, dee"]);
    assert_eq!(told(remove("ana")), ["2026-12-21 bo, cy"]);
}

#[test]
fn now_keeps_the_turn_in_force_unless_its_owner_leaves() {
    let told = |change| planned(weekly(), &change, Begin::Now, NOW);
    assert_eq!(told(add("dee")), ["2026-12-07 bo, cy, dee, ana"]);
    assert_eq!(told(remove("bo")), ["2026-12-07 cy, ana"]);
    assert_eq!(told(reorder(["ana", "cy", "bo"])), ["2026-12-07 cy, bo, ana"]);
    assert_eq!(told(remove("ana")), ["2026-12-02 12:35 bo, cy", "2026-12-07 09:00 bo, cy"]);
}

#[test]
fn turns_of_hours_keep_their_grid_and_months_their_day() {
    let hours = three(TurnUnit::Hour, date(2026, 11, 30));
    let told = planned(hours, &add("dee"), Begin::NextHandoff, NOW);
    assert_eq!(told, ["2026-12-02 13:00 bo, cy, ana, dee"]);
    let months = three(TurnUnit::Month, date(2026, 8, 31));
    let told = planned(months, &add("dee"), Begin::NextHandoff, "2027-02-03T00:00:00Z");
    assert_eq!(told, ["2027-03-31 bo, cy, ana, dee"], "February has no 31st to begin with");
}

#[test]
fn a_turn_that_the_clock_jumps_over_is_not_begun_with() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let hours = RotaDraft { zone, ..three(TurnUnit::Hour, date(2027, 3, 28)) };
    let mut early = hours;
    early.tiers[0].layers[0].eras[0].handoff = time(0, 0, 0, 0);
    // Ana has 00:00, bo 01:00, cy none, because there is no 02:00, and ana 03:00.
    let told = planned(early, &add("dee"), Begin::NextHandoff, "2027-03-28T00:30:00Z");
    assert_eq!(told, ["2027-03-28 03:00 ana, bo, cy, dee"]);
}

#[test]
fn a_second_change_comes_after_the_first() {
    let mut draft = weekly();
    let people = ["bo", "cy", "ana", "dee"].map(PersonId::from).to_vec();
    let eras = &mut draft.tiers[0].layers[0].eras;
    eras.push(EraDraft { start: date(2026, 12, 7), people, ..eras[0].clone() });
    let told = planned(draft.clone(), &add("eve"), Begin::NextHandoff, NOW);
    assert_eq!(told, ["2026-12-14 cy, ana, dee, bo, eve"]);
    let rota = Rota::build(draft).unwrap();
    let refused = rota.change_line_up(0, &add("eve"), Begin::Now, at(NOW));
    assert_eq!(refused, Err(LineUpError::Pending(date(2026, 12, 7))));
}

#[test]
fn what_cannot_be_is_refused() {
    let rota = Rota::build(weekly()).unwrap();
    let refused = |layer, change| {
        rota.change_line_up(layer, &change, Begin::NextHandoff, at(NOW)).unwrap_err()
    };
    assert_eq!(refused(1, add("dee")), LineUpError::NoLayer);
    assert_eq!(refused(0, add("bo")), LineUpError::AlreadyThere("bo".into()));
    assert_eq!(refused(0, remove("dee")), LineUpError::NotThere("dee".into()));
    let other = refused(0, reorder(["ana", "bo", "dee"]));
    assert_eq!(other.to_string(), "the new order has other people than the old one: bo, cy, ana");
    let mut draft = weekly();
    draft.tiers[0].layers[0].eras[0].people.truncate(1);
    let alone = Rota::build(draft).unwrap();
    let refused = alone.change_line_up(0, &remove("ana"), Begin::NextHandoff, at(NOW));
    assert_eq!(refused, Err(LineUpError::NobodyLeft("ana".into())));
    let mut draft = weekly();
    draft.tiers[0].layers[0].until = Some(date(2026, 12, 1).at(9, 0, 0, 0));
    let over = Rota::build(draft).unwrap();
    let refused = over.change_line_up(0, &add("dee"), Begin::NextHandoff, at(NOW));
    assert_eq!(refused, Err(LineUpError::Ended));
}

/// The draft with these eras added to its layer of that place.
fn with(mut draft: RotaDraft, layer: usize, plans: &[EraPlan]) -> RotaDraft {
    let layers = draft.tiers.iter_mut().flat_map(|tier| &mut tier.layers);
    let eras = &mut layers.into_iter().nth(layer).unwrap().eras;
    for plan in plans {
        let (start, handoff, people) = (plan.start, plan.handoff, plan.people.clone());
        eras.push(EraDraft { start, handoff, people, ..eras[eras.len() - 1].clone() });
    }
    draft
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn nobodys_past_moves_and_whoever_is_due_stays_due(
        (draft, from) in rotas(),
        layer in 0..4_usize,
        person in prop::sample::select(vec!["ana", "bo", "zoe"]),
        begin in prop::sample::select(vec![Begin::NextHandoff, Begin::AfterRound, Begin::Now]),
        adds in any::<bool>(),
        after in 0..600_000_i64,
    ) {
        let rota = Rota::build(draft.clone()).unwrap();
        let now = Timestamp::from_second(from + after).unwrap();
        let change = if adds { add(person) } else { remove(person) };
        let Ok(plans) = rota.change_line_up(layer, &change, begin, now) else { return Ok(()) };
        let begins_at = plans[0].begins_at;
        prop_assert!(begins_at > now, "{begins_at} is not after {now}");
        let changed = Rota::build(with(draft.clone(), layer, &plans)).unwrap();
        let long_ago = now - (60 * 24).hours();
        for tier in 0..2 {
            prop_assert_eq!(changes(&rota, &changed, tier, long_ago, begins_at), vec![]);
        }
        // Nothing but the layer: whoever was due at the start of the era has its first turn.
        let mut alone = draft.tiers.iter().flat_map(|tier| &tier.layers).nth(layer).unwrap().clone();
        (alone.windows, alone.until) = (None, None);
        let era = alone.eras[0].clone();
        let mut only = RotaDraft::of_one_layer(draft.zone.clone(), era);
        only.tiers[0].layers = vec![alone];
        let [before, then] = [only.clone(), with(only, 0, &plans)].map(|it| Rota::build(it).unwrap());
        let due = before.on_call(0, begins_at);
        // As if it were so already, somebody new may be due next.
        if begin != Begin::Now && (adds || due.first() != Some(&PersonId::from(person))) {
            let first = then.on_call(0, begins_at);
            prop_assert_eq!(first.first(), due.first());
        }
    }
}
