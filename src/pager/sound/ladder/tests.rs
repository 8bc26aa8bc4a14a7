//! The order in which outlets are tried.

use super::*;

fn ladder(devices: &[&str], programs: &[&str]) -> Ladder {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Ladder::new(&Output { devices: owned(devices), ..Output::default() }, &owned(programs))
}

#[test]
fn named_devices_come_first_then_the_default_one_then_programs_and_then_all_again() {
    let mut ladder = ladder(&["desk"], &["paplay"]);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push((ladder.outlet().to_string(), ladder.patience().as_millis()));
        ladder.next();
    }
    let expected =
        [("`desk`", 600), ("the default device", 600), ("`paplay`", 600), ("`desk`", 1200)];
    assert_eq!(seen, expected.map(|(name, patience)| (name.to_owned(), patience)));
    assert_eq!(ladder.rounds(), 1);
}

#[test]
fn a_configuration_that_changed_begins_anew_and_one_that_did_not_changes_nothing() {
    let mut ladder_now = ladder(&["desk"], &["paplay"]);
    ladder_now.next();
    ladder_now.follow(ladder(&["desk"], &["paplay"]));
    assert_eq!(ladder_now.outlet().to_string(), "the default device");
    ladder_now.follow(ladder(&["kitchen", "desk"], &["paplay"]));
    assert_eq!(ladder_now.outlet().to_string(), "`kitchen`");
}

#[test]
fn what_is_preferred_comes_before_what_plays() {
    let mut ladder = ladder(&["desk", "kitchen"], &[]);
    assert!(ladder.preferred(false).is_empty());
    assert_eq!(ladder.preferred(true).len(), 1);
    ladder.next();
    ladder.next();
    let names: Vec<String> = ladder.preferred(false).iter().map(ToString::to_string).collect();
    assert_eq!(names, ["`desk`", "`kitchen`"]);
    ladder.go_back_to(1);
    assert_eq!(
        (ladder.outlet().to_string(), ladder.preferred(false).len()),
        ("`kitchen`".to_owned(), 1)
    );
}

#[test]
fn what_has_no_alternative_is_given_all_the_time_there_is() {
    assert_eq!(ladder(&[], &[]).patience(), LAST_PATIENCE);
}
