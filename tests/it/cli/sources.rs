//! `wail sources`: the table of webhooks, one of them, and what is read out of a body.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use wail::daemon::clock;
use wail::sources::{Reading, SOURCES, find};

use crate::common::{Ran, TestHome};
use crate::payloads::{collection, read, systems, tables, text};

/// Two disks of Alertmanager's, one of them fine again.
const TWO_DISKS: &str = r#"{"alerts": [
  {"status": "firing", "fingerprint": "a1", "startsAt": "2026-03-08T02:11:00Z",
   "labels": {"alertname": "DiskFull", "severity": "page"}, "annotations": {"summary": "disk full"},
   "generatorURL": "https://prometheus.example/graph"},
  {"status": "resolved", "fingerprint": "a2", "labels": {"alertname": "DiskFull"}}]}"#;

fn value(run: &Ran) -> Value {
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stdout.lines().count(), 1, "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

/// `wail` where there is no configuration.
fn bare(home: &TestHome, arguments: &[&str]) -> Ran {
    let nowhere = home.path().join("nowhere");
    fs::create_dir_all(&nowhere).unwrap();
    let mut command = home.command(arguments);
    crate::common::ran(command.env_remove("WAIL_CONFIG").env("HOME", &nowhere).current_dir(nowhere))
}

#[test]
fn the_table_has_every_kind_and_fits_eighty_columns_but_for_its_last() {
    let home = TestHome::new();
    let run = bare(&home, &["sources"]);
    assert_eq!(run.code, 0, "{run:?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    let head = lines[0];
    assert!(head.starts_with("KIND ") && head.ends_with("  WHAT SENDS IT"), "{head}");
    let kinds: Vec<&str> =
        lines[1..].iter().map(|line| line.split_whitespace().next().unwrap()).collect();
    let expected: Vec<&str> = SOURCES.iter().map(|source| source.name).collect();
    assert_eq!(kinds, expected);
    assert!(head.find("WHAT SENDS IT").unwrap() <= 60, "the last column has room: {head}");
    assert_eq!(
        run.stderr,
        "`wail sources KIND` says how one is set up, and where it is documented\n"
    );
    assert_eq!(bare(&home, &["sources", "--markdown"]).stdout, wail::sources::markdown());
}

#[test]
fn what_is_configured_comes_first() {
    let home = TestHome::new();
    home.edit_config("[sources.generic]", "[sources.disks]\nkind = \"uptime-kuma\"");
    let run = home.wail(&["sources"]);
    let port = home.address().port();
    let first: Vec<&str> = run.stdout.lines().take(4).collect();
    assert_eq!(
        first,
        [
            "NAME          KIND          PROVED BY  ADDRESS",
            &format!(
                "alertmanager  alertmanager  nothing    http://127.0.0.1:{port}/in/alertmanager"
            ),
            &format!("disks         uptime-kuma   nothing    http://127.0.0.1:{port}/in/disks"),
            "",
        ]
    );
    let all = home.json(&["sources"]);
    assert_eq!(
        all["configured"][1],
        json!({
            "name": "disks", "kind": "uptime-kuma", "key": false, "signed": false,
            "address": format!("http://127.0.0.1:{port}/in/disks"),
        })
    );
    assert_eq!(all["kinds"].as_array().unwrap().len(), SOURCES.len());
    assert_eq!(all["kinds"][0]["kind"], SOURCES[0].name);
}

#[test]
fn one_kind_is_shown_with_a_block_that_is_a_configuration() {
    let home = TestHome::new();
    let port = home.address().port();
    let run = home.wail(&["sources", "uptime-kuma"]);
    run.is(
        0,
        &format!(
            "uptime-kuma: Uptime Kuma, notification type Webhook
  address    http://127.0.0.1:{port}/in/uptime-kuma
  setup      Settings, Notifications, type Webhook: http://127.0.0.1:{port}/in/uptime-kuma as Post URL, any body
  proof      the key as bearer token, as password of basic authentication, or as `?key=` in the address; write `key`
  resolves   yes: it also says when a problem is over
  docs       github.com/louislam/uptime-kuma, wiki, Notification Methods

[sources.uptime-kuma]
kind = \"uptime-kuma\"
key = \"env:WAIL_UPTIME_KUMA_KEY\"
"
        ),
        "",
    );
    for kind in SOURCES {
        let home = TestHome::new();
        let shown = home.json(&["sources", kind.name]);
        let block = shown["block"].as_str().unwrap();
        home.edit_config("[sources.alertmanager]\n[sources.generic]\n", block);
        let variable = block.split("env:").nth(1).map(|rest| rest.split('"').next().unwrap());
        let mut check = home.command(&["config", "check"]);
        check.envs(variable.map(|variable| (variable, "c2VjcmV0LW9mLXRoZS1zZW5kZXI=")));
        let checked = crate::common::ran(&mut check);
        assert_eq!(checked.code, 0, "{}: {checked:?}\n{block}", kind.name);
    }
}

#[test]
fn a_configured_source_is_shown_as_it_is_configured() {
    let home = TestHome::new();
    fs::write(home.path().join("key"), "hunter2").unwrap();
    home.edit_config(
        "[sources.generic]",
        "[sources.pager]\nkind = \"generic\"\nkey = \"file:key\"",
    );
    let run = home.wail(&["sources", "pager"]);
    assert!(run.stdout.starts_with("pager (kind `generic`): the documented JSON"), "{run:?}");
    assert!(run.stdout.contains("\n  proved by  the key of `file:key`\n"), "{run:?}");
    assert!(!run.stdout.contains("hunter2") && !run.stdout.contains("[sources."), "{run:?}");
}

#[test]
fn a_body_is_read_without_any_configuration() {
    let home = TestHome::new();
    fs::write(home.path().join("body.json"), TWO_DISKS).unwrap();
    let run = bare(&home, &["sources", "read", "alertmanager", "../body.json"]);
    assert_eq!(run.stderr, "");
    let read = value(&run);
    assert_eq!(
        read,
        json!({"disposition": "alerts", "alerts": [
            {
                "signal": "firing", "fingerprint": "a1", "severity": "error",
                "severity_raw": "page", "summary": "disk full", "source": null, "service": null,
                "link": "https://prometheus.example/graph", "started_at": "2026-03-08T02:11:00Z",
                "ended_at": null, "labels": {"alertname": "DiskFull", "severity": "page"},
            },
            {
                "signal": "resolved", "fingerprint": "a2", "severity": "error",
                "severity_raw": "", "summary": "DiskFull", "source": null, "service": null,
                "link": null, "started_at": null, "ended_at": null,
                "labels": {"alertname": "DiskFull"},
            },
        ]})
    );
    assert_eq!(
        value(&bare(&home, &["sources", "read", "alertmanager", "../body.json", "--json"])),
        read
    );
}

#[test]
fn a_configured_source_has_its_own_severities() {
    let home = TestHome::new();
    home.edit_config(
        "[sources.alertmanager]",
        "[sources.disks]\nkind = \"alertmanager\"\n\
         severity = { page = \"critical\", default = \"info\" }",
    );
    let read = value(&home.wail_reading(TWO_DISKS, &["sources", "read", "disks", "-"]));
    assert_eq!(read["alerts"][0]["severity"], "critical");
    assert_eq!(read["alerts"][1]["severity"], "info");
    let read = value(&home.wail_reading(TWO_DISKS, &["sources", "read", "alertmanager", "-"]));
    assert_eq!(read["alerts"][0]["severity"], "error", "a kind that is not configured");
}

/// The blocks of one language in a text, each with where it begins.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let begin = format!("\n```{language}\n");
    text.split(&*begin).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

#[test]
fn the_maps_of_the_document_read_its_bodies() {
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/webhooks.md"));
    let document = document.unwrap();
    let (_, section) = document.split_once("\n## `map`").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let (maps, json) = (blocks(section, "toml"), blocks(section, "json"));
    assert_eq!((maps.len(), json.len()), (2, 4));
    for (map, pair) in maps.iter().zip(json.chunks(2)) {
        let home = TestHome::new();
        home.edit_config("[sources.generic]\n", &format!("{map}\n"));
        let name = map.split(['.', ']']).nth(1).unwrap();
        let run = home.wail_reading(pair[0], &["sources", "read", name, "-"]);
        assert_eq!(run.stderr, "", "{name}");
        assert_eq!(value(&run), serde_json::from_str::<Value>(pair[1]).unwrap(), "{name}");
    }
}

#[test]
fn whoever_tries_a_map_is_told_what_it_does_not_find() {
    let home = TestHome::new();
    home.edit_config(
        "[sources.generic]\n",
        "[sources.disks]\nkind = \"map\"\nmap = { summary = \"title\", severity = \"critical\" }\n",
    );
    let read = ["sources", "read", "disks", "-"];
    let run = home.wail_reading("{\"title\": \"disk full\"}", &read);
    assert_eq!(value(&run)["alerts"][0]["severity"], "error");
    assert_eq!(
        run.stderr,
        "`severity`: nothing stands at `critical`; what is always the same is written \
         `{{ \"critical\" }}`\n"
    );
    home.wail_reading("{\"name\": \"disk full\"}", &read).is(
        1,
        "",
        "error: standard input cannot be read as `map`: the map finds neither a `key` nor a \
         `summary` in it\n\
         hint: `wail sources map` says what sends it; a header or a query may be missing\n",
    );
    let run = home.wail_reading("{}", &["sources", "read", "map", "-"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("is read by `[sources.NAME.map]`, and there is none"), "{run:?}");
}

#[test]
fn a_query_is_read_from_a_file_or_as_it_is_typed() {
    let home = TestHome::new();
    let query = "msg=down&heartbeat=%7B%22status%22%3A0%7D&monitor=%7B%22id%22%3A7%7D";
    fs::write(home.path().join("down.query"), format!("{query}\n")).unwrap();
    let read = value(&home.wail(&["sources", "read", "uptime-kuma", "down.query"]));
    assert_eq!(read["alerts"][0]["summary"], "down");
    let typed = query.replace("down", "gone");
    let typed = ["sources", "read", "uptime-kuma", "down.query", "--query", typed.as_str()];
    assert_eq!(value(&home.wail(&typed))["alerts"][0]["summary"], "gone");
    let typed = ["sources", "read", "uptime-kuma", "-", "--method", "GET", "--query", query];
    assert_eq!(value(&home.wail_reading("", &typed)), read);
}

#[test]
fn what_is_no_alert_says_what_it_is() {
    let home = TestHome::new();
    let body = r#"{"heartbeat": null, "monitor": null, "msg": "My Alert Testing"}"#;
    let read = value(&home.wail_reading(body, &["sources", "read", "uptime-kuma", "-"]));
    let expected =
        json!({"disposition": "test", "about": "Uptime Kuma's test button", "alerts": []});
    assert_eq!(read, expected);
}

#[test]
fn what_cannot_be_read_is_told_with_its_reason() {
    let home = TestHome::new();
    home.wail_reading("{\"alerts\": 7}", &["sources", "read", "alertmanager", "-"]).is(
        1,
        "",
        "error: standard input cannot be read as `alertmanager`: `alerts` is not a list of alerts\n\
         hint: `wail sources alertmanager` says what sends it; a header or a query may be missing\n",
    );
    let run = home.wail(&["sources", "read", "alertmanager", "nothing.json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.starts_with("error: nothing.json cannot be opened: "), "{run:?}");
    let run = home.wail(&["sources", "read", "alertmanager", "x", "--header", "none"]);
    assert_eq!(run.code, 2, "{run:?}");
}

#[test]
fn a_name_that_is_none_is_told_with_the_one_that_was_meant() {
    let home = TestHome::new();
    for arguments in [&["sources", "uptimekuma"][..], &["sources", "read", "uptimekuma", "-"]] {
        home.wail(arguments).is(
            2,
            "",
            "error: there is no source or kind `uptimekuma`\nhint: did you mean `uptime-kuma`?\n",
        );
    }
    home.wail(&["sources", "carrier-pigeon"]).is(
        2,
        "",
        "error: there is no source or kind `carrier-pigeon`\nhint: `wail sources` lists them\n",
    );
    home.edit_config("zone = \"UTC\"", "zone = \"Nowhere\"");
    let run = home.wail(&["sources", "disks"]);
    assert_eq!(run.code, 3, "the name may stand where the fault is: {run:?}");
    let run = home.wail_reading(TWO_DISKS, &["sources", "read", "alertmanager", "-"]);
    assert_eq!(value(&run)["disposition"], "alerts", "a kind is known without a configuration");
    assert!(run.stderr.contains("`wail config check`"), "{run:?}");
}

#[test]
fn recorded_requests_are_read_as_the_library_reads_them() {
    let Some(collection) = collection() else { return };
    let home = TestHome::new();
    let mut number = 0;
    // Each run is a process: of the systems that are understood, every other one.
    let folders = systems(&collection);
    let known = folders
        .iter()
        .filter_map(|folder| Some((find(folder.file_name().unwrap().to_str().unwrap())?, folder)));
    for (source, folder) in known.step_by(2) {
        let about = fs::read_to_string(folder.join("META.toml")).unwrap();
        let about: toml::Value = toml::from_str(&about).unwrap();
        for payload in tables(&about, "payload") {
            let words = asked(source.name, folder, &about, payload);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let run = home.wail(&words);
            let expected = read(source, folder, &about, payload, clock::now());
            let Ok(expected) = expected else {
                assert_eq!(run.code, 1, "{}: {run:?}", folder.display());
                continue;
            };
            let file = text(payload, "file").unwrap();
            assert_eq!(value(&run), shown(&expected), "{}/{file}", source.name);
            number += 1;
        }
    }
    assert!(number > 3, "{number} requests");
}

/// The arguments that say of a recorded request what its collector knows.
fn asked(kind: &str, folder: &Path, about: &toml::Value, payload: &toml::Value) -> Vec<String> {
    let file = folder.join(text(payload, "file").unwrap());
    let mut words = ["sources", "read", kind].map(str::to_owned).to_vec();
    words.push(file.to_str().unwrap().to_owned());
    let mut say = |option: &str, value: &str| {
        words.extend([option.to_owned(), value.to_owned()]);
    };
    let said = |field: &str| text(payload, field).or_else(|| text(about, field));
    let content_type = if file.extension().is_some_and(|it| it == "form") {
        Some("application/x-www-form-urlencoded")
    } else {
        said("content_type")
    };
    let method = said("method").filter(|method| *method == "GET" || *method == "PUT");
    for (option, value) in [
        ("--content-type", content_type),
        ("--method", method),
        ("--path", text(payload, "path")),
        ("--query", text(payload, "query")),
    ] {
        if let Some(value) = value {
            say(option, value);
        }
    }
    let headers = payload.get("headers").and_then(toml::Value::as_table);
    for (name, value) in headers.into_iter().flatten() {
        if let Some(value) = value.as_str() {
            say("--header", &format!("{name}: {value}"));
        }
    }
    words
}

/// What the library read, in the words of the command line.
fn shown(reading: &Reading) -> Value {
    let alerts = reading.alerts().iter().map(|alert| {
        json!({
            "signal": alert.signal.word(),
            "fingerprint": alert.fingerprint.as_str(),
            "severity": alert.severity.word(),
            "severity_raw": alert.severity_word.clone().unwrap_or_default(),
            "summary": alert.summary,
            "source": alert.origin,
            "service": alert.service,
            "link": alert.link,
            "started_at": alert.started_at.map(|at| at.to_string()),
            "ended_at": alert.ended_at.map(|at| at.to_string()),
            "labels": alert.labels,
        })
    });
    let mut shown =
        json!({"disposition": reading.disposition(), "alerts": alerts.collect::<Value>()});
    match reading {
        Reading::Alerts(_) => {}
        Reading::Handshake { about, .. } | Reading::Test(about) | Reading::Ignored(about) => {
            shown["about"] = about.as_str().into();
        }
    }
    shown
}
