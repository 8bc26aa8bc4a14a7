//! Monitors that look at real things: Debian's Monitoring Plugins, Prometheus, systemd.

mod plugins;
mod prometheus;
mod systemd;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wail::domain::watch::{Finding, Observation};
use wail::monitors::{Context, Means, Options, Probe, Value, find, observe};

/// How long a look may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A text.
fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// A monitor of that kind, of which this is written.
fn probe(kind: &str, values: &[(&'static str, Value)]) -> Arc<dyn Probe> {
    let values = values.iter().cloned().collect();
    let options = Options { name: "shop".to_owned(), values };
    (find(kind).unwrap().build)(&options).unwrap()
}

/// One look.
fn look_within(probe: &dyn Probe, timeout: Duration) -> Observation {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (means, now) = (Means::default(), jiff::Timestamp::UNIX_EPOCH);
    runtime.block_on(observe(probe, Context { means: &means, now, timeout }))
}

/// How the target is, and what was said of it.
fn look(probe: &dyn Probe) -> (Finding, String) {
    let observation = look_within(probe, PATIENCE);
    (observation.finding, observation.said)
}

/// Writes a program.
fn script(path: &Path, script: &str) {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}
