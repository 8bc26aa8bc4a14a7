//! The sweep against who is on call at each quarter of an hour, on random rotas in odd zones.

use jiff::Timestamp;
use proptest::prelude::*;

use super::super::tests::random::rotas;
use super::*;

/// A quarter of an hour, in seconds.
const QUARTER: u16 = 15 * 60;

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_sweep_says_what_every_quarter_of_an_hour_says((draft, from) in rotas(), tier in 0..2_usize) {
        let rota = Rota::build(draft).unwrap();
        let to = from + 5 * 24 * 3600;
        let shifts = rota.shifts(tier, instant(from), instant(to));
        // Every edge of these rotas lies on a quarter of an hour.
        for at in (from..to).step_by(QUARTER.into()) {
            let swept = shifts.iter().find(|shift| shift.start <= instant(at) && instant(at) < shift.end.unwrap());
            let on_call = rota.on_call(tier, instant(at));
            prop_assert_eq!(swept.map(|shift| &shift.person), on_call.first(), "{}", instant(at));
        }
        for edge in shifts.iter().flat_map(|shift| [Some(shift.start), shift.end]).flatten() {
            prop_assert_eq!(edge.as_second() % i64::from(QUARTER), 0);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn shifts_gaps_and_silences_tile_time((draft, from) in rotas(), tier in 0..2_usize, length in 1..500_000_i64) {
        let rota = Rota::build(draft).unwrap();
        let (from, to) = (instant(from + length % 7000), instant(from + length % 7000 + length));
        let shifts = rota.shifts(tier, from, to);
        let mut spans: Vec<_> = shifts.iter().map(|shift| (shift.start, shift.end.unwrap(), Some(&shift.person))).collect();
        let vacancies = [rota.gaps(tier, from, to), rota.silences(tier, from, to)].concat();
        spans.extend(vacancies.iter().map(|gap| (gap.start, gap.end, None)));
        spans.sort();
        let mut reached = from;
        for (start, end, _) in &spans {
            prop_assert_eq!(*start, reached);
            prop_assert!(end > start);
            reached = *end;
        }
        prop_assert_eq!(reached, to);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].2.is_none() || pair[0].2 != pair[1].2, "neighbours differ");
        }
    }

    #[test]
    fn a_whole_shift_is_the_one_in_a_long_sweep((draft, from) in rotas(), later in 0..400_000_i64) {
        let rota = Rota::build(draft).unwrap();
        let (long_ago, at) = (instant(from - 40 * 24 * 3600), instant(from + later));
        let far_off = instant(from + 60 * 24 * 3600);
        let shifts = rota.shifts(0, long_ago, far_off);
        let expected = shifts.into_iter().find(|shift| shift.start <= at && at < shift.end.unwrap());
        let shift = rota.shift_at(0, at);
        prop_assert_eq!(expected.as_ref().map(|it| (&it.person, it.start)), shift.as_ref().map(|it| (&it.person, it.start)));
        if let (Some(expected), Some(shift)) = (expected, shift) {
            let end = shift.end.map_or(far_off, |end| end.min(far_off));
            prop_assert_eq!(expected.end, Some(end));
            prop_assert_eq!(rota.next_handoff(0, at), shift.end);
        }
    }
}
