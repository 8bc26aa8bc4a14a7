//! Senders that never say that something is over: it is, when nothing was heard of it for long enough.

use jiff::SignedDuration;
use wail::domain::alert::{Severity, Signal};

use super::{Night, alert, assert_log};

impl Night {
    /// A report of a sender whose problems last for six hours after their last report.
    fn hears_of(self, began: Option<&str>) -> Self {
        let report = alert("intruder", Signal::Firing, Severity::Error)
            .started_at(began.map(|began| began.parse().unwrap()))
            .expires_after(Some(SignedDuration::from_hours(6)));
        self.hears(&report)
    }
}

#[test]
fn what_is_not_heard_of_for_long_enough_is_over() {
    let night = Night::new().hears_of(None).acks("ana").wait(25).acks("ana").wait(25);
    let night = night.acks("ana").snoozes("ana", 600).wait(400);
    assert_log(
        night,
        "
            0m  prometheus reports error: intruder
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
           25m  ana acknowledges again, check-in renewed to 03:55 UTC
           50m  ana acknowledges again, check-in renewed to 04:20 UTC
           50m  ana snoozes it for 10h
          360m  nothing was heard of it for 6h, it counts as over: intruder
          360m  resolved, nothing more was heard from prometheus
        ",
    );
}

#[test]
fn every_report_puts_it_off() {
    let night = Night::new().hears_of(None).snoozes("ana", 1200).wait(300).hears_of(None);
    let night = night.wait(359);
    assert_log(
        night,
        "
            0m  prometheus reports error: intruder
            0m  page ana by sound, first page
            0m  ana snoozes it for 20h
        ",
    );
}

#[test]
fn what_is_heard_of_it_after_that_rings_whatever_beginning_it_names() {
    let began = Some("2026-11-03T02:50:00Z");
    let night = Night::new().hears_of(began).snoozes("ana", 1200).wait(361).hears_of(began);
    assert_log(
        night,
        "
            0m  prometheus reports error: intruder
            0m  page ana by sound, first page
            0m  ana snoozes it for 20h
          360m  nothing was heard of it for 6h, it counts as over: intruder
          360m  resolved, nothing more was heard from prometheus
          361m  prometheus reports error: intruder
          361m  the same problem was incident 1, 6h 1m ago for 6h; ana had it
          361m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_somebody_ended_is_not_ended_again() {
    let night = Night::new().hears_of(None).resolves("ana").wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports error: intruder
            0m  page ana by sound, first page
            0m  ana resolves it
        ",
    );
}
