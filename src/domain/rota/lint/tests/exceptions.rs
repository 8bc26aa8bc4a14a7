//! Overrides and leave: what has no effect, what is doubtful, what lasts long.

use super::*;

#[test]
fn exceptions_that_change_nothing_are_told_of() {
    let mut draft = six();
    // Fay has the week of 9 February, ana that of 16 February.
    let week = (datetime(2026, 2, 9, 9, 0, 0, 0), datetime(2026, 2, 16, 9, 0, 0, 0));
    draft.overrides = vec![
        exception(cover("bo", "fay"), week.0, week.1),
        exception(cover("bo", "ana"), week.0, week.1),
        exception(OverrideKind::Take { by: "cy".into() }, week.0, week.0.tomorrow().unwrap()),
        exception(OverrideKind::Take { by: "dan".into() }, week.0, week.0.tomorrow().unwrap()),
        exception(
            OverrideKind::Nobody,
            datetime(2026, 5, 1, 0, 0, 0, 0),
            datetime(2026, 5, 2, 0, 0, 0, 0),
        ),
    ];
    let days = |first, last| LeaveStretch::Days { first, last };
    draft.leave = vec![
        LeaveDraft { person: "ana".into(), stretch: days(date(2026, 2, 10), date(2026, 2, 12)) },
        LeaveDraft { person: "ana".into(), stretch: days(date(2026, 2, 18), date(2026, 2, 18)) },
    ];
    let about: Vec<About> = remarks(draft)
        .into_iter()
        .filter(|remark| remark.rule == Rule::NoEffect)
        .map(|remark| remark.about)
        .collect();
    assert_eq!(about, [About::Override(1), About::Override(2), About::Leave(0)]);
}

/// What is said to have no effect.
fn idle(draft: RotaDraft) -> Vec<About> {
    let idle = remarks(draft).into_iter().filter(|remark| remark.rule == Rule::NoEffect);
    idle.map(|remark| remark.about).collect()
}

fn off(person: &str, first: jiff::civil::Date, last: jiff::civil::Date) -> LeaveDraft {
    LeaveDraft { person: person.into(), stretch: LeaveStretch::Days { first, last } }
}

#[test]
fn a_cover_without_which_another_would_do_nothing_has_an_effect() {
    let mut draft = six();
    let week = (datetime(2026, 2, 9, 9, 0, 0, 0), datetime(2026, 2, 16, 9, 0, 0, 0));
    // Fay's week goes to bo, and by way of bo to cy.
    draft.overrides = vec![
        exception(cover("bo", "fay"), week.0, week.1),
        exception(cover("cy", "bo"), week.0, week.1),
    ];
    assert_eq!(idle(draft), []);
}

#[test]
fn whoever_takes_what_they_have_anyway_changes_nothing() {
    let mut draft = six();
    let week = (datetime(2026, 2, 9, 9, 0, 0, 0), datetime(2026, 2, 16, 9, 0, 0, 0));
    draft.overrides = vec![exception(OverrideKind::Take { by: "fay".into() }, week.0, week.1)];
    assert_eq!(idle(draft), [About::Override(0)]);
}

#[test]
fn of_two_that_say_the_same_only_the_first_is_without_effect() {
    let mut draft = six();
    let week = (datetime(2026, 2, 9, 9, 0, 0, 0), datetime(2026, 2, 16, 9, 0, 0, 0));
    draft.overrides = vec![
        exception(cover("bo", "fay"), week.0, week.1),
        exception(cover("bo", "fay"), week.0, week.1),
    ];
    draft.leave = vec![
        off("ana", date(2026, 2, 18), date(2026, 2, 19)),
        off("ana", date(2026, 2, 18), date(2026, 2, 19)),
    ];
    assert_eq!(idle(draft), [About::Override(0), About::Leave(0)]);
}

#[test]
fn leave_has_an_effect_where_it_makes_a_gap_or_passes_the_turn_on() {
    let mut draft = RotaDraft::of_one_layer(zone("UTC"), weekly(&["ana", "bo"]));
    // It is ana's week: bo's leave leaves nobody.
    draft.leave = vec![
        off("ana", date(2026, 2, 3), date(2026, 2, 5)),
        off("bo", date(2026, 2, 4), date(2026, 2, 4)),
    ];
    assert_eq!(idle(draft), []);
    // The same, with somebody behind bo.
    let mut draft = six();
    draft.leave = vec![
        off("ana", date(2026, 2, 17), date(2026, 2, 19)),
        off("bo", date(2026, 2, 18), date(2026, 2, 18)),
        off("cy", date(2026, 2, 17), date(2026, 2, 17)),
    ];
    assert_eq!(idle(draft), [About::Leave(2)]);
}

#[test]
fn a_stand_in_who_is_off_is_told_of() {
    let mut draft = six();
    let week = (datetime(2026, 2, 9, 9, 0, 0, 0), datetime(2026, 2, 16, 9, 0, 0, 0));
    draft.overrides = vec![exception(cover("bo", "fay"), week.0, week.1)];
    let stretch = LeaveStretch::Days { first: date(2026, 2, 12), last: date(2026, 2, 20) };
    draft.leave = vec![LeaveDraft { person: "bo".into(), stretch }];
    assert_eq!(
        said(Rule::StandInIsOff, draft),
        ["bo stands in and is off from Thu 2026-02-12 00:00"]
    );
}

#[test]
fn times_the_clock_skips_or_repeats_are_told_of() {
    let mut draft = six();
    let take = || OverrideKind::Take { by: "bo".into() };
    draft.overrides = vec![
        exception(take(), datetime(2026, 3, 29, 2, 30, 0, 0), datetime(2026, 3, 29, 9, 0, 0, 0)),
        exception(take(), datetime(2026, 10, 25, 1, 59, 0, 0), datetime(2026, 10, 25, 2, 30, 0, 0)),
        exception(take(), datetime(2026, 10, 25, 3, 0, 0, 0), datetime(2026, 10, 25, 4, 0, 0, 0)),
    ];
    assert_eq!(
        said(Rule::OddTime, draft),
        [
            "the clocks jump over 2026-03-29 02:30; the moment of the jump is meant",
            "the clocks show 2026-10-25 02:30 twice; the first is meant, add an offset for the second",
        ]
    );
}

#[test]
fn an_absence_of_several_turns_is_told_of_unless_somebody_covers_them() {
    let mut draft = six();
    // Ana has the weeks of 16 February and 30 March.
    draft.leave = vec![off("ana", date(2026, 2, 10), date(2026, 3, 20))];
    assert_eq!(said(Rule::LongAbsence, draft.clone()), [""; 0]);
    draft.leave = vec![off("ana", date(2026, 2, 10), date(2026, 4, 1))];
    assert_eq!(
        said(Rule::LongAbsence, draft.clone()),
        ["ana is off for 2 of their turns in layer 1, which fall to whoever is next, bo"]
    );
    let week = (datetime(2026, 2, 16, 9, 0, 0, 0), datetime(2026, 2, 23, 9, 0, 0, 0));
    draft.overrides = vec![exception(cover("dan", "ana"), week.0, week.1)];
    assert_eq!(said(Rule::LongAbsence, draft), [""; 0]);
}

#[test]
fn standing_in_here_while_off_elsewhere_is_told_of() {
    let mut web = six();
    let week = (datetime(2026, 2, 9, 9, 0, 0, 0), datetime(2026, 2, 16, 9, 0, 0, 0));
    web.overrides = vec![exception(cover("zoe", "fay"), week.0, week.1)];
    let mut payments = RotaDraft::of_one_layer(zone("UTC"), weekly(&["yan", "zoe", "xi"]));
    payments.leave = vec![off("zoe", date(2026, 2, 12), date(2026, 2, 20))];
    let told = |web: RotaDraft, payments: RotaDraft| {
        let rotas = BTreeMap::from([
            (RotaName::new("payments"), Rota::build(payments).unwrap()),
            (RotaName::new("web"), Rota::build(web).unwrap()),
        ]);
        let found = between_rotas(&rotas, at("2026-02-02T08:00:00Z"), at("2027-01-04T08:00:00Z"));
        let found = found.into_iter().filter(|(_, remark)| remark.rule == Rule::StandInIsOff);
        found.map(|(rota, remark)| format!("{rota}: {}", remark.text)).collect::<Vec<_>>()
    };
    assert_eq!(
        told(web.clone(), payments.clone()),
        ["web: zoe stands in and is off in payments from Thu 2026-02-12 01:00"]
    );
    // What is written for both is told by the rota itself.
    web.leave.clone_from(&payments.leave);
    assert_eq!(told(web, payments), [""; 0]);
}
