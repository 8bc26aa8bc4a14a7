//! There is more than was acknowledged: whoever has it hears a tone of its own, then everybody else.

use wail::domain::alert::Severity;

use super::{Night, assert_log};

#[test]
fn a_new_problem_is_heard_by_whoever_has_the_old_one_and_then_by_everybody() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .wait(6)
        .acks("bo")
        .wait(4)
        .reports_in_group("load", Severity::Critical)
        .wait(11);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            6m  bo acknowledges, check-in in 30m
           10m  another alert joins: load
           10m  page bo by sound, there is more than was acknowledged
           15m  page ana by sound, nobody acknowledged in time
           20m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn whoever_acknowledges_the_new_problem_too_has_both() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .acks("ana")
        .wait(4)
        .reports_in_group("load", Severity::Critical)
        .wait(1)
        .acks("ana")
        .wait(29);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            4m  another alert joins: load
            4m  page ana by sound, there is more than was acknowledged
            5m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn what_becomes_graver_again_while_somebody_is_asked_calls_the_first_step_at_once() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Error)
        .acks("bo")
        .wait(4)
        .reports_in_group("load", Severity::Error)
        .wait(1)
        .reports_in_group("load", Severity::Critical)
        .wait(5);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
            4m  another alert joins: load
            4m  page bo by sound, there is more than was acknowledged
            5m  the severity rises to critical
            5m  page ana by sound, the severity rose
           10m  page bo by sound, nobody acknowledged in time
        ",
    );
}

#[test]
fn where_whoever_has_it_cannot_be_told_the_first_step_is() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .acks("bo")
        .has_no_station("bo")
        .wait(4)
        .reports_in_group("load", Severity::Critical)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  bo acknowledges, check-in in 30m
            4m  another alert joins: load
            4m  bo cannot be reached: no channel is left that works now
            4m  page ana by sound, another alert joined
        ",
    );
}

/// Twelve problems of one group, of which one is left when ana acknowledges.
fn one_of_twelve() -> Night {
    let night = Night::new().reports_in_group("host-0", Severity::Critical);
    let night = (1..12)
        .fold(night, |night, n| night.reports_in_group(&format!("host-{n}"), Severity::Critical));
    let night = (1..12).fold(night, |night, n| night.ends(&format!("host-{n}")));
    night.wait(1).acks("ana").wait(1)
}

fn comes_back(night: Night, numbers: std::ops::Range<i32>) -> Night {
    numbers.fold(night, |night, n| night.reports_in_group(&format!("host-{n}"), Severity::Critical))
}

/// The record from the acknowledgement on, without what comes back.
fn since_the_ack(night: Night) -> String {
    let log = night.log();
    let lines = log.lines().skip_while(|line| !line.contains("acknowledges"));
    lines.filter(|line| !line.contains("joins: host")).map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn known_problems_that_are_back_are_heard_once_there_are_ten_times_as_many() {
    let night = comes_back(one_of_twelve(), 1..9).wait(3);
    assert_eq!(since_the_ack(night), "1m  ana acknowledges, check-in in 30m", "nine fire");
    let night = comes_back(one_of_twelve(), 1..12).wait(3);
    assert_eq!(
        since_the_ack(night),
        "1m  ana acknowledges, check-in in 30m\n\
         2m  10 alerts fire by now, 1 did when it was acknowledged\n\
         2m  page ana by sound, there is more than was acknowledged"
    );
}

#[test]
fn it_is_counted_from_the_last_acknowledgement() {
    let night = comes_back(one_of_twelve(), 1..5).wait(1).acks("ana").wait(1);
    let night = comes_back(night, 5..12).wait(1);
    assert_eq!(
        since_the_ack(night),
        "1m  ana acknowledges, check-in in 30m\n\
         3m  ana acknowledges again, check-in renewed to 03:33 UTC",
        "twelve are not ten times five"
    );
}

#[test]
fn what_can_wait_for_the_day_sounds_no_tone_at_night() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .acks("ana")
        .wait(4)
        .reports_in_group("load", Severity::Warning)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            4m  another alert joins: load
        ",
    );
}
