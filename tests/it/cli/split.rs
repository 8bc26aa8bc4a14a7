//! `wail split` and `wail merge`: people say which alerts belong together.

use crate::common::{Daemon, TestHome, timeless, until};

/// A home in which three problems of one service are one incident, and no daemon runs any more.
fn home_with_a_cascade() -> TestHome {
    let (home, daemon) = cascade();
    assert_eq!(daemon.stop(), 0);
    home
}

/// The same while the daemon runs.
fn cascade() -> (TestHome, Daemon) {
    let home = TestHome::new();
    let daemon = home.daemon();
    for (number, name) in ["disk", "slow", "cart"].into_iter().enumerate() {
        let body = format!(
            r#"{{"key": "{name}", "severity": "critical", "summary": "{name} is broken", "labels": {{"service": "db", "part": "{name}"}}}}"#
        );
        assert_eq!(home.post("/in/generic", &[], body.as_bytes()).0, 202);
        until("it has joined", || {
            let alerts = home.json(&["list"])[0]["alerts"].as_array().map(Vec::len);
            alerts == Some(number + 1)
        });
    }
    (home, daemon)
}

#[test]
fn both_halves_say_who_is_called_for_them_now_and_why() {
    let (home, daemon) = cascade();
    let told = |words: &[&str]| {
        let run = home.wail(words);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
        timeless(&run.stdout)
    };
    assert_eq!(
        told(&["split", "1", "cart"]),
        "1 alert of 1 is in 2 now: cart is broken (triggered, step 1); ana is called now: it is an \
         incident of its own\n\
         1: disk is broken (triggered, step 1); ana is called as before\n"
    );
    let log = home.wail(&["log", "2"]).stdout;
    assert!(log.contains("  ana makes 1 alert of incident 1 an incident of its own\n"), "{log}");
    told(&["ack", "1", "--as", "bo"]);
    assert_eq!(
        told(&["merge", "2", "1"]),
        "1 alert of 2 is in 1 now: disk is broken (bo has it, LEFT left); nobody is called until \
         then\n\
         2: cart is broken (resolved by ana)\n"
    );
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("  ana merges incident 2 into it, with its 1 alert\n"), "{log}");
    // What somebody raised by hand is theirs also in another incident.
    told(&["page", "by hand", "--label", "service=mail"]);
    told(&["merge", "3", "1"]);
    told(&["split", "1", "--match", "service=mail"]);
    let log = home.wail(&["log", "4"]).stdout;
    assert!(log.contains("  ana reports critical by hand: by hand\n"), "{log}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_cascade_is_listed_with_how_many_more_and_shown_with_its_suspected_origin() {
    let home = home_with_a_cascade();
    let list = timeless(&home.wail(&["list"]).stdout);
    assert!(list.contains("disk is broken +2\n"), "{list}");
    let shown = timeless(&home.wail(&["show", "1"]).stdout);
    let alerts = "\n3 alerts\n\
        \x20 1  firing    critical  disk is broken  (1 report)  since STAMP, suspected origin\n\
        \x20   part=disk service=db severity=critical\n\
        \x20 2  firing    critical  slow is broken  (1 report)  since STAMP\n";
    assert!(shown.contains(alerts), "{shown}");
    assert!(shown.contains("another alert joins: slow is broken (shares service=db, "), "{shown}");
    let alerts = &home.json(&["show", "1"])["alerts"];
    assert_eq!(alerts[0]["suspected_origin"], true);
    assert_eq!((&alerts[2]["suspected_origin"], &alerts[2]["number"]), (&false.into(), &3.into()));
}

#[test]
fn what_is_tried_changes_nothing_and_says_what_would_be_so() {
    let home = home_with_a_cascade();
    let tried = home.wail(&["split", "1", "3", "--dry-run"]);
    assert_eq!(tried.code, 0, "{}", tried.stderr);
    assert!(
        tried.stdout.starts_with("1 alert of 1 is in 2 now: cart is broken ("),
        "{}",
        tried.stdout
    );
    assert_eq!(tried.stderr, "nothing is changed; this would be so:\n");
    let tried = home.json(&["split", "1", "cart", "--dry-run"]);
    assert_eq!((&tried["dry_run"], &tried["moved"]), (&true.into(), &1.into()));
    assert_eq!(tried["to"]["id"], 2);
    assert_eq!(home.json(&["list"]).as_array().unwrap().len(), 1);
    assert_eq!(home.json(&["show", "1"])["alerts"].as_array().unwrap().len(), 3);
}

#[test]
fn alerts_are_split_off_by_number_or_label_and_merged_again() {
    let home = home_with_a_cascade();
    let split = home.json(&["split", "1", "--match", "part=~slow|cart", "--as", "bo"]);
    assert_eq!((&split["dry_run"], &split["moved"]), (&false.into(), &2.into()));
    assert_eq!(split["from"]["alerts"].as_array().unwrap().len(), 1);
    assert_eq!(split["to"]["alerts"].as_array().unwrap().len(), 2);
    assert_eq!(split["to"]["status"], "triggered");
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.ends_with("bo splits 2 alerts off, which are incident 2 now\n"), "{log}");
    let merged = home.wail(&["merge", "2", "1"]);
    assert_eq!(merged.code, 0, "{}", merged.stderr);
    let told = timeless(&merged.stdout);
    assert!(told.starts_with("2 alerts of 2 are in 1 now: disk is broken ("), "{told}");
    assert!(told.ends_with("2: slow is broken (resolved by ana)\n"), "{told}");
    let shown = home.wail(&["show", "2"]).stdout;
    assert!(shown.contains("\n  merged   into 1, which has its alerts now\n"), "{shown}");
    let whole = home.json(&["show", "2"]);
    assert_eq!((&whole["merged_into"], &whole["status"]), (&1.into(), &"resolved".into()));
    assert_eq!(home.json(&["show", "1"])["alerts"].as_array().unwrap().len(), 3);
}

#[test]
fn what_cannot_be_regrouped_says_why_and_what_to_type() {
    let home = home_with_a_cascade();
    let asked = home.wail(&["split", "1"]);
    assert_eq!(asked.code, 2);
    assert!(asked.stderr.starts_with("error: which alerts? 1 has 3 alerts\n"), "{}", asked.stderr);
    assert!(asked.stderr.contains("   2  critical  slow is broken\n"), "{}", asked.stderr);
    home.wail(&["split", "1", "7"]).is(
        1,
        "",
        "error: incident 1 has no alert `7`\nhint: `wail show 1` numbers its alerts\n",
    );
    home.wail(&["split", "1", "--match", "service=db"]).is(
        1,
        "",
        "error: nothing that is firing would be left in 1\nhint: leave one out\n",
    );
    home.wail(&["merge", "1", "1"]).is(
        1,
        "",
        "error: 1 cannot be merged into itself\nhint: name another number\n",
    );
    home.wail(&["merge", "1", "8"]).is(
        1,
        "",
        "error: there is no incident 8\nhint: `wail list` shows what is open\n",
    );
    home.wail(&["resolve", "1"]);
    home.wail(&["split", "1", "2"]).is(
        1,
        "",
        "error: incident 1 is already resolved\nhint: `wail show 1` tells what happened\n",
    );
}
