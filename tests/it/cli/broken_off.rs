//! Copies that somebody breaks off by a signal, readers of an export that pause, and looks that change nothing.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use wail::domain::record::timeline::{Entry, Event};
use wail::store::{Store, StoreError, Tx};

use crate::common::{TestHome, until};
use crate::terminal::Terminal;

/// How many entries take a while to be looked over, and do not fit into a pipe.
const MANY: i64 = 40_000;

/// A store with a long record.
fn home() -> TestHome {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let mut store = Store::open(&home.store_file()).unwrap();
    let note = |number: i64| {
        let at = Timestamp::from_second(1_700_000_000 + number).unwrap();
        let event = Event::Noted("ana".into(), format!("number {number}"));
        Entry { at, incident: None, event }
    };
    let all = |tx: &Tx<'_>| (0..MANY).try_for_each(|number| tx.append(&note(number)));
    store.write::<_, StoreError>(all).unwrap();
    store.settle().unwrap();
    home
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file in that directory, with what is in it.
fn content(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.is_file()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
}

/// Starts it, waits until a file with that in its name is there, sends the signal, and says how it ended.
fn broken_off(mut command: Command, directory: &Path, part: &str, signal: Signal) -> (i32, String) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let is_made = || {
        let mut files = fs::read_dir(directory).unwrap();
        files.any(|file| file.unwrap().file_name().to_str().unwrap().contains(part))
    };
    until("a copy is being made", || is_made() || has_ended(&mut child));
    kill_process(Pid::from_child(&child), signal).unwrap();
    let ended = child.wait_with_output().unwrap();
    (ended.status.code().unwrap_or(-1), String::from_utf8(ended.stderr).unwrap())
}

fn has_ended(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_some()
}

#[test]
fn a_signal_in_the_middle_leaves_nothing_of_a_copy() {
    let home = home();
    let copies = home.path().join("copies");
    fs::create_dir(&copies).unwrap();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let command = home.command(&["backup", text(&copies)]);
        let ended = broken_off(command, &copies, ".db.", signal);
        assert_eq!(ended, (code, "broken off: no copy was made\n".to_owned()));
        assert_eq!(content(&copies), [], "{signal:?}");
    }
    let told = home.wail(&["log", "--json"]).stdout;
    assert!(!told.contains("copies the store"), "nothing was copied");
    let prune = ["prune", "--before", "now", "--force", "--yes", "--backup", text(&copies)];
    home.wail(&["resolve", "1"]);
    let (code, said) = broken_off(home.command(&prune), &copies, ".db.", Signal::TERM);
    assert_eq!((code, content(&copies).len()), (143, 0), "{said}");
    let next = said.rsplit_once("broken off: the record holds, and `").unwrap().1;
    assert!(next.starts_with("wail ") && next.contains(" prune --before \""), "{said}");
    assert!(next.ends_with("\" --force --yes` goes on\n"), "{said}");
    assert!(home.json(&["log", "verify"])["let_go"].is_null());
}

#[test]
fn a_signal_in_the_middle_leaves_the_store_and_nothing_of_what_was_to_replace_it() {
    let home = home();
    let copy = home.path().join("copy.db");
    assert_eq!(home.wail(&["backup", text(&copy)]).code, 0);
    let settled = Store::open(&home.store_file()).unwrap().settle();
    settled.unwrap();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let before = fs::read(home.store_file()).unwrap();
        let command = home.command(&["restore", text(&copy), "--yes"]);
        let (ended, said) = broken_off(command, home.path(), ".restoring.", signal);
        assert_eq!(ended, code, "{said}");
        assert!(said.ends_with("broken off: nothing was restored\n"), "{said}");
        assert_eq!(fs::read(home.store_file()).unwrap(), before);
        let left = content(home.path()).into_iter().map(|(file, _)| text(&file).to_owned());
        assert!(left.into_iter().all(|file| !file.contains(".restoring")));
    }
}

#[test]
fn ctrl_c_at_the_question_leaves_nothing() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let copy = home.path().join("copy.db");
    assert_eq!(home.wail(&["backup", text(&copy)]).code, 0);
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.types("wail restore copy.db; echo it ended with $?");
    terminal.shows("restore it? [y/N]");
    terminal.presses("C-c");
    terminal.shows("broken off: nothing was restored");
    terminal.shows("it ended with 130");
    let left = content(home.path()).into_iter().map(|(file, _)| text(&file).to_owned());
    assert!(left.into_iter().all(|file| !file.contains(".restoring")));
    terminal.types("wail restore copy.db; echo it ended with $?");
    terminal.types("y");
    terminal.shows("it ended with 0");
    assert!(home.wail(&["log"]).stdout.contains("ana restores the store from "));
}

#[test]
fn a_reader_of_the_export_that_pauses_holds_nothing_of_the_store() {
    let home = home();
    let mut command = home.command(&["export"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["kind"], "export");
    let store = Connection::open(home.store_file()).unwrap();
    until("the log is emptied", || {
        store.execute_batch("update mark set value = 1 where name = 'backed-up'").unwrap();
        let truncate = "pragma wal_checkpoint(truncate)";
        !store.query_row(truncate, [], |row| row.get::<_, bool>(0)).unwrap()
    });
    assert!(!has_ended(&mut child), "it waits for whoever reads");
    home.wail(&["note", "1", "written meanwhile"]);
    let lines: Vec<Value> =
        lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert!(child.wait().unwrap().success());
    let end = lines.last().unwrap();
    let entries: Vec<i64> = lines.iter().filter_map(|line| number(line, "entry")).collect();
    assert_eq!((&end["kind"], &end["entries"]), (&"end".into(), &entries.len().into()));
    let last = end["last_entry"].as_i64().unwrap();
    assert!(last > MANY, "{end}");
    assert_eq!(entries, (1..=last).collect::<Vec<_>>(), "each once and in order");
}

fn number(line: &Value, kind: &str) -> Option<i64> {
    if line["kind"] == kind { line["id"].as_i64() } else { None }
}

/// Takes the last step of its shape back, as an earlier version has left it.
fn age(store: &Path) {
    let connection = Connection::open(store).unwrap();
    let shape: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    let earlier = "drop table anchor; delete from mark where name = 'last-incident'";
    connection.execute_batch(earlier).unwrap();
    connection.pragma_update(None, "user_version", shape - 1).unwrap();
    connection.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
}

#[test]
fn a_dry_run_changes_nothing_whatever_shape_the_stores_have() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    fs::create_dir(home.path().join("copies")).unwrap();
    let copy = home.path().join("copies/copy.db");
    assert_eq!(home.wail(&["backup", text(&copy)]).code, 0);
    home.wail(&["note", "1", "after the copy"]);
    let dry_run = || {
        let all = || (content(home.path()), content(copy.parent().unwrap()));
        let before = all();
        let ran = home.wail(&["restore", text(&copy), "--dry-run"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stderr.ends_with("nothing was changed\n"), "{ran:?}");
        let after = all();
        let files: Vec<_> = after.0.iter().chain(&after.1).map(|(file, _)| file).collect();
        assert!(before == after, "{files:?}");
        ran.stderr
    };
    let present = dry_run();
    age(&home.store_file());
    let aged = dry_run();
    age(&copy);
    // It says the same of both, whatever their shape.
    assert_eq!((dry_run().lines().count(), aged.lines().count()), (3, present.lines().count()));
    // What a daemon that was killed has left in its log is read as well.
    let crashed = home.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    let store = Store::open(&home.store_file()).unwrap();
    let other = Connection::open(store.path()).unwrap();
    other.execute_batch("update mark set value = 1 where name = 'backed-up'").unwrap();
    for name in ["wail.db", "wail.db-wal"] {
        fs::copy(home.path().join(name), crashed.join(name)).unwrap();
    }
    drop((other, store));
    let before = content(&crashed);
    assert!(!before[1].1.is_empty(), "there is something in its log");
    let store = crashed.join("wail.db");
    let ran = home.wail(&["restore", text(&copy), "--dry-run", "--store", text(&store)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(content(&crashed) == before);
    // On a machine that has none, not even the directory is made.
    let new = home.path().join("new/wail.db");
    let ran = home.wail(&["restore", text(&copy), "--dry-run", "--store", text(&new)]);
    assert_eq!((ran.code, new.parent().unwrap().exists()), (0, false), "{ran:?}");
}

#[test]
fn how_far_it_is_is_seen_on_a_terminal_after_a_second_and_nowhere_else() {
    let home = TestHome::new();
    let fifos = ["seen", "quiet", "piped"].map(|name| home.path().join(name));
    for fifo in &fifos {
        assert!(Command::new("mkfifo").arg(fifo).status().unwrap().success());
    }
    let quiet_home = TestHome::new();
    let (Some(terminal), Some(quiet)) =
        (Terminal::open(&home, 60), Terminal::open(&quiet_home, 60))
    else {
        return;
    };
    let log = home.path().join("log");
    let mut piped = home.command(&["init", "--from", "piped", "--dry-run"]);
    let mut piped =
        piped.stdout(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();
    let line =
        format!("wail -q init --from {} --dry-run >out; echo it ended with $?", text(&fifos[1]));
    quiet.types(&line);
    quiet.shows("it ended with $?");
    terminal.types("wail init --from seen --dry-run >out; echo it ended with $?");
    let waits = "reading what was exported, ";
    terminal.shows(waits);
    // By now the others have waited for over a second as well.
    assert!(!quiet.screen().contains(waits), "{}", quiet.screen());
    for fifo in &fifos {
        let export = "receivers:\n- name: ana\nroute:\n  receiver: ana\n";
        fs::write(fifo, export).unwrap();
    }
    let screen = terminal.shows("it ended with 0");
    assert!(!screen.contains(waits), "it is taken away: {screen}");
    quiet.shows("it ended with 0");
    assert!(piped.wait().unwrap().success());
    let said = fs::read_to_string(log).unwrap();
    assert!(!said.contains("reading") && !said.contains('\r'), "{said}");
}
