//! `wail ack` and the other ways to act on incidents, with and without a daemon.

use wail::domain::alert::Severity;
use wail::domain::incident::{IncidentId, Reason};
use wail::domain::name::{ChannelName, PersonId};
use wail::domain::page::{Page, PageId};
use wail::store::{PageState, Store};

use super::{DISK_FULL, DISK_IS_FINE, NO_DAEMON};
use crate::common::{TestHome, until};

/// A home in which these problems are open, and no daemon runs.
pub(super) fn home_with(summaries: &[&str]) -> TestHome {
    let home = TestHome::new();
    for (number, summary) in summaries.iter().enumerate() {
        home.wail(&["page", summary, "--label", &format!("service={summary}")]).is(
            0,
            &format!("{}\n", number + 1),
            NO_DAEMON,
        );
    }
    home
}

#[test]
fn an_ack_without_a_daemon_is_saved_and_says_until_when() {
    let home = home_with(&["disk full"]);
    home.wail(&["ack", "1"]).is(0, "ana has 1: disk full; quiet until HH:MM, in 30m\n", "");
    let incident = &home.json(&["list"])[0];
    assert_eq!(incident["status"], "acknowledged");
    assert_eq!(incident["acknowledged_by"], "ana");
}

#[test]
fn an_ack_may_say_who_and_how_long_and_leave_a_note() {
    let home = home_with(&["disk full"]);
    home.wail(&["ack", "1", "--as", "bo", "--check-in", "2h", "-m", "on my way"]).is(
        0,
        "bo has 1: disk full; quiet until HH:MM, in 2h\n",
        "",
    );
    let log = home.wail(&["log", "1"]).stdout;
    assert!(log.contains("bo notes: on my way\n"), "{log}");
    assert!(log.ends_with("bo acknowledges, check-in in 2h\n"), "{log}");
}

#[test]
fn an_ack_of_the_resolved_says_so_and_fails() {
    let home = home_with(&["disk full"]);
    home.wail(&["resolve", "1"]).is(0, "1 is resolved by ana: disk full\n", "");
    for command in ["ack", "unack", "snooze", "escalate", "resolve"] {
        home.wail(&[command, "1"]).is(
            1,
            "",
            "error: incident 1 is already resolved\n  \
             resolved by ana at HH:MM, AGO\n\
             hint: `wail show 1` tells what happened\n",
        );
    }
}

#[test]
fn an_ack_of_what_does_not_exist_fails() {
    let home = TestHome::new();
    home.wail(&["ack", "99"]).is(
        1,
        "",
        "error: there is no incident 99\nhint: `wail list` shows what is open\n",
    );
    home.wail(&["ack", "--all"]).is(
        1,
        "",
        "error: nothing is open\nhint: `wail list --all` shows what is over as well\n",
    );
    home.wail(&["ack"]).is(
        1,
        "",
        "error: nothing is open\nhint: `wail list --all` shows what is over as well\n",
    );
    home.wail(&["ack", "one"]).is(
        2,
        "",
        "error: `ID` cannot be `one`: it is a number, as `wail list` shows it\n\
         hint: `wail ack --help` says what can be typed\n",
    );
}

#[test]
fn without_a_number_the_only_open_one_is_meant_and_of_two_none() {
    let home = home_with(&["db"]);
    home.wail(&["ack"]).is(0, "ana has 1: db; quiet until HH:MM, in 30m\n", "");
    let home = home_with(&["db", "web"]);
    home.wail(&["ack"]).is(
        2,
        "",
        "error: which one? 2 incidents are open\n     \
         1  critical  db  (triggered, step 2)\n     \
         2  critical  web  (triggered, step 2)\n\
         hint: name its number, or say `--all` or `--match LABEL=VALUE`\n",
    );
    home.wail(&["ack", "--match", "service=~w.b"]).is(
        0,
        "ana has 2: web; quiet until HH:MM, in 30m\n",
        "",
    );
    home.wail(&["ack", "--all"]).is(0, "ana has 1: db; quiet until HH:MM, in 30m\n", "");
}

#[test]
fn of_several_numbers_each_that_can_be_is_acknowledged() {
    let home = home_with(&["db", "web"]);
    home.wail(&["resolve", "1"]);
    home.wail(&["ack", "2", "99", "1"]).is(
        1,
        "ana has 2: web; quiet until HH:MM, in 30m\n",
        "error: 2 incidents could not be changed\n  \
         there is no incident 99\n  \
         incident 1 is already resolved\nhint: `wail list --all` shows how each stands\n",
    );
}

#[test]
fn an_ack_as_json_prints_the_incidents() {
    let home = home_with(&["db", "web"]);
    let acknowledged = home.json(&["ack", "--all"]);
    let all = acknowledged.as_array().unwrap();
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|incident| incident["status"] == "acknowledged"), "{acknowledged}");
}

#[test]
fn an_ack_says_how_many_alarms_it_stopped() {
    let home = home_with(&["disk full"]);
    let mut store = Store::open(&home.store_file()).unwrap();
    let now = "2026-03-08T02:00:00Z".parse().unwrap();
    let written = store.write(|tx| {
        for (id, channel) in [(1, "bell"), (2, "sound"), (3, "desktop")] {
            tx.put_page(
                &Page {
                    incident: IncidentId(1),
                    person: PersonId::from("ana"),
                    channel: ChannelName::from(channel),
                    severity: Severity::Critical,
                    reason: Reason::FirstPage,
                    because: None,
                    due_at: now,
                },
                None,
                now,
            )?;
            tx.claim(PageId(id), "a station")?;
            tx.finish(PageId(id), PageState::Delivered, "it rings", now)?;
        }
        Ok::<_, wail::store::StoreError>(())
    });
    written.unwrap();
    drop(store);
    home.wail(&["ack", "1"]).is(
        0,
        "ana has 1: disk full; 2 alarms stopped; quiet until HH:MM, in 30m\n",
        "",
    );
    let pages = &home.json(&["list"])[0]["pages"];
    assert!(pages.as_array().unwrap().iter().all(|page| page["state"] == "hushed"), "{pages}");
}

#[test]
fn the_other_ways_to_act_say_what_is_true_then() {
    let home = home_with(&["disk full"]);
    home.wail(&["unack", "1"]).is(
        1,
        "",
        "error: incident 1 is not acknowledged\nhint: `wail show 1` tells what happened\n",
    );
    home.wail(&["snooze", "1", "--for", "20m"]).is(
        0,
        "1 is snoozed: disk full; quiet until HH:MM, in 20m\n",
        "",
    );
    home.wail(&["unack", "1"]).is(
        0,
        "1 is triggered: disk full; nobody can be reached, the next step is due in 1m\n",
        "",
    );
    home.wail(&["escalate", "1"]).is(
        0,
        "1 is triggered: disk full; nobody can be reached, the next step is due in 1m\n",
        "",
    );
    home.wail(&["assign", "1", "--to", "cleo"]).is(
        2,
        "",
        "error: there is no person `cleo`\nhint: the configuration knows ana, bo\n",
    );
    home.wail(&["note", "1", "looking", "at", "it"]).is(0, "noted on 1: disk full\n", "");
    home.wail(&["resolve", "1", "-m", "a log was not rotated"]).is(
        0,
        "1 is resolved by ana: disk full\n",
        "",
    );
    home.wail(&["note", "1", "and now it is"]).is(0, "noted on 1: disk full\n", "");
    let log = home.wail(&["log", "1"]).stdout;
    for sentence in [
        "ana snoozes it for 20m",
        "ana gives it back",
        "ana asks for the next step",
        "ana notes: looking at it",
        "ana notes: a log was not rotated",
        "ana resolves it",
        "ana notes: and now it is",
    ] {
        assert!(log.contains(sentence), "`{sentence}` is not in\n{log}");
    }
}

#[test]
fn whoever_ends_what_somebody_else_has_is_told_whose_it_was_and_since_when() {
    let home = home_with(&["disk full", "web"]);
    home.wail(&["ack", "1", "--as", "bo"]);
    home.wail(&["unack", "1"]).is(
        0,
        "1 is triggered: disk full; nobody can be reached, the next step is due in 1m; bo had it since HH:MM, AGO\n",
        "",
    );
    home.wail(&["ack", "1", "--as", "bo"]);
    home.wail(&["resolve", "1"]).is(
        0,
        "1 is resolved by ana: disk full; bo had it since HH:MM, AGO\n",
        "",
    );
    let log = home.wail(&["log", "1"]).stdout;
    for ends in ["ana gives it back", "ana resolves it"] {
        let (before, _) = log.split_once(ends).unwrap();
        let last = before.trim_end().lines().rev().nth(1).unwrap_or_default();
        assert!(last.contains("  bo has had it for "), "{log}");
    }
    home.wail(&["ack", "2", "--as", "bo"]);
    let taken = &home.json(&["ack", "2", "--take"])[0]["taken_from"];
    assert_eq!(taken["person"], "bo");
    assert!(taken["since"].as_str().unwrap().ends_with('Z'), "{taken}");
    let mine = &home.json(&["unack", "2"])[0];
    assert!(mine.get("taken_from").is_some_and(serde_json::Value::is_null), "{mine}");
}

#[test]
fn a_note_says_what_is_on_record_now_and_when_that_is_shown() {
    let home = home_with(&["disk full"]);
    for (words, said) in [
        (&["looking"][..], "noted on 1: disk full"),
        (
            &["--fix", "rotated the log"],
            "fix recorded on 1: disk full; it is shown when this comes again",
        ),
        (&["--owner", "bo"], "owner recorded on 1: disk full; bo is named when this comes again"),
        (
            &["done", "--fix", "rotated it for good", "--owner", "bo"],
            "note and fix recorded on 1: disk full; it is shown, and bo named as the owner, when \
             this comes again",
        ),
    ] {
        let run = home.wail(&[&["note", "1"][..], words].concat());
        assert_eq!((run.code, run.stdout.as_str()), (0, format!("{said}\n").as_str()));
        // Whoever owns it already has promised it already.
        let is_promised = *words == ["--owner", "bo"];
        assert_eq!(run.stderr.contains("bo owes by "), is_promised, "{run:?}");
    }
    let lines = "\n  fix      rotated it for good\n  owner    bo\n";
    let shown = home.wail(&["show", "1"]).stdout;
    assert!(shown.contains(lines), "{shown}");
    let shown = home.json(&["show", "1"]);
    assert_eq!((&shown["fix"], &shown["owner"]), (&"rotated it for good".into(), &"bo".into()));
}

#[test]
fn a_length_of_time_needs_a_unit() {
    TestHome::new().wail(&["snooze", "1", "--for", "5"]).is(
        2,
        "",
        "error: `--for` cannot be `5`: it needs a unit; write `5m` for five minutes\n\
         hint: `wail snooze --help` says what can be typed\n",
    );
}

#[test]
fn an_alarm_can_be_stopped_while_the_configuration_is_broken() {
    let home = home_with(&["disk full"]);
    home.edit_config("wait = \"10m\"", "wait = \"10\"");
    home.wail(&["ack", "1"]).is(
        0,
        "ana has 1: disk full; quiet until HH:MM, in 30m\n",
        "warning: cannot start: 1 fault in the configuration\n\
         hint: `wail config check` shows what is wrong with it\n",
    );
    assert_eq!(home.wail(&["escalate", "1"]).code, 3, "what pages anew needs rules");
}

#[test]
fn with_a_daemon_whoever_is_meant_is_paged_and_each_way_to_act_reaches_them() {
    let home = TestHome::new();
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], DISK_FULL).0, 202);
    home.until_incident(1, "triggered");
    let paged = |number: usize, person: &str| {
        until(&format!("{person} has page {number}"), || home.pages().len() == number);
        assert_eq!(home.pages()[number - 1]["person"], person);
    };
    paged(1, "ana");
    home.wail(&["escalate", "1"]).is(
        0,
        "1 is triggered: disk full; ana and bo are called, the next step is due in 10m\n",
        "",
    );
    paged(2, "bo");
    home.wail(&["ack", "1", "--as", "bo"]).is(
        0,
        "bo has 1: disk full; quiet until HH:MM, in 30m\n",
        "",
    );
    home.wail(&["unack", "1", "--as", "bo"]).is(
        0,
        "1 is triggered: disk full; ana is called, the next step is due in 5m\n",
        "",
    );
    paged(3, "ana");
    home.wail(&["assign", "1", "--to", "bo"]).is(
        0,
        "1 is triggered: disk full; bo is called, the next step is due in 5m\n",
        "",
    );
    paged(4, "bo");
    home.wail(&["ack", "1"]).is(0, "ana has 1: disk full; quiet until HH:MM, in 30m\n", "");
    assert_eq!(home.post("/in/generic", &[], DISK_IS_FINE).0, 202);
    let resolved = home.until_incident(1, "resolved");
    assert_eq!(resolved["resolved_by"], "generic");
    home.wail(&["ack", "1"]).is(
        1,
        "",
        "error: incident 1 is already resolved\n  \
         resolved by generic at HH:MM, AGO\n\
         hint: `wail show 1` tells what happened\n",
    );
    assert_eq!(daemon.stop(), 0);
}
