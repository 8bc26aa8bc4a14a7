//! `wail backup`, `wail restore` and `wail export`, as people and cron use them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use rusqlite::Connection;
use serde_json::Value;

use crate::common::{TestHome, timeless};

/// A store in which somebody has something.
fn home() -> TestHome {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    home.wail(&["ack", "1"]);
    home
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The names in that directory, in order.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn texts(home: &TestHome) -> Vec<String> {
    let record = home.json(&["log"]);
    let entries = record.as_array().unwrap().iter();
    entries.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_copy_is_made_while_a_daemon_runs_and_is_on_the_record() {
    let home = home();
    let daemon = home.daemon();
    let before = texts(&home).len();
    let copies = home.path().join("copies");
    let made = home.wail(&["backup", &format!("{}/", text(&copies))]);
    assert_eq!(made.code, 0, "{made:?}");
    let file = PathBuf::from(made.stdout.trim_end());
    assert_eq!(file.parent(), Some(&*copies));
    assert_eq!(names(&copies), [file.file_name().unwrap().to_str().unwrap()]);
    assert!(made.stderr.contains("; 1 incident open; "), "{made:?}");
    let copied = home.wail(&["--store", text(&file), "log", "--json"]).stdout;
    let copied: Vec<Value> = serde_json::from_str(&copied).unwrap();
    assert!(copied.len() >= before);
    let said = texts(&home).pop().unwrap();
    let expected =
        format!("ana copies the store to {}, with {} entries", text(&file), copied.len());
    assert_eq!(said, expected);
    assert_eq!(home.wail(&["--store", text(&file), "log", "verify"]).code, 0);
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_copy_takes_the_place_of_the_store_and_the_way_back_is_the_same() {
    let home = home();
    let copy = home.path().join("copy.db");
    assert_eq!(home.wail(&["backup", text(&copy)]).stdout, format!("{}\n", text(&copy)));
    home.wail(&["note", "1", "after the copy"]);
    let asked = home.wail(&["restore", text(&copy)]);
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(
        asked.stderr.contains("hint: look at it with `--dry-run`, then say `--yes`"),
        "{asked:?}"
    );
    assert!(texts(&home).contains(&"ana notes: after the copy".to_owned()));
    let restored = home.wail(&["restore", text(&copy), "--yes"]);
    assert_eq!(restored.code, 0, "{restored:?}");
    assert_eq!(restored.stdout, format!("restored: {}\n", home.store_file().display()));
    let now = texts(&home);
    assert!(!now.contains(&"ana notes: after the copy".to_owned()), "{now:?}");
    let last = now.last().unwrap();
    assert!(last.starts_with(&format!("ana restores the store from {}", text(&copy))), "{last}");
    assert_eq!(home.wail(&["log", "verify"]).code, 0);
    let directory = home.store_file().parent().unwrap().to_owned();
    let aside = names(&directory).into_iter().find(|name| name.contains(".before-")).unwrap();
    let back = home.wail(&["restore", text(&directory.join(aside)), "--yes"]);
    assert_eq!(back.code, 0, "{back:?}");
    assert!(texts(&home).contains(&"ana notes: after the copy".to_owned()));
    assert!(names(&directory).iter().all(|name| !name.contains("restoring")));
}

#[test]
fn only_the_newest_copies_of_its_own_are_kept() {
    let home = home();
    let copies = home.path().join("copies");
    fs::create_dir(&copies).unwrap();
    for name in ["wail-20200101T000000Z.db", "wail-20210101T000000Z.db", "wail-mine.db"] {
        fs::write(copies.join(name), "").unwrap();
    }
    let made = home.wail(&["backup", text(&copies), "--keep", "2"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.stderr.ends_with("deleted 1 older copy\n"), "{made:?}");
    let left = names(&copies);
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!((&*left[0], &*left[2]), ("wail-20210101T000000Z.db", "wail-mine.db"));
}

#[test]
fn a_copy_that_was_just_made_is_never_the_one_that_goes() {
    let home = home();
    let copies = home.path().join("copies");
    fs::create_dir(&copies).unwrap();
    let later = ["wail-29990101T000000Z.db", "wail-29990102T000000Z.db"];
    for name in ["wail-20200101T000000Z.db"].iter().chain(&later) {
        fs::write(copies.join(name), "").unwrap();
    }
    let made = home.wail(&["backup", text(&copies), "--keep", "1"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(
        made.stderr.ends_with(
            "deleted 1 older copy\n2 copies have a time in the name that has not been yet, and stay\n"
        ),
        "{made:?}"
    );
    let left = names(&copies);
    let file = PathBuf::from(made.stdout.trim_end());
    assert_eq!(left, [file.file_name().unwrap().to_str().unwrap(), later[0], later[1]]);
    assert_eq!(home.wail(&["--store", text(&file), "log", "verify"]).code, 0);
}

#[test]
fn what_a_killed_backup_left_is_cleared_by_the_next_one() {
    let home = home();
    let copies = home.path().join("copies");
    fs::create_dir(&copies).unwrap();
    // No system counts its processes that far.
    let left = copies.join(format!("wail-20200101T000000Z.db.{}", i32::MAX));
    let of_another = copies.join(format!("mine.{}", i32::MAX));
    for file in [&left, &of_another] {
        let file = fs::File::create(file).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000)).unwrap();
    }
    let made = home.wail(&["backup", text(&copies)]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(!left.exists() && of_another.exists(), "{:?}", names(&copies));
}

#[test]
fn a_reader_of_the_export_that_has_enough_ends_it() {
    let home = home();
    let store = Connection::open(home.store_file()).unwrap();
    // Whoever goes as far as the promises fails.
    store.execute_batch("alter table promise rename to gone").unwrap();
    drop(store);
    assert_eq!(home.wail(&["export"]).code, 4);
    let mut command = home.command(&["export"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), &*ended.stderr), (Some(0), &b""[..]));
}

#[test]
fn what_cannot_be_copied_or_restored_is_said_and_everything_stays() {
    let home = home();
    let there = home.path().join("there.db");
    fs::write(&there, "mine").unwrap();
    home.wail(&["backup", text(&there)]).is(
        1,
        "",
        &format!(
            "error: {} is there already, and stays as it is\nhint: name another file, or a directory: then \
             the name has the time in it\n",
            text(&there)
        ),
    );
    home.wail(&["backup", text(&there), "--keep", "3"]).is(
        2,
        "",
        &format!(
            "error: `--keep` counts the copies in a directory\nhint: name one: `wail backup {}/ --keep 14`\n",
            text(&there)
        ),
    );
    home.wail(&["restore", text(&there), "--yes"]).is(
        4,
        "",
        &format!(
            "error: the store {} is damaged or not a store: it does not begin as a database does\nhint: move \
             it aside and start again; `sqlite3 FILE .recover` may save its content\n",
            text(&there)
        ),
    );
    let gone = home.path().join("gone.db");
    home.wail(&["restore", text(&gone)]).is(
        1,
        "",
        &format!(
            "error: there is no file {}\nhint: `wail backup DIRECTORY` makes a copy\n",
            text(&gone)
        ),
    );
    home.wail(&["restore", text(&home.store_file()), "--yes"]).is(
        2,
        "",
        "error: that is the store itself\nhint: name a copy, as `wail backup` prints it\n",
    );
    home.wail(&["--store", text(&gone), "backup"]).is(
        1,
        "",
        &format!(
            "error: there is no store at {}\nhint: name another one with `--store FILE`\n",
            text(&gone)
        ),
    );
    assert!(!gone.exists());
    let copy = home.path().join("copy.db");
    assert_eq!(home.wail(&["backup", text(&copy)]).code, 0);
    let daemon = home.daemon();
    let refused = home.wail(&["restore", text(&copy), "--yes"]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(refused.stderr.starts_with("error: this store is decided by "), "{refused:?}");
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_damaged_store_makes_way_for_a_copy_and_is_kept() {
    let home = home();
    let copy = home.path().join("copy.db");
    assert_eq!(home.wail(&["backup", text(&copy)]).code, 0);
    fs::write(home.store_file(), "scrambled").unwrap();
    let restored = home.wail(&["restore", text(&copy), "--yes"]);
    assert_eq!(restored.code, 0, "{restored:?}");
    let damaged = format!("{}: it is damaged or not a store\n", home.store_file().display());
    assert!(restored.stderr.contains(&damaged), "{restored:?}");
    assert_eq!(home.json(&["show", "1"])["status"], "acknowledged");
    let directory = home.store_file().parent().unwrap().to_owned();
    let aside = names(&directory).into_iter().find(|name| name.contains(".before-")).unwrap();
    assert_eq!(fs::read_to_string(directory.join(aside)).unwrap(), "scrambled");
}

#[test]
fn everything_is_exported_a_line_each_and_the_end_says_how_much_it_was() {
    let home = home();
    home.wail(&["note", "1", "escape \u{1b}[2J \u{202e} and <b>"]);
    home.wail(&["promise", "an index", "--owner", "ana", "--by", "in 3d", "--incident", "1"]);
    home.wail(&["silence", "add", "--match", "service=db", "--for", "1h", "--reason", "disks"]);
    let ran = home.wail(&["export"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!(lines[0]["kind"], "export");
    let end = lines.last().unwrap();
    assert_eq!((&end["kind"], &end["incidents"]), (&"end".into(), &1.into()));
    for (kind, many) in [("incident", "incidents"), ("entry", "entries"), ("silence", "silences")] {
        assert_eq!(end[many], kinds(kind), "{kind}");
    }
    assert_eq!((kinds("promise"), kinds("update"), kinds("silence")), (1, 0, 1));
    // An entry is what `wail log` says of it.
    let mut entry = lines.iter().find(|line| line["kind"] == "entry").unwrap().clone();
    entry.as_object_mut().unwrap().remove("kind");
    assert_eq!(entry, home.json(&["log"])[0]);
    let timed = timeless(&home.wail(&["export", "--since", "in 2h"]).stderr);
    assert!(timed.starts_with("error: `in 2h` has not been yet\n"), "{timed}");
}
