//! `wail log`: the timeline.

use crate::common::TestHome;

#[test]
fn the_timeline_is_told_in_order_of_one_incident_or_of_all() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    home.wail(&["page", "slow"]);
    home.wail(&["resolve", "1"]);
    home.wail(&["log", "1"]).is(
        0,
        "STAMP      1  ana reports critical by hand: disk full\n\
         STAMP      1  ana cannot be reached: no channel is left that works now\n\
         STAMP      1  bo cannot be reached: no channel is left that works now\n\
         STAMP      1  ana resolves it\n",
        "",
    );
    home.wail(&["log", "--last", "2"]).is(
        0,
        "STAMP      2  bo cannot be reached: no channel is left that works now\n\
         STAMP      1  ana resolves it\n",
        "",
    );
    assert_eq!(home.wail(&["log"]).stdout.lines().count(), 7);
    assert_eq!(home.wail(&["log", "-n", "0"]).stdout.lines().count(), 7);
}

#[test]
fn json_has_every_field_that_scripts_rely_on() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["page", "disk full"]);
    crate::common::until("ana is paged", || home.pages().len() == 1);
    let entries = home.json(&["log", "1"]);
    let opened = &entries[0];
    assert_eq!(opened["incident"], 1);
    assert_eq!(opened["event"], "opened");
    assert_eq!(opened["who"], "ana");
    assert_eq!(opened["text"], "ana reports critical by hand: disk full");
    assert!(opened["at"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    let paged = &entries[1];
    assert_eq!(paged["event"], "paged");
    assert_eq!(paged["who"], "ana");
    assert_eq!(paged["reason"], "first-page");
    assert_eq!(paged["text"], "page ana by command, first page (on call for primary: layer 1)");
    let everything = home.json(&["log"]);
    assert_eq!(everything[0]["event"], "daemon-started");
    assert!(everything[0]["incident"].is_null());
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_does_not_exist_has_no_timeline() {
    TestHome::new().wail(&["log", "9"]).is(
        1,
        "",
        "error: there is no incident 9\nhint: `wail list --all` shows every incident\n",
    );
}
