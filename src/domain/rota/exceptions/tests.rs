//! Exceptions in time: what is in force is what a look at every one of them would find.

use proptest::prelude::*;

use super::*;

#[test]
fn what_is_in_force_keeps_the_order_it_was_written_in() {
    let stretch = |from, to, what| InForce { from, to, what };
    let timeline =
        Timeline::new(&[stretch(5, 9, 'a'), stretch(2, 7, 'b'), stretch(6, 6, 'c')], 2).unwrap();
    let at = |at: i64| timeline.at(at).iter().collect::<String>();
    assert_eq!([1, 2, 5, 7, 9].map(at), ["", "b", "ab", "a", ""]);
    assert_eq!(timeline.changes_between(2, 9), [5, 7]);
    assert_eq!(timeline.begins_at(), Some(2));
}

#[test]
fn only_so_many_are_in_force_at_once_and_any_number_in_turn() {
    let stretches = |number: i64, length: i64| {
        let each = (0..number).map(|from| InForce { from, to: from + length, what: from });
        each.collect::<Vec<_>>()
    };
    assert!(Timeline::new(&stretches(10_000, 3), 3).is_ok());
    // The fourth of them, which stands at place 3, begins while three are in force.
    assert_eq!(Timeline::new(&stretches(10_000, 4), 3).unwrap_err(), 3);
}

#[test]
fn a_stand_in_stands_in_for_one_person_and_a_swap_goes_both_ways() {
    let [ana, bo, cy] = [0, 1, 2].map(PersonNo);
    let cover = Action::Cover { by: ana, instead_of: bo };
    assert_eq!([ana, bo, cy].map(|who| cover.stand_in(who)), [ana, ana, cy]);
    let swap = Action::Swap { one: ana, other: bo };
    assert_eq!([ana, bo, cy].map(|who| swap.stand_in(who)), [bo, ana, cy]);
    assert_eq!(Action::Take { by: ana }.stand_in(bo), bo);
    assert_eq!(Action::Nobody.stand_in(bo), bo);
}

proptest! {
    #[test]
    fn nothing_in_force_is_missed(stretches in prop::collection::vec((0..60_i64, 0..60_i64), 0..30), at in -2..62_i64) {
        let stretches: Vec<_> = stretches
            .iter()
            .enumerate()
            .map(|(what, (from, to))| InForce { from: *from, to: *to, what })
            .collect();
        let expected: Vec<usize> = stretches
            .iter()
            .filter(|stretch| stretch.from <= at && at < stretch.to)
            .map(|stretch| stretch.what)
            .collect();
        let timeline = Timeline::new(&stretches, 30).unwrap();
        prop_assert_eq!(timeline.at(at), expected);
    }
}
