//! A configuration that is wrong, at the start and while a daemon runs: every fault is named, and the
//! last good one stays.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;

use rustix::process::{Signal, kill_process};

use crate::common::{Daemon, TestHome, until};

/// The steps as they are.
const RIGHT: &str = r#"steps = [{ who = "primary", wait = "5m" }, { who = "bo", wait = "10m" }]"#;
/// The same with two faults, a line apart: a wait without a unit and a person who is misspelt.
const WRONG: &str = r#"steps = [{ who = "primary", wait = "5" },
    { who = "boo", wait = "10m" }]"#;

fn events(home: &TestHome) -> Vec<String> {
    let entries = home.json(&["log"]);
    let words = entries.as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap());
    words.map(str::to_owned).collect()
}

fn times(home: &TestHome, word: &str) -> usize {
    events(home).iter().filter(|event| *event == word).count()
}

fn names_both_faults(text: &str) -> bool {
    text.contains("2 faults")
        && text.contains("a wait needs a unit")
        && text.contains("there is no rota or person `boo`")
        && text.contains("config.toml:19:")
        && text.contains("config.toml:20:")
}

/// Sends an alert through the door of that name, and says what it was answered.
fn sends(home: &TestHome, door: &str) -> u16 {
    home.post(&format!("/in/{door}"), &[], br#"{"summary": "disk full on db1"}"#).0
}

fn adds_a_door(home: &TestHome, name: &str) {
    home.edit_config(
        "[sources.generic]",
        &format!("[sources.generic]\n[sources.{name}]\nkind = \"generic\""),
    );
}

#[test]
fn promise_7_a_wrong_config_refuses_to_start_and_a_broken_one_is_not_taken() {
    let home = TestHome::new();
    home.edit_config(RIGHT, WRONG);
    let refused = home.wail(&["serve"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(names_both_faults(&refused.stderr), "{}", refused.stderr);
    assert!(!home.store_file().exists(), "a store was made by a daemon that did not start");

    home.edit_config(WRONG, RIGHT);
    let daemon = home.daemon();
    home.edit_config(RIGHT, WRONG);
    until("the broken file is refused", || times(&home, "config-refused") == 1);
    until("its faults are told", || names_both_faults(&daemon.log()));
    assert_eq!(sends(&home, "generic"), 202);
    home.until_incident(1, "triggered");
    until("ana is called by the last good one", || !home.pages().is_empty());
    assert_eq!(home.pages()[0]["person"], "ana");

    home.edit_config(WRONG, RIGHT);
    until("the mended file is in force", || times(&home, "config-reloaded") >= 1);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_changed_configuration_is_in_force_without_a_restart() {
    let home = TestHome::new();
    let daemon = home.daemon();
    assert_eq!(sends(&home, "later"), 404);
    adds_a_door(&home, "later");
    until("the new door is open", || sends(&home, "later") == 202);
    until("it is on the record", || times(&home, "config-reloaded") == 1);
    assert_eq!(daemon.stop(), 0);
    assert_eq!(times(&home, "config-reloaded"), 1, "one change was taken twice");
}

#[test]
fn a_file_that_is_written_piece_by_piece_is_read_once_it_is_whole() {
    let home = TestHome::new();
    let daemon = home.daemon();
    let whole = fs::read_to_string(home.config_file()).unwrap();
    let mut file = File::create(home.config_file()).unwrap();
    for piece in whole.as_bytes().chunks(200) {
        file.write_all(piece).unwrap();
    }
    file.write_all(b"\n# and more of it\n").unwrap();
    until("it is in force", || times(&home, "config-reloaded") == 1);
    assert_eq!(times(&home, "config-refused"), 0);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_hangup_makes_a_daemon_read_its_configuration_again() {
    let home = TestHome::new();
    let daemon: Daemon = home.daemon();
    kill_process(daemon.pid(), Signal::HUP).unwrap();
    until("it is on the record", || times(&home, "config-reloaded") == 1);
    assert_eq!(sends(&home, "generic"), 202);
    assert_eq!(daemon.stop(), 0);
}

/// A home whose configuration is a link to `target`, with that file there.
fn linked(target: &str) -> TestHome {
    let home = TestHome::new();
    let real = home.path().join(target);
    fs::create_dir_all(real.parent().unwrap()).unwrap();
    fs::rename(home.config_file(), &real).unwrap();
    symlink(target, home.config_file()).unwrap();
    home
}

/// The configuration with one door more.
fn with_door(home: &TestHome, name: &str) -> String {
    let config = fs::read_to_string(home.config_file()).unwrap();
    format!("{config}\n[sources.{name}]\nkind = \"generic\"\n")
}

#[test]
fn a_linked_configuration_is_read_again_when_its_target_is_edited_or_replaced() {
    let home = linked("dotfiles/wail.toml");
    let daemon = home.daemon();
    let target = home.path().join("dotfiles/wail.toml");
    fs::write(&target, with_door(&home, "edited")).unwrap();
    until("the target that was written in place is in force", || sends(&home, "edited") == 202);
    let new = home.path().join("dotfiles/wail.new");
    fs::write(&new, with_door(&home, "replaced")).unwrap();
    fs::rename(&new, &target).unwrap();
    until("the target that was replaced is in force", || sends(&home, "replaced") == 202);
    assert!(home.config_file().is_symlink());
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_linked_configuration_is_read_again_when_the_link_leads_elsewhere() {
    let home = linked("generation-1/wail.toml");
    let daemon = home.daemon();
    for generation in ["generation-2", "generation-3"] {
        let next = home.path().join(generation);
        fs::create_dir(&next).unwrap();
        fs::write(next.join("wail.toml"), with_door(&home, generation)).unwrap();
        let link = home.path().join("config.link");
        symlink(next.join("wail.toml"), &link).unwrap();
        fs::rename(&link, home.config_file()).unwrap();
        until("the next generation is in force", || sends(&home, generation) == 202);
    }
    // Where it leads now is watched, too.
    let target = home.path().join("generation-3/wail.toml");
    fs::write(&target, with_door(&home, "edited")).unwrap();
    until("an edit of the last one is in force", || sends(&home, "edited") == 202);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_configuration_that_kubernetes_mounts_is_read_again_when_it_is_swapped() {
    let home = linked("..data/wail.toml");
    let data = home.path().join("..data");
    fs::rename(&data, home.path().join("..1")).unwrap();
    symlink("..1", &data).unwrap();
    let daemon = home.daemon();
    for (before, now) in [("..1", "..2"), ("..2", "..3")] {
        let next = home.path().join(now);
        fs::create_dir(&next).unwrap();
        let door = format!("door{}", &now[2..]);
        fs::write(next.join("wail.toml"), with_door(&home, &door)).unwrap();
        symlink(now, home.path().join("..data_tmp")).unwrap();
        fs::rename(home.path().join("..data_tmp"), &data).unwrap();
        fs::remove_dir_all(home.path().join(before)).unwrap();
        until("what was swapped in is in force", || sends(&home, &door) == 202);
    }
    assert_eq!(times(&home, "config-refused"), 0);
    assert_eq!(daemon.stop(), 0);
}
