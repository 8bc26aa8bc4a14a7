//! Nights in which quiet was planned: told of before, held while it lasts, and over when its clock says.

use wail::domain::alert::{Severity, Signal};

use super::silenced::on;
use super::{Night, TEAM, assert_log};

/// The usual team, and new disks from four to five.
fn planned() -> String {
    maintained("from = \"2026-11-03 04:00\"\nto = \"2026-11-03 05:00\"")
}

/// The usual team, and new disks at those times.
fn maintained(when: &str) -> String {
    let about = "name = \"disks\"\nwhy = \"new disks\"\nmatch = \"host=db\"";
    format!("{TEAM}\n[[maintenance]]\n{about}\n{when}\n")
}

#[test]
fn what_fires_in_planned_maintenance_is_held_and_pages_at_its_end_if_it_still_does() {
    let night = Night::of(&planned())
        .wait(70)
        .fires_on("web", Severity::Critical)
        .resolves("ana")
        .fires_on("db", Severity::Critical)
        .wait(50);
    assert_log(
        night,
        "
           60m  maintenance disks begins, for 1h, about host=db: new disks
           70m  prometheus reports critical: disk of web
           70m  page ana by sound, first page
           70m  ana resolves it
           70m  prometheus reports critical: disk of db
           70m  held for 50m, maintenance disks is under way
          120m  maintenance disks is over, it held 1 alert
          120m  the hold ends
          120m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_fired_before_is_held_from_its_next_step_on_and_what_is_over_by_then_never_pages() {
    let night = Night::of(&planned())
        .wait(57)
        .fires_on("db", Severity::Critical)
        .wait(10)
        .hears(&on("db", Signal::Resolved, Severity::Critical))
        .wait(60);
    assert_log(
        night,
        "
           57m  prometheus reports critical: disk of db
           57m  page ana by sound, first page
           60m  maintenance disks begins, for 1h, about host=db: new disks
           62m  held for 58m, maintenance disks is under way
           67m  over: disk of db
           67m  resolved, prometheus reports that it is over
          120m  maintenance disks is over, it held 1 alert
        ",
    );
}

#[test]
fn whoever_is_on_call_is_told_before_it_begins_once() {
    let mut night = Night::of(&planned()).wait(44);
    assert!(night.told_quietly().is_empty(), "{:?}", night.told_quietly());
    let mut night = night.wait(30);
    let text = "maintenance disks begins in 15m, for 1h: new disks; what fires about host=db is held \
                until it is over";
    assert_eq!(night.told_quietly(), [format!("ana: {text}")]);
}

#[test]
fn maintenance_that_is_moved_holds_as_long_as_it_says_now_and_lets_go_when_it_is_gone() {
    let longer = maintained("from = \"2026-11-03 04:00\"\nto = \"2026-11-03 06:00\"");
    let night = Night::of(&planned())
        .wait(70)
        .fires_on("db", Severity::Critical)
        .changes_rules(&longer)
        .wait(20)
        .changes_rules(TEAM)
        .acks("ana");
    assert_log(
        night,
        "
           60m  maintenance disks begins, for 1h, about host=db: new disks
           70m  prometheus reports critical: disk of db
           70m  held for 50m, maintenance disks is under way
           70m  maintenance disks is changed, it ends in 1h 50m
           70m  held for 1h 50m, maintenance disks is under way
           90m  maintenance disks is over, it held 1 alert
           90m  the hold ends
           90m  page ana by sound, the hold has ended
           90m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn a_silence_and_maintenance_hold_one_after_the_other() {
    let night = Night::of(&planned())
        .wait(60)
        .silences("db", 30)
        .fires_on("db", Severity::Critical)
        .wait(60)
        .acks("ana");
    assert_log(
        night,
        "
           60m  maintenance disks begins, for 1h, about host=db: new disks
           60m  silence 1: ana asks for quiet for 30m about host=db: a new disk
           60m  prometheus reports critical: disk of db
           60m  held for 30m, silence 1 asks for it
           90m  silence 1 is over, it held 1 alert
           90m  held for 30m, maintenance disks is under way
          120m  maintenance disks is over, it held 1 alert
          120m  the hold ends
          120m  page ana by sound, the hold has ended
          120m  ana acknowledges, check-in in 30m
        ",
    );
}

#[test]
fn maintenance_that_was_slept_through_leaves_no_trace_and_one_that_is_found_under_way_begins_then()
{
    assert_log(Night::of(&planned()).sleeps_for(2), "");
    let longer = maintained("from = \"2026-11-03 04:00\"\nto = \"2026-11-03 06:00\"");
    assert_log(
        Night::of(&longer).sleeps_for(2),
        "120m  maintenance disks begins, for 1h, about host=db: new disks",
    );
}

#[test]
fn it_comes_again_by_the_clock_of_its_zone_once_where_that_is_put_forward_or_back() {
    let weekly = maintained("cron = \"0 2 * * sun\"\nfor = \"2h\"\nzone = \"Europe/Berlin\"");
    // At 01:00 UTC, and 02:00 there, the clock goes to 03:00; it begins with that.
    let spring = Night::of(&weekly).at("2026-03-29T00:00:00Z").wait(8 * 24 * 60);
    assert_log(
        spring,
        "
             60m  maintenance disks begins, for 2h, about host=db: new disks
            180m  maintenance disks is over, it held 0 alerts
          10080m  maintenance disks begins, for 2h, about host=db: new disks
          10200m  maintenance disks is over, it held 0 alerts
        ",
    );
    // At 01:00 UTC the clock goes back to 02:00, which it has shown an hour before.
    let rule = maintained(
        "rrule = \"FREQ=WEEKLY\"\nstart = \"2026-10-18 02:00\"\nfor = \"2h\"\nzone = \"Europe/Berlin\"",
    );
    for team in [&weekly, &rule] {
        let autumn = Night::of(team).at("2026-10-24T23:00:00Z").wait(8 * 24 * 60);
        assert_log(
            autumn,
            "
                 60m  maintenance disks begins, for 2h, about host=db: new disks
                180m  maintenance disks is over, it held 0 alerts
              10200m  maintenance disks begins, for 2h, about host=db: new disks
              10320m  maintenance disks is over, it held 0 alerts
            ",
        );
    }
}
