//! Alertmanager's API: Prometheus pushes to it, `amtool` asks it for everything it knows to ask.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};

use super::{SOON, are_installed, status, world};
use crate::real_input::{Target, prometheus};
use crate::sender::exchange;
use crate::world::{Daemon, KEY, Ran, World, run, until};

/// `amtool`, pointed at `wail`, with the key as a password.
fn amtool(world: &World, daemon: &Daemon, words: &[&str]) -> Ran {
    let access = world.folder().join("access.yml");
    fs::write(&access, format!("basic_auth:\n  username: ana\n  password: {KEY}\n")).unwrap();
    let mut amtool = world.program("amtool");
    amtool.arg(format!("--alertmanager.url=http://{}", daemon.address));
    amtool.arg(format!("--http.config.file={}", access.display()));
    amtool.args(words);
    run(amtool)
}

fn does(world: &World, daemon: &Daemon, words: &[&str]) -> String {
    let ran = amtool(world, daemon, words);
    assert_eq!(ran.code, Some(0), "{words:?}: {}{}", ran.text(), ran.err);
    ran.text().to_owned()
}

/// What `amtool` says as JSON.
fn tells(world: &World, daemon: &Daemon, words: &[&str]) -> Value {
    let words: Vec<&str> = ["--output=json"].iter().chain(words).copied().collect();
    serde_json::from_str(&does(world, daemon, &words)).unwrap()
}

fn names(alerts: &Value) -> Vec<&str> {
    let alerts = alerts.as_array().unwrap().iter();
    alerts.map(|alert| alert["labels"]["alertname"].as_str().unwrap()).collect()
}

/// An end that the longest silence allows.
fn in_an_hour() -> String {
    (wail::daemon::clock::now() + jiff::SignedDuration::from_hours(1)).to_string()
}

fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, Value) {
    super::ask(address, "Bearer", (method, path), body)
}

#[test]
fn amtool_adds_alerts_and_finds_them_by_what_they_say() {
    if !are_installed(&["amtool"]) {
        return;
    }
    let world = world("alertmanager");
    let daemon = world.serve();
    let add = ["alert", "add", "severity=critical", "alertname=DiskFull", "host=db-1"];
    does(&world, &daemon, &[&add[..], &["--annotation=summary=the disk is full"]].concat());
    does(&world, &daemon, &["alert", "add", "Hot", "severity=error", "host=web-1"]);
    until("both are open", SOON, || world.open().len() == 2);
    let found = tells(&world, &daemon, &["alert", "query"]);
    assert_eq!(names(&found), ["DiskFull", "Hot"]);
    assert_eq!(found[0]["annotations"]["summary"], "the disk is full");
    assert_eq!(found[0]["receivers"], json!([{ "name": "default" }]));
    assert_eq!(found[0]["status"]["state"], "active");
    for (filter, wanted) in [
        ("host=db-1", vec!["DiskFull"]),
        ("host=~web-\\d", vec!["Hot"]),
        ("host!=db-1", vec!["Hot"]),
        ("host!~.*-1", vec![]),
    ] {
        assert_eq!(names(&tells(&world, &daemon, &["alert", "query", filter])), wanted, "{filter}");
    }
    let receiver = |name: &str| tells(&world, &daemon, &["alert", "query", "--receiver", name]);
    assert_eq!(names(&receiver("def.*")).len(), 2);
    assert!(names(&receiver("other")).is_empty());
    let (_, groups) = ask(daemon.address, "GET", "/api/v2/alerts/groups", "");
    assert_eq!(groups.as_array().unwrap().len(), 2, "{groups}");
    assert_eq!(names(&groups[0]["alerts"]), ["DiskFull"]);
    does(
        &world,
        &daemon,
        &["alert", "add", "Hot", "severity=error", "host=web-1", "--end=2020-01-01T00:00:00Z"],
    );
    until("one is over", SOON, || world.open().len() == 1);
}

#[test]
fn a_silence_of_amtool_holds_what_it_matches_until_it_is_expired() {
    if !are_installed(&["amtool"]) {
        return;
    }
    let world = world("alertmanager");
    let daemon = world.serve();
    let add = ["silence", "add", "--author=ana", "--comment=a new disk", "host=db-1"];
    let id = does(&world, &daemon, &add).trim().to_owned();
    does(&world, &daemon, &["alert", "add", "DiskFull", "severity=critical", "host=db-1"]);
    until("it is held", SOON, || status(&world).as_deref() == Some("held"));
    assert_eq!(world.open()[0]["held_by_silence"], 1);
    assert!(names(&tells(&world, &daemon, &["alert", "query"])).is_empty());
    let silenced = tells(&world, &daemon, &["alert", "query", "--silenced"]);
    assert_eq!(
        silenced[0]["status"],
        json!({
            "state": "suppressed", "silencedBy": [id], "inhibitedBy": []
        })
    );
    let silences = tells(&world, &daemon, &["silence", "query"]);
    assert_eq!((&silences[0]["id"], &silences[0]["comment"]), (&json!(id), &json!("a new disk")));
    assert_eq!(silences[0]["status"]["state"], "active");
    assert_eq!(tells(&world, &daemon, &["silence", "query", "host=web-1"]), json!([]));
    let update = ["silence", "update", "--duration=3h", "--comment=two new disks", &id];
    does(&world, &daemon, &update);
    let silences = tells(&world, &daemon, &["silence", "query", "host=db-1"]);
    assert_eq!(silences.as_array().unwrap().len(), 1, "{silences}");
    assert_eq!(
        (&silences[0]["id"], &silences[0]["comment"]),
        (&json!(id), &json!("two new disks"))
    );
    assert_eq!(world.count("paged"), 0, "nobody was called");
    does(&world, &daemon, &["silence", "expire", &id]);
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
    assert_eq!(tells(&world, &daemon, &["silence", "query"]), json!([]));
    let expired = tells(&world, &daemon, &["silence", "query", "--expired"]);
    assert_eq!(expired[0]["status"]["state"], "expired");
    let words = ["silence-added", "silence-changed", "silence-ended"];
    assert!(words.iter().all(|word| world.count(word) == 1), "{:?}", world.events());
}

#[test]
fn amtool_shows_the_configuration_and_the_cluster() {
    if !are_installed(&["amtool"]) {
        return;
    }
    let world = world("alertmanager");
    let daemon = world.serve();
    let shown = does(&world, &daemon, &["config", "show"]);
    assert!(shown.contains("receiver: \"default\""), "{shown}");
    let file = world.folder().join("alertmanager.yml");
    fs::write(&file, &shown).unwrap();
    let checked = does(&world, &daemon, &["check-config", file.to_str().unwrap()]);
    assert!(checked.contains("SUCCESS"), "{checked}");
    let routed = does(&world, &daemon, &["config", "routes", "test", "severity=critical"]);
    assert_eq!(routed.trim(), "default");
    let cluster = does(&world, &daemon, &["cluster", "show"]);
    assert!(cluster.contains("disabled"), "{cluster}");
    assert_eq!(ask(daemon.address, "GET", "/-/healthy", "").0, 200);
    until("it is ready", SOON, || ask(daemon.address, "GET", "/-/ready", "").0 == 200);
    let (_, receivers) = ask(daemon.address, "GET", "/api/v2/receivers", "");
    assert_eq!(receivers, json!([{ "name": "default" }]));
}

#[test]
fn what_cannot_be_is_refused_and_nobody_without_the_key_learns_anything() {
    let world = world("alertmanager");
    let daemon = world.serve();
    let silence = |matcher: &str, end: &str| {
        format!(
            "{{\"matchers\":[{matcher}],\"endsAt\":\"{end}\",\"createdBy\":\"ana\",\"comment\":\"\"}}"
        )
    };
    let host = r#"{"name":"host","value":"db","isRegex":false}"#;
    for (body, why) in [
        (silence(host, "2020-01-01T00:00:00Z"), "it must end in the future"),
        (silence("", "2099-01-01T00:00:00Z"), "at least one matcher"),
        (
            silence(r#"{"name":"host","value":"(","isRegex":true}"#, "2099-01-01T00:00:00Z"),
            "regular",
        ),
        (silence(host, "soon"), "endsAt"),
        (silence(host, "2099-01-01T00:00:00Z"), "it must end within 7d"),
        ("no".to_owned(), "expected"),
    ] {
        let (status, answer) = ask(daemon.address, "POST", "/api/v2/silences", &body);
        assert_eq!(status, 400, "{answer}");
        assert!(answer.as_str().unwrap().contains(why), "{answer}");
    }
    let unknown = silence(host, &in_an_hour()).replacen('{', "{\"id\":\"7\",", 1);
    assert_eq!(ask(daemon.address, "POST", "/api/v2/silences", &unknown).0, 404);
    assert_eq!(ask(daemon.address, "DELETE", "/api/v2/silence/7", "").0, 404);
    assert_eq!(ask(daemon.address, "GET", "/api/v2/silence/x", "").0, 404);
    for path in ["alerts", "alerts/groups", "silences", "silence/1", "status", "receivers"] {
        let request = format!("GET /api/v2/{path} HTTP/1.1\r\nHost: wail\r\n\r\n");
        assert_eq!(exchange(daemon.address, request.as_bytes()).unwrap().status, 401, "{path}");
    }
    assert_eq!(world.count("silence-added"), 0);
}

#[test]
fn prometheus_pushes_to_it_and_grafana_s_silence_holds_what_it_pushes() {
    if !are_installed(&["prometheus"]) {
        return;
    }
    let world = world("alertmanager");
    let daemon = world.serve();
    // What Grafana posts of the labels it was shown.
    let silence = json!({
        "matchers": [
            { "name": "alertname", "value": "ShopDown", "isRegex": false, "isEqual": true },
            { "name": "service", "value": "shop", "isRegex": false, "isEqual": true },
        ],
        "startsAt": "2020-01-01T00:00:00.000Z",
        "endsAt": in_an_hour(),
        "createdBy": "grafana",
        "comment": "known",
    });
    let (code, kept) = ask(daemon.address, "POST", "/api/v2/silences", &silence.to_string());
    assert_eq!(code, 200, "{kept}");
    let mut target = Target::live(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let alerting = format!(
        "- basic_auth: {{username: wail, password: {KEY}}}\n      \
         static_configs: [{{targets: ['{}']}}]",
        daemon.address
    );
    let _prometheus = prometheus(world.folder(), target.address, &alerting);
    target.die();
    until("it is held", SOON, || status(&world).as_deref() == Some("held"));
    let id = kept["silenceID"].as_str().unwrap();
    let (code, _) = ask(daemon.address, "DELETE", &format!("/api/v2/silence/{id}"), "");
    assert_eq!(code, 200);
    until("it rings", SOON, || status(&world).as_deref() == Some("triggered"));
    let _alive = Target::live(target.address);
    until("it is over", SOON, || world.open().is_empty());
    assert_eq!(world.count("opened"), 1, "{:?}", world.events());
}
