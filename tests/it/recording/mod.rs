//! The recording in the README: the true screen in a true terminal, at a staged hour of a made-up night.
//! `WAIL_BLESS=1` writes what came of it over what is kept.

mod svg;

use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use wail::store::{Store, StoreError};
use wail::system::Staged;

use self::svg::{Frame, picture};
use crate::common::{TestHome, ran, until};
use crate::terminal::{Size, Terminal};

/// Where it is kept.
const FILE: &str = "docs/watch.svg";

/// How large the terminal is.
const SIZE: Size = Size { columns: 96, rows: 26 };

/// The frame that says most, for whoever wants nothing to move.
const STILL: usize = 1;

/// The largest file that a page should have to load for it.
const LARGEST: usize = 60_000;

const CONFIG: &str = r#"
me = "ana"
zone = "UTC"
fallback = "ana"

[people.ana]
channels = [{ use = "command", name = "sound", run = ["true"] }]

[people.bo]
channels = [{ use = "command", name = "sound", run = ["true"] }]

[rota.shop]
[[rota.shop.layer]]
people = ["ana", "bo"]
every = "week"
start = 2026-03-02
handoff = "09:00"

[rota.storage]
[[rota.storage.layer]]
people = ["bo"]
every = "week"
start = 2026-03-02
handoff = "12:00"

[policy.default]
steps = [{ who = "shop", wait = "5m" }, { who = "bo", wait = "10m" }]

[sources.generic]

[store]
path = "wail.db"

[listen]
address = "127.0.0.1:PORT"
"#;

/// Three in the morning of that night, and so many minutes later or earlier.
fn at(minutes: i64) -> Staged {
    let three: Timestamp = "2026-03-08T03:00:00Z".parse().unwrap();
    let at = three + SignedDuration::from_mins(minutes);
    Staged { at: at.as_millisecond(), host: "desk".to_owned() }
}

const DAY: i64 = 24 * 60;

/// `wail` with these words at that time.
fn command(home: &TestHome, minutes: i64, words: &[&str]) -> Command {
    let mut command = home.command(words);
    command.env("WAIL_STAGED", at(minutes).written());
    command
}

fn types(home: &TestHome, minutes: i64, words: &[&str]) {
    let ran = ran(&mut command(home, minutes, words));
    assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
}

/// A monitor reports it.
fn reports(home: &TestHome, problem: &str, severity: &str, more: &str) {
    let body = format!(
        "{{\"key\": \"{problem}\", \"summary\": \"{problem}\", \"severity\": \"{severity}\"{more}}}"
    );
    assert_eq!(home.post("/in/generic", &[], body.as_bytes()).0, 202);
}

const DISK: &str = "disk full on db-1";
const DETAILS: &str = r#", "labels": {"host": "db-1", "service": "orders"},
    "link": "https://runbooks.example.org/disk-full",
    "details": "caution: never delete wal by hand, the replica needs it""#;

/// What happened before that night, each at its time.
fn before(home: &TestHome) {
    for (number, (day, minutes)) in (1..).zip([(-9, 41), (-5, 12), (-2, 25)]) {
        let daemon = home.daemon_of(command(home, day * DAY, &["serve"]));
        daemon.until_ready();
        reports(home, DISK, "critical", DETAILS);
        until("it is taken", || {
            let ran = ran(&mut command(home, day * DAY, &["ack", &number.to_string(), "--as=bo"]));
            ran.code == 0
        });
        daemon.stop();
        let daemon = home.daemon_of(command(home, day * DAY + minutes, &["serve"]));
        daemon.until_ready();
        reports(home, DISK, "critical", ", \"status\": \"resolved\"");
        home.until_incident(number, "resolved");
        daemon.stop();
    }
}

/// What is open already when the recording begins.
fn evening(home: &TestHome) {
    let daemon = home.daemon_of(command(home, -46, &["serve"]));
    daemon.until_ready();
    reports(home, "the queue of mails grows", "error", "");
    until("bo takes it", || {
        ran(&mut command(home, -44, &["ack", "4", "--as=bo", "--check-in=2h"])).code == 0
    });
    let quiet = ["--match=env=staging", "--for=3h", "--reason=load test"];
    types(home, -40, &[&["silence", "add", "--as=bo"], &quiet[..]].concat());
    daemon.stop();
    for (day, value) in [(-6, "1874000000"), (-3, "1902000000"), (0, "1931000000")] {
        types(home, day * DAY - 30, &["gauge", "events.id", value, "--max=2147483647"]);
    }
    let heard = Timestamp::from_millisecond(at(-14).at).unwrap();
    let mut store = Store::open(&home.store_file()).unwrap();
    store.write::<_, StoreError>(|tx| tx.put_heard(heard)).unwrap();
}

/// The screen at that time.
fn watches(terminal: &Terminal<'_>, minutes: i64) {
    let staged = at(minutes).written();
    terminal.types(&format!("WAIL_STAGED='{staged}' LC_ALL=C.UTF-8 wail watch"));
    terminal.shows("SUMMARY");
    terminal.shows("listening on http");
    terminal.presses("Escape");
}

/// Plays the night, and keeps what was seen.
fn play(terminal: &Terminal<'_>, home: &TestHome) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut seen = |what: &str, says: &'static str, seconds: usize| {
        terminal.shows(what);
        frames.push(Frame { screen: terminal.settled(), says, seconds });
    };
    watches(terminal, -3);
    seen(" somebody has everything that is open", "02:57: bo has what is open; nothing rings.", 3);
    terminal.leaves();
    until("the shell has the terminal", || terminal.screen().trim_end().ends_with("\nready$"));
    watches(terminal, 2);
    reports(home, DISK, "critical", DETAILS);
    seen(
        "critical 5 rings",
        "03:02: it rings. What it is, its runbook, its caution, and the times before.",
        5,
    );
    terminal.presses("w");
    seen("── why", "w says why it rang, and what comes next.", 4);
    terminal.presses("Escape");
    terminal.shows("SUMMARY");
    terminal.presses("a");
    seen("ana has 5", "a: \"I have it\". The alarm stops until the check-in.", 4);
    terminal.presses("n");
    terminal.shows("note on 5");
    terminal.puts("the nightly dump filled it, ");
    seen("filled it,", "n writes it down, for the morning.", 2);
    terminal.puts("moving it away");
    terminal.shows("moving it away");
    terminal.presses("Enter");
    seen("noted on 5", "n writes it down, for the morning.", 3);
    terminal.presses("?");
    seen("── keys", "? shows every key; every key is a command as well.", 4);
    terminal.presses("C-c");
    terminal.shows("SUMMARY");
    terminal.leaves();
    frames
}

#[test]
fn the_recording_is_what_the_screen_shows_today() {
    let home = TestHome::with(CONFIG);
    let Some(terminal) = Terminal::open_sized(&home, SIZE) else { return };
    before(&home);
    evening(&home);
    let made = picture(&play(&terminal, &home), usize::from(SIZE.columns), STILL);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    #[expect(clippy::disallowed_methods, reason = "whoever wants it made anew says so")]
    if std::env::var_os("WAIL_BLESS").is_some_and(|it| !it.is_empty()) {
        fs::write(&file, &made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let pairs = kept.lines().zip(made.lines());
    let different = pairs.filter(|(kept, made)| kept != made).map(|(_, made)| made);
    let different: Vec<&str> = different.take(5).collect();
    assert!(
        kept == made,
        "{FILE} is not what the screen shows; `make recording` makes it anew:\n{}",
        different.join("\n")
    );
}

#[test]
fn the_recording_is_small_whole_and_moves_without_a_script() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let picture = fs::read_to_string(file).unwrap();
    assert!(picture.len() < LARGEST, "{} bytes", picture.len());
    assert!(picture.contains("prefers-reduced-motion:reduce"), "whoever wants it sees no motion");
    assert!(picture.contains("prefers-color-scheme:dark"));
    let mut open = Vec::new();
    for tag in regex::Regex::new("<[^>]*>").unwrap().find_iter(&picture) {
        let tag = tag.as_str().trim_matches(['<', '>']);
        let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
        let known = ["svg", "title", "desc", "style", "defs", "g", "use", "rect", "text"];
        assert!(known.contains(&name), "<{tag}>");
        assert!(!tag.contains(" on"), "nothing that acts: <{tag}>");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name.to_owned()), "</{tag}>");
        } else if !tag.ends_with('/') {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    for link in picture.split("href=\"").skip(1) {
        assert!(link.starts_with("#l"), "nothing is loaded: {}", &link[..20]);
    }
}
