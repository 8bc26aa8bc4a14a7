//! `wail check`: monitors look once, what they see is told and recorded, and rings where it is asked to.

use serde_json::Value;

use crate::common::target::Target;
use crate::common::{TestHome, until};

/// A home with monitors of that text, beside `[policy]` and the rest.
fn home(monitors: &str) -> TestHome {
    let home = TestHome::new();
    home.edit_config("[sources.generic]\n", &format!("[sources.generic]\n{monitors}"));
    home
}

fn monitor(name: &str, target: &Target, more: &str) -> String {
    let url = target.url();
    format!("[monitors.{name}]\nkind = \"http\"\nurl = \"{url}\"\ntimeout = \"2s\"\n{more}\n")
}

/// The lines of a table without how long each look took.
fn lines(stdout: &str) -> Vec<String> {
    let told = stdout.lines().skip(1).map(|line| {
        let mut words = line.split_whitespace();
        let head: Vec<&str> = words.by_ref().take(2).collect();
        let rest: Vec<&str> = words.skip(2).collect();
        format!("{} {}", head.join(" "), rest.join(" "))
    });
    told.collect()
}

#[test]
fn each_monitor_has_a_line_and_what_fails_is_no() {
    let (fine, broken, silent) = (Target::new(), Target::new(), Target::new());
    broken.answers(503, "sorry");
    silent.falls_silent();
    let monitors = [
        monitor("shop", &fine, "text = \"fine\""),
        monitor("mail", &broken, ""),
        monitor("wiki", &silent, "timeout = \"1s\"").replacen("timeout = \"2s\"\n", "", 1),
    ];
    let home = home(&monitors.concat());
    let ran = home.wail(&["check"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(
        lines(&ran.stdout),
        [
            "failed mail 503 Service Unavailable, and not 2xx",
            "ok shop 200 OK",
            "failed wiki no answer within 1.00 s",
        ]
    );
    assert_eq!(ran.stderr, "error: 2 of 3 monitors are not well\n");
    let one = home.wail(&["check", "shop"]);
    assert_eq!((one.code, lines(&one.stdout)), (0, vec!["ok shop 200 OK".to_owned()]));
    home.wail(&["check", "shpo"]).is(
        2,
        "",
        "error: there is no monitor `shpo`\nhint: did you mean `shop`?\n",
    );
}

#[test]
fn json_tells_what_was_seen() {
    let target = Target::new();
    target.answers(200, r#"{"queue": {"length": 41}}"#);
    let more = "labels = { service = \"shop\" }\nnumber = { queue = \"queue.length\" }";
    let home = home(&monitor("shop", &target, more));
    let seen = home.json(&["check"]);
    let seen = &seen[0];
    assert_eq!(seen["monitor"], "shop");
    assert_eq!((&seen["kind"], &seen["finding"]), (&"http".into(), &"ok".into()));
    assert_eq!(seen["labels"]["service"], "shop");
    assert_eq!(seen["numbers"][0]["label"], "queue");
    assert_eq!(seen["numbers"][0]["value"], 41.0);
    assert!(seen["took_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(seen["target"], Value::from(target.url()));
}

#[test]
fn as_a_plugin_it_speaks_as_plugins_do() {
    let (fine, broken) = (Target::new(), Target::new());
    broken.closes();
    let monitors = [monitor("shop", &fine, "slow_over = \"1h\""), monitor("mail", &broken, "")];
    let home = home(&monitors.concat());
    let ran = home.wail(&["check", "--plugin", "shop"]);
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.starts_with("WAIL OK - 200 OK | 'shop time'=0."), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("s;3600;;0\n"), "{}", ran.stdout);
    let ran = home.wail(&["check", "--plugin"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (2, ""));
    assert!(ran.stdout.starts_with("WAIL CRITICAL - 1 of 2 not well: mail | "), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nCRITICAL mail: "), "{}", ran.stdout);
}

#[test]
fn from_cron_looks_follow_one_another() {
    let target = Target::new();
    let home = home(&monitor("shop", &target, "severity = \"critical\""));
    assert_eq!(home.wail(&["check"]).code, 0);
    target.closes();
    assert_eq!(home.wail(&["check"]).code, 1);
    assert_eq!(home.json(&["list"]), Value::Array(Vec::new()));
    let second = home.wail(&["check"]);
    assert!(second.stderr.starts_with(
        "warning: 1 monitor down, and nobody is called: no daemon runs here\n\
         hint: `wail watch` starts one in this terminal, `wail check --page` rings here\n"
    ));
    let incident = &home.json(&["list"])[0];
    assert_eq!(incident["source"], "monitor");
    assert!(incident["summary"].as_str().unwrap().starts_with("shop is down: "));
    target.answers(200, "fine");
    assert_eq!(home.wail(&["check"]).code, 0);
    assert_eq!(home.json(&["list"])[0]["status"], "triggered");
    assert_eq!(home.wail(&["check"]).code, 0);
    assert_eq!(home.json(&["list"]), Value::Array(Vec::new()));
}

#[test]
fn a_dry_run_writes_nothing_down() {
    let target = Target::new();
    target.closes();
    let home = home(&monitor("shop", &target, "down_after = 1"));
    assert_eq!(home.wail(&["check", "--dry-run"]).code, 1);
    assert_eq!(home.json(&["list"]), Value::Array(Vec::new()));
}

#[test]
fn it_rings_here_until_somebody_has_it() {
    let target = Target::new();
    target.closes();
    let home = home(&monitor("shop", &target, "down_after = 1"));
    let mut rings = home.daemon_of(home.command(&["check", "--page"]));
    until("ana is paged", || !home.pages().is_empty());
    home.until_incident(1, "triggered");
    assert_eq!(home.wail(&["ack", "1"]).code, 0);
    assert_eq!(rings.wait(), 1);
    assert_eq!(home.json(&["show", "1"])["status"], "acknowledged");
}

#[test]
fn what_a_daemon_looks_at_is_on_its_record() {
    let target = Target::new();
    let home = home(&monitor("shop", &target, "every = \"2s\"\ndown_after = 3"));
    let daemon = home.daemon();
    until("the daemon has looked", || target.asked() > 0);
    until("it is written down", || {
        let ran = home.wail(&["check"]);
        assert_eq!(ran.code, 0);
        ran.stderr.contains("a daemon looks at these by itself")
    });
    target.closes();
    let incident = home.until_incident(1, "triggered");
    assert!(incident["summary"].as_str().unwrap().starts_with("shop is down: "));
    target.answers(200, "fine");
    home.until_incident(1, "resolved");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn who_is_cut_off_finds_nothing_down() {
    let (shop, far) = (Target::new(), Target::new());
    let url = far.url();
    let canary = format!("[[canary]]\nkind = \"http\"\nurl = \"{url}\"\ntimeout = \"2s\"\n");
    let home = home(&[canary, monitor("shop", &shop, "")].concat());
    let states = || {
        let connection = rusqlite::Connection::open(home.store_file()).unwrap();
        let mut statement =
            connection.prepare("select state from monitor_change order by since, id").unwrap();
        let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        found.map(Result::unwrap).collect::<Vec<String>>()
    };
    assert_eq!(home.wail(&["check"]).code, 0);
    shop.closes();
    far.closes();
    for _ in 0..3 {
        let ran = home.wail(&["check"]);
        let told = format!("warning: I am blind: the only canary fails ({url}");
        assert!(ran.code == 1 && ran.stderr.starts_with(&told), "{ran:?}");
    }
    assert_eq!(states(), ["up", "unknown"]);
    let open = home.json(&["list"]);
    assert_eq!(open.as_array().unwrap().len(), 1);
    assert!(open[0]["summary"].as_str().unwrap().starts_with("I am blind"), "{open}");
    shop.answers(200, "fine");
    assert_eq!(home.wail(&["check"]).code, 0);
    assert_eq!(states(), ["up", "unknown", "up"]);
    assert!(home.json(&["list"]).as_array().unwrap().is_empty());
}
