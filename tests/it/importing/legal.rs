//! Whatever a system may legally export, something comes of it that passes the check.

use super::whose::is_told;
use super::{document, imported, settings};

#[test]
fn layers_of_one_name_are_numbered() {
    let layer = r#"{"name": "Layer", "start": "2026-01-05T09:00:00Z",
        "rotation_virtual_start": "2026-01-05T09:00:00Z", "rotation_turn_length_seconds": 604800,
        "users": [{"user": {"id": "A", "type": "user_reference", "summary": "Ana"}}]}"#;
    let other = layer.replace("Layer", "Layer 2");
    let export = format!(
        r#"{{"schedule": {{"id": "S", "name": "web", "time_zone": "UTC",
            "schedule_layers": [{layer}, {layer}, {other}]}}}}"#
    );
    let text = imported(&document("schedule.json", &export)).text;
    settings(&text);
    for name in ["Layer", "Layer 2", "Layer 3"] {
        assert!(text.contains(&format!("name = \"{name}\"\n")), "{name}\n{text}");
    }
}

#[test]
fn a_server_that_is_asked_by_its_name_is_told_and_the_others_stay() {
    let export = r#"
endpoints:
  - { name: by-name, url: "dns.example.org", dns: { query-name: "example.org", query-type: "A" } }
  - { name: by-address, url: "192.0.2.53", dns: { query-name: "example.org", query-type: "A" } }
"#;
    let gatus = imported(&document("gatus.yaml", export));
    is_told(&gatus, "endpoint by-name", "it asks `dns.example.org`");
    assert_eq!(settings(&gatus.text).monitors.len(), 1);
    let export = r#"{"monitorList": [
        {"id": 1, "name": "by-name", "type": "dns", "hostname": "example.org", "dns_resolve_server": "one.example"},
        {"id": 2, "name": "by-address", "type": "dns", "hostname": "example.org", "dns_resolve_server": "192.0.2.53"}]}"#;
    let kuma = imported(&document("backup.json", export));
    is_told(&kuma, "monitor by-name", "it asks `one.example`");
    assert_eq!(settings(&kuma.text).monitors.len(), 1);
}

#[test]
fn a_rule_that_would_hold_everything_is_told() {
    let export = r#"
receivers: [{ name: team, webhook_configs: [{ url: "http://127.0.0.1" }] }]
route: { receiver: team }
inhibit_rules:
  - { source_matchers: ['alertname="Down"'], target_matchers: ['severity!="critical"'] }
  - { source_matchers: ['alertname="Down"'], target_matchers: ['severity!="critical"'], equal: [cluster] }
"#;
    let imported = imported(&document("alertmanager.yml", export));
    settings(&imported.text);
    is_told(&imported, "inhibit rule 1", "its target takes everything but a few");
    assert_eq!(imported.text.matches("[[inhibit]]").count(), 1, "{}", imported.text);
}

#[test]
fn what_would_be_a_fault_is_left_out_and_told() {
    let export = r#"
endpoints:
  - { name: strange, url: "192.0.2.53", dns: { query-name: "example.org", query-type: "LOC" } }
  - { name: spoken, url: "http://shop example/", conditions: ["[STATUS] == 200"] }
  - { name: right, url: "tcp://shop.example.org:1" }
  - { name: wrong, url: "tcp://shop.example.org:port" }
"#;
    let imported = imported(&document("gatus.yaml", export));
    let settings = settings(&imported.text);
    let names: Vec<&str> = settings.monitors.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["right"], "{}", imported.text);
    for name in ["strange", "spoken", "wrong"] {
        is_told(&imported, &format!("[monitors.{name}]"), ": it is left out");
    }
    for left in &imported.left {
        assert!(imported.text.contains(&format!("#   {left}\n")), "{left}");
    }
    let counts: Vec<_> = imported.counts.iter().filter(|(what, _)| *what == "monitor").collect();
    assert_eq!(counts, [&("monitor", 1)]);
}

#[test]
fn variables_are_told_with_braces_and_without() {
    let export = r#"
endpoints:
  - { name: braces, url: "https://${HOST}/" }
  - { name: bare, url: "tcp://$HOST:1" }
  - { name: asked, url: "192.0.2.53", dns: { query-name: "$NAME", query-type: "A" } }
  - name: within
    url: "https://shop.example.org/a$$b"
    headers: { User-Agent: "$AGENT", Accept: text/html }
    conditions: ["[BODY].mode == $MODE", "[BODY].cost == 5$"]
"#;
    let imported = imported(&document("gatus.yaml", export));
    assert_eq!(settings(&imported.text).monitors.len(), 1, "{}", imported.text);
    for name in ["braces", "bare", "asked"] {
        is_told(&imported, &format!("endpoint {name}"), "its address has a variable in it");
    }
    is_told(&imported, "endpoint within", "the header `User-Agent` has a variable in it");
    is_told(&imported, "endpoint within", "`[BODY].mode == $MODE` has a variable in it");
    assert!(imported.text.contains("\njson = [\"cost == '5$'\"]\n"), "{}", imported.text);
}

#[test]
fn the_zone_that_stands_in_is_the_one_that_is_written() {
    let export = r#"
maintenance: { start: "23:00", duration: 1h, timezone: Middle/Earth }
endpoints: [{ name: shop, url: "tcp://shop.example.org:1" }]
"#;
    let imported = imported(&document("gatus.yaml", export));
    settings(&imported.text);
    is_told(&imported, "maintenance", "`Middle/Earth` is not known here; UTC stands in for it");
    assert!(imported.text.contains("zone = \"UTC\"\n"), "{}", imported.text);
}
