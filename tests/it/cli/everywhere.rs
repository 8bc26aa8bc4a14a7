//! What holds for every command there is, by the tree of commands itself: a new one must say here how it is typed.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use clap::CommandFactory as _;
use rusqlite::Connection;
use wail::cli::Cli;

use crate::common::{Ran, TestHome, until};

/// How each command is typed, in a home as `home` makes it; its words stand between bars where one has a space.
const TYPED: &[(&str, &str)] = &[
    ("page", "page|the shop is slow"),
    ("list", "list|--all"),
    ("show", "show|1"),
    ("log", "log"),
    ("log verify", "log|verify"),
    ("timeline", "timeline|1"),
    ("why", "why|1"),
    ("ack", "ack|2"),
    ("unack", "unack|1"),
    ("snooze", "snooze|1|--for|10m"),
    ("escalate", "escalate|2"),
    ("assign", "assign|1|--to|bo"),
    ("resolve", "resolve|1"),
    ("note", "note|1|looking"),
    ("mark mitigated", "mark|mitigated|1"),
    ("update", "update|1|half of it is back|--dry-run"),
    ("updates", "updates"),
    ("silence add", "silence|add|--match|service=web|--for|1h|-m|new disks"),
    ("silence list", "silence|list"),
    ("silence extend", "silence|extend|1|--for|1h"),
    ("silence end", "silence|end|1"),
    ("mute", "mute|--match|service=web|--|/bin/true"),
    ("split", "split|1|1|--dry-run"),
    ("merge", "merge|1|2|--dry-run"),
    ("check", "check"),
    ("who", "who"),
    ("take", "take|2h|--dry-run"),
    ("give", "give|bo|2h|--dry-run"),
    ("swap", "swap|bo|--dry-run"),
    ("away", "away|20m|--dry-run"),
    ("leave", "leave|bo|--from|2030-07-13|--to|2030-07-24|--dry-run"),
    ("handover", "handover|--dry-run"),
    ("accept", "accept"),
    ("relief", "relief"),
    ("relief list", "relief|list"),
    ("relief decline", "relief|decline"),
    ("relief end", "relief|end"),
    ("rota show", "rota|show"),
    ("rota lint", "rota|lint"),
    ("rota ics", "rota|ics"),
    ("rota import", "rota|import|leave.ics|--dry-run"),
    ("rota add", "rota|add|cleo|--dry-run"),
    ("rota remove", "rota|remove|bo|--dry-run"),
    ("rota reorder", "rota|reorder|bo|ana|--dry-run"),
    ("rota undo", "rota|undo|--dry-run"),
    ("rota diff", "rota|diff"),
    ("rota check", "rota|check|--against|HEAD"),
    ("promise", "promise|an index|--owner|bo|--by|tomorrow"),
    ("promise close", "promise|close|1|-m|done"),
    ("promise move", "promise|move|1|--by|in 3d|-m|late"),
    ("promise give", "promise|give|1|--owner|ana"),
    ("promise drop", "promise|drop|1|-m|gone"),
    ("promises", "promises"),
    ("report", "report"),
    ("report load", "report|load"),
    ("report nines", "report|nines"),
    ("report noise", "report|noise"),
    ("report weekly", "report|weekly"),
    ("report incident", "report|incident|1"),
    ("status build", "status|build|--to|page"),
    ("gauge", "gauge|disk|5|--max|10"),
    ("gauge list", "gauge|list"),
    ("gauge show", "gauge|show|events"),
    ("inbox", "inbox"),
    ("inbox list", "inbox|list"),
    ("inbox show", "inbox|show|1"),
    ("inbox read", "inbox|read"),
    ("inbox drop", "inbox|drop|1"),
    ("beat", "beat|backup"),
    ("beat list", "beat|list"),
    ("beat show", "beat|show|nightly"),
    ("sources", "sources"),
    ("sources read", "sources|read|generic|body.json"),
    ("config check", "config|check"),
    ("config show", "config|show"),
    ("config accept", "config|accept"),
    ("config path", "config|path"),
    ("config schema", "config|schema"),
    ("backup", "backup|copy.db"),
    ("restore", "restore|before.db|--dry-run"),
    ("export", "export"),
    ("prune", "prune"),
    ("init", "init|--config|new.toml"),
    ("sound list", "sound|list"),
    ("sound play", "sound|play|bell"),
    ("sound proof", "sound|proof"),
    ("doctor", "doctor"),
    ("drill", "drill"),
    ("send", "send|generic|firing"),
    ("schema", "schema"),
    ("completions", "completions|bash"),
    ("man", "man"),
];

/// What goes on until somebody ends it.
const GOES_ON: [&str; 3] = ["watch", "serve", "demo"];

/// What has nothing to do with a store, or nothing as it is typed here; and what puts another one in its place.
const WITHOUT_STORE: [&str; 28] = [
    "sources",
    "sources read",
    "config check",
    "config show",
    "config path",
    "config schema",
    "init",
    "sound list",
    "sound play",
    "sound proof",
    "schema",
    "completions",
    "man",
    "rota show",
    "rota lint",
    "rota ics",
    "rota import",
    "rota add",
    "rota remove",
    "rota reorder",
    "rota undo",
    "rota diff",
    "rota check",
    "take",
    "give",
    "swap",
    "leave",
    "restore",
];

/// Every command that does something, by its words.
fn commands() -> Vec<String> {
    fn walk(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        let mut has_own = !path.is_empty();
        for below in
            command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help")
        {
            has_own = has_own && !command.is_subcommand_required_set();
            walk(below, format!("{path} {}", below.get_name()).trim_start(), found);
        }
        if has_own {
            found.push(path.to_owned());
        }
    }
    let mut found = Vec::new();
    // What a command takes is put together once it is typed, or all of it is asked for.
    let mut whole = Cli::command();
    whole.build();
    walk(&whole, "", &mut found);
    found.retain(|path| !GOES_ON.contains(&path.as_str()));
    found
}

fn typed(path: &str) -> Vec<&'static str> {
    let found = TYPED.iter().find(|(known, _)| *known == path);
    let (_, words) = found.unwrap_or_else(|| panic!("say in the table how `wail {path}` is typed"));
    words.split('|').collect()
}

/// A home in which there is something of everything.
fn home() -> TestHome {
    let home = TestHome::new();
    home.edit_config("people = [\"ana\"]", "people = [\"ana\", \"bo\"]");
    let beats =
        "[heartbeats.nightly]\nevery = \"1h\"\n[heartbeats.backup]\nevery = \"1h\"\n\n[store]";
    home.edit_config("[store]", beats);
    home.edit_config("[people.bo]", "[people.cleo]\nchannels = [\"bell\"]\n\n[people.bo]");
    let looked_at = "[monitors.self]\nkind = \"file\"\npath = \"HOME/config.toml\"\n\n[store]";
    home.edit_config("[store]", looked_at);
    let page = "[status]\ndirectory = \"HOME/page\"\n[[status.services]]\nname = \"Shop\"\nmatch = \"service=shop\"\n\n[store]";
    home.edit_config("[store]", page);
    for command in [
        &["page", "disk full", "--label", "service=db"][..],
        &["page", "slow", "--severity", "warning"],
        &["ack", "1"],
        &["silence", "add", "--match", "service=shop", "--for", "1h", "-m", "new disks"],
        &["promise", "a second disk", "--by", "tomorrow", "--owner", "bo"],
        &["gauge", "events", "5", "--max", "10"],
        &["beat", "nightly"],
        &["backup", "before.db"],
    ] {
        let run = home.wail(command);
        assert_eq!(run.code, 0, "{command:?}: {run:?}");
    }
    fs::write(home.path().join("leave.ics"), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
        .unwrap();
    fs::write(home.path().join("body.json"), "{\"key\": \"x\", \"summary\": \"x\"}").unwrap();
    home
}

/// Puts everything back as it was made, so that no command sees what another one did.
fn put_back(home: &TestHome, kept: &Path) {
    for name in ["wail.beats", "wail.db-wal", "wail.db-shm", "copy.db", "new.toml", "wail.bug"] {
        drop(fs::remove_file(home.path().join(name)));
    }
    fs::copy(kept.join("wail.db"), home.store_file()).unwrap();
    fs::copy(kept.join("config.toml"), home.config_file()).unwrap();
}

/// What is put back.
fn keep(home: &TestHome) -> std::path::PathBuf {
    let kept = home.path().join("kept");
    fs::create_dir(&kept).unwrap();
    let settle = "pragma wal_checkpoint(truncate)";
    Connection::open(home.store_file()).unwrap().execute_batch(settle).unwrap();
    fs::copy(home.store_file(), kept.join("wail.db")).unwrap();
    fs::copy(home.config_file(), kept.join("config.toml")).unwrap();
    kept
}

/// Runs a command with its standard output there, where nothing sounds and nothing is installed.
fn ran_to(home: &TestHome, words: &[&str], stdout: Stdio) -> Ran {
    let mut command = home.command(words);
    command
        .env("ALSA_CONFIG_PATH", "/dev/null")
        .env("PATH", "")
        .stdout(stdout)
        .stderr(Stdio::piped());
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}

fn plainly(home: &TestHome, words: &[&str]) -> Ran {
    ran_to(home, words, Stdio::piped())
}

/// Nobody reads what is written there.
fn broken_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full_disk() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

fn is_no_bug(path: &str, run: &Ran) {
    assert!(
        ![70, 101, -1].contains(&run.code) && !run.stderr.contains("panicked"),
        "{path}: {run:?}"
    );
}

#[test]
fn output_to_a_full_disk_is_an_error_and_a_broken_pipe_is_none() {
    let home = home();
    let kept = keep(&home);
    let mut printed = 0;
    for path in commands() {
        let words = typed(&path);
        put_back(&home, &kept);
        let plain = plainly(&home, &words);
        is_no_bug(&path, &plain);
        put_back(&home, &kept);
        let full = ran_to(&home, &words, full_disk());
        is_no_bug(&path, &full);
        if plain.stdout.is_empty() {
            assert_eq!(full.code, plain.code, "{path}: {full:?}");
        } else {
            printed += 1;
            assert_eq!(full.code, 4, "{path}: {full:?}");
            assert!(
                full.stderr.contains("error: the output cannot be written\n"),
                "{path}: {full:?}"
            );
        }
        put_back(&home, &kept);
        let broken = ran_to(&home, &words, broken_pipe());
        is_no_bug(&path, &broken);
        assert_eq!(broken.code, plain.code, "{path}: {broken:?} {plain:?}");
        assert!(!broken.stderr.contains("cannot be written"), "{path}: {broken:?}");
    }
    assert!(printed > 60, "only {printed} commands printed anything");
}

#[test]
fn help_on_a_full_disk_is_an_error_and_in_a_broken_pipe_is_none() {
    let home = TestHome::new();
    for words in [&["--help"][..], &["-h"], &["--version"], &["list", "--help"], &["rota", "-h"]] {
        let full = ran_to(&home, words, full_disk());
        assert_eq!(full.code, 4, "{words:?}: {full:?}");
        assert!(full.stderr.starts_with("error: the output cannot be written\n"), "{full:?}");
        let broken = ran_to(&home, words, broken_pipe());
        assert_eq!((broken.code, broken.stderr.as_str()), (0, ""), "{words:?}");
    }
}

#[test]
fn a_daemon_goes_on_whoever_reads_it() {
    for nobody in [full_disk(), broken_pipe()] {
        let home = TestHome::new();
        let mut command = home.command(&["serve", "-v"]);
        let mut child = command.stdout(nobody).stderr(Stdio::null()).spawn().unwrap();
        until("it is ready", || {
            crate::common::get(home.address(), "/readyz").is_ok_and(|(status, _)| status == 200)
        });
        assert_eq!(home.wail(&["page", "disk full"]).code, 0);
        until("ana is called", || !home.pages().is_empty());
        rustix::process::kill_process(
            rustix::process::Pid::from_child(&child),
            rustix::process::Signal::TERM,
        )
        .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_store_of_a_newer_version_is_told_by_every_command_that_needs_it_with_what_to_do() {
    let home = home();
    let kept = keep(&home);
    let newer = "pragma user_version = 9999";
    Connection::open(kept.join("wail.db")).unwrap().execute_batch(newer).unwrap();
    let goes_on = ["watch", "serve"].map(|path| (path.to_owned(), vec![path]));
    let all = commands().into_iter().map(|path| (path.clone(), typed(&path))).chain(goes_on);
    for (path, words) in all {
        put_back(&home, &kept);
        let run = plainly(&home, &words);
        is_no_bug(&path, &run);
        let told = format!("{}{}", run.stdout, run.stderr)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let is_told = told.contains("newer version") && told.contains("install that version");
        if WITHOUT_STORE.contains(&path.as_str()) {
            assert!(!is_told, "{path} needs the store: {run:?}");
        } else {
            assert!(is_told, "{path}: {run:?}");
            assert_eq!(
                fs::read(home.store_file()).unwrap(),
                fs::read(kept.join("wail.db")).unwrap(),
                "{path}"
            );
        }
    }
}

#[test]
fn quiet_says_less_and_verbose_says_more_and_neither_does_anything_else() {
    let home = home();
    let kept = keep(&home);
    for path in commands() {
        let words = typed(&path);
        let run_with = |option: &str| {
            put_back(&home, &kept);
            plainly(&home, &[&[option][..], &words[..]].concat())
        };
        put_back(&home, &kept);
        let plain = plainly(&home, &words);
        let (quiet, verbose) = (run_with("-q"), run_with("-v"));
        assert_eq!(
            (quiet.code, verbose.code),
            (plain.code, plain.code),
            "{path}: {quiet:?} {verbose:?}"
        );
        let lines = |run: &Ran| run.stdout.lines().count();
        assert!(lines(&quiet) <= lines(&plain), "{path}: {quiet:?}");
        assert_eq!(
            quiet.stdout.is_empty(),
            plain.stdout.is_empty(),
            "{path}: data is no talk: {quiet:?}"
        );
        assert!(lines(&verbose) >= lines(&plain), "{path}: {verbose:?}");
        if quiet.code == 0 {
            let talk = quiet.stderr.lines().find(|line| {
                !["warning", "hint", " ", "error"].iter().any(|start| line.starts_with(start))
            });
            assert_eq!(talk, None, "{path}: {quiet:?}");
        }
    }
}
