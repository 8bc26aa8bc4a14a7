//! `wail silence`: what is asked for, what it covers, and what is told of it.

use super::NO_DAEMON;
use crate::common::TestHome;

/// A home in which the disks of these hosts are full, and no daemon runs.
fn home_with(hosts: &[&str]) -> TestHome {
    let home = TestHome::new();
    for (number, host) in hosts.iter().enumerate() {
        home.wail(&["page", &format!("disk full on {host}"), "--label", &format!("host={host}")])
            .is(0, &format!("{}\n", number + 1), NO_DAEMON);
    }
    home
}

const ADD: [&str; 7] = ["silence", "add", "--for", "2h", "-m", "a new disk", "--match"];

#[test]
fn a_silence_shows_what_it_covers_and_says_until_when() {
    let home = home_with(&["db-1", "db-2", "web-1"]);
    home.wail(&[&ADD[..], &["host=~db-.*", "--dry-run"]].concat()).is(
        0,
        "there would be quiet about host=~db-.* until HH:MM, in 2h\n\
         it covers 2 alerts of 2 incidents that are open now:\n     \
         1  critical  disk full on db-1  (triggered, step 2)\n     \
         2  critical  disk full on db-2  (triggered, step 2)\n",
        "what rings already rings on until somebody acknowledges it: wail ack 1\n\
         nothing was written\n",
    );
    home.wail(&["silence", "list"]).is(0, "nothing is quiet that somebody asked for\n", "");
    home.wail(&[&ADD[..], &["host=web-1", "--as", "bo"]].concat()).is(
        0,
        "silence 1 about host=web-1: quiet until HH:MM, in 2h\n\
         it covers 1 alert of 1 incident that is open now:\n     \
         3  critical  disk full on web-1  (triggered, step 2)\n",
        "what rings already rings on until somebody acknowledges it: wail ack 3\n",
    );
    let log = home.wail(&["log"]).stdout;
    assert!(log.contains("bo asks for quiet for 2h about host=web-1: a new disk"), "{log}");
    let listed = &home.json(&["silence", "list"])[0];
    assert_eq!(listed["state"], "active");
    assert_eq!(listed["matchers"], serde_json::json!(["host=web-1"]));
    assert_eq!((&listed["by"], &listed["reason"]), (&"bo".into(), &"a new disk".into()));
    assert_eq!((&listed["hidden"], &listed["matched"]), (&0.into(), &true.into()));
}

#[test]
fn what_fires_under_it_is_held_until_it_is_ended() {
    let home = TestHome::new();
    home.wail(&[&ADD[..], &["host=db-1"]].concat()).is(
        0,
        "silence 1 about host=db-1: quiet until HH:MM, in 2h\nnothing that is open now is covered\n",
        "",
    );
    home.wail(&["page", "disk full", "--label", "host=db-1"]);
    assert_eq!(home.json(&["list"])[0]["held_by_silence"], 1);
    home.wail(&["silence", "list"]).is(
        0,
        "ID  STATE                   BY   ABOUT      HELD            REASON\n\
         1   until HH:MM, in 1h 59m  ana  host=db-1  1 alert, 1 now  a new disk\n",
        "",
    );
    home.wail(&["silence", "extend", "1", "--for", "1h"]).is(
        0,
        "silence 1 about host=db-1 ends at HH:MM, in 2h 59m\n",
        "",
    );
    home.wail(&["silence", "end", "1"]).is(
        0,
        "silence 1 about host=db-1 is over: it held 1 alert; 1 incident pages now\n",
        "",
    );
    assert_eq!(home.json(&["list"])[0]["status"], "triggered", "it pages at once");
    for command in [&["silence", "end", "1"][..], &["silence", "extend", "1", "--for", "1h"]] {
        home.wail(command).is(
            1,
            "",
            "error: silence 1 about host=db-1 is already over\n\
             hint: `wail silence add --match host=db-1 --for 1h -m 'a new disk'` makes a new one\n",
        );
    }
    home.wail(&["silence", "end", "7"]).is(
        1,
        "",
        "error: there is no silence 7\nhint: `wail silence list --all` shows all there were\n",
    );
    assert_eq!(home.json(&["silence", "list"]).as_array().unwrap().len(), 0);
    assert_eq!(home.json(&["silence", "list", "--all"])[0]["state"], "expired");
}

#[test]
fn what_takes_everything_is_not_made_by_a_slip() {
    let home = home_with(&["db-1"]);
    for matcher in ["host=~.*", "host=~.+", "host!=web-1"] {
        let run = home.wail(&[&ADD[..], &[matcher]].concat());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.stderr.ends_with(
                "error: this takes every alert there is\n\
                 hint: name a label, `--match service=db`, or say `--everything` if it is meant\n"
            ),
            "{run:?}"
        );
    }
    assert_eq!(home.json(&["silence", "list"]).as_array().unwrap().len(), 0);
    let all = ["silence", "add", "--everything", "--for", "5m", "-m", "we move"];
    assert_eq!(home.wail(&all).code, 0);
    home.wail(&["page", "web", "--label", "host=web-1"]);
    assert_eq!(home.json(&["list"])[1]["held_by_silence"], 1);
    let doctor = home.json(&["doctor", "--silent"]);
    let told = doctor.as_array().unwrap().iter().find(|it| it["check"] == "silences").unwrap();
    assert_eq!(told["text"], "silence 1 by ana takes every alert there is: we move");
}

#[test]
fn a_silence_that_cannot_be_says_why_and_what_to_type() {
    let home = TestHome::new();
    for (times, message, hint) in [
        (
            &["--from", "2099-01-01 09:00", "--until", "2099-01-01 08:00"][..],
            "the silence would end before it begins",
            "name an `--until` after `--from`, or say how long: `--for 2h`",
        ),
        (
            &["--until", "2020-01-01 09:00"],
            "the silence would be over already",
            "name a time to come, `--until \"tomorrow HH:MM\"`, or say how long: `--for 2h`",
        ),
        (
            &["--for", "8d"],
            "no silence lasts longer than 7d",
            "`--for 7d` is the most, unless `[silence] longest` in the configuration allows more",
        ),
    ] {
        let words = ["silence", "add", "--match", "host=db", "-m", "why"];
        home.wail(&[&words[..], times].concat()).is(
            2,
            "",
            &format!("error: {message}\nhint: {hint}\n"),
        );
    }
    let soon = ["--from", "tomorrow 09:00", "--for", "1h", "--match", "host=db", "-m", "later"];
    assert_eq!(home.wail(&[&["silence", "add"][..], &soon].concat()).code, 0);
    for (end, message, hint) in [
        (
            &["--until", "2020-01-01 09:00"][..],
            "the silence would be over already",
            "`wail silence end 1` ends it now; to let it last, say `--for 1h`",
        ),
        (
            &["--until", "tomorrow 08:00"],
            "the silence would end before it begins",
            "name a time after its beginning; `wail silence end 1` withdraws it before that",
        ),
    ] {
        home.wail(&[&["silence", "extend", "1"][..], end].concat()).is(
            2,
            "",
            &format!("error: {message}\nhint: {hint}\n"),
        );
    }
    let far = home.wail(&["silence", "extend", "1", "--for", "8d"]);
    assert!(far.stderr.starts_with("error: no silence lasts longer than 7d\n"), "{far:?}");
    let (_, latest) = far.stderr.split_once("hint: `--until \"").unwrap();
    let (latest, _) = latest.split_once("\"` is the most, unless ").unwrap();
    assert_eq!(home.wail(&["silence", "extend", "1", "--until", latest]).code, 0, "{latest}");
    home.wail(&["silence", "add", "--match", "host=db", "--for", "1h", "-m", " "]).is(
        2,
        "",
        "error: the reason says nothing\nhint: say it for whoever wonders: `-m \"a new disk\"`\n",
    );
    for missing in [
        &["silence", "add", "--match", "host=db", "--for", "1h"][..],
        &["silence", "add", "--match", "host=db", "-m", "why"],
        &["silence", "add", "--for", "1h", "-m", "why"],
        &["silence", "add", "--match", "host=~(a{1000}){1000}", "--for", "1h", "-m", "why"],
    ] {
        let run = home.wail(missing);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    }
}

#[test]
fn a_label_that_no_alert_has_is_told_with_the_one_that_is_meant() {
    let home = home_with(&["db-1"]);
    let run = home.wail(&[&ADD[..], &["hots=db-1", "--dry-run"]].concat());
    assert!(
        run.stderr.starts_with(
            "warning: no alert of the last 30 days had a label `hots`\n\
             hint: did you mean `host`?\n"
        ),
        "{run:?}"
    );
    let run = home.wail(&[&ADD[..], &["host=bd-1", "--dry-run"]].concat());
    assert!(
        run.stderr.starts_with(
            "warning: no alert of the last 30 days had `host=bd-1`\n\
             hint: did you mean `host=db-1`?\n"
        ),
        "{run:?}"
    );
    let covered = home.json(&[&ADD[..], &["host=db-1", "--dry-run"]].concat());
    assert_eq!(covered["silence"], serde_json::Value::Null);
    assert_eq!(covered["covers"][0]["id"], 1);
}

#[test]
fn one_until_the_problem_is_over_needs_no_end_and_has_one() {
    let home = TestHome::new();
    let words = ["silence", "add", "--match", "host=db", "--until-resolved", "-m", "known"];
    let run = home.wail(&words);
    let end =
        "in 7d, or until nothing of it has fired for 10m\nnothing that is open now is covered\n";
    assert!(run.stdout.starts_with("silence 1 about host=db: quiet until "), "{run:?}");
    assert!(run.code == 0 && run.stdout.ends_with(end), "{run:?}");
    let listed = &home.json(&["silence", "list"])[0];
    assert_eq!(listed["hold_down_seconds"], 600);
}
