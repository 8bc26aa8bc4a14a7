//! What was accepted is compared with what a rota says, up to and including now.

use jiff::civil::date;

use super::*;
use crate::domain::rota::{EraDraft, FIRST_TIER, TurnUnit};

/// Weekly turns from Monday 2026-01-05 on.
fn era(people: &[&str]) -> EraDraft {
    EraDraft {
        start: date(2026, 1, 5),
        handoff: jiff::civil::time(9, 0, 0, 0),
        unit: TurnUnit::Week,
        length: 1,
        people: people.iter().map(|name| PersonId::from(*name)).collect(),
        turn_days: None,
    }
}

/// One layer of them, in UTC.
fn weekly(people: &[&str]) -> Rota {
    Rota::build(RotaDraft::of_one_layer(TimeZone::UTC, era(people))).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a rota says from its start until some weeks after that instant.
fn accepted(rota: &Rota, now: Timestamp) -> Vec<Held> {
    rota.held(
        FIRST_TIER,
        rota.remembered_from(FIRST_TIER, now),
        now + SignedDuration::from_hours(900),
    )
}

fn first(rota: &str, tier: &str) -> Place {
    Place { rota: rota.into(), place: FIRST_TIER, tier: TierName::new(tier) }
}

const NOW: &str = "2026-01-20T12:00:00Z";

#[test]
fn the_same_rota_moves_nothing() {
    let (rota, now) = (weekly(&["ana", "bo"]), at(NOW));
    let accepted = accepted(&rota, now);
    assert_eq!(accepted.first().unwrap().start, at("2026-01-05T09:00:00Z"));
    assert!(rota.moved(FIRST_TIER, &accepted, now).is_empty());
}

#[test]
fn what_only_the_future_has_moves_nothing() {
    let (old, now) = (weekly(&["ana", "bo", "cy"]), at("2026-01-06T00:00:00Z"));
    let accepted = accepted(&old, now);
    assert!(weekly(&["ana", "cy"]).moved(FIRST_TIER, &accepted, now).is_empty());
}

#[test]
fn a_person_who_is_removed_before_the_present_one_is_told_with_the_time() {
    let (old, now) = (weekly(&["ana", "bo", "cy"]), at(NOW));
    let rotas = BTreeMap::from([(RotaName::from("primary"), weekly(&["bo", "cy"]))]);
    let accepted = BTreeMap::from([(first("primary", "primary"), accepted(&old, now))]);
    let moved = moved(&rotas, &accepted, &TimeZone::UTC, now);
    let lines: Vec<String> = moved.iter().flat_map(|moved| moved.lines(now)).collect();
    assert_eq!(
        lines,
        [
            "primary: cy -> bo from 2026-01-19 09:00",
            "primary: bo -> cy from 2026-01-12 09:00 to 2026-01-19 09:00",
            "primary: ana -> bo from 2026-01-05 09:00 to 2026-01-12 09:00",
        ]
    );
    let sentence = "primary: cy -> bo from 2026-01-19 09:00; and 2 more changes";
    assert_eq!(phrase(&moved, now, 1), sentence);
}

#[test]
fn of_times_about_which_nothing_was_accepted_nothing_is_said() {
    let (old, now) = (weekly(&["ana", "bo"]), at(NOW));
    let mut accepted = accepted(&old, now);
    accepted.retain(|held| held.start >= at("2026-01-19T09:00:00Z"));
    let changes = weekly(&["bo", "ana"]).moved(FIRST_TIER, &accepted, now);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0].start, at("2026-01-19T09:00:00Z"));
}

#[test]
fn nobody_is_as_good_as_somebody() {
    let (old, now) = (weekly(&["ana"]), at(NOW));
    let mut accepted = accepted(&old, now);
    accepted[0].person = None;
    let changes = old.moved(FIRST_TIER, &accepted, now);
    assert_eq!((changes[0].was.as_ref(), changes[0].is.as_ref()), (None, Some(&"ana".into())));
}

#[test]
fn what_was_accepted_is_a_rota_that_says_the_same() {
    let (rota, now) = (weekly(&["ana", "bo", "cy"]), at(NOW));
    let accepted = accepted(&rota, now);
    let by_place = BTreeMap::from([(first("primary", "primary"), accepted.clone())]);
    let new = weekly(&["dora"]);
    let name = RotaName::from("primary");
    let old = as_accepted(&by_place, &name, Some(&new), &TimeZone::UTC).unwrap();
    let until = accepted.last().unwrap().end;
    assert_eq!(old.held(FIRST_TIER, accepted[0].start, until), accepted);
    assert_eq!(old.on_call(FIRST_TIER, now), rota.on_call(FIRST_TIER, now)[..1]);
    assert!(old.on_call(FIRST_TIER, until).is_empty());
}

/// Each of these people alone in a tier of that name, in the order of escalation.
fn tiers(tiers: &[(&str, &str)]) -> Rota {
    let of_one = |person: &str| RotaDraft::of_one_layer(TimeZone::UTC, era(&[person]));
    let tiers = tiers.iter().map(|(name, person)| TierDraft {
        name: TierName::new(*name),
        layers: of_one(person).tiers.remove(0).layers,
    });
    Rota::build(RotaDraft { tiers: tiers.collect(), ..of_one("ana") }).unwrap()
}

/// What a rota called `team` says, tier by tier.
fn accepted_of(rota: &Rota, now: Timestamp) -> Accepted {
    let places = rota.tiers().iter().enumerate().map(|(place, tier)| {
        let until = now + SignedDuration::from_hours(900);
        let held = rota.held(place, rota.remembered_from(place, now), until);
        (Place { rota: "team".into(), place, tier: tier.clone() }, held)
    });
    places.collect()
}

/// What is told when `team` becomes another rota, or none.
fn told(old: &Rota, new: Option<Rota>) -> Vec<String> {
    told_at(old, new, at(NOW))
}

fn told_at(old: &Rota, new: Option<Rota>, now: Timestamp) -> Vec<String> {
    let rotas = new.into_iter().map(|rota| ("team".into(), rota)).collect();
    let moved = moved(&rotas, &accepted_of(old, now), &TimeZone::UTC, now);
    moved.iter().flat_map(|moved| moved.lines(now)).collect()
}

#[test]
fn the_first_tier_is_compared_with_the_first_whatever_its_name() {
    let old = tiers(&[("primary", "ana")]);
    assert_eq!(told(&old, Some(tiers(&[("first", "ana")]))), Vec::<String>::new());
    let flipped = told(&old, Some(tiers(&[("first", "bo")])));
    assert_eq!(flipped, ["team: ana -> bo from 2026-01-05 09:00"]);
}

#[test]
fn an_order_of_escalation_that_is_turned_round_is_told() {
    let old = tiers(&[("primary", "ana"), ("secondary", "cy")]);
    let swapped = told(&old, Some(tiers(&[("secondary", "cy"), ("primary", "ana")])));
    assert_eq!(swapped, ["team: ana -> cy from 2026-01-05 09:00"]);
}

#[test]
fn a_tier_or_a_rota_that_is_gone_has_nobody() {
    let old = tiers(&[("primary", "ana"), ("secondary", "cy")]);
    let without = told(&old, Some(tiers(&[("primary", "ana")])));
    assert_eq!(without, ["team.secondary: cy -> nobody from 2026-01-05 09:00"]);
    let gone = told(&old, None);
    assert_eq!(
        gone,
        [
            "team: ana -> nobody from 2026-01-05 09:00",
            "team.secondary: cy -> nobody from 2026-01-05 09:00",
        ]
    );
}

#[test]
fn what_was_accepted_has_its_order_of_escalation_and_the_names_of_then() {
    let (old, now) = (tiers(&[("primary", "ana"), ("secondary", "cy")]), at(NOW));
    let accepted = accepted_of(&old, now);
    let names = |new: Option<&Rota>| {
        let restored = as_accepted(&accepted, &"team".into(), new, &TimeZone::UTC).unwrap();
        let people = [0, 1].map(|tier| restored.on_call(tier, now)[0].to_string());
        (restored.tiers().iter().map(ToString::to_string).collect::<Vec<_>>(), people)
    };
    let people = ["ana".to_owned(), "cy".to_owned()];
    let names_of = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(None), (names_of(&["primary", "secondary"]), people.clone()));
    let swapped = tiers(&[("secondary", "cy"), ("primary", "ana")]);
    assert_eq!(names(Some(&swapped)), (names_of(&["primary", "secondary"]), people.clone()));
    let renamed = tiers(&[("first", "bo"), ("secondary", "cy")]);
    assert_eq!(names(Some(&renamed)), (names_of(&["first", "secondary"]), people));
}

#[test]
fn the_present_is_the_second_that_it_is_and_no_longer() {
    let (old, now) = (tiers(&[("primary", "ana")]), at("2026-01-20T11:59:59.300Z"));
    assert_eq!(present_ends(now), at("2026-01-20T12:00:00Z"));
    let take = |from: &str| {
        let mut new = accepted_of(&old, now).remove(&first("team", "primary")).unwrap();
        let rest = Held { start: at(from), person: Some("bo".into()), ..new[0].clone() };
        new[0].end = at(from);
        new.push(rest);
        let new = BTreeMap::from([(first("team", "primary"), new)]);
        as_accepted(&new, &"team".into(), None, &TimeZone::UTC).unwrap()
    };
    assert_eq!(told_at(&old, Some(take("2026-01-20T12:00:00Z")), now), Vec::<String>::new());
    let within = told_at(&old, Some(take("2026-01-20T11:59:59Z")), now);
    assert_eq!(within, ["team: ana -> bo from 2026-01-20 11:59"]);
}
