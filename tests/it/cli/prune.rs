//! `wail prune`, as people and cron use it: first it says what would go, then it goes, and the record holds.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use rustix::process::{Signal, kill_process};
use serde_json::Value;
use wail::domain::record::timeline::{Entry, Event};
use wail::store::{Anchor, Store, StoreError, Tx, Verify};

use crate::common::{Ran, TestHome, ran, until};

/// Two years and some before now: nothing here is about a certain day.
fn long_ago() -> Timestamp {
    let now = fs::metadata("/proc/self").unwrap().modified().unwrap();
    Timestamp::try_from(now).unwrap() - SignedDuration::from_hours(800 * 24)
}

/// Runs `wail` as it would have run then.
fn then(home: &TestHome, at: Timestamp, arguments: &[&str]) -> Ran {
    let staged = format!("{} db-1", at.as_millisecond());
    let run = ran(home.command(arguments).env("WAIL_STAGED", staged));
    assert_eq!(run.code, 0, "{run:?}");
    run
}

/// A home in which something was wrong two years ago, and something else is now.
fn home() -> TestHome {
    let home = TestHome::new();
    let at = long_ago();
    then(&home, at, &["page", "disk full"]);
    then(&home, at, &["ack", "1"]);
    then(&home, at, &["note", "1", "--fix", "a second disk"]);
    then(&home, at, &["resolve", "1"]);
    home.wail(&["page", "slow"]);
    home
}

fn store(home: &TestHome) -> Store {
    Store::open(&home.store_file()).unwrap()
}

fn anchor(home: &TestHome) -> Option<Anchor> {
    store(home).read::<_, StoreError>(|tx| tx.anchor()).unwrap()
}

fn copies(directory: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.to_string_lossy().contains("wail-2")).collect()
}

#[test]
fn it_says_what_would_go_and_changes_nothing_until_somebody_says_yes() {
    let home = home();
    let before = home.wail(&["log", "--json"]).stdout;
    let shown = home.wail(&["prune"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert!(shown.stdout.contains(" and 1 incident of before "), "{shown:?}");
    assert!(shown.stdout.contains("incidents  1 to 1, with 1 alert and "), "{shown:?}");
    assert!(shown.stdout.contains("loses      1 note on what mended a problem"), "{shown:?}");
    assert!(shown.stderr.contains("nothing was changed; `wail --config \""), "{shown:?}");
    assert!(shown.stderr.contains(" prune --before \""), "{shown:?}");
    assert_eq!(home.wail(&["log", "--json"]).stdout, before);
    assert!(copies(home.path()).is_empty());
    // What it says to type does what it showed.
    let typed = shown.stderr.split('`').nth(1).unwrap().replace('"', "");
    let (start, rest) = typed.split_once("--before ").unwrap();
    let (date, rest) = rest.split_once(" --").unwrap();
    assert!(start.starts_with("wail --config /") && start.ends_with(" prune "), "{start}");
    assert_eq!(rest, "yes");
    let done = home.wail(&["prune", "--before", date, "--yes"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stdout.starts_with("let go: ") && done.stdout.contains(" and 1 incident, up to"));
    let copies = copies(home.path());
    let [copy] = copies.as_slice() else { panic!("{copies:?}") };
    let told = format!("a copy of all there was is in {}", copy.display());
    assert!(done.stderr.contains(&told), "{done:?}");
    let all = home.wail(&["--store", copy.to_str().unwrap(), "list", "--all", "--json"]).stdout;
    assert_eq!(serde_json::from_str::<Value>(&all).unwrap().as_array().unwrap().len(), 2);
    assert_eq!(home.wail(&["show", "1"]).code, 1);
    assert_eq!(home.json(&["show", "2"])["status"], "triggered");
    let verified = home.wail(&["log", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
    let let_go = anchor(&home).unwrap();
    let told = format!("entries 1 to {} were let go ", let_go.last);
    assert!(verified.stdout.contains(&told), "{verified:?}");
    assert!(verified.stdout.contains(", by ana: their head was "), "{verified:?}");
    let log = home.json(&["log"]);
    let texts: Vec<&str> =
        log.as_array().unwrap().iter().map(|entry| entry["text"].as_str().unwrap()).collect();
    assert!(texts.iter().any(|text| text.starts_with("ana lets go of entries 1 to ")), "{texts:?}");
    home.wail(&["page", "again"]);
    assert_eq!(home.json(&["show", "3"])["summary"], "again");
    let none = home.wail(&["prune", "--yes"]);
    assert!(none.code == 0 && none.stdout.starts_with("nothing of before "), "{none:?}");
}

#[test]
fn the_head_of_what_was_let_go_is_known_and_an_older_one_is_explained() {
    let home = home();
    let head = |home: &TestHome| home.json(&["log", "verify"])["head"].as_str().unwrap().to_owned();
    let first = {
        let log = home.json(&["log"]);
        log[0]["hash"].as_str().unwrap().to_owned()
    };
    let now = head(&home);
    assert_eq!(home.wail(&["prune", "--yes", "--no-backup"]).code, 0);
    assert!(copies(home.path()).is_empty());
    let last = home.json(&["log", "verify"])["let_go"]["head"].as_str().unwrap().to_owned();
    let known = home.wail(&["log", "verify", "--head", &last]);
    assert!(known.code == 0 && known.stdout.contains(", the last that was let go\n"), "{known:?}");
    assert_eq!(home.wail(&["log", "verify", "--head", &now]).code, 0);
    let gone = home.wail(&["log", "verify", "--head", &first]);
    assert!(gone.code == 1 && gone.stderr.contains(", or that entry was let go\n"), "{gone:?}");
}

#[test]
fn what_is_young_goes_only_by_force_and_what_is_open_never() {
    let home = home();
    let refused = home.wail(&["prune", "--older-than", "30d", "--yes"]);
    refused.is(
        2,
        "",
        "error: what is younger than 100 days is let go only by force\n  the status page shows 90 days, and \
         numbers go by them\nhint: say `--force` as well, if it must be\n",
    );
    let ahead = home.wail(&["prune", "--before", "2999-01-01"]);
    assert!(ahead.code == 2 && ahead.stderr.starts_with("error: "), "{ahead:?}");
    let shown = home.wail(&["prune", "--before", "now", "--force"]);
    assert!(shown.stdout.contains("stays      incident 2 is open: `wail show 2`"), "{shown:?}");
    assert_eq!(home.wail(&["prune", "--before", "now", "--force", "--yes"]).code, 0);
    assert_eq!(home.json(&["show", "2"])["status"], "triggered");
    assert_eq!(home.wail(&["log", "verify"]).code, 0);
}

#[test]
fn whoever_owns_a_problem_no_longer_is_named_and_what_is_owed_stays() {
    let home = TestHome::new();
    let at = long_ago();
    then(&home, at, &["page", "slow \u{1b}[31mdisk"]);
    then(&home, at, &["ack", "1"]);
    then(&home, at, &["note", "1", "--fix", "a second disk", "--owner", "bo"]);
    then(&home, at, &["resolve", "1"]);
    let owes = home.wail(&["prune"]);
    assert!(owes.stdout.contains("stays      promise 1 "), "what bo owes: {owes:?}");
    then(&home, at, &["promise", "close", "1", "-m", "done"]);
    then(&home, at, &["page", "other"]);
    then(&home, at, &["resolve", "2"]);
    let shown = home.wail(&["prune"]);
    let lost = "  loses      that bo owns what was in incident 1: slow \\x1b[31mdisk\n";
    assert!(shown.stdout.contains(lost), "{shown:?}");
    let kept = "  stays      what is open, owed or promised, whatever its age\n";
    assert!(shown.stdout.contains(kept), "{shown:?}");
    let owners = &home.json(&["prune"])["owners"];
    assert_eq!((&owners[0]["person"], &owners[0]["incident"]), (&"bo".into(), &1.into()));
}

#[test]
fn an_entry_that_is_dated_ahead_is_named_with_how_much_it_keeps() {
    let home = TestHome::new();
    let at = long_ago();
    then(&home, at, &["page", "disk full"]);
    then(&home, at, &["resolve", "1"]);
    then(&home, at + SignedDuration::from_hours(2000 * 24), &["note", "1", "ahead"]);
    then(&home, at, &["page", "slow"]);
    then(&home, at, &["resolve", "2"]);
    let shown = home.wail(&["prune"]);
    let line = shown.stdout.lines().find(|line| line.contains(" is dated ")).unwrap();
    assert!(line.starts_with("  stays      entry "), "{shown:?}");
    assert!(line.contains(", which has not been yet: "), "{shown:?}");
    assert!(line.ends_with(" come after it"), "{shown:?}");
    let held = &home.json(&["prune"])["held_by"];
    let ahead = held.as_array().unwrap().iter().find(|it| it["why"] == "dated-ahead").unwrap();
    let entry = ahead["entry"].as_i64().unwrap();
    let log = home.json(&["log"]);
    assert_eq!(log[usize::try_from(entry).unwrap() - 1]["text"], "ana notes: ahead");
}

#[test]
fn a_record_that_is_not_as_it_was_written_is_not_cut_unless_by_force_and_then_it_is_told() {
    let home = home();
    let change = "update timeline set text = 'all was well' where id = 2";
    rusqlite::Connection::open(home.store_file()).unwrap().execute_batch(change).unwrap();
    let refused = home.wail(&["prune", "--yes"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.starts_with("error: the record is not as it was written: entry 2 "));
    assert_eq!(home.wail(&["prune", "--yes", "--force"]).code, 0);
    let log = home.json(&["log"]);
    let last = log.as_array().unwrap().last().unwrap()["text"].as_str().unwrap().to_owned();
    assert!(last.contains("the record was not as it was written: entry 2 was changed"), "{last}");
    assert_eq!(home.wail(&["log", "verify"]).code, 0);
}

#[test]
fn one_that_is_killed_in_the_middle_leaves_a_record_that_holds_and_the_next_goes_on() {
    let home = home();
    let at = long_ago();
    let mut written = store(&home);
    let note = |number: i64| {
        let event = Event::Noted("ana".into(), format!("number {number}"));
        Entry { at: at + SignedDuration::from_secs(number), incident: None, event }
    };
    let all = |tx: &Tx<'_>| (0..40_000).try_for_each(|number| tx.append(&note(number)));
    written.write::<_, StoreError>(all).unwrap();
    drop(written);
    home.wail(&["resolve", "2"]);
    let daemon = home.daemon();
    let whole = home.json(&["log", "verify"])["entries"].as_i64().unwrap();
    let mut command =
        home.command(&["prune", "--before", "now", "--force", "--yes", "--no-backup"]);
    let mut prune = command.spawn().unwrap();
    let upto = || anchor(&home).map_or(0, |anchor| anchor.upto);
    until("a piece has gone", || upto() > 0);
    kill_process(rustix::process::Pid::from_child(&prune), Signal::KILL).unwrap();
    assert!(!prune.wait().unwrap().success(), "it was done before it was killed");
    let broken_off = anchor(&home).unwrap();
    assert!(broken_off.upto < broken_off.last && broken_off.last > 40_000, "{broken_off:?}");
    let verified = home.json(&["log", "verify"]);
    assert_eq!((&verified["whole"], &verified["let_go"]["whole"]), (&true.into(), &false.into()));
    assert!(verified["entries"].as_i64().unwrap() < whole);
    let shown = home.wail(&["prune"]);
    assert!(shown.stdout.starts_with("a prune broke off at entry "), "{shown:?}");
    // Somebody pages meanwhile, and the daemon calls.
    assert_eq!(home.wail(&["page", "meanwhile"]).code, 0);
    home.until_incident(3, "triggered");
    let done = home.wail(&["prune", "--yes"]);
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.stderr.contains("what was begun before has gone now\n"), "{done:?}");
    assert!(done.stderr.contains("stop the daemon and say `wail prune --yes`"), "{done:?}");
    assert_eq!(anchor(&home).unwrap().upto, broken_off.last);
    assert_eq!(home.wail(&["log", "verify"]).code, 0);
    assert_eq!(daemon.stop(), 0);
    let before = fs::metadata(home.store_file()).unwrap().len();
    let done = home.wail(&["prune", "--yes"]);
    assert!(done.stderr.contains("the file is smaller by "), "{done:?}");
    assert!(fs::metadata(home.store_file()).unwrap().len() < before / 2);
    let mut left = store(&home);
    let verified = left.read::<_, StoreError>(|tx| tx.verify(&Verify::default())).unwrap();
    assert!(verified.fault.is_none() && left.damage().unwrap().is_none());
    assert_eq!(home.json(&["show", "3"])["status"], "triggered");
}
