//! Courses against a count of every single second, on random histories.

use proptest::prelude::*;

use super::*;

/// How many seconds the random histories have.
const END: i64 = 120;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn span(from: i64, to: i64) -> Span {
    Span { from: at(from), to: at(to) }
}

fn history(states: &[(i64, State)], seen_until: i64) -> History {
    History {
        states: states.iter().map(|(since, state)| (at(*since), *state)).collect(),
        began_at: states.first().map(|(since, _)| at(*since)),
        seen_until: at(seen_until),
        is_gone: false,
    }
}

/// How it stands at an instant, without anything clever.
fn standing(history: &History, maintenance: &[Span], now: Timestamp) -> Standing {
    if maintenance.iter().any(|span| span.from <= now && now < span.to) {
        return Standing::Maintenance;
    }
    let Some(began_at) = history.began_at.filter(|at| *at <= now) else { return Standing::Absent };
    let last = history.states.last().map_or(began_at, |(since, _)| *since);
    if now >= history.seen_until.max(last) {
        return if history.is_gone { Standing::Absent } else { Standing::Unknown };
    }
    let state = history.states.iter().rev().find(|(since, _)| *since <= now);
    state.map_or(Standing::Unknown, |(_, state)| Standing::of(*state))
}

fn counted(span: Span, standing: impl Fn(Timestamp) -> Standing) -> Tally {
    let mut tally = Tally::default();
    for second in span.from.as_second()..span.to.as_second() {
        let now = Timestamp::from_second(second).unwrap();
        tally.add(standing(now), SignedDuration::from_secs(1));
    }
    tally
}

fn states() -> impl Strategy<Value = History> {
    let state = (0..State::ALL.len()).prop_map(|number| State::ALL[number]);
    let changes = prop::collection::vec((0..END, state), 0..12);
    (changes, 0..END, any::<bool>()).prop_map(|(mut changes, seen_until, is_gone)| {
        changes.sort_by_key(|(since, _)| *since);
        History { is_gone, ..history(&changes, seen_until) }
    })
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (-10..END + 10, -10..END + 10).prop_map(|(from, to)| span(from, to));
    prop::collection::vec(one, 0..4)
}

fn within() -> impl Strategy<Value = Span> {
    (0..END, 0..END).prop_map(|(one, other)| span(one.min(other), one.max(other)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_second_of_a_span_counts_once_and_as_what_it_was(history in states(), maintenance in spans(), asked in within()) {
        let course = Course::of(&history, &maintenance, span(0, END));
        let tally = course.tally(asked);
        prop_assert_eq!(tally, counted(asked, |now| standing(&history, &maintenance, now)));
        let sum = tally.available + tally.down + tally.unknown + tally.maintenance;
        prop_assert_eq!(sum, asked.length());
        prop_assert!(course.turns.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 != two[1].1));
        prop_assert_eq!(course.turns.first().map(|(at, _)| *at), Some(at(0)));
    }

    #[test]
    fn a_service_stands_at_every_second_as_its_monitors_do(
        of in prop::collection::vec((states(), spans()), 0..4), asked in within()
    ) {
        let whole = span(0, END);
        let courses: Vec<Course> = of.iter().map(|(history, planned)| Course::of(history, planned, whole)).collect();
        let together = Course::together(&courses.iter().collect::<Vec<_>>(), whole);
        let expected = counted(asked, |now| {
            let all: Vec<Standing> = of.iter().map(|(history, planned)| standing(history, planned, now)).collect();
            let order = [Standing::Down, Standing::Unknown, Standing::Available, Standing::Maintenance];
            order.into_iter().find(|it| all.contains(it)).unwrap_or(Standing::Absent)
        });
        prop_assert_eq!(together.tally(asked), expected);
        let sum = expected.available + expected.down + expected.unknown + expected.maintenance;
        prop_assert_eq!(sum, asked.length());
    }

    #[test]
    fn so_much_downtime_has_come_together_exactly_then(history in states(), allowed in 0..60_i64) {
        let whole = span(0, END);
        let course = Course::of(&history, &[], whole);
        let allowed = SignedDuration::from_secs(allowed);
        let all = course.tally(whole).down;
        match course.down_for(allowed, whole) {
            None => prop_assert!(all < allowed || all.is_zero()),
            Some(spent_at) => {
                prop_assert_eq!(course.tally(Span { from: whole.from, to: spent_at }).down, allowed);
                prop_assert!(!all.is_zero());
            }
        }
    }
}

#[test]
fn what_is_said_last_of_an_instant_holds_and_alike_is_one() {
    let history = history(
        &[
            (0, State::Up),
            (10, State::Down),
            (10, State::Degraded),
            (20, State::Up),
            (30, State::Down),
        ],
        40,
    );
    let course = Course::of(&history, &[], span(0, 60));
    let turns =
        [(at(0), Standing::Available), (at(30), Standing::Down), (at(40), Standing::Unknown)];
    assert_eq!(course.turns, turns);
}

#[test]
fn spans_that_touch_or_overlap_are_one() {
    let spans =
        [span(50, 60), span(5, 10), span(10, 20), span(15, 17), span(70, 65), span(90, 200)];
    assert_eq!(merged(&spans, span(7, 100)), [span(7, 20), span(50, 60), span(90, 100)]);
    assert_eq!(merged(&[], span(0, 100)), []);
}

#[test]
fn a_span_without_length_has_no_course() {
    let course = Course::of(&history(&[(0, State::Up)], 50), &[span(0, 10)], span(20, 20));
    assert_eq!(course.tally(span(0, 100)), Tally::default());
    assert_eq!(Course::together(&[&course], span(20, 20)).tally(span(0, 100)), Tally::default());
}
