//! `wail page`: an alert by hand.

use super::NO_DAEMON;
use crate::common::{TestHome, until};

#[test]
fn it_prints_the_number_and_says_when_nobody_is_there_to_decide() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]).is(0, "1\n", NO_DAEMON);
    home.wail(&["page", "disk full"]).is(0, "2\n", NO_DAEMON);
    home.wail(&["page", "disk full", "--key", "disk"]).is(0, "3\n", NO_DAEMON);
    home.wail(&["page", "disk full", "--key", "disk"]).is(0, "3\n", NO_DAEMON);
    home.wail(&["page", "fine", "--key", "disk", "--resolved"]).is(0, "3\n", NO_DAEMON);
    assert_eq!(home.json(&["list", "--all"])[2]["status"], "resolved");
}

#[test]
fn a_page_that_calls_nobody_is_the_answer_no() {
    let home = TestHome::new();
    home.wail(&["page", "by the way", "--severity", "info"]).is(
        1,
        "",
        "error: info is only logged here, so nobody is called\n\
         hint: `[severities]` in the configuration says what each severity does\n",
    );
    home.wail(&["page", "fine", "--key", "unheard-of", "--resolved"]).is(
        1,
        "",
        "error: nothing of this key is open\nhint: `wail list` shows what is open\n",
    );
}

#[test]
fn what_makes_no_sense_is_a_matter_of_usage() {
    let home = TestHome::new();
    home.wail(&["page", ""]).is(2, "", "error: the summary says nothing\nhint: say what is wrong: `wail page \"disk full on db1\"`\n");
    let run = home.wail(&["page", "x", "--severity", "urgent"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it is one of critical, error, warning, info"), "{run:?}");
    assert_eq!(home.wail(&["page", "x", "--label", "service"]).code, 2);
}

#[test]
fn waiting_ends_when_somebody_takes_it() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let waits = home.command(&["page", "disk full", "--wait", "1m"]);
    let mut waits = home.daemon_of(waits);
    until("ana is paged", || home.pages().len() == 1);
    assert_eq!(home.wail(&["ack", "1", "--as", "bo"]).code, 0);
    assert_eq!(waits.wait(), 0);
    assert!(waits.log().contains("bo took it at "), "{}", waits.log());
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn waiting_in_vain_is_the_answer_no() {
    let home = TestHome::new();
    let daemon = home.daemon();
    home.wail(&["page", "disk full", "--wait", "1s"]).is(
        1,
        "1\n",
        "error: nobody took incident 1 in Ns\n\
         hint: `wail show 1` tells who was called; it goes on ringing\n",
    );
    assert_eq!(home.json(&["list"])[0]["status"], "triggered");
    assert_eq!(daemon.stop(), 0);
}
