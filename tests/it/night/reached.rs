//! Who can be reached, and what follows when nobody can.

use wail::domain::alert::{Severity, Signal};
use wail::domain::incident::{IncidentId, Input};
use wail::store::PageState;

use super::{Night, alert, assert_log};

/// A rota whose only person is off on purpose.
const NOBODY_ON_CALL: &str = r#"
fallback = "eve"
[[rota.week.layer]]
people = ["ana"]
every = "week"
start = 2026-01-05
[[rota.week.override]]
from = "2026-11-02 00:00"
to = "2026-11-04 00:00"
nobody = true
[policy.default]
steps = [{ who = "week", wait = "5m" }, { who = "ana" }]
"#;

/// Ana has a second channel, three minutes later.
const TWO_CHANNELS: &str = r#"
fallback = "eve"
people.ana.channels = [{ use = "sound", wait = "3m" }, { use = "desktop", wait = "1m" }]
[policy.default]
steps = [{ who = "ana", wait = "10m" }, { who = "eve" }]
"#;

/// The second channel comes after the first has had two minutes.
const TWO_STEPS_APART: &str = r#"
fallback = "eve"
people.ana.channels = [{ use = "sound", wait = "2m" }, { use = "desktop" }]
people.eve.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "10m" }, { who = "eve" }]
"#;

/// Ana, bo and eve, one after the other.
const THREE_STEPS: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "5m" }, { who = "bo", wait = "10m" }, { who = "eve" }]
"#;

/// Everybody, and ana twice.
const EVERYONE: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
policy.default.steps = [{ who = ["ana", "everyone"] }]
"#;

#[test]
fn nobody_on_call_calls_the_fallback_at_once() {
    let night = Night::of(NOBODY_ON_CALL).fires().wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  nobody is on call for step 1, eve is called instead
            0m  page eve by sound, first page
            1m  page eve by desktop, first page
            2m  page eve by bell, first page
            5m  page ana by sound, nobody acknowledged in time
            6m  page ana by desktop, nobody acknowledged in time
        ",
    );
}

#[test]
fn somebody_without_a_machine_is_passed_over_at_once() {
    let night = Night::new().has_no_station("ana").fires().wait(11);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  ana cannot be reached: no channel is left that works now
            0m  page bo by sound, the step before reached nobody
           10m  ana cannot be reached: no channel is left that works now
           10m  page bo by sound, the step before reached nobody
        ",
    );
}

#[test]
fn a_dead_channel_is_followed_by_the_next_at_once() {
    let night = Night::of(TWO_CHANNELS).loses_channel("ana", "sound").fires().wait(2);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  sound cannot reach ana: no device
            0m  page ana by desktop, another channel failed
        ",
    );
}

#[test]
fn a_channel_that_falls_silent_is_followed_by_the_next_at_once() {
    let night = Night::of(TWO_CHANNELS).fires().wait(1).falls_silent("ana").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  sound cannot reach ana: the player died
            1m  page ana by desktop, another channel failed
        ",
    );
}

#[test]
fn a_second_channel_is_tried_when_the_first_has_had_its_time() {
    let night = Night::of(TWO_CHANNELS).fires().wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            3m  page ana by desktop, first page
        ",
    );
}

#[test]
fn a_second_channel_is_not_tried_when_somebody_answers() {
    let night = Night::of(TWO_CHANNELS).fires().wait(1).acks("ana").wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn somebody_whose_channels_are_all_dead_is_passed_over_at_once() {
    let night = Night::new().loses_channel("ana", "sound").fires().wait(11);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  sound cannot reach ana: no device
            0m  ana cannot be reached: no channel is left that works now
            0m  page bo by sound, the step before reached nobody
           10m  page ana by sound, nobody acknowledged, once more from the first step: still down, 10m, page 2
           10m  sound cannot reach ana: no device
           10m  ana cannot be reached: no channel is left that works now
           10m  page bo by sound, the step before reached nobody
        ",
    );
}

#[test]
fn a_second_person_who_cannot_be_reached_is_passed_over_although_the_first_was_told() {
    let night = Night::of(THREE_STEPS).loses_channel("bo", "sound").fires().wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            5m  sound cannot reach bo: no device
            5m  bo cannot be reached: no channel is left that works now
            5m  page eve by sound, the step before reached nobody
        ",
    );
}

#[test]
fn when_every_channel_is_dead_the_calling_rests_and_begins_again() {
    let night = Night::new()
        .loses_channel("ana", "sound")
        .loses_channel("bo", "sound")
        .loses_channel("eve", "sound")
        .fires()
        .wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  sound cannot reach ana: no device
            0m  ana cannot be reached: no channel is left that works now
            0m  page bo by sound, the step before reached nobody
            0m  sound cannot reach bo: no device
            0m  bo cannot be reached: no channel is left that works now
            1m  page ana by sound, nobody acknowledged, once more from the first step: still down, 1m, page 2
            1m  sound cannot reach ana: no device
            1m  ana cannot be reached: no channel is left that works now
            1m  page bo by sound, the step before reached nobody
            1m  sound cannot reach bo: no device
            1m  bo cannot be reached: no channel is left that works now
            2m  nobody acknowledged in 2 rounds, everybody on the way is called again, 10m apart at first, at most 15m
            2m  page ana by sound, nobody acknowledged, once more from the first step: still down, 2m, page 3
            2m  page eve by sound, nobody acknowledged, once more from the first step
            2m  sound cannot reach ana: no device
            2m  ana cannot be reached: no channel is left that works now
            2m  sound cannot reach eve: no device
            2m  eve cannot be reached: no channel is left that works now
            2m  page bo by sound, the step before reached nobody
            2m  page eve by sound, the step before reached nobody
            2m  sound cannot reach bo: no device
            2m  bo cannot be reached: no channel is left that works now
            2m  sound cannot reach eve: no device
            2m  eve cannot be reached: no channel is left that works now
            7m  page ana by sound, nobody acknowledged, once more from the first step: still down, 7m, page 4
            7m  page eve by sound, nobody acknowledged, once more from the first step: still down, 7m, page 2
            7m  sound cannot reach ana: no device
            7m  ana cannot be reached: no channel is left that works now
            7m  sound cannot reach eve: no device
            7m  eve cannot be reached: no channel is left that works now
            7m  page bo by sound, the step before reached nobody
            7m  page eve by sound, the step before reached nobody
            7m  sound cannot reach bo: no device
            7m  bo cannot be reached: no channel is left that works now
            7m  sound cannot reach eve: no device
            7m  eve cannot be reached: no channel is left that works now
        ",
    );
}

#[test]
fn when_nobody_has_a_machine_the_first_that_comes_is_rung() {
    let night = Night::new()
        .has_no_station("ana")
        .has_no_station("bo")
        .has_no_station("eve")
        .fires()
        .wait(3)
        .has_a_station_again("bo")
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  ana cannot be reached: no channel is left that works now
            0m  bo cannot be reached: no channel is left that works now
            1m  ana cannot be reached: no channel is left that works now
            1m  bo cannot be reached: no channel is left that works now
            2m  nobody acknowledged in 2 rounds, everybody on the way is called again, 10m apart at first, at most 15m
            2m  ana cannot be reached: no channel is left that works now
            2m  eve cannot be reached: no channel is left that works now
            2m  bo cannot be reached: no channel is left that works now
            2m  eve cannot be reached: no channel is left that works now
            3m  ana cannot be reached: no channel is left that works now
            3m  eve cannot be reached: no channel is left that works now
            3m  eve cannot be reached: no channel is left that works now
            3m  page bo by sound, the step before reached nobody
        ",
    );
}

#[test]
fn a_page_whose_machine_is_gone_is_given_to_the_next_channel_at_once() {
    let night = Night::of(TWO_STEPS_APART).fires().wait(1).has_no_station("ana").wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  sound cannot reach ana: the station that could ring it is gone
            1m  page ana by desktop, another channel failed
            1m  desktop cannot reach ana: the station that could ring it is gone
            1m  ana cannot be reached: no channel is left that works now
            1m  page eve by sound, the step before reached nobody
        ",
    );
}

#[test]
fn a_channel_that_fails_after_somebody_answered_rings_nobody() {
    let night = Night::new().fires().acks("ana").falls_silent("ana").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn everyone_is_called_at_once_and_each_only_once() {
    let night = Night::of(EVERYONE).fires().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  page bo by sound, first page
            0m  page eve by sound, first page
        ",
    );
}

/// Ana has a channel that works without a machine of hers, bo a machine.
const PHONE: &str = r#"
fallback = "bo"
people.ana.channels = [{ use = "command", name = "phone", run = ["/bin/true"] }]
people.bo.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "5m" }, { who = "bo" }]
"#;

#[test]
fn a_channel_that_needs_no_machine_reaches_somebody_without_one() {
    let night = Night::of(PHONE).has_no_station("ana").fires().wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by phone, first page
            5m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn a_program_that_fails_is_followed_by_the_next_step_at_once() {
    let night = Night::of(PHONE).loses_channel("ana", "phone").fires().wait(4);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by phone, first page
            0m  phone cannot reach ana: no device
            0m  ana cannot be reached: no channel is left that works now
            0m  page bo by sound, the step before reached nobody
        ",
    );
}

/// Whose turn it is to ring is found although hundreds of pages wait for somebody else's machine.
#[test]
fn a_page_is_found_behind_hundreds_that_are_somebody_elses() {
    let mut night = Night::new();
    let problems: Vec<String> = (0..30).map(|number| format!("p{number}")).collect();
    let others = |night: &mut Night| {
        night.decide(|_, engine| {
            for problem in &problems {
                engine.hear(&alert(problem, Signal::Firing, Severity::Critical))?;
            }
            for id in 1..30 {
                let (by, to) = ("eve".into(), "ana".into());
                engine.apply(IncidentId(id), Input::Assign { by, to })?;
            }
            engine.apply(IncidentId(30), Input::Assign { by: "eve".into(), to: "bo".into() })?;
            Ok(())
        })
    };
    others(&mut night).unwrap();
    let at_most = 4;
    let taken = night.claims_for("bo", at_most);
    assert_eq!(taken, [IncidentId(30)]);
}

#[test]
fn what_is_over_in_the_same_breath_rings_nowhere() {
    let mut night = Night::of(PHONE);
    let heard = night.decide(|_, engine| {
        engine.hear(&alert("disk", Signal::Firing, Severity::Critical))?;
        engine.hear(&alert("disk", Signal::Resolved, Severity::Critical))
    });
    assert_eq!(heard.unwrap().incident, Some(IncidentId(1)));
    assert_eq!(night.claims_for("bo", 10), [], "and nothing was taken before");
    assert_eq!(night.pages(1)[0].state, PageState::Hushed);
}
