//! Acknowledgements as promises, on the command line: taken over, tried out, one's own, and what is known
//! of the time before.

use super::DISK_FULL;
use super::act::home_with;
use crate::common::{TestHome, until};

#[test]
fn what_somebody_else_has_is_only_taken_where_that_is_meant() {
    let home = home_with(&["disk full"]);
    home.wail(&["ack", "1", "--as", "bo"]);
    for command in ["ack", "snooze"] {
        home.wail(&[command, "1"]).is(
            1,
            "",
            "error: bo has had incident 1 for Ns\nhint: `wail ack 1 --take` takes it over\n",
        );
    }
    home.wail(&["ack", "--all"]).is(
        1,
        "",
        "error: somebody has everything that is open\n\
         hint: `wail list` shows who; name an incident's number to renew, or take it with `--take`\n",
    );
    home.wail(&["ack", "1", "--take"]).is(
        0,
        "ana has 1: disk full; quiet until HH:MM, in 30m; bo had it since HH:MM, AGO\n",
        "",
    );
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("ana takes it over from bo\n"), "{log}");
    home.wail(&["snooze", "1", "--take", "--as", "bo"]).is(
        0,
        "1 is snoozed: disk full; quiet until HH:MM, in 30m; ana had it since HH:MM, AGO\n",
        "",
    );
}

#[test]
fn an_ack_by_somebody_nobody_knows_is_saved_with_a_warning() {
    let home = home_with(&["disk full"]);
    home.wail(&["ack", "1", "--as", "zed"]).is(
        0,
        "zed has 1: disk full; quiet until HH:MM, in 30m\n",
        "warning: the configuration knows nobody called `zed`, so the first step follows a missed \
         check-in\nhint: say who you are with `--as NAME`, or with `WAIL_AS`\n",
    );
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("the configuration knows nobody called zed: "), "{log}");
}

#[test]
fn a_dry_run_says_what_would_happen_and_changes_nothing() {
    let home = home_with(&["db", "web"]);
    home.wail(&["resolve", "2"]);
    let before = home.wail(&["log"]).stdout;
    home.wail(&["ack", "1", "2", "-m", "on my way", "--dry-run"]).is(
        1,
        "1: db\n    ana notes: on my way\n    ana acknowledges, check-in in 30m\n",
        "nothing is changed; this would go on the record\n\
         error: incident 2 is already resolved\n  \
         resolved by ana at HH:MM, AGO\n\
         hint: `wail show 2` tells what happened\n",
    );
    assert_eq!(home.wail(&["log"]).stdout, before);
    assert_eq!(home.json(&["list"])[0]["status"], "triggered");
    let would = home.json(&["resolve", "--all", "--dry-run"]);
    assert_eq!(would[0]["id"], 1);
    assert_eq!(would[0]["would"][0]["event"], "resolved");
    assert_eq!(would[0]["would"][0]["text"], "ana resolves it");
    assert_eq!(home.wail(&["log"]).stdout, before);
}

#[test]
fn mine_is_what_i_have_or_was_paged_for() {
    let home = home_with(&["db", "web"]);
    home.wail(&["ack", "--mine"]).is(
        1,
        "",
        "error: you have nothing that is open, and were paged for nothing of it\n\
         hint: `wail list` shows what is open\n",
    );
    home.wail(&["ack", "1"]);
    home.wail(&["ack", "2", "--as", "bo"]);
    home.wail(&["ack", "--mine", "--check-in", "2h"]).is(
        0,
        "ana has 1: db; quiet until HH:MM, in 2h\n",
        "",
    );
    home.wail(&["note", "--mine", "still", "at", "it"]).is(
        0,
        "noted on 1: db; ana has it, quiet until HH:MM, in 2h\n",
        "",
    );
    assert_eq!(home.wail(&["ack", "1", "--mine"]).code, 2);
    home.wail(&["resolve", "--mine", "--as", "bo"]).is(0, "2 is resolved by bo: web\n", "");
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], DISK_FULL).0, 202);
    until("ana is paged for it", || home.pages().len() == 1);
    home.wail(&["unack", "1"]);
    home.wail(&["ack", "--mine"]).is(
        0,
        "ana has 1: db; quiet until HH:MM, in 30m\n\
         ana has 3: disk full; quiet until HH:MM, in 30m\n",
        "",
    );
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn several_numbers_are_written_with_spaces_or_commas() {
    let home = home_with(&["db", "web"]);
    home.wail(&["ack", "1,2"]).is(
        0,
        "ana has 1: db; quiet until HH:MM, in 30m\nana has 2: web; quiet until HH:MM, in 30m\n",
        "",
    );
    home.wail(&["note", "1,2", "looking", "at", "2", "disks"]).is(
        0,
        "noted on 1: db; ana has it, quiet until HH:MM, in 30m\n\
         noted on 2: web; ana has it, quiet until HH:MM, in 30m\n",
        "",
    );
    let log = home.wail(&["log", "2"]).stdout;
    assert!(log.contains("ana notes: looking at 2 disks\n"), "{log}");
    let unclear = home.wail(&["note", "looking", "at", "it"]);
    let message = "error: this does not say which incident is meant\n";
    assert!(unclear.code == 2 && unclear.stderr.starts_with(message), "{unclear:?}");
    home.wail(&["note", "1"]).is(
        2,
        "",
        "error: the note says nothing\n\
         hint: write it behind the number: `wail note 412 the replica lags`\n",
    );
    home.wail(&["note", "1", " "]).is(
        2,
        "",
        "error: the note says nothing\n\
         hint: write it behind the number: `wail note 412 the replica lags`\n",
    );
}

#[test]
fn the_fix_and_the_owner_are_known_to_whoever_meets_it_next() {
    let home = TestHome::new();
    let page = ["page", "disk full", "--key", "disk"];
    home.wail(&page);
    home.wail(&["ack", "1"]);
    let run = home.wail(&["note", "1", "--fix", "logrotate -f db", "--owner", "bo"]);
    assert_eq!(
        crate::common::timeless(&run.stdout),
        "fix recorded on 1: disk full; it is shown, and bo named as the owner, when this comes again; \
         ana has it, quiet until HH:MM, in 30m\n"
    );
    let promised = (run.stderr.starts_with("promise 1: bo owes by "))
        && run.stderr.ends_with(": see to it that this comes no more: disk full\n");
    assert!(promised, "{run:?}");
    home.wail(&["note", "1", "--owner", "cleo"]).is(
        2,
        "",
        "error: there is no person `cleo`\nhint: the configuration knows ana, bo\n",
    );
    home.wail(&["resolve", "1", "-m", "it was the log"]);
    for number in ["2", "3"] {
        home.wail(&page);
        let shown = crate::common::timeless(&home.wail(&["show", number]).stdout);
        assert!(shown.contains("  before   the same problem was incident "), "{shown}");
        if number == "2" {
            assert!(shown.contains("ana had it; note: it was the log\n"), "{shown}");
        } else {
            let recurring = "  again    recurring: third time in 30 days, bo owns it\n";
            assert!(shown.contains(recurring), "{shown}");
        }
        assert!(shown.contains("\n  fix      logrotate -f db\n"), "{shown}");
        assert!(shown.contains("\n  owner    bo\n"), "{shown}");
        home.wail(&["resolve", number]);
    }
    let known = home.json(&["show", "2"]);
    assert_eq!(known["seen_before"]["incident"], 1);
    assert_eq!(known["seen_before"]["by"], "ana");
    assert_eq!(known["seen_before"]["note"], "it was the log");
    assert_eq!(known["seen_before"]["fix"], "logrotate -f db");
    assert_eq!(known["owner"], "bo");
    assert_eq!((&known["times_in_30_days"], &known["recurring"]), (&2.into(), &false.into()));
    assert!(home.json(&["show", "1"])["seen_before"].is_null());
    let listed = home.wail(&["list", "--all"]).stdout;
    assert_eq!(listed.matches("disk full (recurring)").count(), 1, "{listed}");
}
