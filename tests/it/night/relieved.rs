//! Relief: whoever was woken twice is called second until noon, and hears a kind word in the morning.

use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::domain::relief::in_force;

use super::{Night, assert_log, rules};

/// Ana first and bo second, this week; whoever is woken twice before six is relieved until noon.
const RELIEF: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.team]
escalate = ["primary", "secondary"]
[[rota.team.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-11-02
[[rota.team.layer]]
tier = "secondary"
people = ["ana", "bo"]
every = "week"
start = 2026-11-02
[policy.default]
steps = [{ who = "team", wait = "5m" }, { who = "team.secondary", wait = "5m" }, { who = "eve" }]
[relief]
wakes = 2
before = "06:00"
until = "12:00"
"#;

const ONE_IN_THE_MORNING: &str = "2026-11-03T01:00:00Z";

impl Night {
    /// A problem that is answered at once, and over a minute later.
    pub(super) fn wakes(self, name: &str, id: i64, person: &str) -> Self {
        self.reports(name, Severity::Critical).about(id).acks(person).wait(1).ends(name)
    }

    fn ends_relief(mut self, by: &str) -> Self {
        let relief = self.read(|tx| tx.reliefs()).remove(0);
        self.decide(|_, engine| engine.end_relief(&relief, &by.into())).unwrap();
        self.turn();
        self
    }

    /// What somebody is to be told, of all that was ever to be.
    pub(super) fn still_told(&mut self) -> Vec<String> {
        let open = self.read(|tx| tx.open_notifications(100));
        open.into_iter().map(|open| format!("{}: {}", open.what.person, open.what.text)).collect()
    }
}

#[test]
fn by_the_page_that_woke_somebody_the_next_step_calls_whoever_comes_next() {
    let mut night = Night::of(RELIEF)
        .at(ONE_IN_THE_MORNING)
        .wakes("one", 1, "ana")
        .wait(89)
        .reports("two", Severity::Critical)
        .wait(6);
    assert_eq!(night.read(|tx| tx.reliefs()).len(), 1, "she is relieved by that page");
    assert_log(
        night,
        "
               0m  prometheus reports critical: one
               0m  page ana by sound, first page (on call for team: layer 1)
               0m  ana acknowledges, check-in in 30m
               1m  over: one
               1m  resolved, prometheus reports that it is over
              90m  prometheus reports critical: two
              90m  page ana by sound, first page (on call for team: layer 1)
              90m  ana was woken twice: bo takes the first page of team until Tue 12:00 UTC
              95m  page bo by sound, nobody acknowledged in time (on call for team.secondary: layer 1, next in line after ana)
        ",
    );
}

#[test]
fn whoever_was_woken_twice_is_called_second_until_noon() {
    let night = Night::of(RELIEF)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana")
        .wait(29)
        .reports("cart", Severity::Critical)
        .wait(5)
        .about(3)
        .acks("ana")
        .ends("cart")
        .wait(535)
        .reports("mail", Severity::Critical);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page (on call for team: layer 1)
            0m  ana acknowledges, check-in in 30m
            1m  over: disk
            1m  resolved, prometheus reports that it is over
           90m  prometheus reports critical: memory
           90m  page ana by sound, first page (on call for team: layer 1)
           90m  ana was woken twice: bo takes the first page of team until Tue 12:00 UTC
           90m  ana acknowledges, check-in in 30m
           91m  over: memory
           91m  resolved, prometheus reports that it is over
          120m  prometheus reports critical: cart
          120m  page bo by sound, first page (ana is relieved of team until Tue 12:00 UTC)
          125m  page ana by sound, nobody acknowledged in time (ana is relieved of team until Tue 12:00 UTC)
          125m  ana acknowledges, check-in in 30m
          125m  over: cart
          125m  resolved, prometheus reports that it is over
          660m  ana takes the first page of team again, the relief is over
          660m  prometheus reports critical: mail
          660m  page ana by sound, first page (on call for team: layer 1)
        ",
    );
}

#[test]
fn both_are_told_what_changes_and_how_to_undo_it() {
    let mut night = Night::of(RELIEF)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana");
    assert_eq!(
        night.still_told(),
        [
            "ana: you were woken twice: bo takes the first page of team until Tue 12:00 UTC. `wail relief decline` gives it back to you",
            "bo: ana was woken twice: you take the first page of team until Tue 12:00 UTC. `wail relief end ana` ends that",
        ]
    );
}

#[test]
fn a_relief_that_is_declined_does_not_come_again_that_night() {
    let night = Night::of(RELIEF)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana")
        .ends_relief("ana")
        .wait(89)
        .reports("cart", Severity::Critical);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page (on call for team: layer 1)
            0m  ana acknowledges, check-in in 30m
            1m  over: disk
            1m  resolved, prometheus reports that it is over
           90m  prometheus reports critical: memory
           90m  page ana by sound, first page (on call for team: layer 1)
           90m  ana was woken twice: bo takes the first page of team until Tue 12:00 UTC
           90m  ana acknowledges, check-in in 30m
           91m  over: memory
           91m  resolved, prometheus reports that it is over
           91m  ana declines the relief, and takes the first page of team again
          180m  prometheus reports critical: cart
          180m  page ana by sound, first page (on call for team: layer 1)
        ",
    );
}

#[test]
fn somebody_else_can_end_a_relief_and_both_are_told() {
    let mut night = Night::of(RELIEF)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana")
        .ends_relief("eve");
    let told = night.still_told();
    let ended =
        |who: &str| format!("{who}: eve has ended the relief: ana takes the first page of team");
    assert_eq!(told[2..], [ended("ana"), ended("bo")]);
    let mut night = night.reports("cart", Severity::Critical);
    assert_eq!(night.pages(3)[0].person, "ana");
    let said = night.log();
    let said = said.lines().find(|line| line.contains("ends the relief")).unwrap();
    assert_eq!(
        said.trim(),
        "91m  eve ends the relief of ana, who takes the first page of team again"
    );
}

/// Two hard wake-ups of ana where the next tier is as that team says, from the second of them on.
fn nobody_next(team: &str) -> (Vec<String>, Vec<String>) {
    let mut night = Night::of(team)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana");
    assert!(night.read(|tx| tx.reliefs()).is_empty());
    let told = night.still_told();
    let night = night.wait(89).wakes("cart", 3, "ana");
    let log = night.log();
    let lines = log.lines().map(str::trim).filter(|line| line.contains("next in line"));
    (told, lines.map(str::to_owned).collect())
}

#[test]
fn without_a_second_line_nobody_is_relieved_and_that_is_said_once() {
    let empty = RELIEF.replace("tier = \"secondary\"", "tier = \"secondary\"\nuntil = 2026-11-02");
    // Bo is on leave, and nobody covers the second line.
    let away =
        format!("{RELIEF}[[rota.team.off]]\nwho = \"bo\"\nfirst = 2026-11-02\nlast = 2026-11-08\n");
    for team in [empty, away] {
        let (told, recorded) = nobody_next(&team);
        assert_eq!(
            told,
            [
                "ana: you were woken twice, and nobody else is next in line for team. `wail away 4h` finds whoever can stand in"
            ],
            "{team}"
        );
        assert_eq!(
            recorded,
            ["90m  ana was woken twice, and keeps team: nobody else is next in line"],
            "{team}"
        );
    }
}

#[test]
fn whoever_takes_the_first_page_is_named_by_whoever_holds_the_next_tier_by_now() {
    let mut night = Night::of(RELIEF)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana");
    let reliefs = night.read(|tx| tx.reliefs());
    let of = |rules: &wail::domain::rules::Rules, now| -> Vec<String> {
        let found = in_force(&reliefs, rules, now);
        found.iter().map(|it| format!("{} for {}", it.by, it.person)).collect()
    };
    assert_eq!(of(&night.rules, night.now), ["bo for ana"]);
    // Eve has the second line by now, and at noon it is over.
    let changed = RELIEF.replace(
        "tier = \"secondary\"\npeople = [\"ana\", \"bo\"]",
        "tier = \"secondary\"\npeople = [\"ana\", \"eve\"]",
    );
    assert_eq!(of(&rules(&changed), night.now), ["eve for ana"]);
    let noon = "2026-11-03T12:00:00Z".parse().unwrap();
    assert!(of(&night.rules, noon).is_empty());
    // Rules that know of no relief have none.
    let without = RELIEF.split("[relief]").next().unwrap();
    assert!(of(&rules(without), night.now).is_empty());
}

#[test]
fn after_a_hard_night_a_kind_word_waits_for_the_morning() {
    let hard = |team: &str| {
        let mut night = Night::of(team)
            .at(ONE_IN_THE_MORNING)
            .wakes("disk", 1, "ana")
            .wait(89)
            .wakes("memory", 2, "ana")
            .wait(7 * 60);
        let told = night.still_told();
        assert!(night.incident(2).is_some_and(|it| it.id == IncidentId(2) && !it.is_open()));
        let mut night = night.wait(24 * 60);
        assert_eq!(night.still_told(), told, "it is said once");
        told.into_iter().filter(|told| told.contains("last night")).collect::<Vec<_>>()
    };
    assert_eq!(
        hard(RELIEF),
        [
            "ana: you were woken twice last night, by disk and by memory. That was a hard one, thank you. If you would rather sleep now, `wail away 4h` finds somebody who stands in; in `wail watch` the key r does."
        ]
    );
    // Who does not want it does not get it; nor does anybody where nobody wants it.
    for unkind in
        ["people.ana.kind = false\npeople.bo.channels", "kind = false\npeople.bo.channels"]
    {
        assert!(hard(&RELIEF.replace("people.bo.channels", unkind)).is_empty(), "{unkind}");
    }
}

#[test]
fn where_no_step_calls_the_next_tier_the_second_round_calls_whoever_is_relieved() {
    let one_step = RELIEF.replace(
        "{ who = \"team\", wait = \"5m\" }, { who = \"team.secondary\", wait = \"5m\" }, { who = \"eve\" }]",
        "{ who = \"team\", wait = \"5m\" }]\nrepeat = 1",
    );
    let mut night = Night::of(&one_step)
        .at(ONE_IN_THE_MORNING)
        .wakes("disk", 1, "ana")
        .wait(89)
        .wakes("memory", 2, "ana")
        .wait(29)
        .reports("cart", Severity::Critical)
        .wait(6);
    let called: Vec<String> = night.pages(3).into_iter().map(|page| page.person).collect();
    assert_eq!(called, ["bo", "ana"]);
}
