//! Deliveries: taken once, given back, forgotten in the end.

use super::*;

#[test]
fn a_delivery_is_taken_once_for_each_source() {
    let taken = Taken::default();
    let [one, other] = ["github", "gitlab"].map(SourceName::from);
    assert!(taken.take(&one, "a"));
    assert!(!taken.take(&one, "a"));
    assert!(taken.take(&other, "a"));
    assert!(taken.take(&one, "b"));
}

#[test]
fn what_is_given_back_may_come_again() {
    let taken = Taken::default();
    let source = SourceName::from("github");
    taken.give_back(&source, "never taken");
    assert!(taken.take(&source, "a"));
    taken.give_back(&source, "a");
    assert!(taken.take(&source, "a"));
    assert!(!taken.take(&source, "a"));
}

#[test]
fn what_nobody_said_was_kept_may_come_again() {
    let taken = Taken::default();
    let source = SourceName::from("github");
    drop(taken.claim(&source, "a").unwrap());
    taken.claim(&source, "a").unwrap().keep();
    assert!(taken.claim(&source, "a").is_none());
    assert!(taken.claim(&source, "a").is_none(), "a refusal gives nothing back");
}

#[test]
fn the_oldest_is_forgotten_first_and_memory_does_not_grow() {
    let taken = Taken::default();
    let source = SourceName::from("github");
    for number in 0..=REMEMBERED {
        assert!(taken.take(&source, &number.to_string()));
    }
    assert_eq!(taken.0.lock().unwrap().known.len(), REMEMBERED);
    assert!(taken.take(&source, "0"), "forgotten");
    assert!(!taken.take(&source, "2"), "still known");
}
