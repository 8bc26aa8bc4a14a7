//! The usual team, its rules, and what its monitor reports.

use std::path::Path;

use wail::config::{Environment, parse};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::name::SourceName;
use wail::domain::rules::Rules;

/// Three people and one policy: ana, five minutes later bo, once more, then eve as well.
pub(crate) const TEAM: &str = r#"
zone = "UTC"
fallback = "eve"
people.ana.channels = ["sound"]
people.bo.channels = ["sound"]
people.eve.channels = ["sound"]
[policy.default]
steps = [{ who = "ana", wait = "5m" }, { who = "bo", wait = "10m" }]
repeat = 1
check_in = { critical = "30m", error = "30m", warning = "4h" }
"#;

pub(crate) fn rules(text: &str) -> Rules {
    let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
    let settings = parse(text, Path::new("config.toml"), &environment);
    settings.unwrap_or_else(|faults| panic!("{faults}")).rules
}

/// An alert of the problem `name`, as its monitor reports it.
pub(crate) fn alert(name: &str, signal: Signal, severity: Severity) -> Alert {
    Alert::new(SourceName::from("prometheus"), Fingerprint::of([name]), signal, severity)
        .summary(name)
}
