//! Rotas as a whole: shifts around an instant, handoffs, gaps and coverage.

pub(super) mod random;

use jiff::civil::{Weekday, date, datetime, time};
use jiff::tz::TimeZone;

use super::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn era(start: jiff::civil::Date, unit: TurnUnit, people: &[&str]) -> EraDraft {
    EraDraft {
        start,
        handoff: time(9, 0, 0, 0),
        unit,
        length: 1,
        people: people.iter().map(|name| PersonId::from(*name)).collect(),
        turn_days: None,
    }
}

/// The five lines most teams need: ana and bo, week by week, in Berlin.
fn weekly() -> RotaDraft {
    let start = date(2026, 1, 5);
    RotaDraft::of_one_layer(zone("Europe/Berlin"), era(start, TurnUnit::Week, &["ana", "bo"]))
}

fn built(draft: RotaDraft) -> Rota {
    Rota::build(draft).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn names(people: &[PersonId]) -> String {
    people.iter().map(PersonId::as_str).collect::<Vec<_>>().join(" ")
}

fn take(by: &str, from: jiff::civil::DateTime, to: jiff::civil::DateTime) -> OverrideDraft {
    let kind = OverrideKind::Take { by: by.into() };
    OverrideDraft { kind, from: Moment::Civil(from), to: Moment::Civil(to), tier: None, why: None }
}

#[test]
fn five_lines_make_a_rota() {
    let rota = built(weekly());
    assert_eq!(names(&rota.on_call(FIRST_TIER, at("2026-01-05T07:59:59Z"))), "");
    assert_eq!(names(&rota.on_call(FIRST_TIER, at("2026-01-05T08:00:00Z"))), "ana");
    assert_eq!(names(&rota.on_call(FIRST_TIER, at("2026-07-13T06:59:59.999Z"))), "ana");
    assert_eq!(names(&rota.on_call(FIRST_TIER, at("2026-07-13T07:00:00Z"))), "bo");
    assert_eq!(names(rota.people()), "ana bo");
    assert_eq!(rota.tiers(), [TierName::new("primary")]);
}

#[test]
fn a_shift_is_whole_whenever_one_asks() {
    let rota = built(weekly());
    let shift = rota.shift_at(FIRST_TIER, at("2026-03-25T23:59:59Z")).unwrap();
    assert_eq!(shift.person, "bo".into());
    assert_eq!(shift.start, at("2026-03-23T08:00:00Z"));
    assert_eq!(shift.end, Some(at("2026-03-30T07:00:00Z")), "the week of the change has 167 hours");
}

#[test]
fn one_person_alone_has_one_shift_without_an_end() {
    let start = date(2020, 1, 6);
    let draft = RotaDraft::of_one_layer(zone("UTC"), era(start, TurnUnit::Hour, &["ana"]));
    let rota = built(draft);
    let shift = rota.shift_at(FIRST_TIER, at("2090-01-01T00:00:00Z")).unwrap();
    assert_eq!((shift.start, shift.end), (at("2020-01-06T09:00:00Z"), None));
    assert_eq!(rota.next_handoff(FIRST_TIER, at("2090-01-01T00:00:00Z")), None);
}

#[test]
fn a_shift_that_an_override_cuts_ends_and_begins_there() {
    let mut draft = weekly();
    draft.overrides.push(take(
        "cy",
        datetime(2026, 1, 7, 18, 0, 0, 0),
        datetime(2026, 1, 8, 9, 0, 0, 0),
    ));
    let rota = built(draft);
    let shift = |instant| rota.shift_at(FIRST_TIER, at(instant)).unwrap();
    assert_eq!(shift("2026-01-06T00:00:00Z").end, Some(at("2026-01-07T17:00:00Z")));
    assert_eq!(shift("2026-01-08T00:00:00Z").cause.phrase(), "override: cy takes");
    assert_eq!(shift("2026-01-09T00:00:00Z").start, at("2026-01-08T08:00:00Z"));
    assert_eq!(shift("2026-01-09T00:00:00Z").cause.phrase(), "layer 1");
    assert_eq!(
        rota.next_handoff(FIRST_TIER, at("2026-01-08T00:00:00Z")),
        Some(at("2026-01-08T08:00:00Z"))
    );
}

#[test]
fn the_next_handoff_may_be_a_long_way_off_or_to_nobody() {
    let mut draft = weekly();
    draft.tiers[0].layers[0].eras[0].people.pop();
    draft.tiers[0].layers[0].until = Some(datetime(2026, 12, 31, 9, 0, 0, 0));
    let rota = built(draft);
    let end = Some(at("2026-12-31T08:00:00Z"));
    assert_eq!(rota.next_handoff(FIRST_TIER, at("2026-01-05T08:00:00Z")), end);
    assert_eq!(
        rota.next_handoff(FIRST_TIER, at("2025-06-01T00:00:00Z")),
        Some(at("2026-01-05T08:00:00Z"))
    );
    assert_eq!(rota.next_handoff(FIRST_TIER, at("2027-01-01T00:00:00Z")), None);
}

#[test]
fn a_handoff_is_found_however_far_off_it_is() {
    let mut draft = weekly();
    let era = &mut draft.tiers[0].layers[0].eras[0];
    (era.start, era.unit, era.length) = (date(2028, 1, 3), TurnUnit::Month, 24);
    let rota = built(draft);
    let long_before = at("1999-01-01T00:00:00Z");
    assert_eq!(rota.next_handoff(FIRST_TIER, long_before), Some(at("2028-01-03T08:00:00Z")));
    let shift = rota.shift_at(FIRST_TIER, at("2028-02-01T00:00:00Z")).unwrap();
    assert_eq!(shift.end, Some(at("2030-01-03T08:00:00Z")));
    let next: Vec<_> = rota.next_shifts(FIRST_TIER, long_before).take(3).collect();
    assert_eq!(
        next.iter().map(|shift| shift.person.as_str()).collect::<Vec<_>>(),
        ["ana", "bo", "ana"]
    );
    assert_eq!(next[2].start, at("2032-01-03T08:00:00Z"));
}

#[test]
fn a_take_far_off_ends_a_shift_of_somebody_alone() {
    let mut draft = weekly();
    draft.tiers[0].layers[0].eras[0].people.pop();
    let day = |day| datetime(2071, 5, day, 0, 0, 0, 0);
    draft.overrides.push(take("cy", day(1), day(2)));
    let rota = built(draft);
    let shifts: Vec<_> = rota.next_shifts(FIRST_TIER, at("2026-02-01T00:00:00Z")).collect();
    let told: Vec<_> = shifts.iter().map(|shift| (shift.person.as_str(), shift.end)).collect();
    assert_eq!(told, [("cy", Some(at("2071-05-01T22:00:00Z"))), ("ana", None)]);
}

#[test]
fn handoffs_go_by_the_summer_of_far_off_years_and_end_with_the_calendar() {
    let rota = built(weekly());
    for (instant, handoff) in [
        ("2199-07-03T00:00:00Z", "2199-07-08T07:00:00Z"),
        ("2200-07-03T00:00:00Z", "2200-07-07T07:00:00Z"),
        ("9000-07-03T00:00:00Z", "9000-07-07T07:00:00Z"),
        ("9999-07-02T00:00:00Z", "9999-07-05T07:00:00Z"),
    ] {
        assert_eq!(rota.next_handoff(FIRST_TIER, at(instant)), Some(at(handoff)), "{instant}");
    }
    let last = rota.shift_at(FIRST_TIER, at("9999-12-29T00:00:00Z")).unwrap();
    assert_eq!((last.start, last.end), (at("9999-12-27T08:00:00Z"), None));
    assert_eq!(rota.next_shifts(FIRST_TIER, at("9999-12-29T00:00:00Z")).next(), None);
}

#[test]
fn whoever_has_nobody_is_told_why() {
    let mut draft = weekly();
    draft.tiers[0].layers[0].until = Some(datetime(2026, 12, 31, 9, 0, 0, 0));
    let (from, to) = (datetime(2026, 1, 6, 0, 0, 0, 0), datetime(2026, 1, 7, 0, 0, 0, 0));
    draft.overrides.push(OverrideDraft {
        kind: OverrideKind::Nobody,
        why: Some("the office moves".into()),
        ..take("", from, to)
    });
    let rota = built(draft);
    let why = |instant| rota.vacancy(FIRST_TIER, at(instant)).map(|vacancy| vacancy.phrase());
    assert_eq!(why("2026-01-06T12:00:00Z").unwrap(), "nobody, on purpose (the office moves)");
    assert_eq!(why("2026-01-04T12:00:00Z").unwrap(), "before the start");
    assert_eq!(why("2026-12-31T12:00:00Z").unwrap(), "after the end");
    assert_eq!(why("2026-01-08T12:00:00Z"), None);
    assert_eq!(rota.vacancy(7, at("2026-01-08T12:00:00Z")).unwrap().phrase(), "no layer at all");
}

#[test]
fn shifts_are_cut_off_at_the_ends_of_a_range_to_the_nanosecond() {
    let rota = built(weekly());
    let (from, to) = (at("2026-01-12T07:59:59.25Z"), at("2026-01-12T08:00:00.5Z"));
    let shifts = rota.shifts(FIRST_TIER, from, to);
    let handoff = at("2026-01-12T08:00:00Z");
    assert_eq!(shifts.len(), 2);
    assert_eq!((shifts[0].start, shifts[0].end), (from, Some(handoff)));
    assert_eq!((shifts[1].start, shifts[1].end), (handoff, Some(to)));
    assert!(rota.shifts(FIRST_TIER, to, from).is_empty());
    assert_eq!(rota.shifts(FIRST_TIER, from, handoff).len(), 1);
}

#[test]
fn a_tier_that_is_not_there_has_nobody() {
    let rota = built(weekly());
    let (from, to) = (at("2026-02-01T00:00:00Z"), at("2026-03-01T00:00:00Z"));
    assert!(rota.on_call(1, from).is_empty());
    assert_eq!(rota.shift_at(1, from), None);
    assert_eq!(rota.next_handoff(1, from), None);
    assert!(rota.shifts(1, from, to).is_empty() && rota.gaps(1, from, to).is_empty());
}

#[test]
fn gaps_say_why_there_is_nobody() {
    let mut draft = weekly();
    let workdays = Weekday::Monday.cycle_forward().take(5).collect();
    let (from, to) = (time(9, 0, 0, 0), time(17, 0, 0, 0));
    let layer = &mut draft.tiers[0].layers[0];
    layer.windows = Some(vec![Window::Daily { days: workdays, from, to }]);
    layer.until = Some(datetime(2026, 1, 8, 9, 0, 0, 0));
    let first = datetime(2026, 1, 6, 10, 0, 0, 0);
    let stretch = LeaveStretch::Days { first: first.date(), last: first.date() };
    draft.leave = ["ana", "bo"].map(|who| LeaveDraft { person: who.into(), stretch }).into();
    let rota = built(draft);
    let gaps = rota.gaps(FIRST_TIER, at("2026-01-05T00:00:00Z"), at("2026-01-09T00:00:00Z"));
    let lines: Vec<String> = gaps
        .iter()
        .map(|gap| format!("{}..{} {}", gap.start, gap.end, gap.reason.phrase()))
        .collect();
    assert_eq!(
        lines,
        [
            "2026-01-05T00:00:00Z..2026-01-05T08:00:00Z before the start",
            "2026-01-05T16:00:00Z..2026-01-07T08:00:00Z outside all hours",
            "2026-01-07T16:00:00Z..2026-01-09T00:00:00Z outside all hours",
        ]
    );
}

#[test]
fn a_gap_counts_only_within_the_hours_to_be_covered() {
    let mut draft = weekly();
    let layer = &mut draft.tiers[0].layers[0];
    layer.until = Some(datetime(2026, 3, 27, 12, 0, 0, 0));
    let (from, to) = (time(8, 0, 0, 0), time(18, 0, 0, 0));
    draft.coverage = vec![Window::Daily { days: Weekdays::ALL, from, to }];
    let rota = built(draft);
    let gaps = rota.gaps(FIRST_TIER, at("2026-03-27T00:00:00Z"), at("2026-03-30T00:00:00Z"));
    let spans: Vec<String> = gaps.iter().map(|gap| format!("{}..{}", gap.start, gap.end)).collect();
    assert_eq!(
        spans,
        [
            "2026-03-27T11:00:00Z..2026-03-27T17:00:00Z",
            "2026-03-28T07:00:00Z..2026-03-28T17:00:00Z",
            "2026-03-29T06:00:00Z..2026-03-29T16:00:00Z",
        ]
    );
}

#[test]
fn a_gap_in_hours_that_run_over_sunday_night_is_one() {
    let mut draft = weekly();
    draft.tiers[0].layers[0].until = Some(datetime(2026, 3, 27, 12, 0, 0, 0));
    let nine = time(9, 0, 0, 0);
    draft.coverage =
        vec![Window::Weekly { from: (Weekday::Friday, nine), to: (Weekday::Monday, nine) }];
    let rota = built(draft);
    let gaps = rota.gaps(FIRST_TIER, at("2026-03-30T22:00:00Z"), at("2026-04-10T00:00:00Z"));
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].start, at("2026-04-03T07:00:00Z"));
    assert_eq!(gaps[0].end, at("2026-04-06T07:00:00Z"));
}

#[test]
fn nobody_on_purpose_is_a_silence_and_no_gap() {
    let mut draft = weekly();
    let (from, to) = (datetime(2026, 1, 6, 0, 0, 0, 0), datetime(2026, 1, 7, 0, 0, 0, 0));
    draft.overrides.push(OverrideDraft { kind: OverrideKind::Nobody, ..take("", from, to) });
    let rota = built(draft);
    let range = (at("2026-01-05T08:00:00Z"), at("2026-01-09T00:00:00Z"));
    assert!(rota.gaps(FIRST_TIER, range.0, range.1).is_empty());
    let silences = rota.silences(FIRST_TIER, range.0, range.1);
    assert_eq!(silences.len(), 1);
    assert_eq!(silences[0].start, at("2026-01-05T23:00:00Z"));
    assert_eq!(silences[0].reason, EmptyReason::OnPurpose);
}

#[test]
fn a_rota_without_layers_is_one_long_gap() {
    let mut draft = weekly();
    draft.tiers[0].layers.clear();
    let gaps = built(draft).gaps(FIRST_TIER, Timestamp::MIN, Timestamp::MAX);
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].start, gaps[0].end), (Timestamp::MIN, Timestamp::MAX));
    assert_eq!(gaps[0].reason.phrase(), "no layer at all");
}
