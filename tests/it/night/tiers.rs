//! Tiers of a rota: the second line is called by its name, and nobody waits for one that is empty.

use super::{Night, assert_log};

/// Two lines of defence of the same three people, then eve.
const TIERS: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.cy.channels = ["sound"]
people.eve.channels = ["sound"]
[rota.team]
escalate = ["primary", "secondary"]
[[rota.team.layer]]
people = ["ana", "bo", "cy"]
every = "week"
start = 2026-11-02
[[rota.team.layer]]
tier = "secondary"
people = ["ana", "bo", "cy"]
every = "week"
start = 2026-11-02
[policy.default]
steps = [{ who = "team", wait = "5m" }, { who = "team.secondary", wait = "5m" }, { who = "eve" }]
"#;

#[test]
fn the_second_line_is_the_next_in_line_and_never_the_same_person() {
    let night = Night::of(TIERS).fires().wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page (on call for team: layer 1)
            5m  page bo by sound, nobody acknowledged in time (on call for team.secondary: layer 1, next in line after ana)
           10m  page eve by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn a_second_line_that_is_empty_is_passed_over_at_once() {
    let ended = TIERS.replace("tier = \"secondary\"", "tier = \"secondary\"\nuntil = 2026-11-02");
    let night = Night::of(&ended).fires().wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page (on call for team: layer 1)
            5m  nobody is on call for step 2, the next one follows at once
            5m  page eve by sound, the step before reached nobody
        ",
    );
}

#[test]
fn a_second_line_that_is_empty_and_the_last_step_calls_the_fallback() {
    let last = TIERS
        .replace("tier = \"secondary\"", "tier = \"secondary\"\nuntil = 2026-11-02")
        .replace(", wait = \"5m\" }, { who = \"eve\" }]", " }]");
    let night = Night::of(&last).fires().wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page (on call for team: layer 1)
            5m  nobody is on call for step 2, eve is called instead
            5m  page eve by sound, nobody acknowledged in time
        ",
    );
}
