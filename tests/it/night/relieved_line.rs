//! Relief in a longer line: whoever takes the first page is woken twice as well; and pages that reach nobody.

use wail::domain::alert::Severity;
use wail::domain::relief::{Line, Relief, in_force};
use wail::domain::rota::TierName;

use super::Night;

/// Ana first, bo second and cleo third, for ever.
const THREE: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.cleo.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.shop]
escalate = ["primary", "secondary", "tertiary"]
[[rota.shop.layer]]
people = ["ana"]
every = "week"
start = 2026-11-02
[[rota.shop.layer]]
tier = "secondary"
people = ["bo"]
every = "week"
start = 2026-11-02
[[rota.shop.layer]]
tier = "tertiary"
people = ["cleo"]
every = "week"
start = 2026-11-02
[policy.default]
steps = [{ who = "shop", wait = "5m" }, { who = "shop.secondary", wait = "5m" }, { who = "shop.tertiary", wait = "5m" }]
[relief]
wakes = 2
before = "06:00"
until = "12:00"
"#;

const ONE_IN_THE_MORNING: &str = "2026-11-03T01:00:00Z";

/// Ana was woken at 01:00 and 02:30, bo at 03:00 and 04:30; it is 05:00.
fn both_relieved() -> Night {
    Night::of(THREE)
        .at(ONE_IN_THE_MORNING)
        .wakes("one", 1, "ana")
        .wait(89)
        .wakes("two", 2, "ana")
        .wait(29)
        .wakes("three", 3, "bo")
        .wait(89)
        .wakes("four", 4, "bo")
        .wait(29)
}

#[test]
fn where_whoever_stands_in_is_relieved_as_well_the_next_one_is_called_and_everybody_once() {
    let night = both_relieved().reports("five", Severity::Critical).wait(12);
    let log = night.log();
    let told: Vec<&str> = log
        .lines()
        .map(str::trim)
        .filter(|line| line.contains("relieved of") || line.contains("was woken"))
        .collect();
    assert_eq!(
        told,
        [
            "90m  ana was woken twice: bo takes the first page of shop until Tue 12:00 UTC",
            "120m  page bo by sound, first page (ana is relieved of shop until Tue 12:00 UTC)",
            "210m  page bo by sound, first page (ana is relieved of shop until Tue 12:00 UTC)",
            "210m  bo was woken twice: cleo takes the first page of shop until Tue 12:00 UTC",
            "240m  page cleo by sound, first page (bo is relieved of shop.secondary until Tue 12:00 UTC)",
            "245m  page ana by sound, nobody acknowledged in time (ana is relieved of shop until Tue 12:00 UTC)",
            "250m  page bo by sound, nobody acknowledged in time (bo is relieved of shop.secondary until Tue 12:00 UTC)",
        ],
        "{log}"
    );
}

#[test]
fn both_reliefs_name_whoever_takes_the_first_page_by_now() {
    let mut night = both_relieved();
    assert_eq!(
        night.still_told()[2..],
        [
            "bo: you were woken twice: cleo takes the first page of shop until Tue 12:00 UTC. `wail relief decline` gives it back to you",
            "cleo: bo was woken twice: you take the first page of shop until Tue 12:00 UTC. `wail relief end bo` ends that",
        ]
    );
    let reliefs = night.read(|tx| tx.reliefs());
    let holding = |reliefs: &[Relief]| -> Vec<String> {
        let found = in_force(reliefs, &night.rules, night.now);
        found.iter().map(|it| format!("{}: {} for {}", it.tier, it.by, it.person)).collect()
    };
    let both = ["primary: cleo for ana", "secondary: cleo for bo"];
    assert_eq!(holding(&reliefs), both);
    // Without the first, the others are as the second has it.
    assert_eq!(holding(&reliefs[1..]), [both[1]]);
}

/// Who is called for each tier while these tiers are relieved, in that order.
fn called_while(tiers: &[(&str, &str)]) -> Vec<String> {
    let night = Night::of(THREE);
    let reliefs: Vec<Relief> = tiers
        .iter()
        .map(|(tier, person)| Relief {
            rota: "shop".into(),
            tier: TierName::new(*tier),
            person: (*person).into(),
            by: "cleo".into(),
            begins_at: night.now,
            ends_at: night.now + jiff::SignedDuration::from_hours(1),
        })
        .collect();
    let (name, rota) = night.rules.rotas.iter().next().unwrap();
    let line = Line::of(&reliefs, (name, rota), night.now);
    let called = (0..3).map(|place| {
        let holder = rota.holder(place, night.now).unwrap().person;
        line.instead(place).map_or(holder, |(person, _)| person).to_string()
    });
    called.collect()
}

#[test]
fn nobody_is_lost_in_whatever_order_people_are_relieved() {
    let [ana, bo, cleo] = [("primary", "ana"), ("secondary", "bo"), ("tertiary", "cleo")];
    for (relieved, expected) in [
        (vec![], ["ana", "bo", "cleo"]),
        (vec![ana], ["bo", "ana", "cleo"]),
        (vec![bo], ["ana", "cleo", "bo"]),
        (vec![ana, bo], ["cleo", "ana", "bo"]),
        (vec![bo, ana], ["cleo", "ana", "bo"]),
        // Nobody is behind cleo.
        (vec![cleo, ana], ["bo", "ana", "cleo"]),
        // It is bo who has the second tier.
        (vec![("secondary", "ana")], ["ana", "bo", "cleo"]),
    ] {
        assert_eq!(called_while(&relieved), expected, "{relieved:?}");
    }
}

#[test]
fn pages_that_reach_nobody_relieve_nobody_and_are_no_hard_night() {
    let without = THREE.split("[relief]").next().unwrap();
    for team in [THREE, without] {
        let mut night = Night::of(team)
            .at(ONE_IN_THE_MORNING)
            .loses_channel("ana", "sound")
            .reports("one", Severity::Critical)
            .wait(89)
            .ends("one")
            .reports("two", Severity::Critical)
            .wait(89)
            .ends("two")
            .wait(12 * 60);
        let pages = [night.pages(1), night.pages(2)];
        assert!(pages.iter().all(|pages| pages[0].person == "ana"), "{pages:?}");
        let told = night.still_told();
        assert!(!told.iter().any(|told| told.starts_with("ana:")), "{told:?}");
        let log = night.log();
        assert!(log.contains("no device") && !log.contains("ana was woken"), "{log}");
    }
}
