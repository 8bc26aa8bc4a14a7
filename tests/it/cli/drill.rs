//! `wail drill`: practice through the front door, with a real daemon behind it.

use std::fs;

use serde_json::Value;

use crate::common::{Ran, TestHome, timeless, until};

/// A drill in the background, acknowledged by ana as soon as she is paged.
fn acknowledged(home: &TestHome, arguments: &[&str]) -> Ran {
    let mut drill = home.command(&[&["drill"], arguments].concat());
    std::thread::scope(|scope| {
        let ran = scope.spawn(move || crate::common::ran(&mut drill));
        until("ana is paged", || !home.pages().is_empty());
        until("the page is proved", || {
            home.json(&["log"]).as_array().unwrap().iter().any(|it| it["event"] == "delivered")
        });
        assert_eq!(home.wail(&["ack", "1", "--as", "ana"]).code, 0);
        ran.join().unwrap()
    })
}

/// The report without what the clock and the machine say.
fn report(text: &str) -> String {
    let text = regex::Regex::new(r"\d+\.\d s\b").unwrap().replace_all(text, "N s");
    let text = regex::Regex::new(r" at \S+/\d+").unwrap().replace_all(&text, " at STATION");
    timeless(&text)
}

fn entries(home: &TestHome, event: &str) -> Vec<Value> {
    let all = home.json(&["log"]);
    all.as_array().unwrap().iter().filter(|it| it["event"] == event).cloned().collect()
}

fn metric(home: &TestHome, name: &str) -> String {
    let (_, text) = home.get("/metrics");
    let found = text.lines().find(|line| line.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name} in\n{text}")).to_owned()
}

#[test]
fn it_passes_when_somebody_acknowledges_and_says_how_long_each_thing_took() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let run = acknowledged(&home, &[]);
    assert_eq!((run.code, &*run.stderr), (0, ""), "{run:?}");
    assert_eq!(
        report(&run.stdout),
        "answered 202 after N s\n\
         decided after N s: incident 1\n\
         page ana by command, first page (on call for primary: layer 1) after N s\n\
         ana by command at STATION: went out after N s, `/bin/sh` ended with exit code 0\n\
         acknowledged by ana after N s\n\
         passed: ana acknowledged after N s\n"
    );
    let incident = &home.json(&["list", "--all"])[0];
    assert_eq!(incident["status"], "resolved");
    assert_eq!(incident["resolved_by"], "drill");
    assert_eq!(incident["drill"], true);
    let passed = entries(&home, "drill-passed");
    assert_eq!(passed.len(), 1);
    assert_eq!((&passed[0]["who"], &passed[0]["incident"]), (&"ana".into(), &1.into()));
    assert_eq!(
        report(passed[0]["text"].as_str().unwrap()),
        "the drill is passed: ana acknowledged after N s, decided after N s, \
         went out after N s at STATION"
    );
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn it_is_missed_when_nobody_acknowledges_and_leaves_nothing_that_rings() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let run = home.wail(&["drill", "--within", "1s", "--severity", "error"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(
        timeless(&run.stderr),
        "error: the drill is not passed: nobody acknowledged in Ns\n\
         hint: `wail show 1` tells who was called, and by what\n"
    );
    assert!(run.stdout.contains("decided after "), "{run:?}");
    assert_eq!(home.json(&["list"]), Value::Array(Vec::new()));
    let missed = entries(&home, "drill-missed");
    assert_eq!((missed.len(), &missed[0]["who"]), (1, &"ana".into()));
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn it_is_marked_everywhere() {
    let home = TestHome::new();
    let mark = home.path().join("mark").display().to_string();
    home.edit_config("cat >>", &format!("echo $WAIL_DRILL $WAIL_SUMMARY > '{mark}'; cat >>"));
    let daemon = home.daemon();
    let run = home.wail(&["drill", "--within", "1s", "--summary", "lights out", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["summary"], "DRILL: lights out");
    assert_eq!((&value["passed"], &value["acknowledged"]), (&false.into(), &Value::Null));
    assert_eq!(value["pages"][0]["person"], "ana");
    assert!(value["decided"].as_f64().unwrap() < 60.0, "{value}");
    assert!(value["pages"][0]["went_out"].as_f64().unwrap() < 60.0, "{value}");
    assert_eq!(value["pages"][0]["sounded"], Value::Null, "a program is no sound");
    assert_eq!(fs::read_to_string(mark).unwrap(), "1 DRILL: lights out\n");
    assert_eq!(home.pages()[0]["summary"], "DRILL: lights out");
    for words in [&["list", "--all"][..], &["show", "1"], &["log"]] {
        let run = home.wail(words);
        assert!(run.stdout.contains("DRILL: lights out"), "{words:?} {run:?}");
    }
    assert!(daemon.log().contains("DRILL: lights out"), "{}", daemon.log());
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn an_incident_that_is_no_drill_is_not_marked() {
    let home = TestHome::new();
    let mark = home.path().join("mark").display().to_string();
    home.edit_config("cat >>", &format!("echo mark $WAIL_DRILL > '{mark}'; cat >>"));
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], b"{\"summary\": \"disk full\"}").0, 202);
    until("ana is paged", || !home.pages().is_empty());
    assert_eq!(fs::read_to_string(mark).unwrap(), "mark\n");
    assert_eq!(home.json(&["list"])[0]["drill"], false);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_drill_counts_as_a_drill_and_as_nothing_else() {
    let home = TestHome::new();
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], b"{\"summary\": \"disk full\"}").0, 202);
    home.until_incident(1, "triggered");
    let mut drill = home.command(&["drill", "--within", "2s"]);
    std::thread::scope(|scope| {
        let ran = scope.spawn(move || crate::common::ran(&mut drill));
        home.until_incident(2, "triggered");
        let (_, text) = home.get("/metrics");
        let open: Vec<&str> =
            text.lines().filter(|line| line.starts_with("wail_open_incidents{")).collect();
        assert_eq!(open, ["wail_open_incidents{status=\"triggered\",severity=\"error\"} 1"]);
        assert_eq!(ran.join().unwrap().code, 1);
    });
    assert_eq!(
        metric(&home, "wail_requests_total{result=\"kept\"}"),
        "wail_requests_total{result=\"kept\"} 1"
    );
    assert_eq!(metric(&home, "wail_drills{result=\"missed\"}"), "wail_drills{result=\"missed\"} 1");
    assert_eq!(metric(&home, "wail_drills{result=\"passed\"}"), "wail_drills{result=\"passed\"} 0");
    assert_eq!(home.wail(&["drill", "--within", "1s"]).code, 1);
    assert_eq!(metric(&home, "wail_drills{result=\"missed\"}"), "wail_drills{result=\"missed\"} 2");
    assert_eq!(entries(&home, "seen-before").len(), 0);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn whoever_cannot_read_the_store_cannot_start_one() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let body = b"{\"summary\": \"boo\", \"key\": \"x\"}";
    assert_eq!(home.post("/in/drill", &[], body).0, 401);
    let wrong = [("Authorization", "Bearer 0000")];
    assert_eq!(home.post("/in/drill", &wrong, body).0, 401);
    assert_eq!(home.json(&["list", "--all"]), Value::Array(Vec::new()));
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn the_daemon_of_another_store_takes_no_drill_of_this_one() {
    let [home, other] = [TestHome::new(), TestHome::new()];
    let [daemon, stranger] = [home.daemon(), other.daemon()];
    let port = |home: &TestHome| home.address().port().to_string();
    home.edit_config(&port(&home), &port(&other));
    let run = home.wail(&["drill"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("takes no drill: 401 Unauthorized"), "{run:?}");
    assert!(run.stderr.contains("\nhint: is it the daemon of this store"), "{run:?}");
    assert_eq!((daemon.stop(), stranger.stop()), (0, 0));
}

#[test]
fn without_a_daemon_there_is_nothing_to_try() {
    let home = TestHome::new();
    home.wail(&["drill"]).is(
        4,
        "",
        "error: no daemon runs for this store, so there is nothing to try\n\
         hint: `wail watch` starts one in another terminal; then try again\n",
    );
}

#[test]
fn it_can_begin_later() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let run = home.wail(&["drill", "--in", "1s", "--within", "1s"]);
    assert_eq!(run.code, 1, "{run:?}");
    let first = run.stderr.lines().next().unwrap();
    assert_eq!(timeless(first), "the drill begins at HH:MM, in Ns; Ctrl-C calls it off");
    assert_eq!(entries(&home, "drill-missed").len(), 1);
    for wrong in ["16:00..10:00", "10", "25:00..26:00"] {
        assert_eq!(home.wail(&["drill", "--between", wrong]).code, 2, "{wrong}");
    }
    assert_eq!(home.wail(&["drill", "--in", "1m", "--between", "10:00..16:00"]).code, 2);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn one_of_a_severity_that_waits_says_so_and_one_that_is_only_logged_calls_nobody() {
    let home = TestHome::new();
    home.edit_config(
        "[people.ana]",
        "[severities]\nerror = \"day\"\n[people.ana]\nday = \"03:00-03:01\"",
    );
    let daemon = home.daemon();
    let run = home.wail(&["drill", "--severity", "error", "--within", "1s"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("until ana's day begins after "), "{run:?}");
    let run = home.wail(&["drill", "--severity", "info"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.starts_with("error: this severity is only logged here"), "{run:?}");
    assert_eq!(home.json(&["list"]), Value::Array(Vec::new()));
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn doctor_warns_of_a_shift_without_one() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let drill = || {
        let checks = home.json(&["doctor"]);
        let all = checks.as_array().unwrap();
        all.iter().find(|check| check["check"] == "drill").cloned().unwrap()
    };
    let before = drill();
    assert_eq!(before["state"], "warn");
    let text = timeless(before["text"].as_str().unwrap());
    assert!(text.starts_with("ana's shift since "), "{text}");
    assert!(text.ends_with(" has no passed drill or proof"), "{text}");
    assert_eq!(
        before["fix"],
        "`wail drill`, and ana acknowledges; `wail sound proof` tries the loudspeaker alone"
    );
    assert_eq!(home.wail(&["drill", "--within", "1s"]).code, 1);
    assert_eq!(drill()["state"], "warn", "one that was missed proves nothing");
    fs::remove_file(home.path().join("pages")).unwrap();
    let mut again = home.command(&["drill"]);
    std::thread::scope(|scope| {
        let ran = scope.spawn(move || crate::common::ran(&mut again));
        home.until_incident(2, "triggered");
        assert_eq!(home.wail(&["ack", "2", "--as", "ana"]).code, 0);
        assert_eq!(ran.join().unwrap().code, 0);
    });
    let after = drill();
    assert_eq!(after["state"], "ok", "{after}");
    assert_eq!(timeless(after["text"].as_str().unwrap()), "ana passed one HH:MM, AGO");
    assert_eq!(daemon.stop(), 0);
}
