//! What a station can ring by after probes and failures.

use super::*;

fn now() -> Timestamp {
    "2026-11-03T03:00:00Z".parse().unwrap()
}

fn station() -> Station {
    Station {
        name: "host/1".to_owned(),
        people: None,
        channels: vec!["desktop".to_owned(), "sound".to_owned()],
        unable: BTreeMap::new(),
    }
}

fn no_device() -> Result<(), String> {
    Err("no device".to_owned())
}

#[test]
fn a_kind_is_able_until_it_is_known_not_to_be_and_only_changes_are_news() {
    let mut abilities = Abilities::new(now());
    assert_eq!(abilities.of(&station(), now()), station());
    assert_eq!(abilities.learn("sound", Ok(())), None);
    assert_eq!(abilities.learn("sound", no_device()), Some(Learned::Unable("no device".into())));
    assert_eq!(abilities.learn("sound", no_device()), None);
    let now_able = abilities.of(&station(), now());
    assert_eq!(now_able.channels, ["desktop"]);
    assert_eq!(now_able.unable["sound"], "no device");
    assert_eq!(abilities.learn("sound", Ok(())), Some(Learned::Able));
    assert_eq!(abilities.of(&station(), now()), station());
}

#[test]
fn what_nobody_is_to_be_reached_by_is_neither_announced_nor_probed_again() {
    let mut abilities = Abilities::new(now());
    abilities.learn("bell", no_device());
    assert_eq!(abilities.of(&station(), now()), station());
    assert!(abilities.due(&station(), now() + AGAIN).is_empty());
}

#[test]
fn only_what_does_not_work_is_probed_again_a_minute_later_or_when_the_clock_was_set_back() {
    let mut abilities = Abilities::new(now());
    abilities.learn("sound", no_device());
    assert!(abilities.due(&station(), now()).is_empty());
    assert_eq!(abilities.due(&station(), now() + AGAIN), ["sound"]);
    assert!(abilities.due(&station(), now() + AGAIN).is_empty());
    assert_eq!(abilities.due(&station(), now() - AGAIN), ["sound"]);
    abilities.doubt(now());
    assert_eq!(abilities.due(&station(), now()), ["sound"]);
}

#[test]
fn what_is_spared_is_left_to_others_for_half_a_minute() {
    let mut abilities = Abilities::new(now());
    abilities.spare("sound".to_owned(), now());
    assert_eq!(abilities.of(&station(), now()).channels, ["desktop"]);
    assert!(abilities.of(&station(), now()).unable.is_empty());
    assert_eq!(abilities.of(&station(), now() + SPARED), station());
}

#[test]
fn one_probe_at_a_time_is_enough() {
    let mut abilities = Abilities::new(now());
    assert!(abilities.question("sound"));
    assert!(!abilities.question("sound"));
    abilities.learn("sound", Ok(()));
    assert!(abilities.question("sound"));
}
