//! `wail watch` in a real terminal: what it shows there, its keys, and how it leaves the terminal.

use std::process::Command;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};
use wail::domain::incident::IncidentId;
use wail::domain::relief::Night;
use wail::store::{Store, StoreError};

use crate::common::{PATIENCE, TestHome, until};
use crate::world::{cannot, rest};

/// A terminal with a shell in it, in that home.
pub(crate) struct Terminal<'a> {
    home: &'a TestHome,
}

impl<'a> Terminal<'a> {
    /// One of that size; none, and a word about it, where nothing can make one.
    pub(crate) fn open(home: &'a TestHome, columns: u16) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            cannot("tmux is not installed");
            return None;
        }
        let terminal = Self { home };
        // A session that stays, so that the window of the other can be closed.
        terminal.tmux(&["new-session", "-d", "-s", "stays", "sleep 1000"]);
        let columns = columns.to_string();
        terminal.tmux(&["new-session", "-d", "-s", "own", "-x", &columns, "-y", "40", "sh"]);
        terminal.types(&format!("PS1='ready$ '; alias wail={}", env!("CARGO_BIN_EXE_wail")));
        terminal.clears();
        Some(terminal)
    }

    /// Clears the screen, and waits until it is: what is typed next must not be wiped with it.
    fn clears(&self) {
        self.types("clear");
        until("the screen is clear", || self.screen().trim() == "ready$");
    }

    fn tmux(&self, words: &[&str]) -> String {
        // The home's own command has the surroundings that what runs inside is to have.
        let surroundings = self.home.command(&[]);
        let mut command = Command::new("tmux");
        command.args(["-L", "wail", "-f", "/dev/null"]).args(words);
        command.env_clear().env("TMUX_TMPDIR", self.home.path()).env("TERM", "screen");
        command.envs(surroundings.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let done = command.current_dir(self.home.path()).output().unwrap();
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// Types a line, as fast as a paste comes.
    pub(crate) fn types(&self, line: &str) {
        self.tmux(&["send-keys", "-t", "own", "-l", line]);
        self.presses("Enter");
    }

    /// Types without ending the line.
    pub(crate) fn puts(&self, text: &str) {
        self.tmux(&["send-keys", "-t", "own", "-l", text]);
    }

    pub(crate) fn presses(&self, key: &str) {
        self.tmux(&["send-keys", "-t", "own", key]);
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-t", "own", "-p"])
    }

    /// Waits until the screen shows that.
    #[track_caller]
    pub(crate) fn shows(&self, what: &str) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(what) {
                return screen;
            }
            assert!(begun.elapsed() < PATIENCE, "`{what}` is not on the screen:\n{screen}");
            rest();
        }
    }

    /// Starts `wail watch` so, and waits until it is there.
    fn watches(&self, line: &str) -> Pid {
        self.types(line);
        self.shows("listening on http://");
        self.shows("nothing is open · on call: primary ana");
        let pane = self.tmux(&["display", "-p", "-t", "own", "#{pane_pid}"]);
        let children = format!("/proc/{0}/task/{0}/children", pane.trim());
        let children = std::fs::read_to_string(children).unwrap();
        children.trim().parse().ok().and_then(Pid::from_raw).unwrap()
    }

    /// Insists that the shell has a terminal as it had before.
    #[track_caller]
    fn is_as_before(&self) {
        self.types("clear; echo code $?; stty -a");
        let screen = self.shows("-extproc");
        let modes: Vec<&str> = screen.split_whitespace().collect();
        for mode in ["icanon", "echo", "isig", "iexten", "ixon", "icrnl", "opost", "onlcr"] {
            assert!(modes.contains(&mode), "{mode}: {screen}");
        }
        assert_eq!(self.tmux(&["display", "-p", "-t", "own", "#{cursor_flag}"]), "1\n");
    }
}

impl Drop for Terminal<'_> {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

fn fires(home: &TestHome, summary: &str) {
    let body =
        format!("{{\"key\": \"disk\", \"severity\": \"critical\", \"summary\": \"{summary}\"}}");
    assert_eq!(home.post("/in/generic", &[], body.as_bytes()).0, 202);
}

#[test]
fn an_alert_is_shown_acknowledged_by_a_key_and_the_terminal_given_back() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch; echo it ended with $?");
    let screen = terminal.screen();
    assert!(screen.contains("\nkeys: a acknowledge all, s snooze all for 30m, l list, q quit\n"));
    assert!(screen.contains("\nthey act as ana\n"), "{screen}");

    fires(&home, "disk \\u001b]0;evil\\u0007 full \\u009b31m on db1");
    let screen = terminal.shows(" · on call: primary ana · 1 critical: disk");
    let told = r"     1  generic reports critical: disk \x1b]0;evil\x07 full \x9b31m on db1";
    assert!(screen.contains(told), "{screen}");
    let lines: Vec<&str> = screen.lines().filter(|line| !line.is_empty()).collect();
    assert!(
        lines.iter().all(|line| !line.starts_with(' ')),
        "every line begins on the left: {screen}"
    );
    let (last, before) = lines.split_last().unwrap();
    assert!(last.contains(" · on call: "), "how things stand is the last line: {screen}");
    assert!(!before.iter().any(|line| line.contains(" · on call: ")), "and only that: {screen}");

    terminal.presses("a");
    let screen = terminal.shows("1  ana acknowledges, check-in in 30m");
    assert!(screen.contains("\nana has 1: disk "), "{screen}");
    assert_eq!(home.until_incident(1, "acknowledged")["acknowledged_by"], "ana");
    terminal.shows("1 acknowledged · on call: primary ana");
    terminal.presses("a");
    terminal.shows("somebody has everything that is open");

    terminal.presses("q");
    let screen = terminal.shows("it ended with 0");
    assert!(!screen.contains(" · on call: "), "nothing of it is left: {screen}");
    assert!(screen.contains("warning: 1 incident is open, and nobody is called until"), "{screen}");
    terminal.is_as_before();
}

#[test]
fn the_last_line_says_the_newest_of_the_gravest_and_how_many_more_there_are() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 120) else { return };
    terminal.watches("wail watch");
    for (key, severity) in [("one", "critical"), ("two", "critical"), ("three", "error")] {
        let body =
            format!("{{\"key\": \"{key}\", \"severity\": \"{severity}\", \"summary\": \"{key}\"}}");
        assert_eq!(home.post("/in/generic", &[], body.as_bytes()).0, 202);
    }
    terminal.shows(" · on call: primary ana · 2 critical: two, and 2 more");
}

#[test]
fn everything_is_snoozed_by_a_key_by_whoever_was_named() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch --as bo");
    terminal.shows("they act as bo");
    fires(&home, "disk full");
    terminal.shows("1 triggered");
    terminal.presses("s");
    let screen = terminal.shows("1  bo snoozes it for 30m");
    assert!(screen.contains("\n1 is snoozed: disk full; quiet until "), "{screen}");
    assert_eq!(home.until_incident(1, "acknowledged")["acknowledged_by"], "bo");
    terminal.presses("l");
    terminal.shows("1   critical  snoozed by bo, ");
}

#[test]
fn the_morning_after_a_hard_night_a_key_has_somebody_stand_in_and_at_any_other_time_it_does_not() {
    let home = TestHome::new();
    home.edit_config(
        "[rota.primary]\n",
        "[rota.primary]\nescalate = [\"primary\", \"secondary\"]\n[[rota.primary.layer]]\n\
         tier = \"secondary\"\npeople = [\"bo\"]\nevery = \"week\"\nstart = 2026-01-05\n",
    );
    home.edit_config("{ who = \"bo\"", "{ who = \"primary.secondary\"");
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    terminal.presses("r");
    terminal.shows("the key r is for the morning after a hard night, and ana had none");
    let now = jiff::Timestamp::from_second(
        std::time::UNIX_EPOCH.elapsed().unwrap().as_secs().try_into().unwrap(),
    );
    let now = now.unwrap();
    let evening = now.to_zoned(jiff::tz::TimeZone::UTC).date().yesterday().unwrap();
    let night = Night {
        evening,
        woken_by: vec![IncidentId(1), IncidentId(2)],
        last_at: now,
        is_relieved: false,
        is_told: true,
    };
    let mut store = Store::open(&home.store_file()).unwrap();
    let kept: Result<(), StoreError> = store.write(|tx| tx.put_night(&"ana".into(), &night));
    kept.unwrap();
    // Another key before, since one that comes again at once is taken for one that is held down.
    terminal.presses("z");
    terminal.shows("`wail away 4h`\nkeys: a acknowledge all");
    terminal.presses("r");
    terminal.shows("ana is away from primary");
    until("bo stands in for ana", || home.config().contains("for = \"ana\""));
}

#[test]
fn words_typed_into_the_wrong_window_acknowledge_nothing() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    fires(&home, "disk full");
    terminal.shows("1 triggered");
    terminal.types("sudo wail ack 1 && quit");
    terminal.shows("that looked like words, and did nothing");
    terminal.presses("C-z");
    terminal.shows(
        "did nothing\nkeys: a acknowledge all, s snooze all for 30m, l list, q quit\nkeys: ",
    );
    home.until_incident(1, "triggered");
    let screen = terminal.shows("1 triggered");
    assert!(!screen.contains("has 1:"), "{screen}");
}

#[test]
fn a_station_that_is_interrupted_or_terminated_gives_the_terminal_back() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch; echo it ended with $?");
    terminal.presses("C-c");
    terminal.shows("it ended with 0");
    terminal.is_as_before();
    terminal.clears();
    let pid = terminal.watches("wail watch; echo it ended with $?");
    kill_process(pid, Signal::TERM).unwrap();
    terminal.shows("it ended with 0");
    terminal.is_as_before();
}

#[test]
fn a_station_whose_window_is_closed_ends() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let pid = terminal.watches("wail watch");
    terminal.tmux(&["kill-session", "-t", "own"]);
    until("it has ended", || rustix::process::test_kill_process(pid).is_err());
    let log = home.json(&["log"]);
    let last = log.as_array().unwrap().last().unwrap();
    assert_eq!(last["event"], "daemon-stopped", "in order: {log}");
}

#[test]
fn a_narrow_terminal_breaks_lines_between_words() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 40) else { return };
    terminal.types("wail watch");
    terminal.shows("keys: a acknowledge all, s snooze all\n  for 30m, l list, q quit\n");
    terminal.shows("listening on");
    fires(&home, "the replica of the orders is an hour behind");
    terminal.shows(
        "  1  generic reports critical:\n  the replica of the orders is an hour\n  behind\n",
    );
    let screen = terminal.shows("  1 triggered");
    let last = screen.lines().rfind(|line| !line.is_empty()).unwrap();
    assert!(last.ends_with('…') && last.chars().count() < 40, "{screen}");
}

#[test]
fn colour_is_for_a_terminal_that_did_not_say_no() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    for (line, is_coloured) in [
        ("wail watch", true),
        ("NO_COLOR=1 wail watch", false),
        ("NO_COLOR=1 wail watch --color always", true),
        ("wail watch --color never", false),
        ("wail watch | cat", false),
    ] {
        terminal.types(line);
        terminal.shows("listening on http://");
        let mut screen = String::new();
        until("it shows how things stand", || {
            screen = terminal.tmux(&["capture-pane", "-t", "own", "-p", "-e"]);
            screen.contains("on call: primary ana")
        });
        assert_eq!(screen.contains("\x1b["), is_coloured, "{line}: {screen}");
        let has_keys = terminal.screen().contains("\nkeys: ");
        assert_eq!(has_keys, !line.ends_with("cat"), "{line}: {}", terminal.screen());
        terminal.presses("C-c");
        until("it has ended", || terminal.screen().trim_end().ends_with("ready$"));
        terminal.types("clear");
        until("the screen is empty", || !terminal.screen().contains("listening"));
    }
}
