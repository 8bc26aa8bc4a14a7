//! What the effective configuration says, and what it does not.

use std::path::Path;

use super::*;
use crate::config::{Environment, parse};

fn shown(text: &str) -> String {
    let environment = Environment::made_up(&[("KEY", "hunter2")], Some(Path::new("/home/ana")));
    show(&parse(text, Path::new("config.toml"), &environment).unwrap())
}

const SMALL: &str = "fallback = \"ana\"\n[policy.default]\nsteps = [{ who = \"ana\" }]\n";

#[test]
fn defaults_are_spelt_out() {
    let shown = shown(SMALL);
    for line in [
        "zone = \"UTC\"",
        "[people.ana]",
        "day = \"08:00-22:00\"",
        "repeat = 3",
        "wait = \"5m\"",
        "critical = \"30m\"",
        "warning = \"day\"",
        "sound = \"something-broken\"",
        "path = \"/home/ana/data/wail/wail.db\"",
        "age = \"7d\"",
        "size = \"64MB\"",
        "address = \"127.0.0.1:9911\"",
        "body_limit = \"1MiB\"",
    ] {
        assert!(shown.contains(line), "{line} is not in\n{shown}");
    }
}

#[test]
fn a_secret_is_shown_by_where_it_is() {
    let shown = shown(&format!("{SMALL}[sources.generic]\nkey = \"env:KEY\"\n"));
    assert!(shown.contains("key = \"env:KEY\""));
    assert!(!shown.contains("hunter2"));
}

#[test]
fn lengths_and_sizes_are_written_with_their_largest_units() {
    for (seconds, written) in [(90, "1m30s"), (9000, "2h30m"), (604_800, "7d"), (1, "1s")] {
        assert_eq!(duration(SignedDuration::from_secs(seconds)).0, written);
    }
    for (bytes, written) in [(64_000_000, "64MB"), (1 << 20, "1MiB"), (1001, "1001B")] {
        assert_eq!(size(bytes).0, written);
    }
}
