//! `wail watch`: the screen of a station, line after line.

use std::process::Command;

use crate::common::{Daemon, TestHome, until};

/// Starts `wail watch` without a terminal; what it shows goes to the file `screen`.
fn watch(home: &TestHome) -> Daemon {
    let command = home.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$0\" watch > screen", env!("CARGO_BIN_EXE_wail")]);
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
    let watching = watch(&home);
    watching.until_ready();
    until("the board is shown", || {
        screen(&home).contains("0 triggered, 0 acknowledged, 0 held, 0 ringing here")
    });
    assert!(screen(&home).contains("on call: primary ana"), "{}", screen(&home));
    home.wail(&["page", "disk full"]);
    until("the page is shown", || screen(&home).contains("1  page ana by command, first page\n"));
    home.wail(&["ack", "1"]);
    until("the ack is shown", || screen(&home).contains("1  ana acknowledges, check-in in 30m\n"));
    assert!(!screen(&home).contains('\x1b'), "a file gets no colour");
    assert_eq!(watching.stop(), 0);
}

#[test]
fn beside_a_daemon_it_is_a_station_that_rings_and_does_not_decide() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let watching = watch(&home);
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
