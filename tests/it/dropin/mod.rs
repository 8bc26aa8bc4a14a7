//! The doors that answer as other systems do, with those who speak to such systems: real ones.

mod alertmanager;
mod healthchecks;
mod opsgenie;
mod pagerduty;
mod watchdog;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::pulse::is_installed;
use crate::sender::{exchange, webhook};
use crate::world::{KEY, Ran, World, cannot, run};

/// How long anything may take that somebody else's program does on its own time.
const SOON: Duration = Duration::from_secs(30);

/// A world in which that door is open, with the key that all tests have.
fn world(door: &str) -> World {
    World::new(&format!("{}[dropin.{door}]\nkey = \"env:WAIL_TEST_KEY\"\n", crate::world::PROGRAM))
}

#[test]
fn the_configuration_in_force_says_where_the_key_of_a_door_is_and_not_what() {
    let world = world("opsgenie");
    let shown = world.wail(["config", "show"]);
    let text = shown.text();
    assert!(text.contains("[dropin.opsgenie]\nkey = \"env:WAIL_TEST_KEY\""), "{text}");
    assert!(!text.contains(KEY), "{text}");
}

/// Whether those programs are there; says so if one is not.
fn are_installed(programs: &[&str]) -> bool {
    let missing: Vec<&str> = programs.iter().copied().filter(|it| !is_installed(it)).collect();
    if !missing.is_empty() {
        cannot(&format!("{} is not installed", missing.join(", ")));
    }
    missing.is_empty()
}

/// Where the Python packages are that speak to such systems, if anywhere.
fn packages() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "where .ci/run has put them")]
    let found = std::env::var_os("WAIL_PYTHON_PACKAGES").map(PathBuf::from);
    if found.is_none() {
        cannot("WAIL_PYTHON_PACKAGES names no folder with the packages `pagerduty` and `apprise`");
    }
    found
}

/// A Python program with these packages and words.
fn python(world: &World, packages: &PathBuf, program: &str, words: &[&str]) -> Ran {
    let mut command: Command = world.program("python3");
    command.env("PYTHONPATH", packages).env("WAIL_TEST_KEY", KEY).args(["-c", program]).args(words);
    run(command)
}

/// What somebody who shows that as `Authorization` is answered, in JSON where it is that.
fn ask(address: SocketAddr, shown: &str, what: (&str, &str), body: &str) -> (u16, Value) {
    let (method, path) = what;
    let headers = format!("Authorization: {shown} {KEY}\r\n");
    let request = String::from_utf8(webhook(path, &headers, body.as_bytes())).unwrap();
    let request = request.replacen("POST", method, 1);
    let reply = exchange(address, request.as_bytes()).unwrap();
    let (_, answer) = reply.text.split_once("\r\n\r\n").unwrap();
    (reply.status, serde_json::from_str(answer).unwrap_or_else(|_| json!(answer)))
}

/// The status of the gravest incident that is open.
fn status(world: &World) -> Option<String> {
    let open = world.open();
    Some(open.first()?["status"].as_str().unwrap().to_owned())
}
