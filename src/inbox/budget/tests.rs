//! That every share is given back, and that there are never more than there is room for.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;

use super::*;

const LARGE: usize = 1024 * 1024;

fn budget() -> Arc<Budget> {
    Arc::default()
}

#[test]
fn a_share_is_given_back_however_its_holder_ends() {
    let budget = budget();
    let share = budget.share(LARGE).unwrap();
    assert_eq!(budget.held(), LARGE);
    drop(share);
    assert_eq!(budget.held(), 0);
    let refused = || -> Result<(), Flood> {
        let _share = budget.share(LARGE)?;
        budget.share(MOST_LARGE).map(|_| ())
    };
    assert_eq!(refused(), Err(Flood));
    assert_eq!(budget.held(), 0);
    let panics = catch_unwind(AssertUnwindSafe(|| {
        let _share = budget.share(LARGE).unwrap();
        panic!("the reader broke");
    }));
    assert!(panics.is_err());
    assert_eq!(budget.held(), 0);
}

#[test]
fn large_bodies_are_refused_beyond_their_room_and_small_ones_still_come_in() {
    let budget = budget();
    let mut large = Vec::new();
    while let Ok(share) = budget.share(LARGE) {
        large.push(share);
    }
    assert_eq!(large.len(), MOST_LARGE / LARGE);
    let mut small = Vec::new();
    while let Ok(share) = budget.share(SMALL) {
        small.push(share);
    }
    assert_eq!(small.len(), MOST_SMALL / SMALL);
    assert_eq!(budget.held(), MOST_SMALL + MOST_LARGE);
    large.pop();
    assert!(budget.share(LARGE).is_ok(), "there is room as soon as one has left");
    drop((large, small));
    assert_eq!(budget.held(), 0);
}

#[test]
fn a_body_that_is_alone_is_let_in_however_large_the_configuration_lets_it_be() {
    let budget = budget();
    let mut alone = budget.share(LARGE).unwrap();
    assert_eq!(alone.resize(4 * MOST_LARGE), Ok(()));
    assert!(budget.share(LARGE).is_err(), "no second one");
    assert!(budget.share(SMALL).is_ok());
    drop(alone);
    assert!(budget.share(4 * MOST_LARGE).is_ok());
    assert_eq!(budget.held(), 0);
}

#[test]
fn a_share_that_cannot_grow_keeps_what_it_has() {
    let budget = budget();
    let mut share = budget.share(1000).unwrap();
    let mut large = Vec::new();
    while let Ok(share) = budget.share(LARGE) {
        large.push(share);
    }
    assert_eq!(share.resize(LARGE), Err(Flood));
    assert_eq!(share.bytes(), 1000);
    large.pop();
    assert_eq!(share.resize(LARGE), Ok(()));
    drop((share, large));
    assert_eq!(budget.held(), 0);
}

#[test]
fn what_stays_is_given_back_by_whoever_takes_it_over() {
    let budget = budget();
    for bytes in [0, 1, SMALL, SMALL + 1, LARGE] {
        budget.share(bytes).unwrap().stay();
        assert_eq!(budget.held(), bytes);
        drop(budget.take_over(bytes));
        assert_eq!(budget.held(), 0);
    }
}

/// One thing that becomes of a share.
#[derive(Clone, Debug)]
enum Step {
    Take(usize),
    Resize(prop::sample::Index, usize),
    Drop(prop::sample::Index),
    HandOver(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    let bytes = || prop_oneof![0..2 * SMALL, SMALL - 2..SMALL + 2, 0..4 * LARGE];
    let which = any::<prop::sample::Index>;
    prop_oneof![
        3 => bytes().prop_map(Step::Take),
        2 => (which(), bytes()).prop_map(|(which, bytes)| Step::Resize(which, bytes)),
        1 => which().prop_map(Step::Drop),
        1 => which().prop_map(Step::HandOver),
    ]
}

proptest! {
    #[test]
    fn the_budget_is_the_sum_of_its_shares_and_never_more_than_it_is(
        steps in prop::collection::vec(step(), 0..200),
    ) {
        let budget = budget();
        let mut shares: Vec<Share> = Vec::new();
        for step in steps {
            let count = shares.len();
            match step {
                Step::Take(bytes) => shares.extend(budget.share(bytes)),
                _ if count == 0 => {}
                Step::Resize(which, bytes) => drop(shares[which.index(count)].resize(bytes)),
                Step::Drop(which) => drop(shares.swap_remove(which.index(count))),
                Step::HandOver(which) => {
                    let share = shares.swap_remove(which.index(count));
                    let bytes = share.bytes();
                    share.stay();
                    shares.push(budget.take_over(bytes));
                }
            }
            prop_assert_eq!(budget.held(), shares.iter().map(Share::bytes).sum::<usize>());
            prop_assert!(budget.held() <= MOST_SMALL + MOST_LARGE);
        }
        drop(shares);
        prop_assert_eq!(budget.held(), 0);
    }
}
