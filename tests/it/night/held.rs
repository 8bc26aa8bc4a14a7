//! What waits for the day, and what is only written down.

use wail::domain::alert::Severity;

use super::{Night, assert_log};

#[test]
fn a_warning_waits_for_the_day() {
    let night = Night::new().reports("disk", Severity::Warning).wait(301);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
          300m  the hold ends
          300m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_warning_by_day_rings_at_once() {
    let night = Night::new().at("2026-11-03T10:00:00Z").reports("disk", Severity::Warning);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_warning_that_is_over_before_the_day_never_rings() {
    let night = Night::new().reports("disk", Severity::Warning).wait(60).ends("disk").wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           60m  over: disk
           60m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn a_warning_that_becomes_an_error_rings_at_night() {
    let night = Night::new()
        .reports("disk", Severity::Warning)
        .wait(60)
        .reports("disk", Severity::Error)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           60m  the severity rises to error
           60m  page ana by sound, the severity rose
        ",
    );
}

#[test]
fn a_graver_alert_of_the_group_ends_the_wait() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Warning)
        .wait(60)
        .reports_in_group("load", Severity::Critical)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           60m  another alert joins: load
           60m  the severity rises to critical
           60m  page ana by sound, the severity rose
        ",
    );
}

#[test]
fn a_warning_joins_what_is_held_and_waits_with_it() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Warning)
        .wait(60)
        .reports_in_group("load", Severity::Warning)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           60m  another alert joins: load
        ",
    );
}

#[test]
fn a_warning_that_joins_at_night_does_not_wake_whoever_has_the_error() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Error)
        .acks("ana")
        .wait(5)
        .reports_in_group("load", Severity::Warning)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  another alert joins: load
        ",
    );
}

#[test]
fn somebody_takes_what_is_held_before_its_time() {
    let night = Night::new().reports("disk", Severity::Warning).wait(60).acks("bo").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           60m  bo acknowledges, check-in in 4h
        ",
    );
}

#[test]
fn somebody_asks_for_what_is_held() {
    let night = Night::new().reports("disk", Severity::Warning).wait(60).escalates("bo").wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           60m  bo asks for the next step
           60m  page ana by sound, somebody asked for it
        ",
    );
}

#[test]
fn a_missed_check_in_of_a_warning_waits_for_the_day() {
    let night = Night::new()
        .at("2026-11-03T20:00:00Z")
        .reports("disk", Severity::Warning)
        .acks("ana")
        .wait(721);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 4h
          240m  ana missed the check-in
          240m  held for 8h, until ana's day begins
          720m  the hold ends
          720m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn a_warning_that_nobody_took_by_evening_waits_for_the_day() {
    let night =
        Night::new().at("2026-11-03T21:50:00Z").reports("disk", Severity::Warning).wait(611);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
           15m  held for 9h 55m, until ana's day begins
          610m  the hold ends
          610m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn an_information_is_only_written_down() {
    let night = Night::new().reports("disk", Severity::Info).wait(600);
    assert_log(
        night,
        "
            0m  prometheus reports info: disk (only logged at this severity)
        ",
    );
}

#[test]
fn an_information_that_becomes_critical_rings() {
    let night =
        Night::new().reports("disk", Severity::Info).wait(1).reports("disk", Severity::Critical);
    assert_log(
        night,
        "
            0m  prometheus reports info: disk (only logged at this severity)
            1m  prometheus reports critical: disk
            1m  page ana by sound, first page
        ",
    );
}
