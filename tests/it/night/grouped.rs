//! What rises, joins and leaves an incident.

use wail::domain::alert::Severity;

use super::{Night, assert_log};

#[test]
fn a_severity_that_rises_rings_again_although_somebody_has_it() {
    let night = Night::new()
        .reports("disk", Severity::Error)
        .acks("ana")
        .wait(5)
        .reports("disk", Severity::Critical)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  the severity rises to critical
            5m  page ana by sound, there is more than was acknowledged
        ",
    );
}

#[test]
fn a_severity_that_rises_calls_the_step_again_that_was_taken_last() {
    let night = Night::new()
        .reports("disk", Severity::Error)
        .wait(6)
        .reports("disk", Severity::Critical)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            5m  page bo by sound, nobody acknowledged in time
            6m  the severity rises to critical
            6m  page bo by sound, the severity rose
        ",
    );
}

#[test]
fn a_severity_that_falls_changes_nothing() {
    let night = Night::new().fires().acks("ana").reports("disk", Severity::Warning).wait(5);
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
fn another_alert_of_the_group_rings_again_although_somebody_has_it() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .acks("ana")
        .wait(5)
        .reports_in_group("load", Severity::Critical)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  ana acknowledges, check-in in 30m
            5m  another alert joins: load
            5m  page ana by sound, there is more than was acknowledged
        ",
    );
}

#[test]
fn another_alert_of_the_group_does_not_ring_twice_while_it_rings() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .wait(1)
        .reports_in_group("load", Severity::Critical)
        .wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  another alert joins: load
        ",
    );
}

#[test]
fn an_incident_ends_with_its_last_alert() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .reports_in_group("load", Severity::Critical)
        .wait(1)
        .ends("disk")
        .wait(1)
        .ends("load")
        .wait(60);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  another alert joins: load
            1m  over: disk
            2m  over: load
            2m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn an_alert_that_is_back_is_no_new_problem_for_whoever_has_it() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .reports_in_group("load", Severity::Critical)
        .acks("ana")
        .wait(1)
        .ends("load")
        .wait(1)
        .reports_in_group("load", Severity::Critical);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  another alert joins: load
            0m  ana acknowledges, check-in in 30m
            1m  over: load
            2m  another alert joins: load
        ",
    );
}

#[test]
fn an_alert_that_is_only_logged_does_not_come_back_to_an_incident() {
    let night = Night::new()
        .reports_in_group("disk", Severity::Critical)
        .reports_in_group("load", Severity::Critical)
        .acks("ana")
        .wait(1)
        .ends("load")
        .wait(1)
        .reports_in_group("load", Severity::Info)
        .wait(1)
        .ends("disk");
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            0m  another alert joins: load
            0m  ana acknowledges, check-in in 30m
            1m  over: load
            2m  prometheus reports info: load (only logged at this severity)
            3m  over: disk
            3m  resolved, prometheus reports that it is over
        ",
    );
}

#[test]
fn a_problem_that_comes_again_tells_of_the_time_before() {
    let night = Night::new().fires().wait(1).clears().wait(30).fires();
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
            1m  over: disk
            1m  resolved, prometheus reports that it is over
           31m  prometheus reports critical: disk
           31m  the same problem was incident 1, 31m ago for 1m
           31m  page ana by sound, first page
        ",
    );
}

#[test]
fn a_problem_that_joined_an_older_incident_is_known_there() {
    let night = Night::new()
        .reports_in_group("memory", Severity::Error)
        .wait(1)
        .reports("disk", Severity::Error)
        .wait(1)
        .ends("disk")
        .wait(1)
        .reports_in_group("disk", Severity::Error)
        .wait(1)
        .reports_in_group("disk", Severity::Error)
        .ends("disk")
        .wait(1)
        .ends("memory");
    assert_log(
        night,
        "
            0m  prometheus reports error: memory
            0m  page ana by sound, first page
            1m  prometheus reports error: disk
            1m  page ana by sound, first page
            2m  over: disk
            2m  resolved, prometheus reports that it is over
            3m  another alert joins: disk
            4m  over: disk
            5m  page bo by sound, nobody acknowledged in time
            5m  over: memory
            5m  resolved, prometheus reports that it is over
        ",
    );
}
