//! Rotas as calendars over HTTP: only with the key, the same while nothing changes, new after an edit.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::common::{Daemon, TestHome, ran, until};

const CONFIG: &str = r#"
zone = "UTC"
fallback = "ana"

[rota.platform]
[[rota.platform.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-01-05

[policy.default]
steps = [{ who = "platform" }]

[calendar]
key = "env:WAIL_CALENDAR_KEY"

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:PORT"
"#;

fn daemon(home: &TestHome) -> Daemon {
    let mut command = home.command(&["serve", "-v"]);
    command.env("WAIL_CALENDAR_KEY", "hunter2");
    let daemon = home.daemon_of(command);
    daemon.until_ready();
    daemon
}

/// The whole answer: status, headers, body.
fn ask(home: &TestHome, path: &str, header: &str) -> String {
    let mut stream = TcpStream::connect(home.address()).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: wail\r\nConnection: close\r\n{header}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap();
    head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")))
}

#[test]
fn a_calendar_is_given_to_who_has_the_key() {
    let home = TestHome::with(CONFIG);
    let _daemon = daemon(&home);
    let answer = ask(&home, "/calendar/platform.ics?key=hunter2", "");
    assert_eq!(status(&answer), "200", "{answer}");
    assert_eq!(header(&answer, "content-type"), Some("text/calendar; charset=utf-8"));
    assert!(header(&answer, "cache-control").unwrap().starts_with("private"), "{answer}");
    assert!(answer.matches("BEGIN:VEVENT").count() > 50, "{answer}");
    let basic = "Authorization: Basic YW55Ym9keTpodW50ZXIy\r\n";
    assert_eq!(status(&ask(&home, "/calendar/platform/bo.ics", basic)), "200");
    let bearer = "Authorization: Bearer hunter2\r\n";
    let theirs = ask(&home, "/calendar/platform/bo.ics", bearer);
    assert!(theirs.contains("SUMMARY:bo on call"), "{theirs}");
    assert!(!theirs.contains("SUMMARY:ana on call"), "{theirs}");
}

#[test]
fn without_the_key_there_is_nothing_to_learn() {
    let home = TestHome::with(CONFIG);
    let _daemon = daemon(&home);
    for path in ["/calendar/platform.ics", "/calendar/none.ics?key=hunter", "/calendar/x/y?key="] {
        let answer = ask(&home, path, "");
        assert_eq!(status(&answer), "401", "{path}: {answer}");
        assert_eq!(header(&answer, "www-authenticate"), Some("Basic realm=\"wail\""));
    }
    for path in [
        "/calendar/none.ics?key=hunter2",
        "/calendar/platform?key=hunter2",
        "/calendar/platform/zoe.ics?key=hunter2",
    ] {
        assert_eq!(status(&ask(&home, path, "")), "404", "{path}");
    }
}

#[test]
fn where_no_key_is_configured_there_are_no_calendars() {
    let home = TestHome::with(&CONFIG.replace("[calendar]\nkey = \"env:WAIL_CALENDAR_KEY\"\n", ""));
    let _daemon = daemon(&home);
    assert_eq!(status(&ask(&home, "/calendar/platform.ics?key=hunter2", "")), "404");
}

#[test]
fn who_has_it_is_told_so_until_the_rota_changes() {
    let home = TestHome::with(CONFIG);
    let _daemon = daemon(&home);
    let path = "/calendar/platform.ics?key=hunter2";
    let tag = header(&ask(&home, path, ""), "etag").unwrap().to_owned();
    let known = format!("If-None-Match: \"other\", W/{tag}\r\n");
    let answer = ask(&home, path, &known);
    assert_eq!(status(&answer), "304", "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "a 304 has no body: {answer}");
    home.edit_config("[\"ana\", \"bo\"]", "[\"ana\", \"bo\", \"carol\"]");
    // It moves who was on call, which somebody has to accept.
    let mut accept = home.command(&["config", "accept", "--yes", "--as", "ana"]);
    let run = ran(accept.env("WAIL_CALENDAR_KEY", "hunter2"));
    assert_eq!(run.code, 0, "{run:?}");
    until("the new rota is given out", || {
        let answer = ask(&home, path, &known);
        status(&answer) == "200" && answer.contains("SUMMARY:carol on call")
    });
}

#[test]
fn a_shift_that_was_promised_and_is_withdrawn_is_cancelled_also_after_a_restart() {
    let home = TestHome::with(CONFIG);
    let first = daemon(&home);
    let path = "/calendar/platform.ics?key=hunter2";
    let before = ask(&home, path, "");
    assert!(!before.contains("CANCELLED"), "{before}");
    let shifts = home_json(&home, &["who", "--next", "3"]);
    let next = &shifts[0]["next"][1];
    let [start, person] = ["start", "person"].map(|key| next[key].as_str().unwrap().to_owned());
    // Somebody else takes the whole of that shift.
    let end = next["end"].as_str().unwrap();
    let other = if person == "ana" { "bo" } else { "ana" };
    let taken = format!(
        "[[rota.platform.override]]\nwho = \"{other}\"\nfrom = \"{start}\"\nto = \"{end}\"\n\n[policy.default]"
    );
    home.edit_config("[policy.default]", &taken);
    let uid = format!("/{}/{person}@wail", start.replace(['-', ':'], ""));
    let is_cancelled = |calendar: &str| {
        let mut events = calendar.split("BEGIN:VEVENT");
        let unfolded = |event: &str| event.replace("\r\n ", "");
        events.any(|event| unfolded(event).contains(&uid) && event.contains("STATUS:CANCELLED"))
    };
    until("it is cancelled", || is_cancelled(&ask(&home, path, "")));
    let theirs = format!("/calendar/platform/{person}.ics?key=hunter2");
    assert!(is_cancelled(&ask(&home, &theirs, "")));
    let others = format!("/calendar/platform/{other}.ics?key=hunter2");
    assert!(!is_cancelled(&ask(&home, &others, "")));
    assert_eq!(first.stop(), 0);

    let second = daemon(&home);
    assert!(is_cancelled(&ask(&home, path, "")));
    // The edit is taken back: what was promised is so again.
    home.edit_config(&taken, "[policy.default]");
    until("it stands again", || !ask(&home, path, "").contains("CANCELLED"));
    assert_eq!(second.stop(), 0);
}

/// What a command prints as JSON, in the environment of the daemon.
fn home_json(home: &TestHome, arguments: &[&str]) -> Value {
    let mut command = home.command(&[arguments, &["--json"]].concat());
    let run = ran(command.env("WAIL_CALENDAR_KEY", "hunter2"));
    serde_json::from_str(&run.stdout).unwrap()
}
