//! `wail watch` in a real terminal: what it shows there, its keys, and how it leaves the terminal.

mod closed;
mod morning;
mod odd;
mod plain;

use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::common::{PATIENCE, TestHome, until};
use crate::world::{cannot, pause, rest};

/// How large a terminal is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) columns: u16,
    pub(crate) rows: u16,
}

/// How often a screen must be the same to count as one that is done.
const SETTLED: usize = 30;

/// A terminal with a shell in it, in that home.
pub(crate) struct Terminal<'a> {
    home: &'a TestHome,
}

impl<'a> Terminal<'a> {
    /// One of that width; none, and a word about it, where nothing can make one.
    pub(crate) fn open(home: &'a TestHome, columns: u16) -> Option<Self> {
        Self::open_sized(home, Size { columns, rows: 40 })
    }

    /// One of that size.
    pub(crate) fn open_sized(home: &'a TestHome, size: Size) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            cannot("tmux is not installed");
            return None;
        }
        let terminal = Self { home };
        // A session that stays, so that the window of the other can be closed.
        terminal.tmux(&["new-session", "-d", "-s", "stays", "sleep 1000"]);
        let (columns, rows) = (size.columns.to_string(), size.rows.to_string());
        terminal.tmux(&["new-session", "-d", "-s", "own", "-x", &columns, "-y", &rows, "sh"]);
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
        command.args(["-u", "-L", "wail", "-f", "/dev/null"]).args(words);
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

    /// Leaves `wail watch`, where something is open, as one who means it.
    pub(crate) fn leaves(&self) {
        self.presses("C-c");
        self.shows("leave? ");
        self.presses("C-c");
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-t", "own", "-p"])
    }

    /// What is on the screen with its looks, once nothing changes there any more.
    pub(crate) fn settled(&self) -> String {
        let (mut last, mut times) = (String::new(), 0);
        until("the screen is done", || {
            let screen = self.tmux(&["capture-pane", "-t", "own", "-p", "-e", "-N"]);
            times = if screen == last { times + 1 } else { 0 };
            last = screen;
            rest();
            times >= SETTLED
        });
        last
    }

    /// Makes it that large.
    fn resizes(&self, size: Size) {
        let (columns, rows) = (size.columns.to_string(), size.rows.to_string());
        self.tmux(&["resize-window", "-t", "own", "-x", &columns, "-y", &rows]);
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

    /// Starts `wail watch` so, and waits until its screen is there.
    fn watches(&self, line: &str) -> Pid {
        self.types(line);
        self.shows("\n nothing is open");
        self.shows("listening on http://");
        self.pid()
    }

    /// The number of what runs in the shell.
    fn pid(&self) -> Pid {
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

/// Whether a screen has colours; that something is bold is none.
fn is_coloured(screen: &str) -> bool {
    let codes = screen.split("\x1b[").skip(1).filter_map(|code| code.split('m').next());
    let mut codes = codes.flat_map(|code| code.split(';')).filter_map(|code| code.parse().ok());
    codes.any(|code: u8| matches!(code, 30..=37 | 40..=47 | 90..=107))
}

#[test]
fn an_alert_is_shown_acknowledged_by_a_key_given_back_and_the_terminal_is_as_before() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch; echo it ended with $?");
    terminal.shows("acts as ana");
    terminal.shows(" on call primary ana ");

    fires(&home, "disk \\u001b]0;evil\\u0007 full \\u009b31m on db1");
    terminal.shows(r": disk \x1b]0;evil\x07 full \x9b31m on db1");
    let screen = terminal.shows("> # critical     1  ");
    assert!(screen.contains(" page ana by command, first page"), "its timeline: {screen}");

    terminal.presses("a");
    terminal.shows("ana has 1: disk ");
    assert_eq!(home.until_incident(1, "acknowledged")["acknowledged_by"], "ana");
    terminal.shows(" somebody has everything that is open");
    terminal.shows("ana has it");

    terminal.presses("u");
    terminal.shows("`wail unack 1`? the alarm returns y: yes, else no");
    terminal.presses("y");
    home.until_incident(1, "triggered");

    terminal.presses("q");
    terminal.shows("leave? 1 incident is open, and nothing rings here then");
    terminal.presses("y");
    let screen = terminal.shows("it ended with 0");
    assert!(!screen.contains("SEVERITY"), "nothing of it is left: {screen}");
    assert!(screen.contains("warning: 1 incident is open, and nobody is called until"), "{screen}");
    terminal.is_as_before();
}

#[test]
fn words_or_a_paste_meant_for_another_window_acknowledge_nothing() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    fires(&home, "disk full");
    terminal.shows("> # critical     1  ");
    terminal.types("sudo wail ack 1 && quit");
    terminal.shows("that looked like words, and did nothing; ? shows the keys");
    // Until there was a pause, everything belongs to the words.
    terminal.presses("a");
    pause(Duration::from_secs(2));
    terminal.presses("C-z");
    terminal.shows("Ctrl-Z does nothing: a pager that is stopped calls nobody");
    terminal.tmux(&["set-buffer", "aq\nwail ack 1\n"]);
    terminal.tmux(&["paste-buffer", "-p", "-t", "own"]);
    terminal.shows("a paste does nothing here");
    home.until_incident(1, "triggered");
    terminal.shows("> # critical     1  ");
}

#[test]
fn a_note_is_written_in_a_line_and_everything_can_be_read_at_length() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    fires(&home, "disk full");
    terminal.shows("> # critical     1  ");
    terminal.presses("n");
    terminal.shows("note on 1: ");
    terminal.types("über: quit --help \x1b[A!");
    terminal.shows("noted on 1: disk full");
    let log = home.json(&["log", "1"]);
    let last = log.as_array().unwrap().last().unwrap();
    assert_eq!(last["text"], "ana notes: über: quit --help !");
    terminal.presses("Enter");
    terminal.shows("labels");
    terminal.presses("w");
    terminal.shows("-- why 1 --");
    terminal.presses("Escape");
    terminal.shows("> # critical     1  ");
}

#[test]
fn a_terminal_may_become_as_small_as_it_likes_and_large_again() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    fires(&home, "disk full");
    terminal.shows("SUMMARY");
    for (columns, rows) in [(20, 5), (80, 24), (200, 60), (1, 1), (100, 30)] {
        terminal.resizes(Size { columns, rows });
        match columns {
            1 => {}
            20 => {
                // Any key takes away what was said last.
                terminal.presses("Escape");
                let screen = terminal.shows("too small: 50x12");
                assert!(screen.starts_with("#1 critical disk fu"), "{screen}");
            }
            _ => {
                terminal.shows("SUMMARY");
                terminal.shows("> # critical     1  ");
            }
        }
    }
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
fn a_station_that_is_stopped_gives_the_terminal_back_until_it_goes_on() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let pid = terminal.watches("wail watch");
    kill_process(pid, Signal::TSTP).unwrap();
    terminal.shows("Stopped");
    terminal.is_as_before();
    fires_later(&home);
    terminal.types("fg");
    terminal.shows("SEVERITY");
    terminal.shows("> + warning      1  ");
    terminal.leaves();
    terminal.shows("ready$");
}

/// Something opens that nobody is called for at once.
fn fires_later(home: &TestHome) {
    let ran = home.wail(&["page", "slow", "--severity", "warning"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn colour_is_for_a_terminal_that_did_not_say_no_and_shapes_for_one_that_has_them() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    for (line, coloured) in [
        ("wail watch", true),
        ("NO_COLOR=1 wail watch", false),
        ("NO_COLOR=1 wail watch --color always", true),
        ("wail watch --color never", false),
    ] {
        terminal.watches(line);
        let screen = terminal.tmux(&["capture-pane", "-t", "own", "-p", "-e"]);
        assert_eq!(is_coloured(&screen), coloured, "{line}: {screen}");
        assert!(screen.is_ascii(), "there is no word of UTF-8: {screen}");
        terminal.presses("C-c");
        until("it has ended", || terminal.screen().trim_end().ends_with("ready$"));
        terminal.clears();
    }
    terminal.watches("LC_ALL=C.UTF-8 wail watch");
    terminal.shows(" · ");
}

#[test]
fn two_screens_of_one_store_show_the_same() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    let other = format!("{} watch --as bo", env!("CARGO_BIN_EXE_wail"));
    terminal.tmux(&["new-session", "-d", "-s", "other", "-x", "80", "-y", "24", &other]);
    let seen = |what: &str| {
        let screen = terminal.tmux(&["capture-pane", "-t", "other", "-p"]);
        screen.contains(what)
    };
    until("the other is there", || seen("acts as bo"));
    fires(&home, "disk full");
    terminal.shows("> # critical     1  ");
    until("both see it", || seen("> # critical     1  "));
    terminal.tmux(&["send-keys", "-t", "other", "a"]);
    terminal.shows("bo has it");
    until("both know who has it", || seen("bo has it"));
    terminal.presses("a");
    terminal.shows("bo has 1 (disk full); take it over? y: yes, else no");
}
