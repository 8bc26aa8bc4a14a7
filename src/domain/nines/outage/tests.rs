//! Each time something was down, as it counts.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn span(from: i64, to: i64) -> Span {
    Span { from: at(from), to: at(to) }
}

fn outage(began_at: i64, ended_at: Option<i64>, counted: i64) -> Outage {
    let counted = SignedDuration::from_secs(counted);
    Outage { began_at: at(began_at), ended_at: ended_at.map(at), counted }
}

fn history() -> History {
    let states = [
        (0, State::Down),
        (20, State::Up),
        (40, State::Down),
        (60, State::Unknown),
        (70, State::Down),
        (72, State::Degraded),
        (80, State::Down),
    ];
    History {
        states: states.map(|(since, state)| (at(since), state)).to_vec(),
        began_at: Some(at(0)),
        seen_until: at(95),
        is_gone: false,
    }
}

#[test]
fn only_what_is_in_the_span_counts_and_the_begin_is_the_true_one() {
    assert_eq!(
        outages(&history(), &[], span(10, 200)),
        [
            outage(0, Some(20), 10),
            outage(40, Some(60), 20),
            outage(70, Some(72), 2),
            outage(80, None, 15),
        ]
    );
    assert_eq!(outages(&history(), &[], span(20, 40)), []);
}

#[test]
fn maintenance_in_the_middle_is_taken_out_and_one_outage_stays_one() {
    let planned = [span(45, 50), span(48, 52), span(69, 75)];
    assert_eq!(
        outages(&history(), &planned, span(30, 90)),
        [outage(40, Some(60), 13), outage(80, None, 10)]
    );
}
