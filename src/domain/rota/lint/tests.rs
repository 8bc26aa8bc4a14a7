//! Each rule with a rota that breaks it, and one that does not.

mod exceptions;
mod shares;

use std::collections::BTreeMap;

use jiff::civil::{Weekday, date, datetime, time};

use super::super::{
    EraDraft, LayerDraft, LeaveDraft, LeaveStretch, Moment, OverrideDraft, OverrideKind, RotaDraft,
    TierDraft, TurnUnit, Window,
};
use super::*;
use crate::domain::name::RotaName;

/// Six people, week by week, in Berlin from January 2026 on: nothing to be said of it.
fn six() -> RotaDraft {
    RotaDraft::of_one_layer(
        zone("Europe/Berlin"),
        weekly(&["ana", "bo", "cy", "dan", "eva", "fay"]),
    )
}

fn weekly(people: &[&str]) -> EraDraft {
    EraDraft {
        start: date(2026, 1, 5),
        handoff: time(9, 0, 0, 0),
        unit: TurnUnit::Week,
        length: 1,
        people: people.iter().map(|name| PersonId::from(*name)).collect(),
        turn_days: None,
    }
}

fn layer(era: EraDraft) -> LayerDraft {
    LayerDraft { name: None, zone: None, eras: vec![era], windows: None, until: None }
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn exception(kind: OverrideKind, from: DateTime, to: DateTime) -> OverrideDraft {
    OverrideDraft { kind, from: Moment::Civil(from), to: Moment::Civil(to), tier: None, why: None }
}

fn cover(by: &str, instead_of: &str) -> OverrideKind {
    OverrideKind::Cover { by: by.into(), instead_of: instead_of.into() }
}

/// What is said of the year from 2026-02-02 on, 48 whole weeks.
fn remarks(draft: RotaDraft) -> Vec<Remark> {
    let rota = Rota::build(draft).unwrap();
    rota.lint(at("2026-02-02T08:00:00Z"), at("2027-01-04T08:00:00Z"))
}

/// The same of one rule, as text.
fn said(rule: Rule, draft: RotaDraft) -> Vec<String> {
    let remarks = remarks(draft).into_iter().filter(|remark| remark.rule == rule);
    remarks.map(|remark| remark.text).collect()
}

#[test]
fn nothing_is_said_of_a_fair_rota() {
    assert_eq!(remarks(six()), []);
}

#[test]
fn gaps_are_errors_and_said_once_for_each_reason() {
    let mut draft = six();
    draft.tiers[0].layers[0].windows = Some(vec![Window::Weekly {
        from: (Weekday::Monday, time(9, 0, 0, 0)),
        to: (Weekday::Friday, time(17, 0, 0, 0)),
    }]);
    draft.tiers[0].layers[0].until = Some(datetime(2026, 12, 30, 9, 0, 0, 0));
    let gaps: Vec<Remark> =
        remarks(draft).into_iter().filter(|remark| remark.rule == Rule::Gap).collect();
    let texts: Vec<&str> = gaps.iter().map(|gap| gap.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "nobody is on call from Fri 2026-02-06 17:00 to Mon 2026-02-09 09:00 (2d 16h) and 46 \
             times more: outside all hours",
            "nobody is on call from Wed 2026-12-30 09:00 to Mon 2027-01-04 09:00 (5d): after the end",
        ]
    );
    assert!(gaps.iter().all(|gap| gap.rule.level() == Level::Error));
    assert_eq!((gaps[0].times, gaps[0].at), (47, Some(at("2026-02-06T16:00:00Z"))));
}

#[test]
fn hours_that_need_not_be_covered_are_no_gap() {
    let mut draft = six();
    let office = Window::Weekly {
        from: (Weekday::Monday, time(9, 0, 0, 0)),
        to: (Weekday::Friday, time(17, 0, 0, 0)),
    };
    draft.tiers[0].layers[0].windows = Some(vec![office]);
    draft.coverage = vec![office];
    assert_eq!(said(Rule::Gap, draft), [""; 0]);
}

#[test]
fn a_later_tier_without_anybody_is_told_of() {
    let mut draft = six();
    let mut second = layer(weekly(&["ana", "bo", "cy"]));
    second.until = Some(datetime(2026, 12, 28, 9, 0, 0, 0));
    draft.tiers.push(TierDraft { name: TierName::new("secondary"), layers: vec![second] });
    assert_eq!(
        said(Rule::EmptyTier, draft),
        [
            "tier secondary has nobody from Mon 2026-12-28 09:00 to Mon 2027-01-04 09:00 (7d): after \
          the end"
        ]
    );
}

#[test]
fn whoever_is_shadowed_all_year_is_never_on_call() {
    let mut draft = six();
    draft.tiers[0].layers.insert(0, layer(weekly(&["ana", "zoe"])));
    assert_eq!(
        said(Rule::NeverOnCall, draft),
        ["zoe takes turns in layer 1 and is never on call in this time"]
    );
}

#[test]
fn a_handoff_within_its_own_hours_splits_a_night() {
    let nights = |handoff| {
        let mut draft = six();
        let mut era = weekly(&["ana", "bo", "cy", "dan", "eva", "fay"]);
        (era.unit, era.handoff) = (TurnUnit::Day, handoff);
        let mut nights = layer(era);
        let (from, to) = (time(22, 0, 0, 0), time(6, 0, 0, 0));
        let days = Weekday::Monday.cycle_forward().take(7).collect();
        nights.windows = Some(vec![Window::Daily { days, from, to }]);
        draft.tiers[0].layers.push(nights);
        said(Rule::HandoffWithinHours, draft)
    };
    assert_eq!(
        nights(time(0, 0, 0, 0)),
        [
            "the handoff of layer 2 lies within its hours 336 times, first Tue 2026-02-03 00:00, so two \
             people share a stretch"
        ]
    );
    assert_eq!(nights(time(22, 0, 0, 0)), [""; 0]);
    assert_eq!(nights(time(12, 0, 0, 0)), [""; 0]);
}

#[test]
fn every_handoff_is_looked_at_and_turns_shorter_than_the_hours_are_meant() {
    let layers = |unit, length, handoff, weekdays: usize| {
        let mut draft = six();
        let mut era = weekly(&["ana", "bo", "cy", "dan", "eva", "fay"]);
        (era.unit, era.length, era.handoff) = (unit, length, handoff);
        let mut nights = layer(era);
        let (from, to) = (time(22, 0, 0, 0), time(6, 0, 0, 0));
        let days = Weekday::Wednesday.cycle_forward().take(weekdays).collect();
        nights.windows = Some(vec![Window::Daily { days, from, to }]);
        draft.tiers[0].layers.push(nights);
        said(Rule::HandoffWithinHours, draft).len()
    };
    // The second turn begins on a Tuesday, which has no hours; the third splits Wednesday's night.
    assert_eq!(layers(TurnUnit::Day, 1, time(23, 0, 0, 0), 1), 1);
    assert_eq!(layers(TurnUnit::Day, 1, time(12, 0, 0, 0), 7), 0);
    // The nights are eight hours, so turns of two have to share them.
    assert_eq!(layers(TurnUnit::Hour, 2, time(0, 0, 0, 0), 7), 0);
}

#[test]
fn taking_over_at_night_is_by_ones_own_clock() {
    let mut draft = six();
    draft.zones.insert("bo".into(), zone("America/New_York"));
    assert_eq!(
        said(Rule::NightHandover, draft),
        ["bo takes over at night 8 times, first Mon 2026-02-23 03:00 by their own clock"]
    );
}

#[test]
fn a_day_that_is_longer_or_shorter_is_told_of() {
    let mut draft = six();
    draft.tiers[0].layers[0].eras[0].unit = TurnUnit::Day;
    assert_eq!(
        said(Rule::ClockChange, draft),
        [
            "the shift of eva from Sat 2026-03-28 09:00 is 60 minutes shorter than the clock says",
            "the shift of eva from Sat 2026-10-24 09:00 is 60 minutes longer than the clock says",
        ]
    );
}

#[test]
fn the_clock_that_changes_is_that_of_the_layer() {
    let mut draft = six();
    draft.zone = zone("Asia/Kolkata");
    draft.tiers[0].layers[0].zone = Some(zone("Europe/Berlin"));
    draft.tiers[0].layers[0].eras[0].unit = TurnUnit::Day;
    let changes = said(Rule::ClockChange, draft.clone());
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(
        changes[0],
        "the shift of eva from Sat 2026-03-28 13:30 is 60 minutes shorter than the clock says"
    );
    // And the other way round.
    draft.zone = zone("Europe/Berlin");
    draft.tiers[0].layers[0].zone = Some(zone("Asia/Kolkata"));
    assert_eq!(said(Rule::ClockChange, draft), [""; 0]);
}

#[test]
fn where_there_are_tiers_a_remark_says_which() {
    let mut draft = six();
    let mut era = weekly(&["gus", "hal", "ida", "jo", "kim", "lea"]);
    era.handoff = time(3, 0, 0, 0);
    draft.tiers.push(TierDraft { name: TierName::new("secondary"), layers: vec![layer(era)] });
    let nights: Vec<Remark> =
        remarks(draft).into_iter().filter(|remark| remark.rule == Rule::NightHandover).collect();
    assert_eq!(nights.len(), 6);
    assert_eq!(
        nights[0].text,
        "lea takes over in tier secondary at night 8 times, first Mon 2026-02-09 03:00 by their own \
         clock"
    );
    assert!(nights.iter().all(|remark| remark.about == About::Layer(1)), "{nights:?}");
}

#[test]
fn what_a_remark_is_about_stands_in_a_layer() {
    let mut draft = six();
    let second = layer(weekly(&["gus", "ana"]));
    draft.tiers.push(TierDraft { name: TierName::new("secondary"), layers: vec![second] });
    let rota = Rota::build(draft).unwrap();
    assert_eq!(rota.layer_of(&About::Tier(TierName::new("secondary"))), Some(1));
    assert_eq!(rota.layer_of(&About::Person("gus".into())), Some(1));
    assert_eq!(rota.layer_of(&About::Person("ana".into())), Some(0));
    assert_eq!(rota.layer_of(&About::Rota), None);
}

#[test]
fn two_tiers_within_a_day_are_told_of() {
    let mut draft = six();
    let second = layer(weekly(&["bo", "cy", "dan", "eva", "fay", "ana"]));
    draft.tiers.push(TierDraft { name: TierName::new("secondary"), layers: vec![second] });
    let said = said(Rule::TwiceInADay, draft);
    assert_eq!(said.len(), 6);
    assert_eq!(said[0], "ana has two tiers within a day 8 times, first Mon 2026-02-16 09:00");
}

#[test]
fn more_nights_in_a_row_than_a_week_has_are_told_of() {
    let mut draft = six();
    draft.tiers[0].layers[0].eras[0].length = 2;
    let said = said(Rule::NightsInARow, draft);
    assert_eq!(said.len(), 6);
    assert_eq!(said[0], "cy has 14 nights in a row from Mon 2026-02-02 09:00");
}

#[test]
fn one_person_first_in_two_rotas_is_told_of() {
    let other = RotaDraft::of_one_layer(zone("UTC"), weekly(&["ana", "zoe", "yan"]));
    let rotas = BTreeMap::from([
        (RotaName::new("payments"), Rota::build(other).unwrap()),
        (RotaName::new("web"), Rota::build(six()).unwrap()),
    ]);
    let found = between_rotas(&rotas, at("2026-02-02T08:00:00Z"), at("2027-01-04T08:00:00Z"));
    let texts: Vec<String> =
        found.iter().map(|(rota, remark)| format!("{rota}: {}", remark.text)).collect();
    assert_eq!(
        texts,
        ["payments: ana is on call in web as well 8 times, first Mon 2026-02-16 09:00"]
    );
}
