//! Quiet hours: what waits for the morning of whoever is called, and what comes more softly.

use wail::domain::alert::Severity;
use wail::domain::incident::IncidentId;
use wail::engine::Engine;
use wail::store::Tx;

use super::{Night, TEAM, assert_log, rules};

/// The team, with quiet hours for one of them.
fn with_quiet(person: &str, quiet: &str) -> String {
    let channels = format!("people.{person}.channels = [\"sound\"]\n");
    let quiet = format!("people.{person}.quiet = {{ hours = \"22:00-07:00\", {quiet} }}\n");
    TEAM.replace(&channels, &format!("{channels}{quiet}"))
}

#[test]
fn what_somebody_holds_back_waits_for_the_end_of_their_quiet_hours() {
    let night = Night::of(&with_quiet("ana", "error = \"hold\""));
    let night = night.reports("disk", Severity::Error).wait(241);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  held for 4h, until ana's day begins
          240m  the hold ends
          240m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_is_critical_pierces_quiet_hours_unless_told_otherwise() {
    let night = Night::of(&with_quiet("ana", "error = \"hold\"")).fires().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
    let night = Night::of(&with_quiet("ana", "critical = \"hold\"")).fires().wait(1);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  held for 4h, until ana's day begins
        ",
    );
}

#[test]
fn whose_quiet_hours_hold_it_is_passed_over_and_the_others_are_called_on() {
    let night = Night::of(&with_quiet("bo", "error = \"hold\""));
    let night = night.reports("disk", Severity::Error).wait(8);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            5m  bo is not called for 3h 55m, their quiet hours hold it
            6m  page ana by sound, nobody acknowledged, once more from the first step: still down, 6m, page 2
        ",
    );
}

#[test]
fn where_quiet_hours_leave_nobody_it_waits_for_the_first_morning() {
    let team = with_quiet("bo", "error = \"hold\"").replace("who = \"ana\"", "who = \"bo\"");
    let night = Night::of(&team.replace("fallback = \"eve\"", "fallback = \"bo\""));
    let night = night.reports("disk", Severity::Error).escalates("ana").wait(241);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  held for 4h, until bo's day begins
            0m  ana asks for the next step
            0m  bo is not called for 4h, their quiet hours hold it
            0m  bo is not called for 4h, their quiet hours hold it
          240m  page bo by sound, nobody acknowledged, once more from the first step
        ",
    );
}

#[test]
fn the_channel_of_quiet_hours_comes_first_and_the_others_follow() {
    let channels = "people.ana.channels = [\"sound\"]";
    let more = "people.ana.channels = [\"sound\", { use = \"bell\", wait = \"1m\" }]";
    let team = with_quiet("ana", "error = { channel = \"bell\" }").replace(channels, more);
    let night = Night::of(&team).reports("disk", Severity::Error).wait(2);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by bell, first page
            1m  page ana by sound, first page
        ",
    );
}

#[test]
fn the_longest_ring_of_a_severity_cuts_the_wait_of_a_step_short() {
    let team = format!("{TEAM}\n[sounds]\nerror = {{ sound = \"siren\", longest = \"2m\" }}\n");
    let night = Night::of(&team).reports("disk", Severity::Error).wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  page ana by sound, first page
            2m  page bo by sound, nobody acknowledged in time
        ",
    );
    let night = Night::of(&team).fires().wait(3);
    assert_log(
        night,
        "
            0m  prometheus reports critical: disk
            0m  page ana by sound, first page
        ",
    );
}

#[test]
fn what_waits_for_quiet_hours_that_are_taken_out_of_the_rules_is_called_at_once() {
    let night = Night::of(&with_quiet("ana", "error = \"hold\""));
    let night = night.reports("disk", Severity::Error).wait(10).changes_rules(TEAM);
    assert_log(
        night,
        "
            0m  prometheus reports error: disk
            0m  held for 4h, until ana's day begins
           10m  the hold ends
           10m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_waits_for_a_day_that_begins_sooner_by_new_rules_waits_as_long_as_that_and_no_longer() {
    let sooner = TEAM.replace("[policy", "people.ana.day = \"05:00-22:00\"\n[policy");
    let later = TEAM.replace("[policy", "people.ana.day = \"09:00-22:00\"\n[policy");
    let night = Night::new().reports("disk", Severity::Warning).wait(10);
    let night = night.changes_rules(&later).wait(10);
    let night = night.changes_rules(&sooner).wait(101);
    assert_log(
        night,
        "
            0m  prometheus reports warning: disk
            0m  held for 5h, until ana's day begins
           20m  held for 1h 40m, until ana's day begins
          120m  the hold ends
          120m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn what_is_silenced_as_well_waits_no_longer_for_the_day_for_that() {
    let sooner = TEAM.replace("[policy", "people.ana.day = \"05:00-22:00\"\n[policy");
    let night = Night::new().fires_on("db", Severity::Warning).silences("db", 60).wait(10);
    assert_log(
        night.changes_rules(&sooner).wait(111),
        "
            0m  prometheus reports warning: disk of db
            0m  held for 5h, until ana's day begins
            0m  silence 1: ana asks for quiet for 1h about host=db: a new disk
           10m  held for 1h 50m, until ana's day begins
           60m  silence 1 is over, it held 0 alerts
          120m  the hold ends
          120m  page ana by sound, the hold has ended
        ",
    );
}

#[test]
fn changed_rules_are_taken_a_piece_at_a_time_and_nothing_that_waits_is_left_out() {
    let mut night = Night::new();
    for name in ["disk", "mail", "web"] {
        night = night.reports(name, Severity::Warning);
    }
    night.rules = rules(&TEAM.replace("[policy", "people.ana.day = \"05:00-22:00\"\n[policy"));
    let waits = |night: &mut Night| {
        let until = |id| night.incident(id).unwrap().deadline().unwrap().duration_since(night.now);
        [1, 2, 3].map(until).map(|wait| wait.as_hours())
    };
    assert_eq!(night.decide(|_, engine| engine.takes_rules(2)).unwrap(), Some(IncidentId(2)));
    assert_eq!(waits(&mut night), [2, 2, 5]);
    let rest = |_: &Tx<'_>, engine: &Engine<'_>| engine.looks_at_waiting(IncidentId(2), 2);
    assert_eq!(night.decide(rest).unwrap(), None);
    assert_eq!(waits(&mut night), [2, 2, 2]);
}

#[test]
fn what_found_everybody_in_quiet_hours_is_called_by_rules_that_have_none() {
    let team = with_quiet("bo", "error = \"hold\"").replace("who = \"ana\"", "who = \"bo\"");
    let night = Night::of(&team.replace("fallback = \"eve\"", "fallback = \"bo\""));
    let night = night.reports("disk", Severity::Error).escalates("ana").wait(10);
    assert_log(
        night.changes_rules(TEAM),
        "
            0m  prometheus reports error: disk
            0m  held for 4h, until bo's day begins
            0m  ana asks for the next step
            0m  bo is not called for 4h, their quiet hours hold it
            0m  bo is not called for 4h, their quiet hours hold it
           10m  page ana by sound, nobody acknowledged, once more from the first step
        ",
    );
}

#[test]
fn what_joins_a_warning_waits_no_longer_than_its_own_severity_does() {
    let night = Night::of(&with_quiet("ana", "error = \"hold\""))
        .reports_in_group("mail", Severity::Warning)
        .reports_in_group("disk", Severity::Error)
        .wait(241);
    assert_log(
        night,
        "
            0m  prometheus reports warning: mail
            0m  held for 5h, until ana's day begins
            0m  another alert joins: disk
            0m  the severity rises to error
            0m  held for 4h, until ana's day begins
          240m  the hold ends
          240m  page ana by sound, the hold has ended
        ",
    );
}
