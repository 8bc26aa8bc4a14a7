//! What PagerDuty and Opsgenie publish of acknowledging and of reports of the same problem, as far as it is
//! a rule here too. Each test names the rule, in our words, and where it is published.

use wail::domain::alert::{Severity, Signal};
use wail::domain::incident::{Input, Refusal};

use super::{Night, alert, assert_log};

impl Night {
    /// Somebody has told the sender, who tells us.
    fn taken_there(self, name: &str) -> Self {
        self.hears(&alert(name, Signal::Acknowledged, Severity::Critical))
    }

    fn again(self, name: &str) -> Self {
        self.hears(&alert(name, Signal::Firing, Severity::Critical))
    }

    fn ends_itself(self, name: &str) -> Self {
        self.hears(&alert(name, Signal::Resolved, Severity::Critical))
    }
}

/// PagerDuty, Events API v2, `trigger`: a `dedup_key` that is open adds to that alert's log.
/// Opsgenie, alert deduplication: an `alias` that is open counts up and notifies nobody.
#[test]
fn a_report_of_what_is_open_opens_nothing_and_calls_nobody() {
    let mut night = Night::new().again("disk").wait(1).again("disk").again("disk").wait(1);
    let alerts = night.read(|tx| tx.alerts(wail::domain::incident::IncidentId(1)));
    assert_eq!(alerts[0].reports, 3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
}

/// PagerDuty, Events API v2, `acknowledge`: while it lasts, a trigger of the same key notifies nobody.
/// Opsgenie, alert notifications: what is acknowledged notifies and escalates no further.
#[test]
fn a_report_of_what_is_acknowledged_calls_nobody_and_nothing_escalates() {
    let night = Night::new().again("disk").wait(1).acks("ana").again("disk").wait(20).again("disk");
    assert_log(
        night.wait(5),
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  ana acknowledges, check-in in 30m
        ",
    );
}

/// PagerDuty, Events API v2, `acknowledge`: the incident of that key is acknowledged by the sender's word.
#[test]
fn an_acknowledge_event_takes_what_is_open() {
    let night = Night::new().again("disk").wait(1).taken_there("disk").wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  prometheus acknowledges, check-in in 30m
        ",
    );
}

/// PagerDuty, Events API v2: an `acknowledge` or a `resolve` of a key that is not open does nothing.
#[test]
fn an_event_about_what_is_not_open_opens_nothing() {
    let night = Night::new().taken_there("disk").ends_itself("load").wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk (somebody has it there, and nothing is open here)
            0m  prometheus reports critical: load (it is over, and nothing was open)
        ",
    );
}

/// PagerDuty, Events API v2, `resolve`: a trigger of the key of what is resolved opens a new incident.
/// Opsgenie, alert deduplication: the alias of a closed alert opens a new one.
#[test]
fn a_report_of_what_is_over_opens_anew_and_leaves_the_old_one_over() {
    let mut night = Night::new().again("disk").wait(1).ends_itself("disk").wait(5).again("disk");
    assert!(!night.incident(1).unwrap().is_open());
    assert!(night.incident(2).unwrap().is_open());
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  over: disk
            1m  resolved, prometheus reports that it is over
            6m  prometheus reports critical: disk
            6m  the same problem was incident 1, 6m ago for 1m
            6m  page ana by sound, first page
        ",
    );
}

/// PagerDuty, incidents: what is resolved cannot be triggered or acknowledged any more.
/// Opsgenie, snooze: what is closed cannot be snoozed.
#[test]
fn what_is_over_can_be_neither_acknowledged_nor_snoozed() {
    let mut night = Night::new().again("disk").wait(1).ends_itself("disk");
    let until = night.now + jiff::SignedDuration::from_hours(1);
    for input in [
        Input::Acknowledge { by: "ana".into(), check_in: None },
        Input::TakeOver { by: "ana".into(), check_in: None },
        Input::Snooze { by: "ana".into(), until },
    ] {
        assert_eq!(night.refusal(input), Some(Refusal::AlreadyResolved));
    }
}

/// PagerDuty, acknowledgement timeouts: when it passes, whoever acknowledged is notified again and
/// escalation goes on.
#[test]
fn an_acknowledgement_that_times_out_calls_whoever_gave_it_and_then_the_policy() {
    let night = Night::new().again("disk").wait(6).acks("bo").wait(36);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            6m  bo acknowledges, check-in in 30m
           36m  bo missed the check-in
           36m  page bo by sound, a reminder: the check-in was missed
           41m  page ana by sound, nobody acknowledged in time
        ",
    );
}

/// Opsgenie, snooze: when it ends, the alert is open and calls as if it had just come, also where it had
/// been acknowledged before.
#[test]
fn a_snooze_that_ends_calls_from_the_first_step_although_somebody_had_it() {
    let night = Night::new().again("disk").wait(6).acks("bo").snoozes("bo", 10).wait(15);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            6m  bo acknowledges, check-in in 30m
            6m  bo snoozes it for 10m
           16m  bo's snooze is over
           16m  page ana by sound, the snooze is over
           21m  page bo by sound, nobody acknowledged in time
        ",
    );
}

/// Opsgenie, snooze: a snooze of what is snoozed moves its end, sooner or later.
#[test]
fn a_second_snooze_moves_the_end_of_the_first() {
    let night = Night::new().again("disk").snoozes("ana", 60).wait(1).snoozes("ana", 9).wait(10);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana snoozes it for 1h
            1m  ana snoozes it for 9m
           10m  ana's snooze is over
           10m  page ana by sound, the snooze is over
        ",
    );
}

/// Opsgenie, snooze: acknowledging or closing calls it off, and nothing comes at its end.
#[test]
fn an_acknowledgement_calls_a_snooze_off() {
    let night = Night::new().again("disk").snoozes("ana", 10).wait(1).acks("bo").wait(20);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana snoozes it for 10m
            1m  bo acknowledges, check-in in 30m
        ",
    );
    let night = Night::new().again("disk").snoozes("ana", 10).wait(1).ends_itself("disk").wait(20);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana snoozes it for 10m
            1m  over: disk
            1m  resolved, prometheus reports that it is over
        ",
    );
}

/// Opsgenie, acknowledge: whoever takes it back starts notifying and escalating anew.
#[test]
fn an_acknowledgement_that_is_taken_back_starts_the_policy_anew() {
    let night = Night::new().again("disk").wait(6).acks("bo").wait(1).unacks("bo").wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            6m  bo acknowledges, check-in in 30m
            7m  bo gives it back
            7m  page ana by sound, somebody asked for it
           12m  page bo by sound, nobody acknowledged in time
        ",
    );
}
