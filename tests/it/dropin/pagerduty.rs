//! PagerDuty's events: Alertmanager's `pagerduty_configs`, PagerDuty's own Python client, `apprise`.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::{SOON, are_installed, packages, python, status, world};
use crate::real_input::{Running, alertmanager_that};
use crate::sender::{Reply, exchange, webhook};
use crate::world::{KEY, run, until};

const TRIGGER: &str = r#"{"routing_key":"KEY","event_action":"trigger","payload":
    {"summary":"the disk is full","source":"db-1","severity":"critical"}}"#;

fn send(address: SocketAddr, path: &str, body: &str) -> (u16, Value) {
    let body = body.replace("KEY", KEY);
    let Reply { status, text, .. } =
        exchange(address, &webhook(path, "", body.as_bytes())).unwrap();
    let (_, answer) = text.split_once("\r\n\r\n").unwrap();
    (status, serde_json::from_str(answer).unwrap_or_else(|_| json!(answer)))
}

#[test]
fn an_event_without_a_key_of_its_own_is_given_one_that_ends_it() {
    let world = world("pagerduty");
    let daemon = world.serve();
    let (code, answer) = send(daemon.address, "/v2/enqueue", TRIGGER);
    assert_eq!(code, 202, "{answer}");
    assert_eq!(answer["status"], "success");
    assert_eq!(answer["message"], "Event processed");
    let key = answer["dedup_key"].as_str().unwrap().to_owned();
    assert!(key.starts_with("wail-") && key.len() == 17, "{key}");
    until("it is open", SOON, || status(&world).as_deref() == Some("triggered"));
    let again = send(daemon.address, "/v2/enqueue", TRIGGER).1;
    assert_eq!(again["dedup_key"], key, "the same problem has the same key");
    for (action, is) in [("acknowledge", Some("acknowledged")), ("resolve", None)] {
        let event =
            format!(r#"{{"routing_key":"KEY","event_action":"{action}","dedup_key":"{key}"}}"#);
        let (code, answer) = send(daemon.address, "/v2/enqueue", &event);
        assert_eq!((code, &answer["dedup_key"]), (202, &json!(key)));
        until(action, SOON, || status(&world).as_deref() == is);
    }
    assert_eq!(world.count("opened"), 1);
}

#[test]
fn an_event_of_version_1_does_the_same() {
    let world = world("pagerduty");
    let daemon = world.serve();
    let path = "/generic/2010-04-15/create_event.json";
    let event = |kind: &str, more: &str| {
        let event = format!(r#"{{"service_key":"KEY","event_type":"{kind}",{more}}}"#);
        let (code, answer) = send(daemon.address, path, &event);
        assert_eq!((code, &answer["status"]), (200, &json!("success")), "{answer}");
        answer["incident_key"].as_str().unwrap().to_owned()
    };
    let key = event("trigger", r#""description":"the disk is full","client":"db-1""#);
    assert!(key.starts_with("wail-"), "{key}");
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
    let named = format!(r#""incident_key":"{key}""#);
    assert_eq!(event("acknowledge", &named), key);
    until("it is taken", SOON, || status(&world).as_deref() == Some("acknowledged"));
    event("resolve", &named);
    until("it is over", SOON, || status(&world).is_none());
}

#[test]
fn what_makes_no_sense_is_told_its_sender_and_somebody_here() {
    let world = world("pagerduty");
    let daemon = world.serve();
    let event = r#"{"routing_key":"KEY","event_action":"explode"}"#;
    let (code, answer) = send(daemon.address, "/v2/enqueue", event);
    assert_eq!((code, &answer["status"]), (400, &json!("invalid event")));
    assert!(answer["errors"][0].as_str().unwrap().contains("explode"), "{answer}");
    until("it is open", SOON, || status(&world).is_some());
    let summary = world.open()[0]["summary"].as_str().unwrap().to_owned();
    assert!(summary.starts_with("pagerduty-events-v2 sends what cannot be read"), "{summary}");
}

#[test]
fn without_the_key_nothing_is_kept_and_a_door_that_is_closed_is_none() {
    let world = world("pagerduty");
    let daemon = world.serve();
    let (code, answer) = send(daemon.address, "/v2/enqueue", &TRIGGER.replace("KEY", "hunter2"));
    assert_eq!((code, &answer["status"]), (401, &json!("invalid key")));
    assert!(!answer.to_string().contains("hunter2"), "{answer}");
    world.configure("");
    until("it is in force", SOON, || world.count("config-reloaded") == 1);
    let (code, answer) = send(daemon.address, "/v2/enqueue", TRIGGER);
    assert_eq!(code, 404);
    assert!(answer["message"].as_str().unwrap().contains("`[dropin.pagerduty]` opens it"));
    assert_eq!(world.json(["inbox", "--json"]), json!([]));
}

#[test]
fn a_change_is_context_on_the_record_and_pages_nobody() {
    let world = world("pagerduty");
    let daemon = world.serve();
    let change = r#"{"routing_key":"KEY","payload":{"summary":"deploy 42","source":"ci",
        "timestamp":"2026-11-03T03:00:00Z","custom_details":{"by":"eve"}}}"#;
    for _ in 0..2 {
        let (code, answer) = send(daemon.address, "/v2/change/enqueue", change);
        assert_eq!((code, &answer["status"]), (202, &json!("success")));
    }
    let told = world.events().into_iter().filter(|entry| entry["event"] == "changed");
    let told: Vec<String> = told.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told, ["pagerduty-events-v2 reports a change: deploy 42 (ci)"; 2]);
    assert!(world.open().is_empty());
}

#[test]
fn alertmanager_pages_as_if_it_were_pagerduty() {
    if !are_installed(&["prometheus-alertmanager", "amtool"]) {
        return;
    }
    let world = world("pagerduty");
    let daemon = world.serve();
    let sends = format!(
        "    pagerduty_configs:\n      - url: http://{}/v2/enqueue\n        routing_key: {KEY}\n",
        daemon.address
    );
    let (_alertmanager, address): (Running, _) = alertmanager_that(world.folder(), &sends);
    let tell = |end: &[&str]| {
        let mut amtool = world.program("amtool");
        let url = format!("--alertmanager.url=http://{address}");
        amtool.args([&url, "alert", "add", "DiskFull", "severity=critical", "host=db-1"]).args(end);
        let ran = run(amtool);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    };
    tell(&[]);
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
    let summary = world.open()[0]["summary"].as_str().unwrap().to_owned();
    assert!(summary.contains("DiskFull"), "{summary}");
    tell(&["--end=2020-01-01T00:00:00Z"]);
    until("it is over", SOON, || status(&world).is_none());
}

/// What the client of that package does with a base address that is not of `https`.
const CLIENT: &str = r#"
import os, sys
from pagerduty import EventsApiV2Client
client = EventsApiV2Client(os.environ["WAIL_TEST_KEY"])
client._url = sys.argv[1]
key = client.trigger("the disk is full", "db-1", severity="critical")
client.acknowledge(key)
if sys.argv[2] == "resolve":
    client.resolve(key)
client.send_change_event(payload={"summary": "deploy 42", "source": "ci"})
print(key)
"#;

#[test]
fn the_python_client_of_pagerduty_triggers_acknowledges_resolves_and_tells_of_changes() {
    let Some(packages) = packages() else { return };
    let world = world("pagerduty");
    let daemon = world.serve();
    let url = format!("http://{}", daemon.address);
    let ran = python(&world, &packages, CLIENT, &[&url, "leave"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.text().starts_with("wail-"), "{}", ran.text());
    until("it is taken", SOON, || status(&world).as_deref() == Some("acknowledged"));
    let ran = python(&world, &packages, CLIENT, &[&url, "resolve"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    until("it is over", SOON, || status(&world).is_none());
    assert_eq!(world.count("changed"), 2);
}

/// What `apprise` does when its table of addresses names another.
const APPRISE: &str = r#"
import os, sys
import apprise
from apprise.plugins import pagerduty
for region in pagerduty.PAGERDUTY_API_LOOKUP:
    pagerduty.PAGERDUTY_API_LOOKUP[region] = sys.argv[1] + "/v2/enqueue"
told = apprise.Apprise()
assert told.add("pagerduty://%s@anything/db-1/disk" % os.environ["WAIL_TEST_KEY"])
assert told.notify(title="the disk is full", body="98 %", notify_type="failure")
"#;

#[test]
fn apprise_pages() {
    let Some(packages) = packages() else { return };
    let world = world("pagerduty");
    let daemon = world.serve();
    let url = format!("http://{}", daemon.address);
    let ran = python(&world, &packages, APPRISE, &[&url]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.text(), ran.err);
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
}
