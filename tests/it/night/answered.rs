//! Somebody answers, and what becomes of what they promised.

use wail::domain::incident::{Input, Refusal};
use wail::domain::name::PersonId;
use wail::store::PageState;

use super::{Night, assert_log};

#[test]
fn bo_answers_and_the_monitor_recovers() {
    let night = Night::new().fires().wait(7).acks("bo").wait(10).clears().wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            7m  bo acknowledges, check-in in 30m
           17m  over: disk
           17m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn bo_answers_then_forgets() {
    let night = Night::new().fires().wait(7).acks("bo").wait(40);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            7m  bo acknowledges, check-in in 30m
           37m  bo missed the check-in
           37m  page bo by sound, a reminder: the check-in was missed
           42m  page ana by sound, nobody acknowledged in time
           47m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn an_acknowledgement_that_is_renewed_in_time_holds() {
    let night = Night::new().fires().acks("ana").wait(29).acks("ana").wait(29);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           29m  ana acknowledges again, check-in renewed to 03:59 UTC
        ",
    );
}

#[test]
fn a_snooze_ends_and_the_alarm_returns() {
    let night = Night::new().fires().snoozes("ana", 20).wait(21);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana snoozes it for 20m
           20m  ana's snooze is over
           20m  page ana by sound, the snooze is over
        ",
    );
}

#[test]
fn what_is_given_back_rings_again() {
    let night = Night::new().fires().acks("ana").wait(3).unacks("ana").wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            3m  ana gives it back
            3m  page ana by sound, somebody asked for it
            8m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_is_handed_over_rings_there_and_goes_on_if_nobody_answers() {
    let night = Night::new().fires().wait(1).assigns("ana", "bo").wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana hands it to bo
            1m  page bo by sound, somebody asked for it
            6m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_is_handed_to_somebody_without_a_machine_goes_on_at_once() {
    let night = Night::new().has_no_station("eve").fires().wait(1).assigns("ana", "eve").wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana hands it to eve
            1m  eve cannot be reached: no channel is left that works now
            1m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn an_escalation_of_what_is_acknowledged_calls_the_next_person() {
    let night = Night::new().fires().acks("ana").wait(2).escalates("ana").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            2m  ana asks for the next step
            2m  page bo by sound, somebody asked for it
        ",
    );
}

#[test]
fn a_person_resolves_it_and_nothing_rings_any_more() {
    let night = Night::new().fires().wait(6).resolves("bo").wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            6m  bo resolves it
        ",
    );
}

#[test]
fn a_monitor_that_still_fires_after_somebody_resolved_opens_it_anew() {
    let night = Night::new().fires().wait(1).resolves("ana").wait(60).fires().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana resolves it
           61m  prometheus reports critical: disk
           61m  the same problem was incident 1, 1h 1m ago for 1m; ana had it
           61m  page ana by sound, first page
        ",
    );
}

#[test]
fn an_acknowledgement_outlasts_a_change_of_the_rules() {
    let night = Night::new().fires().acks("ana").changes_rules(super::late::STRANGERS).wait(31);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           30m  ana missed the check-in
           30m  page ana by sound, a reminder: the check-in was missed
           31m  nobody is on call for step 1, zoe is called instead
           31m  page zoe by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn what_is_over_can_be_neither_taken_nor_ended_again() {
    let mut night = Night::new().fires().resolves("bo");
    let by = || PersonId::from("ana");
    let until = night.now;
    for input in [
        Input::Acknowledge { by: by(), check_in: None },
        Input::Snooze { by: by(), until },
        Input::Unacknowledge { by: by() },
        Input::Escalate { by: by() },
        Input::Assign { by: by(), to: by() },
        Input::Resolve { by: by() },
    ] {
        let refusal = night.refusal(input.clone());
        assert_eq!(refusal, Some(Refusal::AlreadyResolved), "{input:?}");
    }
}

#[test]
fn what_nobody_has_cannot_be_given_back() {
    let mut night = Night::new().fires();
    let refusal = night.refusal(Input::Unacknowledge { by: "ana".into() });
    assert_eq!(refusal, Some(Refusal::NotAcknowledged));
}

#[test]
fn what_is_handed_over_rings_no_longer_where_it_rang() {
    let mut night = Night::new().fires().wait(1).assigns("ana", "bo");
    let pages = night.pages(1);
    let states: Vec<_> = pages.iter().map(|page| (page.person.as_str(), page.state)).collect();
    assert_eq!(states, [("ana", PageState::Hushed), ("bo", PageState::Delivered)]);
}
