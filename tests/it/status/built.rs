//! `wail status build`: what it prints, where it writes, and that a full disk leaves the old page whole.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::{json, read};
use crate::common::TestHome;
use crate::world::cannot;

const STATUS: &str = "\n[status]\ndirectory = \"www\"\ntitle = \"Example\"\n\
                      services = [{ name = \"Shop\", match = \"service=shop\" }, { name = \"mail\" }]\n";

fn home() -> TestHome {
    let home = TestHome::new();
    home.write_config(&(home.config() + STATUS));
    home
}

#[test]
fn a_page_is_built_and_told_of_in_two_lines() {
    let home = home();
    let page = home.path().join("www/index.html");
    let expected =
        format!("Everything is up: 2 services, no open incident\nwritten to {}\n", page.display());
    home.wail(&["status", "build"]).is(0, &expected, "");
    assert!(read(&home.path().join("www"), "index.html").contains("<h1>Example</h1>"));

    // It has what the configuration names, by its own words.
    let page = ["page", "db-7.internal: replication of tenant zebra broken", "--key", "repl"];
    home.wail(&[&page[..], &["--label", "service=shop"]].concat());
    home.wail(&["page", "billing is on fire", "--label", "service=billing", "--key", "fire"]);
    home.wail(&["page", "cosmetics", "--severity", "warning", "--label", "service=mail"]);
    home.wail(&["ack", "1", "--as", "ana"]);
    let to = home.path().join("preview");
    let told = home.json(&["status", "build", "--to", "preview"]);
    assert_eq!(told["summary"], "Shop is down");
    assert_eq!(told["files"], serde_json::json!(["status.json", "feed.atom", "index.html"]));
    let written = json(&to);
    let incidents = written["incidents"].as_array().unwrap();
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    assert_eq!(incidents[0]["services"], serde_json::json!(["Shop"]));
    let states = incidents[0]["updates"].as_array().unwrap().iter().map(|it| &it["state"]);
    assert_eq!(states.collect::<Vec<_>>(), ["Taken in hand", "Noticed"]);
    for name in ["index.html", "feed.atom", "status.json"] {
        let text = read(&to, name);
        for inside in ["db-7", "zebra", "billing", "fire", "cosmetics", "ana", "primary"] {
            assert!(!text.contains(inside), "{inside} is in {name}:\n{text}");
        }
    }
    let page = read(&to, "index.html");
    assert!(page.contains("Shop is disrupted") && !page.contains("<script"), "{page}");
}

#[test]
fn without_a_configuration_of_it_there_is_no_page() {
    let home = TestHome::new();
    let said = "error: the configuration has no status page\n\
                hint: add `[status]` with `directory` and `services`: see docs/status-page.md\n";
    home.wail(&["status", "build"]).is(3, "", said);
}

/// A small disk, which goes away with this.
struct Disk(TempDir);

impl Disk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"]).arg(folder.path());
        let is_mounted = mount.output().is_ok_and(|output| output.status.success());
        if !is_mounted {
            cannot("a small disk cannot be mounted here");
        }
        is_mounted.then(|| Self(folder))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

/// The names of everything in a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_leaves_the_old_page_whole() {
    let Some(disk) = Disk::mount() else { return };
    let home = home();
    let directory = disk.0.path().join("www");
    let to = directory.display().to_string();
    let build = ["status", "build", "--to", &to];
    assert_eq!(home.wail(&build).code, 0);
    let before = ["index.html", "feed.atom", "status.json"].map(|name| read(&directory, name));

    let mut filler = File::create(disk.0.path().join("filler")).unwrap();
    while filler.write_all(&[7; 512]).is_ok() {}
    home.wail(&["page", "shop broken", "--label", "service=shop"]);
    let full = home.wail(&build);
    assert_eq!(full.code, 4, "{full:?}");
    let expected = "error: the status page cannot be written\n  ";
    assert!(full.stderr.starts_with(expected), "{}", full.stderr);
    assert!(full.stderr.contains("No space left on device"), "{}", full.stderr);
    assert!(full.stderr.contains("hint: what was there is untouched"), "{}", full.stderr);
    let after = ["index.html", "feed.atom", "status.json"].map(|name| read(&directory, name));
    assert!(before == after, "the old page is not what it was");
    assert_eq!(names(&directory), ["feed.atom", "index.html", "status.json"]);

    drop(filler);
    fs::remove_file(disk.0.path().join("filler")).unwrap();
    assert_eq!(home.wail(&build).code, 0);
    assert_eq!(json(&directory)["condition"], "down");
}
