//! What was accepted is compared with what a rota says, up to and including now.

use jiff::civil::date;

use super::*;
use crate::domain::rota::{EraDraft, FIRST_TIER, TurnUnit};

/// One layer of weekly turns from Monday 2026-01-05 on, in UTC.
fn weekly(people: &[&str]) -> Rota {
    let era = EraDraft {
        start: date(2026, 1, 5),
        handoff: jiff::civil::time(9, 0, 0, 0),
        unit: TurnUnit::Week,
        length: 1,
        people: people.iter().map(|name| PersonId::from(*name)).collect(),
        turn_days: None,
    };
    Rota::build(RotaDraft::of_one_layer(TimeZone::UTC, era)).unwrap()
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
    let key = (RotaName::from("primary"), old.tiers()[FIRST_TIER].clone());
    let moved = moved(&rotas, &BTreeMap::from([(key, accepted(&old, now))]), now);
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
    let old = weekly(&["dora"]).as_accepted(|_| &accepted).unwrap();
    let until = accepted.last().unwrap().end;
    assert_eq!(old.held(FIRST_TIER, accepted[0].start, until), accepted);
    assert_eq!(old.on_call(FIRST_TIER, now), rota.on_call(FIRST_TIER, now)[..1]);
    assert!(old.on_call(FIRST_TIER, until).is_empty());
}
