//! `wail send`: what a source sends, as a drill, with a real daemon behind it.

use std::fs;

use serde_json::{Value, json};

use crate::common::{TestHome, until};

fn metric(home: &TestHome, name: &str) -> String {
    let (_, text) = home.get("/metrics");
    let found = text.lines().find(|line| line.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name} in\n{text}")).to_owned()
}

#[test]
fn a_sample_is_a_drill_that_rings_and_ends() {
    let home = TestHome::new();
    home.edit_config("[sources.alertmanager]", "[sources.disks]\nkind = \"alertmanager\"");
    let daemon = home.daemon();
    home.wail(&["send", "disks", "firing"]).is(
        0,
        "incident 1 is open: critical, DRILL: the primary database does not answer\n",
        "`wail ack 1` silences it, `wail resolve 1` ends it\n",
    );
    let incident = home.until_incident(1, "triggered");
    assert_eq!((&incident["drill"], &incident["source"]), (&true.into(), &"drill".into()));
    until("ana is paged", || !home.pages().is_empty());
    assert_eq!(home.pages()[0]["summary"], "DRILL: the primary database does not answer");
    let kept = metric(&home, "wail_requests_total{result=\"kept\"}");
    assert_eq!(kept, "wail_requests_total{result=\"kept\"} 0");
    home.wail(&["send", "disks", "firing"]).is(
        0,
        "incident 1 was open already: critical, DRILL: the primary database does not answer\n",
        "",
    );
    let sent = home.json(&["send", "disks", "resolved"]);
    assert_eq!(
        sent["alerts"],
        json!([{
            "signal": "resolved", "severity": "critical", "incident": 1, "outcome": "resolved",
            "summary": "DRILL: the primary database does not answer", "reason": null,
        }])
    );
    assert_eq!(home.until_incident(1, "resolved")["resolved_by"], "drill");
    home.wail(&["send", "disks", "resolved"]).is(
        0,
        "nothing follows: it is over, and nothing was open: critical, DRILL: the primary database \
         does not answer\n",
        "",
    );
    // What was recorded long ago happens now: it is no late copy.
    let again = home.json(&["send", "disks", "firing"]);
    assert_eq!(
        (&again["alerts"][0]["incident"], &again["disposition"]),
        (&2.into(), &"alerts".into())
    );
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn it_is_read_as_its_source_is_and_never_meets_the_real_problem() {
    let home = TestHome::new();
    home.edit_config(
        "[sources.alertmanager]",
        "[sources.disks]\nkind = \"map\"\nseverity = { red = \"critical\" }\n\
         map = { key = \"id\", summary = \"title\", severity = \"{{ query.colour }}\" }",
    );
    let daemon = home.daemon();
    let body = br#"{"id": 7, "title": "disk full"}"#;
    fs::write(home.path().join("body.json"), body).unwrap();
    assert_eq!(home.post("/in/disks?colour=red", &[], body).0, 202);
    home.until_incident(1, "triggered");
    home.wail(&["send", "disks", "body.json", "--query", "colour=red", "--quiet"]).is(
        0,
        "incident 2 is open: critical, DRILL: disk full\n",
        "",
    );
    assert_eq!(home.json(&["list", "--all"]).as_array().unwrap().len(), 2);
    assert_eq!(home.wail(&["send", "disks", "firing"]).code, 1, "a sample for no map");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn headers_of_the_source_are_kept_at_the_door_of_drills() {
    let home = TestHome::new();
    home.edit_config("[sources.alertmanager]", "[sources.github]");
    let daemon = home.daemon();
    let sent = home.json(&["send", "github", "firing"]);
    assert_eq!(sent["disposition"], "alerts");
    let incident = &sent["alerts"][0]["incident"];
    assert_eq!(incident, &1, "the event of GitHub is in a header: {sent}");
    let read: Vec<Value> = home.json(&["inbox"]).as_array().unwrap().clone();
    assert!(read.iter().all(|entry| entry["error"].is_null()), "{read:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_calls_nobody_says_why() {
    let home = TestHome::new();
    home.edit_config("[sources.alertmanager]", "[sources.uptime-kuma]");
    let daemon = home.daemon();
    let body = r#"{"heartbeat": null, "monitor": null, "msg": "My Alert Testing"}"#;
    fs::write(home.path().join("test.json"), body).unwrap();
    home.wail(&["send", "uptime-kuma", "test.json"]).is(
        0,
        "nobody is called: test, Uptime Kuma's test button\n",
        "",
    );
    assert_eq!(home.json(&["list", "--all"]), Value::Array(Vec::new()));
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_is_no_source_or_cannot_be_read_is_not_sent() {
    let home = TestHome::new();
    home.wail(&["send", "alertmanagr", "firing"]).is(
        2,
        "",
        "error: there is no source or kind `alertmanagr`\nhint: did you mean `alertmanager`?\n",
    );
    home.wail(&["send", "github", "firing"]).is(
        2,
        "",
        "error: there is no source `github` in the configuration\n\
         hint: `wail sources github` prints what to write there\n",
    );
    fs::write(home.path().join("x.json"), "{\"alerts\": 7}").unwrap();
    let run = home.wail(&["send", "alertmanager", "x.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.starts_with("error: x.json cannot be read as `alertmanager`: "), "{run:?}");
    home.edit_config("[sources.generic]", "[sources.falco]");
    let run = home.wail(&["send", "falco", "resolved"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("`falco` never says that something is over"), "{run:?}");
}

#[test]
fn without_a_daemon_nothing_is_sent() {
    let home = TestHome::new();
    let run = home.wail(&["send", "alertmanager", "firing"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.starts_with("error: no daemon runs for this store"), "{run:?}");
}

#[test]
fn a_source_that_the_daemon_does_not_know_is_refused() {
    let [home, other] = [TestHome::new(), TestHome::new()];
    let daemon = home.daemon();
    other.edit_config("[sources.generic]", "[sources.backups]\nkind = \"generic\"");
    other.edit_config("path = \"wail.db\"", &format!("path = \"{}\"", home.store_file().display()));
    other.edit_config(&other.address().port().to_string(), &home.address().port().to_string());
    let run = other.wail(&["send", "backups", "firing"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.contains("/in/drill/backups takes no drill: 404 Not Found"), "{run:?}");
    assert_eq!(home.json(&["list", "--all"]), Value::Array(Vec::new()));
    assert_eq!(daemon.stop(), 0);
}
