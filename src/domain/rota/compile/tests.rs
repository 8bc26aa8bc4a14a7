//! What is no rota, and what it says of itself.

use jiff::civil::{Date, DateTime, Time, date, datetime, time};

use super::super::{TierDraft, Weekdays, Window};
use super::*;

const START: Date = date(2026, 1, 5);

fn draft() -> RotaDraft {
    let era = EraDraft {
        start: START,
        handoff: time(9, 0, 0, 0),
        unit: TurnUnit::Week,
        length: 1,
        people: vec!["ana".into(), "bo".into()],
        turn_days: None,
    };
    RotaDraft::of_one_layer(TimeZone::UTC, era)
}

/// What is said of the draft after this change to it.
fn fault(change: impl FnOnce(&mut RotaDraft)) -> String {
    let mut draft = draft();
    change(&mut draft);
    Rota::build(draft).unwrap_err().to_string()
}

fn layer(draft: &mut RotaDraft) -> &mut LayerDraft {
    &mut draft.tiers[0].layers[0]
}

fn take(from: DateTime, to: DateTime, tier: Option<&str>) -> OverrideDraft {
    OverrideDraft {
        kind: OverrideKind::Take { by: "cy".into() },
        from: Moment::Civil(from),
        to: Moment::Civil(to),
        tier: tier.map(TierName::new),
        why: None,
    }
}

#[test]
fn a_rota_needs_tiers_with_names_of_their_own() {
    assert_eq!(fault(|draft| draft.tiers.clear()), "the rota has no tiers");
    let twice = |draft: &mut RotaDraft| {
        draft.tiers.push(TierDraft { name: TierName::new("primary"), layers: Vec::new() });
    };
    assert_eq!(fault(twice), "two tiers are called `primary`");
}

#[test]
fn a_layer_needs_people_and_turns_of_some_length() {
    assert_eq!(fault(|draft| layer(draft).eras.clear()), "layer `1` has nobody");
    assert_eq!(
        fault(|draft| {
            layer(draft).name = Some("base".into());
            layer(draft).eras[0].people.clear();
        }),
        "layer `base` has nobody from 2026-01-05 on"
    );
    assert_eq!(
        fault(|draft| layer(draft).eras[0].length = 0),
        "the turns of layer `1` from 2026-01-05 on have no length"
    );
    assert_eq!(
        fault(|draft| layer(draft).windows = Some(Vec::new())),
        "layer `1` is restricted to no hours at all"
    );
    let no_day = Window::Daily { days: Weekdays::default(), from: Time::MIN, to: Time::MIN };
    assert_eq!(
        fault(|draft| layer(draft).windows = Some(vec![no_day])),
        "layer `1` is restricted to no hours at all"
    );
    assert_eq!(
        fault(|draft| draft.coverage = vec![no_day]),
        "the hours to be covered are no hours at all"
    );
}

#[test]
fn turn_days_need_days() {
    assert_eq!(
        fault(|draft| layer(draft).eras[0].turn_days = Some(Weekdays::ALL)),
        "layer `1` has turn-days from 2026-01-05 on, but its turns are not measured in days"
    );
    assert_eq!(
        fault(|draft| {
            layer(draft).eras[0].unit = TurnUnit::Day;
            layer(draft).eras[0].turn_days = Some(Weekdays::default());
        }),
        "the turn-days of layer `1` from 2026-01-05 on name no weekday"
    );
}

#[test]
fn eras_begin_one_after_the_other() {
    assert_eq!(
        fault(|draft| {
            let mut again = layer(draft).eras[0].clone();
            again.handoff = time(8, 0, 0, 0);
            layer(draft).eras.push(again);
        }),
        "layer `1` changes at 2026-01-05T08:00:00, which is not after 2026-01-05T09:00:00"
    );
}

#[test]
fn what_ends_before_it_starts_is_refused() {
    let (from, to) = (datetime(2026, 2, 2, 10, 0, 0, 0), datetime(2026, 2, 2, 9, 0, 0, 0));
    assert_eq!(
        fault(|draft| draft.overrides = vec![take(from, to, None)]),
        "override 1 is from 2026-02-02 10:00 to 2026-02-02 09:00, which is not after it"
    );
    let off = |stretch| {
        move |draft: &mut RotaDraft| draft.leave.push(LeaveDraft { person: "bo".into(), stretch })
    };
    let (from, to) =
        (Moment::Civil(from), Moment::Instant("2026-02-02T09:30:00Z".parse().unwrap()));
    assert_eq!(
        fault(off(LeaveStretch::Moments { from, to })),
        "bo is off from 2026-02-02 10:00 to 2026-02-02T09:30:00Z, which is not after it"
    );
    let (first, last) = (date(2026, 2, 3), date(2026, 2, 2));
    assert_eq!(
        fault(off(LeaveStretch::Days { first, last })),
        "bo is off from 2026-02-03 until 2026-02-02, which is before it"
    );
}

#[test]
fn an_override_within_skipped_time_is_in_order() {
    let mut draft = draft();
    draft.zone = TimeZone::get("Europe/Berlin").unwrap();
    let (from, to) = (datetime(2026, 3, 29, 2, 10, 0, 0), datetime(2026, 3, 29, 2, 50, 0, 0));
    draft.overrides = vec![take(from, to, None)];
    let rota = Rota::build(draft).unwrap();
    let jump = "2026-03-29T01:00:00Z".parse().unwrap();
    assert_ne!(rota.on_call(0, jump), ["cy".into()]);
}

#[test]
fn an_override_concerns_a_tier_that_exists() {
    let (from, to) = (datetime(2026, 2, 2, 9, 0, 0, 0), datetime(2026, 2, 2, 10, 0, 0, 0));
    let overrides = vec![take(from, to, Some("primary")), take(from, to, Some("third"))];
    assert_eq!(
        fault(|draft| draft.overrides = overrides),
        "override 2 concerns tier `third`, which does not exist"
    );
}

#[test]
fn people_are_those_who_are_named_in_the_rota() {
    let mut draft = draft();
    draft.zones.insert("stranger".into(), TimeZone::UTC);
    let (from, to) = (datetime(2026, 2, 2, 9, 0, 0, 0), datetime(2026, 2, 2, 10, 0, 0, 0));
    draft.overrides = vec![take(from, to, None)];
    let (first, last) = (START, START);
    let stretch = LeaveStretch::Days { first, last };
    draft.leave = vec![LeaveDraft { person: "dee".into(), stretch }];
    let rota = Rota::build(draft).unwrap();
    let names: Vec<&str> = rota.people().iter().map(PersonId::as_str).collect();
    assert_eq!(names, ["ana", "bo", "cy", "dee"]);
}
