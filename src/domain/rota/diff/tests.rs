//! Differences told, and on random rotas checked against who is on call at each quarter of an hour.

use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::super::tests::random::rotas;
use super::super::{
    EraDraft, FIRST_TIER, Moment, OverrideDraft, OverrideKind, RotaDraft, TurnUnit,
};
use super::*;

/// A quarter of an hour, in seconds.
const QUARTER: usize = 15 * 60;

/// Ana and bo by the week, from Monday 2026-11-30 on.
fn weekly() -> RotaDraft {
    let people = vec!["ana".into(), "bo".into()];
    let (start, handoff) = (date(2026, 11, 30), time(9, 0, 0, 0));
    let era = EraDraft { start, handoff, unit: TurnUnit::Week, length: 1, people, turn_days: None };
    RotaDraft::of_one_layer(TimeZone::UTC, era)
}

fn override_of(kind: OverrideKind, from: &str, to: &str) -> OverrideDraft {
    let moment = |text: &str| Moment::Instant(instant(text));
    OverrideDraft { kind, from: moment(from), to: moment(to), tier: None, why: None }
}

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What the overrides change in December, as text.
fn told(overrides: Vec<OverrideDraft>) -> Vec<String> {
    let old = Rota::build(weekly()).unwrap();
    let new = Rota::build(RotaDraft { overrides, ..weekly() }).unwrap();
    let range = ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"].map(instant);
    let name = |who: Option<PersonId>| who.map_or("nobody".to_owned(), |who| who.to_string());
    changes(&old, &new, FIRST_TIER, range[0], range[1])
        .into_iter()
        .map(|it| format!("{} -> {} {} to {}", name(it.was), name(it.is), it.start, it.end))
        .collect()
}

#[test]
fn only_what_differs_is_told() {
    let take = OverrideKind::Take { by: "ana".into() };
    let over_two_shifts = override_of(take, "2026-12-06T00:00:00Z", "2026-12-09T00:00:00Z");
    assert_eq!(told(vec![]), Vec::<String>::new());
    assert_eq!(
        told(vec![over_two_shifts]),
        ["bo -> ana 2026-12-07T09:00:00Z to 2026-12-09T00:00:00Z"]
    );
}

#[test]
fn nobody_is_told_and_so_is_what_reaches_over_the_end() {
    let silence = override_of(OverrideKind::Nobody, "2026-12-27T00:00:00Z", "2027-02-01T00:00:00Z");
    assert_eq!(
        told(vec![silence]),
        [
            "bo -> nobody 2026-12-27T00:00:00Z to 2026-12-28T09:00:00Z",
            "ana -> nobody 2026-12-28T09:00:00Z to 2027-01-01T00:00:00Z",
        ]
    );
}

#[test]
fn a_stretch_is_one_change_though_another_exception_begins_in_it() {
    let cover = || OverrideKind::Cover { by: "cy".into(), instead_of: "bo".into() };
    let twice = vec![
        override_of(cover(), "2026-12-07T00:00:00Z", "2026-12-10T00:00:00Z"),
        override_of(cover(), "2026-12-10T00:00:00Z", "2026-12-14T09:00:00Z"),
    ];
    assert_eq!(told(twice), ["bo -> cy 2026-12-07T09:00:00Z to 2026-12-14T09:00:00Z"]);
}

#[test]
fn an_empty_range_and_a_tier_that_is_not_there_have_no_differences() {
    let silent =
        vec![override_of(OverrideKind::Nobody, "2026-12-02T00:00:00Z", "2026-12-03T00:00:00Z")];
    let old = Rota::build(weekly()).unwrap();
    let new = Rota::build(RotaDraft { overrides: silent, ..weekly() }).unwrap();
    let (from, to) = (instant("2026-12-01T00:00:00Z"), instant("2026-12-09T00:00:00Z"));
    assert_eq!(changes(&old, &new, FIRST_TIER, from, to).len(), 1);
    assert_eq!(changes(&old, &new, 7, from, to), []);
    assert_eq!(changes(&old, &new, FIRST_TIER, to, from), []);
    assert_eq!(changes(&old, &new, FIRST_TIER, from, from), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_differences_are_those_of_every_quarter_of_an_hour(
        (one, from) in rotas(),
        (other, _) in rotas(),
        tier in 0..2_usize,
    ) {
        let [old, new] = [one, other].map(|draft| Rota::build(draft).unwrap());
        let at = |second| Timestamp::from_second(second).unwrap();
        let to = from + 4 * 24 * 3600;
        let found = changes(&old, &new, tier, at(from), at(to));
        for second in (from..to).step_by(QUARTER) {
            let now = at(second);
            let (was, is) = (old.on_call(tier, now), new.on_call(tier, now));
            let (was, is) = (was.first().cloned(), is.first().cloned());
            let change = found.iter().find(|it| it.start <= now && now < it.end);
            let told = change.map(|it| (it.was.clone(), it.is.clone()));
            prop_assert_eq!(told, (was != is).then_some((was, is)), "{}", now);
        }
        for pair in found.windows(2) {
            let is_one = (&pair[0].was, &pair[0].is) == (&pair[1].was, &pair[1].is);
            prop_assert!(pair[0].end < pair[1].start || pair[0].end == pair[1].start && !is_one);
        }
    }
}
