//! Opsgenie's alerts: Alertmanager's `opsgenie_configs`, `apprise`, and everything else by hand.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::{SOON, are_installed, packages, python, status, world};
use crate::real_input::{Running, alertmanager_that};
use crate::sender::exchange;
use crate::world::{KEY, run, until};

const CREATE: &str = r#"{"message":"the disk is full","alias":"disk/db-1","priority":"P1",
    "entity":"db-1","details":{"team":"db"}}"#;

fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, Value) {
    super::ask(address, "GenieKey", (method, path), body)
}

#[test]
fn an_alert_is_created_found_and_ended_by_each_of_its_names() {
    let world = world("opsgenie");
    let daemon = world.serve();
    let address = daemon.address;
    let (code, created) = ask(address, "POST", "/v2/alerts", CREATE);
    assert_eq!((code, &created["result"]), (202, &json!("Request will be processed")));
    until("it is open", SOON, || status(&world).as_deref() == Some("triggered"));
    let early = created["requestId"].as_str().unwrap().to_owned();
    let (_, request) = ask(address, "GET", &format!("/v2/alerts/requests/{early}"), "");
    assert_eq!(request["data"]["isSuccess"], true, "{request}");
    let id = request["data"]["alertId"].as_str().unwrap().to_owned();
    for path in [
        format!("/v2/alerts/{id}"),
        format!("/v2/alerts/{early}?identifierType=id"),
        "/v2/alerts/1?identifierType=tiny".to_owned(),
        "/v2/alerts/disk%2Fdb-1?identifierType=alias".to_owned(),
    ] {
        let (code, found) = ask(address, "GET", &path, "");
        assert_eq!(code, 200, "{path}: {found}");
        let data = &found["data"];
        assert_eq!((&data["id"], &data["tinyId"]), (&json!(id), &json!("1")), "{path}");
        assert_eq!(
            (&data["message"], &data["priority"]),
            (&json!("the disk is full"), &json!("P1"))
        );
        assert_eq!((&data["status"], &data["acknowledged"]), (&json!("open"), &json!(false)));
        assert_eq!(data["details"]["team"], "db");
    }
    let close = "/v2/alerts/disk%2Fdb-1/close?identifierType=alias";
    assert_eq!(ask(address, "POST", close, "{}").0, 202);
    until("it is over", SOON, || world.open().is_empty());
    let (_, closed) = ask(address, "GET", "/v2/alerts?query=status%3Aclosed", "");
    assert_eq!(closed["data"].as_array().unwrap().len(), 1);
    let (_, open) = ask(address, "GET", "/v2/alerts?query=status%3Aopen", "");
    assert_eq!(open["data"], json!([]));
}

#[test]
fn what_is_done_to_an_alert_is_done_here_under_the_name_that_is_said() {
    let world = world("opsgenie");
    let daemon = world.serve();
    let act = |action: &str, body: &str| {
        let path = format!("/v2/alerts/disk%2Fdb-1/{action}?identifierType=alias");
        let (code, answer) = ask(daemon.address, "POST", &path, body);
        assert_eq!(code, 202, "{action}: {answer}");
    };
    // Nothing waits in between: what was created before is decided before.
    assert_eq!(ask(daemon.address, "POST", "/v2/alerts", CREATE).0, 202);
    act("acknowledge", r#"{"user":"eve","note":"on it"}"#);
    assert_eq!(status(&world).as_deref(), Some("acknowledged"));
    act("unacknowledge", r#"{"user":"eve"}"#);
    act("snooze", r#"{"user":"eve","endTime":"2099-01-01T00:00:00Z"}"#);
    act("notes", r#"{"user":"eve","note":"the vendor knows"}"#);
    act("tags", r#"{"user":"eve","tags":["db","night"]}"#);
    act("assign", r#"{"user":"eve","owner":{"username":"ana"}}"#);
    let told: Vec<String> = world
        .events()
        .into_iter()
        .filter(|entry| entry["who"] == "eve")
        .map(|entry| entry["event"].as_str().unwrap().to_owned())
        .collect();
    // The configuration knows nobody called eve.
    let expected = [
        "acknowledged",
        "stranger",
        "noted",
        "unacknowledged",
        "snoozed",
        "stranger",
        "noted",
        "noted",
        "assigned",
    ];
    assert_eq!(told, expected);
    assert!(world.events().iter().any(|it| it["text"] == "eve notes: tagged: db, night"));
    let (code, _) =
        ask(daemon.address, "POST", "/v2/alerts/1/close?identifierType=tiny", r#"{"user":"eve"}"#);
    assert_eq!(code, 202);
    assert!(world.open().is_empty(), "it is done before it is answered");
}

#[test]
fn what_cannot_be_done_is_told_and_nobody_without_the_key_learns_anything() {
    let world = world("opsgenie");
    let daemon = world.serve();
    let address = daemon.address;
    assert_eq!(ask(address, "POST", "/v2/alerts", CREATE).0, 202);
    until("it is open", SOON, || world.open().len() == 1);
    for (path, body, code) in [
        ("/v2/alerts/1/assign?identifierType=tiny", r#"{"owner":{"username":"mallory"}}"#, 422),
        ("/v2/alerts/1/assign?identifierType=tiny", "{}", 422),
        ("/v2/alerts/1/snooze?identifierType=tiny", r#"{"endTime":"soon"}"#, 422),
        ("/v2/alerts/1/snooze?identifierType=tiny", r#"{"endTime":"2020-01-01T00:00:00Z"}"#, 422),
        ("/v2/alerts/1/notes?identifierType=tiny", "{}", 422),
        ("/v2/alerts/1/notes?identifierType=tiny", "no", 422),
        ("/v2/alerts/7/acknowledge?identifierType=tiny", "{}", 404),
        ("/v2/alerts/other/acknowledge?identifierType=alias", "{}", 404),
        ("/v2/alerts/x/acknowledge", "{}", 404),
        ("/v2/alerts", r#"{"priority":"P1"}"#, 422),
    ] {
        let (status, answer) = ask(address, "POST", path, body);
        assert_eq!(status, code, "{path}: {answer}");
        assert!(answer["message"].is_string(), "{answer}");
    }
    assert_eq!(ask(address, "GET", "/v2/alerts?query=message%3Adisk", "").0, 422);
    for path in ["", "/1?identifierType=tiny", "/requests/x"] {
        let request = format!("GET /v2/alerts{path} HTTP/1.1\r\nHost: wail\r\n\r\n");
        assert_eq!(exchange(address, request.as_bytes()).unwrap().status, 401, "{path}");
    }
    assert_eq!(status(&world).as_deref(), Some("triggered"));
}

#[test]
fn alertmanager_pages_as_if_it_were_opsgenie() {
    if !are_installed(&["prometheus-alertmanager", "amtool"]) {
        return;
    }
    let world = world("opsgenie");
    let daemon = world.serve();
    let sends = format!(
        "    opsgenie_configs:\n      - api_url: http://{}/\n        api_key: {KEY}\n        \
         priority: P1\n",
        daemon.address
    );
    let (_alertmanager, address): (Running, _) = alertmanager_that(world.folder(), &sends);
    let tell = |end: &[&str]| {
        let mut amtool = world.program("amtool");
        let url = format!("--alertmanager.url=http://{address}");
        amtool.args([&url, "alert", "add", "DiskFull", "host=db-1"]).args(end);
        let ran = run(amtool);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
    };
    tell(&[]);
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
    assert_eq!(world.open()[0]["severity"], "critical");
    tell(&["--end=2020-01-01T00:00:00Z"]);
    until("it is over", SOON, || status(&world).is_none());
}

/// What `apprise` does when its table of addresses names another.
const APPRISE: &str = r#"
import os, sys
import apprise
from apprise.plugins import opsgenie
for region in opsgenie.OPSGENIE_API_LOOKUP:
    opsgenie.OPSGENIE_API_LOOKUP[region] = sys.argv[1] + "/v2/alerts"
told = apprise.Apprise(asset=apprise.AppriseAsset(
    storage_path=sys.argv[2], storage_mode=apprise.PersistentStoreMode.FLUSH))
assert told.add("opsgenie://%s/?priority=p1" % os.environ["WAIL_TEST_KEY"])
assert told.notify(title="the disk is full", body="98 %", notify_type=sys.argv[3])
"#;

#[test]
fn apprise_pages_and_ends_what_it_paged() {
    let Some(packages) = packages() else { return };
    let world = world("opsgenie");
    let daemon = world.serve();
    let url = format!("http://{}", daemon.address);
    let tell = |kind: &str| {
        let kept = world.folder().join("apprise");
        let ran = python(&world, &packages, APPRISE, &[&url, kept.to_str().unwrap(), kind]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.text(), ran.err);
    };
    tell("failure");
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
    tell("success");
    until("it is over", SOON, || status(&world).is_none());
}
