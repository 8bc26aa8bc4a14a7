//! `wail promise` and `wail promises`: made, listed, changed and closed, and refused in words.

use serde_json::{Value, json};

use crate::common::{TestHome, timeless};

const INDEX: [&str; 6] = ["promise", "add the missing index", "--owner", "bo", "--by", "in 2h"];

#[test]
fn a_promise_has_a_number_an_owner_a_time_and_is_closed_with_a_word() {
    let home = TestHome::new();
    home.wail(&INDEX).is(
        0,
        "promise 1: bo owes by HH:MM, in 2h: add the missing index\n",
        "bo is reminded 1h before; `wail promise close 1 -m HOW` once it is done\n",
    );
    let listed = timeless(&home.wail(&["promises"]).stdout);
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[1].starts_with("1   HH:MM, in 1h 59m  bo     -   HH:MM"), "{listed}");
    assert!(lines[1].ends_with("add the missing index"), "{listed}");
    home.wail(&["promise", "close", "1"]).is(
        2,
        "",
        "error: this says nothing of how\n\
         hint: say how with `-m TEXT`: whoever reads it later wants to know\n",
    );
    home.wail(&["--as", "bo", "promise", "close", "1", "-m", "in 1.4.2"]).is(
        0,
        "promise 1 is kept, 1h 59m before it was due: add the missing index\n",
        "",
    );
    home.wail(&["promise", "drop", "1", "-m", "no"]).is(
        1,
        "",
        "error: promise 1 is already kept\n  by bo at HH:MM, AGO: in 1.4.2\n\
         hint: make a new one: `wail promise TEXT --owner NAME --by TIME`\n",
    );
    home.wail(&["promises"]).is(0, "nothing is owed\n", "");
    let all = home.json(&["promises", "--all"]);
    let closed: Vec<&Value> = ["status", "how", "closed_by"].map(|field| &all[0][field]).to_vec();
    assert_eq!(closed, [&json!("kept"), &json!("in 1.4.2"), &json!("bo")]);
}

#[test]
fn what_is_typed_wrong_is_told_with_what_to_type() {
    let home = TestHome::new();
    let cases: [(&[&str], i32, &str); 8] = [
        (
            &["promise"],
            2,
            "error: the promise says nothing\nhint: say what will be done: \
             `wail promise \"add the missing index\" --owner bob --by friday`\n",
        ),
        (
            &["promise", "x", "--by", "friday"],
            2,
            "error: nobody is said to keep this promise\n\
             hint: `--owner NAME`: the configuration knows ana, bo\n",
        ),
        (
            &["promise", "x", "--owner", "bo"],
            2,
            "error: nothing says by when it is done\n\
             hint: `--by friday`, `--by \"tomorrow 12:00\"`, `--by \"in 2h\"`\n",
        ),
        (
            &["promise", "x", "--owner", "bo", "--by", "soon"],
            2,
            "error: `soon` is no time\nhint: write `14:00`, `tomorrow 9:00`, `friday`, `in 30 min`, \
             `20 min ago` or `2026-12-24 18:00`\n",
        ),
        (
            &["promise", "x", "--owner", "bo", "--by", "2020-01-06"],
            2,
            "error: that time has passed: 2020-01-06 18:00, AGES ago\n\
             hint: a promise is about what is to come: `--by friday`, `--by \"in 2h\"`\n",
        ),
        (
            &["promise", "x", "--owner", "zed", "--by", "in 2h"],
            2,
            "error: there is no person `zed`\nhint: the configuration knows ana, bo\n",
        ),
        (
            &["promise", "x", "--owner", "bo", "--by", "in 2h", "--incident", "7"],
            1,
            "error: there is no incident 7\nhint: `wail list --all` shows every incident\n",
        ),
        (
            &["promise", "move", "3", "--by", "in 2h", "-m", "x"],
            1,
            "error: there is no promise 3\nhint: `wail promises --all` lists all there were\n",
        ),
    ];
    let days = regex::Regex::new(r"\d+d( \d+h)? ago").unwrap();
    for (arguments, code, stderr) in cases {
        let run = home.wail(arguments);
        let told = days.replace(&run.stderr, "AGES ago").into_owned();
        assert_eq!((run.code, told.as_str()), (code, stderr), "{arguments:?}");
    }
    assert_eq!(home.json(&["promises", "--all"]), json!([]), "nothing was made");
}

#[test]
fn a_day_is_meant_until_its_end_of_work_where_its_owner_lives() {
    let home = TestHome::new();
    home.edit_config("[people.bo]", "[people.bo]\nzone = \"America/New_York\"");
    let run = home.wail(&["promise", "x", "--owner", "bo", "--by", "2099-12-24"]);
    let said = "promise 1: bo owes by 2099-12-24 23:00, in ";
    assert!(run.stdout.starts_with(said), "{run:?}");
    let meant = ": x; a day is meant until 18:00 in America/New_York\n";
    assert!(run.stdout.ends_with(meant), "{run:?}");
}

#[test]
fn a_promise_is_moved_and_given_on_and_the_record_of_its_incident_says_so() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    home.wail(&[&INDEX[..], &["--incident", "1", "--to", "customers", "--public"]].concat());
    home.wail(&["promise", "move", "1", "--by", "in 3h", "-m", "the vendor is late"]).is(
        0,
        "promise 1: bo owes to customers by HH:MM, in 3h: add the missing index\n",
        "",
    );
    home.wail(&["promise", "give", "1", "--owner", "ana"]).is(
        0,
        "promise 1: ana owes to customers by HH:MM, in 2h 59m: add the missing index\n",
        "",
    );
    let log = timeless(&home.wail(&["log", "1"]).stdout);
    for said in [
        "ana promises for bo: add the missing index, by HH:MM UTC, to customers, for everybody to read (promise 1)",
        "ana moves promise 1 to HH:MM UTC: the vendor is late",
        "ana takes promise 1: add the missing index",
    ] {
        assert!(log.contains(said), "{said} is not in\n{log}");
    }
    let brief = home.json(&["promises", "--owner", "ana"]);
    assert_eq!(
        (&brief[0]["public"], &brief[0]["promised_to"]),
        (&json!(true), &json!("customers"))
    );
    home.wail(&["promises", "--owner", "bo"]).is(0, "nothing is owed by bo\n", "");
}

#[test]
fn what_a_terminal_would_obey_is_shown_and_not_obeyed() {
    let home = TestHome::new();
    let red = "\u{1b}[31mred\u{202e}";
    home.wail(&["promise", red, "--owner", "bo", "--by", "in 2h", "--to", red]);
    for command in [&["promises"][..], &["log"], &["promises", "--json"]] {
        let shown = home.wail(command).stdout;
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
    }
    assert_eq!(home.json(&["promises"])[0]["text"], red);
}

#[test]
fn what_comes_again_and_again_is_offered_until_somebody_owes_an_end_to_it() {
    let home = TestHome::new();
    for id in ["1", "2"] {
        home.wail(&["page", "disk full", "--key", "disk"]);
        home.wail(&["resolve", id]).is(0, &format!("{id} is resolved by ana: disk full\n"), "");
    }
    home.wail(&["page", "disk full", "--key", "disk"]);
    let offered = "3 came 3 times in 30 days, and nobody owes an end to it: disk full; `wail note 3 --owner NAME \
                   --by friday` promises one\n";
    home.wail(&["resolve", "3"]).is(0, "3 is resolved by ana: disk full\n", offered);
    home.wail(&["promises"]).is(0, "nothing is owed\n", offered);
    home.wail(&["promises", "--owner", "bo"]).is(0, "nothing is owed by bo\n", "");
    home.wail(&["promises", "--owner", "bob"]).is(
        2,
        "",
        "error: there is no person `bob`\nhint: did you mean `bo`?\n",
    );
    assert_eq!(home.json(&["promises"]), json!([]));
    home.wail(&["note", "3", "--owner", "bo", "--by", "in 2h"]);
    let listed = home.wail(&["promises"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (0, ""), "{listed:?}");
}
