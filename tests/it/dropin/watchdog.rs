//! An alert that always fires is a sign of life of its Prometheus, and its absence calls somebody.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::Value;

use super::{SOON, are_installed};
use crate::real_input::{Running, free_address};
use crate::world::{KEY, World, until};

/// A Prometheus whose only rule always fires, and that says so every second.
fn prometheus(folder: &Path, tells: &str) -> Running {
    let address = free_address();
    let config = format!(
        "global:\n  evaluation_interval: 1s\nrule_files: [watchdog.yml]\nalerting:\n  alertmanagers:\n    {tells}\n"
    );
    let rules = "groups:\n  - name: meta\n    rules:\n      - alert: Watchdog\n        expr: vector(1)\n        \
                 labels: {severity: critical}\n";
    fs::write(folder.join("prometheus.yml"), config).unwrap();
    fs::write(folder.join("watchdog.yml"), rules).unwrap();
    Running::start(
        "prometheus",
        folder,
        &[
            "--config.file=prometheus.yml".to_owned(),
            "--storage.tsdb.path=prometheus".to_owned(),
            "--rules.alert.resend-delay=1s".to_owned(),
            format!("--web.listen-address={address}"),
        ],
    )
}

/// An Alertmanager that repeats what still fires as often as it is expected.
fn alertmanager(folder: &Path, wail: SocketAddr) -> (Running, SocketAddr) {
    let config = format!(
        "route: {{receiver: wail, group_wait: 0s, group_interval: 1s, repeat_interval: 1s}}\n\
         receivers:\n  - name: wail\n    webhook_configs:\n      - url: http://{wail}/in/locked-manager\n        \
         send_resolved: true\n        http_config: {{authorization: {{credentials: {KEY}}}}}\n"
    );
    fs::write(folder.join("alertmanager.yml"), config).unwrap();
    let address = free_address();
    let words = [
        "--config.file=alertmanager.yml".to_owned(),
        "--storage.path=alertmanager".to_owned(),
        format!("--web.listen-address={address}"),
        "--cluster.listen-address=".to_owned(),
    ];
    (Running::start("prometheus-alertmanager", folder, &words), address)
}

fn watchdog() -> World {
    World::new(&format!(
        "{}[sources.locked-manager]\nkind = \"alertmanager\"\nkey = \"env:WAIL_TEST_KEY\"\n\
         [dropin.alertmanager]\nkey = \"env:WAIL_TEST_KEY\"\n\
         [heartbeats.prometheus]\nevery = \"10s\"\ngrace = \"5s\"\nmatch = \"alertname=Watchdog\"\n",
        crate::world::PROGRAM
    ))
}

fn heard_at(world: &World) -> Value {
    world.json(["beat", "list", "--json"])[0]["heard_at"].clone()
}

/// It is heard again and again and calls nobody, and when it is heard no more, that does.
fn is_heard_and_missed(world: &World, monitors: Vec<Running>) {
    until("it is heard", SOON, || !heard_at(world).is_null());
    let first = heard_at(world);
    until("it is heard again", SOON, || heard_at(world) != first);
    assert!(world.open().is_empty(), "{:?}", world.open());
    drop(monitors);
    until("it is missed", SOON, || !world.open().is_empty());
    let open = world.open();
    let summary = open[0]["summary"].as_str().unwrap();
    assert!(summary.starts_with("heartbeat prometheus is late: due "), "{summary}");
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!(world.count("opened"), 1);
}

#[test]
fn a_prometheus_that_ends_is_missed_at_the_door_of_alertmanager() {
    if !are_installed(&["prometheus"]) {
        return;
    }
    let world = watchdog();
    let daemon = world.serve();
    let door: SocketAddr = daemon.address;
    let tells = format!(
        "- static_configs: [{{targets: ['{door}']}}]\n      authorization: {{credentials: {KEY}}}"
    );
    let monitor = prometheus(world.folder(), &tells);
    is_heard_and_missed(&world, vec![monitor]);
}

#[test]
fn a_prometheus_that_ends_is_missed_behind_a_real_alertmanager() {
    if !are_installed(&["prometheus", "prometheus-alertmanager"]) {
        return;
    }
    let world = watchdog();
    let daemon = world.serve();
    let (manager, address) = alertmanager(world.folder(), daemon.address);
    let tells = format!("- static_configs: [{{targets: ['{address}']}}]");
    let monitor = prometheus(world.folder(), &tells);
    is_heard_and_missed(&world, vec![monitor, manager]);
}
