//! A daemon writes the page by itself, tells once that it cannot, and ends that when it can.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use super::json;
use crate::world::{PATIENCE, PROGRAM, World, until};

const STATUS: &str = "[status]\ndirectory = \"www\"\nservices = [{ name = \"shop\" }]\n";

/// Waits until the page says that of its newest incident.
fn until_said(world: &World, what: &str, is_so: impl Fn(&Value) -> bool) {
    let directory = world.folder().join("www");
    until(what, PATIENCE * 2, || {
        directory.join("status.json").exists() && is_so(&json(&directory))
    });
}

#[test]
fn a_page_follows_an_incident_that_is_opened_acknowledged_and_over() {
    let world = World::new(&format!("{PROGRAM}{STATUS}"));
    let daemon = world.serve();
    until_said(&world, "a first page", |page| page["condition"] == "up");
    daemon.post(
        "generic",
        r#"{"key":"a","summary":"secret","service":"shop","severity":"critical"}"#,
    );
    until_said(&world, "the incident", |page| {
        page["condition"] == "down" && page["incidents"][0]["updates"][0]["state"] == "Noticed"
    });
    assert_eq!(world.wail(["ack", "1", "--as", "ana"]).code, Some(0));
    let state = |page: &Value| page["incidents"][0]["updates"][0]["state"].clone();
    until_said(&world, "somebody has it", |page| state(page) == "Taken in hand");
    daemon
        .post("generic", r#"{"key":"a","summary":"secret","service":"shop","status":"resolved"}"#);
    until_said(&world, "it is over", |page| state(page) == "Over" && page["condition"] == "up");
}

#[test]
fn that_it_cannot_be_written_is_told_once_and_ends_by_itself() {
    let world = World::new(&format!("{PROGRAM}{STATUS}"));
    // What leads nowhere cannot be made a directory, not even by root.
    let directory = world.folder().join("www");
    symlink("/proc/nowhere/www", &directory).unwrap();
    let mut daemon = world.serve();
    let failed = "the status page cannot be written";
    until("an incident about it", PATIENCE * 2, || {
        world.open().iter().any(|open| open["summary"] == failed && open["severity"] == "warning")
    });
    daemon.fires("something else");
    daemon.decides();
    // Whoever says something meanwhile leaves it to the daemon.
    let said = world.wail(["update", "2", "we look", "--to", "none", "--as", "ana"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("the status page follows in a moment"), "{}", said.err);
    assert!(daemon.stop().0.success());

    // The next one finds it on the board, does not tell it again, and ends it.
    let mut daemon = world.serve();
    until("it has decided", PATIENCE, || world.count("daemon-started") == 2);
    fs::remove_file(&directory).unwrap();
    until("the incident is over", PATIENCE * 2, || {
        world.open().iter().all(|open| open["summary"] != failed)
    });
    assert!(directory.join("index.html").exists());
    assert_eq!(world.count("status-page-fails"), 1);
    assert_eq!(world.count("status-page-written"), 1);
    assert!(daemon.stop().0.success());
}
