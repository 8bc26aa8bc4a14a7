//! An acknowledgement is a promise: it is renewed, taken over, forgotten, and remembered softly.

use jiff::SignedDuration;
use wail::domain::alert::Severity;
use wail::domain::incident::{Input, Refusal, Status};
use wail::engine::Applied;

use super::{Night, assert_log};

impl Night {
    pub(super) fn notes(self, person: &str, text: &str) -> Self {
        self.does(Input::Note { by: person.into(), text: text.to_owned() })
    }

    pub(super) fn acks_for(self, person: &str, minutes: i64) -> Self {
        let check_in = Some(SignedDuration::from_mins(minutes));
        self.does(Input::Acknowledge { by: person.into(), check_in })
    }

    fn takes_over(self, person: &str) -> Self {
        self.does(Input::TakeOver { by: person.into(), check_in: None })
    }
}

#[test]
fn a_note_of_whoever_has_it_renews_the_check_in_by_its_own_length() {
    let night = Night::new().fires().acks_for("ana", 20).wait(15).notes("ana", "the replica lags");
    let night = night.wait(15).notes("bo", "any news?").wait(6);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 20m
           15m  ana notes: the replica lags
           15m  ana is at it, check-in renewed to 03:35 UTC
           30m  bo notes: any news?
           35m  ana missed the check-in
           35m  page ana by sound, a reminder: the check-in was missed
        ",
    );
}

#[test]
fn an_acknowledgement_again_renews_it_by_its_own_length_or_by_another() {
    let night = Night::new().fires().acks_for("ana", 20).wait(15).acks("ana").wait(15);
    let night = night.acks_for("ana", 120).wait(119).acks("ana").wait(119);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 20m
           15m  ana acknowledges again, check-in renewed to 03:35 UTC
           30m  ana acknowledges again, check-in renewed to 05:30 UTC
          149m  ana acknowledges again, check-in renewed to 07:29 UTC
        ",
    );
}

#[test]
fn whoever_missed_a_check_in_is_asked_softly_before_the_first_step_is_taken_in_full() {
    let night = Night::new().fires().wait(7).acks("bo").wait(50);
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
           57m  page ana by sound, nobody acknowledged, once more from the first step: still down, 57m, page 3
        ",
    );
}

#[test]
fn whoever_is_asked_softly_answers_and_has_it_again() {
    let mut night = Night::new().fires().acks("ana").wait(31);
    let incident = night.incident(1).unwrap();
    assert!(matches!(incident.status, Status::Triggered { asked: Some(_), .. }), "{incident:?}");
    let night = night.acks("ana").wait(29).resolves("ana");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           30m  ana missed the check-in
           30m  page ana by sound, a reminder: the check-in was missed
           31m  ana acknowledges, check-in in 30m
           60m  ana resolves it
        ",
    );
}

#[test]
fn whoever_is_asked_softly_may_say_that_they_have_it_not() {
    let night = Night::new().fires().acks("bo").wait(31).unacks("bo").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
           30m  bo missed the check-in
           30m  page bo by sound, a reminder: the check-in was missed
           31m  bo gives it back
           31m  page ana by sound, somebody asked for it
        ",
    );
    let mut night = Night::new().fires().acks("bo").wait(31);
    let refusal = night.refusal(Input::Unacknowledge { by: "ana".into() });
    assert_eq!(refusal, Some(Refusal::NotAcknowledged), "it is not ana's");
}

#[test]
fn somebody_who_cannot_be_asked_is_not_waited_for() {
    let night = Night::new().fires().acks("bo").has_no_station("bo").wait(31);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
           30m  bo missed the check-in
           30m  bo cannot be reached: no channel is left that works now
           30m  page ana by sound, the check-in was missed
        ",
    );
    let night = Night::new().fires().acks("bo").loses_channel("bo", "sound").wait(31);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
           30m  bo missed the check-in
           30m  page bo by sound, a reminder: the check-in was missed
           30m  sound cannot reach bo: no device
           30m  bo cannot be reached: no channel is left that works now
           30m  page ana by sound, the step before reached nobody
        ",
    );
}

#[test]
fn while_somebody_is_asked_the_next_step_is_the_first() {
    let night = Night::new().fires().acks("bo").wait(31).escalates("ana").wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
           30m  bo missed the check-in
           30m  page bo by sound, a reminder: the check-in was missed
           31m  ana asks for the next step
           31m  page ana by sound, somebody asked for it
           36m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn of_two_who_say_that_they_have_it_the_second_hears_of_the_first() {
    let mut night = Night::new().fires().acks("bo").wait(2);
    for input in [
        Input::Acknowledge { by: "ana".into(), check_in: None },
        Input::Snooze { by: "ana".into(), until: night.now + SignedDuration::from_mins(9) },
    ] {
        assert_eq!(night.refusal(input), Some(Refusal::SomebodyHasIt));
    }
    let night = night.takes_over("ana").wait(30);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
            2m  ana takes it over from bo
            2m  ana acknowledges, check-in in 30m
           32m  ana missed the check-in
           32m  page ana by sound, a reminder: the check-in was missed
        ",
    );
}

#[test]
fn what_somebody_only_snoozed_can_be_taken_by_whoever_works_on_it() {
    let night = Night::new().fires().snoozes("bo", 60).wait(10).acks("ana").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo snoozes it for 1h
           10m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn an_alarm_can_be_stopped_by_somebody_nobody_knows_and_the_record_says_so() {
    let night = Night::new().fires().acks("zed").wait(30);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  zed acknowledges, check-in in 30m
            0m  the configuration knows nobody called zed: the first step follows a missed check-in
           30m  zed missed the check-in
           30m  page ana by sound, the check-in was missed
        ",
    );
}

#[test]
fn an_acknowledgement_that_races_with_the_end_loses_and_both_are_on_the_record() {
    let mut night = Night::new().fires().wait(1).clears();
    for by in ["ana", "bo"] {
        let input = Input::Acknowledge { by: by.into(), check_in: None };
        assert_eq!(night.refusal(input), Some(Refusal::AlreadyResolved));
    }
    let mut night = night.wait(11);
    let input = Input::Acknowledge { by: "eve".into(), check_in: None };
    assert_eq!(night.refusal(input), Some(Refusal::AlreadyResolved), "and that is no race");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  over: disk
            1m  resolved, prometheus reports that it is over
            1m  ana acknowledges too late, it is over
            1m  bo acknowledges too late, it is over
        ",
    );
}

#[test]
fn an_end_that_races_with_an_acknowledgement_wins() {
    let night = Night::new().fires().acks("ana").clears().wait(60);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            0m  over: disk
            0m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn what_changes_nothing_goes_not_on_the_record_twice() {
    let mut night = Night::new().fires().acks("ana");
    let again = night.does_quietly(Input::Acknowledge { by: "ana".into(), check_in: None });
    assert!(matches!(again, Applied::Unchanged(_)), "{again:?}");
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
fn a_check_in_that_is_missed_after_dark_asks_nobody_about_what_can_wait() {
    let night = Night::new().at("2026-11-03T19:00:00Z");
    let night = night.reports("disk", Severity::Warning).acks("ana").wait(241);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 4h
          240m  ana missed the check-in
          240m  held for 9h, until ana's day begins
        ",
    );
}
