//! Nobody answers: the policy is gone through, repeated and exhausted.

use wail::domain::incident::IncidentId;
use wail::store::{PageState, TimelineQuery};

use super::{Night, assert_log};

/// The team after everything was renamed.
const OTHER_TEAM: &str = r#"
fallback = "eve"
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
policy.renamed.steps = [{ who = "bo" }]
"#;

/// The same policy with one step left.
const SHORTER: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.eve.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "5m" }]
repeat = 1
"#;

/// Ana has a second channel, three minutes later.
const TWO_CHANNELS: &str = r#"
fallback = "eve"
people.ana.channels = [{ use = "sound", wait = "3m" }, "desktop"]
people.bo.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "5m" }, { who = "bo", wait = "10m" }]
"#;

/// Ana is gone.
const WITHOUT_ANA: &str = r#"
fallback = "eve"
people.bo.channels = ["sound"]
[policy.default]
steps = [{ who = "bo", wait = "10m" }]
"#;

#[test]
fn nobody_answers_until_the_policy_is_exhausted() {
    let night = Night::new().fires().wait(100);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
           15m  page ana by sound, nobody acknowledged, once more from the first step: still down, 15m, page 2
           20m  page bo by sound, nobody acknowledged in time
           30m  nobody acknowledged in 2 rounds, everybody on the way is called again, 10m apart at first, at most 15m
           30m  page ana by sound, nobody acknowledged, once more from the first step: still down, 30m, page 3
           30m  page eve by sound, nobody acknowledged, once more from the first step
           35m  page bo by sound, nobody acknowledged in time
           35m  page eve by sound, nobody acknowledged in time
           45m  page ana by sound, nobody acknowledged, once more from the first step: still down, 45m, page 4
           45m  page eve by sound, nobody acknowledged, once more from the first step: still down, 45m, page 3
           50m  page bo by sound, nobody acknowledged in time
           50m  page eve by sound, nobody acknowledged in time
           60m  page ana by sound, nobody acknowledged, once more from the first step: still down, 1h, page 5
           60m  page eve by sound, nobody acknowledged, once more from the first step: still down, 1h, page 5
           65m  page bo by sound, nobody acknowledged in time
           65m  page eve by sound, nobody acknowledged in time
           80m  page ana by sound, nobody acknowledged, once more from the first step: still down, 1h 20m, page 6
           80m  page eve by sound, nobody acknowledged, once more from the first step: still down, 1h 20m, page 7
           85m  page bo by sound, nobody acknowledged in time
           85m  page eve by sound, nobody acknowledged in time
          100m  page ana by sound, nobody acknowledged, once more from the first step: still down, 1h 40m, page 7
          100m  page eve by sound, nobody acknowledged, once more from the first step: still down, 1h 40m, page 9
        ",
    );
}

#[test]
fn a_failure_never_puts_off_the_next_round() {
    let night = Night::new().fires().wait(58).falls_silent("bo").falls_silent("eve").wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
           15m  page ana by sound, nobody acknowledged, once more from the first step: still down, 15m, page 2
           20m  page bo by sound, nobody acknowledged in time
           30m  nobody acknowledged in 2 rounds, everybody on the way is called again, 10m apart at first, at most 15m
           30m  page ana by sound, nobody acknowledged, once more from the first step: still down, 30m, page 3
           30m  page eve by sound, nobody acknowledged, once more from the first step
           35m  page bo by sound, nobody acknowledged in time
           35m  page eve by sound, nobody acknowledged in time
           45m  page ana by sound, nobody acknowledged, once more from the first step: still down, 45m, page 4
           45m  page eve by sound, nobody acknowledged, once more from the first step: still down, 45m, page 3
           50m  page bo by sound, nobody acknowledged in time
           50m  page eve by sound, nobody acknowledged in time
           58m  sound cannot reach bo: the player died
           58m  bo cannot be reached: no channel is left that works now
           58m  sound cannot reach bo: the player died
           58m  bo cannot be reached: no channel is left that works now
           58m  sound cannot reach bo: the player died
           58m  bo cannot be reached: no channel is left that works now
           58m  sound cannot reach bo: the player died
           58m  bo cannot be reached: no channel is left that works now
           58m  sound cannot reach eve: the player died
           58m  eve cannot be reached: no channel is left that works now
           58m  sound cannot reach eve: the player died
           58m  eve cannot be reached: no channel is left that works now
           58m  sound cannot reach eve: the player died
           58m  eve cannot be reached: no channel is left that works now
           58m  sound cannot reach eve: the player died
           58m  eve cannot be reached: no channel is left that works now
           60m  page ana by sound, nobody acknowledged, once more from the first step: still down, 1h, page 5
           60m  page eve by sound, nobody acknowledged, once more from the first step: still down, 1h, page 5
        ",
    );
}

#[test]
fn a_suspended_machine_takes_one_step_when_it_wakes() {
    let night = Night::new().fires().sleeps_for(9).wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
          540m  page bo by sound, nobody acknowledged in time
          550m  page ana by sound, nobody acknowledged, once more from the first step: still down, 9h 10m, page 2
        ",
    );
}

#[test]
fn an_alarm_that_was_not_answered_rings_on_after_a_restart() {
    let night = Night::new().fires().wait(2).everybody_restarts().wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn somebody_asks_for_the_next_step_and_gets_it_at_once() {
    let night = Night::new().fires().wait(1).escalates("ana").wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana asks for the next step
            1m  page bo by sound, somebody asked for it
           11m  page ana by sound, nobody acknowledged, once more from the first step: still down, 11m, page 2
        ",
    );
}

#[test]
fn a_policy_that_is_no_longer_there_calls_the_fallback() {
    let night = Night::new().fires().wait(1).changes_rules(OTHER_TEAM).wait(40);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  nobody acknowledged in 1 round, everybody on the way is called again, 5m apart at first, at most 15m
            5m  nobody is on call for step 1, eve is called instead
            5m  page eve by sound, nobody acknowledged, once more from the first step
           10m  nobody is on call for step 1, eve is called instead
           10m  page eve by sound, nobody acknowledged, once more from the first step: still down, 10m, page 2
           20m  nobody is on call for step 1, eve is called instead
           20m  page eve by sound, nobody acknowledged, once more from the first step: still down, 20m, page 3
           35m  nobody is on call for step 1, eve is called instead
           35m  page eve by sound, nobody acknowledged, once more from the first step: still down, 35m, page 4
        ",
    );
}

#[test]
fn a_policy_that_became_shorter_begins_again() {
    let night = Night::new().fires().wait(6).changes_rules(SHORTER).wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
           15m  page ana by sound, nobody acknowledged, once more from the first step: still down, 15m, page 2
        ",
    );
}

#[test]
fn a_person_who_left_the_team_is_not_waited_for() {
    let night = Night::of(TWO_CHANNELS).fires().changes_rules(WITHOUT_ANA).wait(4);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            3m  desktop cannot reach ana: the configuration has this channel no longer
            3m  ana cannot be reached: no channel is left that works now
        ",
    );
}

#[test]
fn a_restart_takes_the_same_page_again_and_tells_of_both_times_it_rang() {
    let mut night = Night::new().fires().wait(2).everybody_restarts();
    let pages = night.pages(1);
    assert_eq!(pages.len(), 1, "{pages:?}");
    assert_eq!(pages[0].state, PageState::Delivered);
    let mut rang = 0;
    night.read(|tx| {
        tx.timeline(TimelineQuery::Of(IncidentId(1)), |entry| {
            rang += usize::from(entry.event == "delivered");
        })
    });
    assert_eq!(rang, 2);
}
