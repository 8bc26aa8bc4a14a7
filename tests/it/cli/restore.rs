//! `wail restore` where something is in its way: no store, a link, a station, what a killed one left.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rusqlite::Connection;

use crate::common::TestHome;

/// A store in which somebody has something, and a copy of it from before the last note.
fn home() -> (TestHome, PathBuf) {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let copy = home.path().join("copy.db");
    let made = home.wail(&["backup", text(&copy)]);
    assert_eq!(made.code, 0, "{made:?}");
    home.wail(&["note", "1", "after the copy"]);
    (home, copy)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn has_note(home: &TestHome, store: &Path) -> bool {
    let log = home.wail(&["--store", text(store), "log"]);
    assert_eq!(log.code, 0, "{log:?}");
    log.stdout.contains("after the copy")
}

#[test]
fn a_machine_without_a_store_gets_one_with_its_directory() {
    let (home, copy) = home();
    let store = home.path().join("new/machine/wail.db");
    let restored = home.wail(&["restore", text(&copy), "--yes", "--store", text(&store)]);
    assert_eq!(restored.code, 0, "{restored:?}");
    assert_eq!(restored.stdout, format!("restored: {}\n", text(&store)));
    assert!(!restored.stderr.contains("what was there"), "{restored:?}");
    let mode = fs::metadata(store.parent().unwrap()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert!(home.wail(&["--store", text(&store), "show", "1"]).stdout.contains("disk full"));
}

#[test]
fn a_store_that_anybody_else_has_open_stays() {
    let (home, copy) = home();
    let before = fs::read(home.store_file()).unwrap();
    // As a station does that waits for whoever decides, or a `sqlite3` in another terminal.
    let other = Connection::open(home.store_file()).unwrap();
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    other.query_row("select count(*) from timeline", [], count).unwrap();
    let refused = home.wail(&["restore", text(&copy), "--yes"]);
    refused.is(
        4,
        "",
        &format!(
            "error: the store {0} is open elsewhere\n  whoever has it would go on writing to what is moved \
             aside\nhint: end every `wail watch` and `wail serve` on it: `fuser -v {0}` names them\n",
            home.store_file().display()
        ),
    );
    let looked = home.wail(&["restore", text(&copy), "--dry-run"]);
    assert_eq!((looked.code, &looked.stderr), (4, &refused.stderr), "a look says the same");
    assert_eq!(fs::read(home.store_file()).unwrap(), before);
    drop(other);
    assert!(has_note(&home, &home.store_file()));
    assert_eq!(home.wail(&["restore", text(&copy), "--yes"]).code, 0);
    assert!(!has_note(&home, &home.store_file()));
}

#[test]
fn behind_a_link_it_is_the_store_that_is_replaced() {
    let (home, copy) = home();
    let disk = home.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let real = disk.join("real.db");
    fs::rename(home.store_file(), &real).unwrap();
    symlink(&real, home.store_file()).unwrap();
    let daemon = home.daemon();
    let refused = home.wail(&["restore", text(&copy), "--yes", "--store", text(&real)]);
    assert!(refused.stderr.starts_with("error: this store is decided by "), "{refused:?}");
    assert_eq!(daemon.stop(), 0);
    let restored = home.wail(&["restore", text(&copy), "--yes"]);
    assert_eq!(restored.code, 0, "{restored:?}");
    assert_eq!(fs::read_link(home.store_file()).unwrap(), real);
    assert!(!has_note(&home, &real));
    let names = fs::read_dir(&disk).unwrap().map(|entry| entry.unwrap().path());
    let aside = names.into_iter().find(|path| text(path).contains(".before-")).unwrap();
    assert!(has_note(&home, &aside));
    fs::rename(&disk, home.path().join("unmounted")).unwrap();
    let nowhere = home.wail(&["restore", text(&copy), "--yes"]);
    assert_eq!(nowhere.code, 4, "{nowhere:?}");
    assert!(nowhere.stderr.contains(" is a link that leads to no file: "), "{nowhere:?}");
    assert!(home.store_file().is_symlink());
}

#[test]
fn a_store_that_a_daemon_decides_for_is_no_copy() {
    let (home, _) = home();
    let daemon = home.daemon();
    let elsewhere = home.path().join("elsewhere.db");
    let from = home.store_file();
    let refused = home.wail(&["restore", text(&from), "--yes", "--store", text(&elsewhere)]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(refused.stderr.contains(", and changes meanwhile\n"), "{refused:?}");
    assert!(!elsewhere.exists());
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn what_a_killed_one_left_beside_the_store_is_cleared() {
    let (home, copy) = home();
    // No system counts its processes that far.
    let left = ["restoring", "looking"].map(|what| format!("wail.db.{what}.{}", i32::MAX));
    let left = left.map(|name| home.path().join(name));
    for left in &left {
        let file = fs::File::create(left).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000)).unwrap();
    }
    assert_eq!(home.wail(&["restore", text(&copy), "--dry-run"]).code, 0);
    assert!(left.iter().all(|left| left.exists()), "a look changes nothing");
    assert_eq!(home.wail(&["restore", text(&copy), "--yes"]).code, 0);
    assert!(left.iter().all(|left| !left.exists()));
}
