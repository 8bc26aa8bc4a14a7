//! Somebody has told the sender that they have it: its alarm is silent until the check-in, here too.

use wail::domain::alert::{Severity, Signal};

use super::{Night, alert, assert_log};

impl Night {
    fn hears_that_somebody_has(self, name: &str) -> Self {
        self.hears(&alert(name, Signal::Acknowledged, Severity::Critical))
    }
}

#[test]
fn an_acknowledgement_at_the_sender_is_one_here_and_must_be_renewed() {
    let night = Night::new().fires().wait(1).hears_that_somebody_has("disk").wait(31);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  prometheus acknowledges, check-in in 30m
           31m  prometheus missed the check-in
           31m  page ana by sound, the check-in was missed
        ",
    );
}

#[test]
fn a_sender_that_says_it_again_puts_no_check_in_off() {
    let night = Night::new().fires().hears_that_somebody_has("disk").wait(20);
    let night = night.hears_that_somebody_has("disk").wait(11);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  prometheus acknowledges, check-in in 30m
           30m  prometheus missed the check-in
           30m  page ana by sound, the check-in was missed
        ",
    );
}

#[test]
fn whoever_has_it_here_keeps_it() {
    let night = Night::new().fires().acks("ana").hears_that_somebody_has("disk").wait(1).clears();
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            1m  over: disk
            1m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn an_acknowledgement_of_what_is_not_open_opens_nothing() {
    let night = Night::new()
        .hears_that_somebody_has("disk")
        .hears_that_somebody_has("disk")
        .fires()
        .clears();
    let night = night.hears_that_somebody_has("disk");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk (somebody has it there, and nothing is open here)
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  over: disk
            0m  resolved, prometheus reports that it is over
            0m  prometheus reports critical: disk (somebody has it there, and nothing is open here)
        ",
    );
}

#[test]
fn a_late_copy_after_such_an_acknowledgement_does_not_ring() {
    let night = Night::new().fires().clears().hears_that_somebody_has("disk");
    let began = night.now;
    let copy = alert("disk", Signal::Firing, Severity::Critical).started_at(Some(began));
    let night = night.hears(&copy);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  over: disk
            0m  resolved, prometheus reports that it is over
            0m  prometheus reports critical: disk (somebody has it there, and nothing is open here)
            0m  prometheus reports critical: disk (a late copy of what is already over)
        ",
    );
}
