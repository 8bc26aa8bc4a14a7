//! `wail watch`: the screen of a station, line after line.

use std::net::TcpStream;
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::common::{Daemon, TestHome, until};

/// Starts `wail watch` without a terminal; what it shows goes to the file `screen`.
fn watch(home: &TestHome, words: &str) -> Daemon {
    let command = home.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$0\" watch $1 > screen", env!("CARGO_BIN_EXE_wail"), words]);
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(home.path());
    home.daemon_of(shell)
}

fn screen(home: &TestHome) -> String {
    std::fs::read_to_string(home.path().join("screen")).unwrap_or_default()
}

#[test]
fn it_shows_who_is_on_call_and_everything_that_happens() {
    let home = TestHome::new();
    let watching = watch(&home, "");
    watching.until_ready();
    until("the board is shown", || {
        screen(&home).contains("  ·  nothing is open · on call: primary ana\n")
    });
    home.wail(&["page", "disk full"]);
    until("the page is shown", || {
        screen(&home)
            .contains("1  page ana by command, first page (on call for primary: layer 1)\n")
    });
    home.wail(&["ack", "1"]);
    until("the ack is shown", || screen(&home).contains("1  ana acknowledges, check-in in 30m\n"));
    assert!(!screen(&home).contains('\x1b'), "a file gets no colour");
    assert!(!watching.log().contains("keys:"), "and there are none");
    assert_eq!(watching.stop(), 0);
}

#[test]
fn beside_a_daemon_it_is_a_station_that_rings_and_does_not_decide() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let watching = watch(&home, "");
    let says = format!("/{} decides; this station rings\n", daemon.pid());
    until("it says who decides", || watching.log().contains(&says));
    until("both are stations", || {
        let checks = home.json(&["doctor"]);
        let all = checks.as_array().unwrap();
        let stations = all.iter().find(|check| check["check"] == "stations").unwrap();
        stations["text"].as_str().unwrap().starts_with("2 stations alive: ")
    });
    home.wail(&["page", "disk full"]);
    until("the page went out", || !home.pages().is_empty());
    assert_eq!(home.pages().len(), 1, "one of the two sends it");
    assert_eq!(watching.stop(), 0);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn for_a_program_it_is_one_object_a_line() {
    let home = TestHome::new();
    let watching = watch(&home, "--json");
    watching.until_ready();
    // What was on the record before it looked first is not news.
    until("the page is shown", || {
        home.wail(&["page", "disk full"]);
        screen(&home).contains("\"paged\"")
    });
    home.wail(&["ack", "1"]);
    until("the ack is shown", || screen(&home).contains("\"acknowledged\""));
    let shown = screen(&home);
    let record = home.json(&["log"]);
    for line in shown.lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        // The record has the same, and what seals it besides.
        let is_same = |sealed: &Value| {
            let mut fields = entry.as_object().unwrap().iter();
            fields.all(|(name, value)| sealed.get(name) == Some(value))
        };
        assert!(record.as_array().unwrap().iter().any(is_same), "{entry}");
    }
    assert_eq!(watching.stop(), 0);
}

#[test]
fn whoever_does_not_read_on_keeps_nothing_from_being_decided() {
    let home = TestHome::new();
    let mut command = home.command(&["watch"]);
    // The pipe is full after some hundred lines, and nobody empties it.
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    until("it listens", || TcpStream::connect(home.address()).is_ok());
    for number in 0..600 {
        let long = "x".repeat(200);
        let body = format!("{{\"key\": \"{number}\", \"summary\": \"{number} {long}\"}}");
        let (status, _) = home.post("/in/generic", &[], body.as_bytes());
        assert_eq!(status, 202);
    }
    until("all are decided", || {
        let open = home.json(&["list"]);
        // The storm is one more.
        open.as_array().is_some_and(|open| open.len() == 601)
    });
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    until("it stops", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
