//! `wail watch --plain` in a real terminal: lines that stay, and its few keys.

use super::{Terminal, fires, is_coloured};
use crate::common::{TestHome, until};

const KEYS: &str = "keys: a acknowledge all, s snooze all for 30m, l list, q quit";

impl Terminal<'_> {
    /// Starts `wail watch --plain` so, and waits until it is there.
    fn prints(&self, line: &str) {
        self.types(line);
        self.shows("listening on http://");
        self.shows("on call: primary ana");
    }
}

#[test]
fn an_alert_is_a_line_and_is_acknowledged_by_a_key() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.prints("wail watch --plain; echo it ended with $?");
    let screen = terminal.screen();
    assert!(screen.contains(&format!("\n{KEYS}\n")) && screen.contains("\nthey act as ana\n"));
    fires(&home, "disk \\u001b]0;evil\\u0007 full \\u009b31m on db1");
    let screen = terminal.shows(r"      1  generic reports critical: disk \x1b]0;evil\x07 full");
    let lines: Vec<&str> = screen.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.iter().any(|line| line.starts_with("20")), "{screen}");
    terminal.presses("a");
    terminal.shows("\nacknowledge incident 1, which nobody has? y: yes, else no\n");
    terminal.presses("l");
    terminal.shows("\nnothing was done\n");
    home.until_incident(1, "triggered");
    terminal.presses("a");
    until("it is asked again", || terminal.screen().matches("which nobody has?").count() == 2);
    terminal.presses("y");
    let screen = terminal.shows("1  ana acknowledges, check-in in 30m");
    assert!(screen.contains("\nana has 1: disk "), "{screen}");
    assert_eq!(home.until_incident(1, "acknowledged")["acknowledged_by"], "ana");
    // Another key before, since one that comes again at once is taken for one that is held down.
    terminal.presses("l");
    terminal.shows("1   critical  ana has it, ");
    terminal.presses("a");
    terminal.shows("nothing that is open waits for somebody");
    terminal.presses("q");
    terminal.shows("\nleave? 1 incident is open, and nothing rings here then y: yes, else no\n");
    terminal.presses("C-d");
    until("it is not left", || terminal.screen().matches("\nnothing was done\n").count() == 2);
    terminal.presses("C-c");
    until("it is asked again", || terminal.screen().matches("\nleave? ").count() == 2);
    terminal.presses("C-c");
    let screen = terminal.shows("it ended with 0");
    assert!(screen.contains("warning: 1 incident is open, and nobody is called until"), "{screen}");
    terminal.is_as_before();
}

#[test]
fn everything_is_snoozed_by_a_key_by_whoever_was_named() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.prints("wail watch --plain --as bo");
    terminal.shows("they act as bo");
    fires(&home, "disk full");
    terminal.shows("1 triggered");
    terminal.presses("s");
    terminal.shows("\nsnooze incident 1 for 30m? y: yes, else no\n");
    terminal.presses("y");
    let screen = terminal.shows("1  bo snoozes it for 30m");
    assert!(screen.contains("\n1 is snoozed: disk full; quiet until "), "{screen}");
    assert_eq!(home.until_incident(1, "acknowledged")["acknowledged_by"], "bo");
    terminal.presses("l");
    terminal.shows("1   critical  snoozed by bo, ");
}

#[test]
fn words_typed_into_the_wrong_window_acknowledge_nothing() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.prints("wail watch --plain");
    fires(&home, "disk full");
    terminal.shows("1 triggered");
    terminal.types("sudo wail ack 1 && quit");
    terminal.shows("that looked like words, and did nothing");
    terminal.presses("C-z");
    terminal.shows(&format!("did nothing\n{KEYS}\nkeys: "));
    home.until_incident(1, "triggered");
    assert!(!terminal.screen().contains("has 1:"));
}

#[test]
fn a_terminal_that_can_draw_nothing_gets_lines_and_a_pipe_no_keys() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    for (line, coloured, has_keys) in [
        ("TERM=dumb wail watch", false, false),
        ("env -u TERM WAIL watch", true, true),
        ("wail watch --plain", true, true),
        ("NO_COLOR=1 wail watch --plain", false, true),
        ("wail watch | cat", false, false),
    ] {
        terminal.prints(&line.replace("WAIL", env!("CARGO_BIN_EXE_wail")));
        let screen = terminal.tmux(&["capture-pane", "-t", "own", "-p", "-e"]);
        assert_eq!(
            is_coloured(&screen) || screen.contains("\x1b[1m"),
            coloured,
            "{line}: {screen}"
        );
        assert_eq!(terminal.screen().contains("\nkeys: "), has_keys, "{line}");
        terminal.presses("C-c");
        until("it has ended", || terminal.screen().trim_end().ends_with("ready$"));
        terminal.clears();
    }
}

#[test]
fn a_narrow_terminal_breaks_lines_between_words() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 40) else { return };
    terminal.types("wail watch --plain");
    terminal.shows("keys: a acknowledge all, s snooze all\n  for 30m, l list, q quit\n");
    terminal.shows("listening on");
    fires(&home, "the replica of the orders is an hour behind");
    terminal.shows("generic\n  reports critical: the replica of the\n  orders is an hour behind\n");
}

#[test]
fn a_restore_that_is_ended_at_its_question_leaves_nothing_behind() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    assert_eq!(home.wail(&["backup", "copy.db"]).code, 0);
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.types("wail restore copy.db; echo it ended with $?");
    terminal.shows("restore it? [y/N]");
    terminal.presses("C-c");
    // What is typed now is for the shell.
    terminal.types("echo it was ended");
    // Where the terminal shows what is typed meanwhile is chance.
    terminal.shows("broken off: nothing was restored\n");
    terminal.shows("it ended with 130\n");
    terminal.shows("it was ended\nready$");
    let names = std::fs::read_dir(home.path()).unwrap();
    let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.all(|name| !name.contains("restoring")));
}
