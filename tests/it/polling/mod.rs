//! Sources that are asked: real ones, and stand-ins that speak as their vendors document it.

mod listed;
mod ntfy;
mod real;
mod there;

use serde_json::{Value, json};

use crate::sender::get;
use crate::world::{Daemon, PATIENCE, World, until};

/// What is open, by summary, in order.
fn open(world: &World) -> Vec<String> {
    let open = world.open();
    let mut names: Vec<String> =
        open.iter().map(|open| open["summary"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Waits until exactly these are open.
fn is_open(world: &World, expected: &[&str]) {
    until(&format!("{expected:?} is open"), PATIENCE, || open(world) == expected);
}

/// Whether the daemon is ready, or why not.
fn readiness(daemon: &Daemon) -> (u16, String) {
    let reply = get(daemon.address, "/readyz").unwrap();
    let said = reply.text.rsplit("\r\n\r\n").next().unwrap().trim().to_owned();
    (reply.status, said)
}

/// What Prometheus answers when these fire.
fn prometheus(firing: &[&str]) -> Value {
    let alerts = firing.iter().map(|name| {
        json!({"labels": {"alertname": name, "severity": "error"}, "annotations": {},
            "state": "firing", "activeAt": "2026-11-03T02:50:00Z", "value": "1e+00"})
    });
    json!({"status": "success", "data": {"alerts": alerts.collect::<Vec<_>>()}})
}
