//! The live screen where something is odd: a terminal that can do little, a sender that sends anything.

use std::fs;

use rustix::process::{Signal, kill_process};

use super::{Size, Terminal, fires, is_coloured};
use crate::common::{TestHome, until};

/// What shows that a terminal obeyed a label: another title, a cleared screen, a colour, a clipboard.
const EVIL: &str = "\\u001b]0;evil\\u0007\\u001b[2J\\u001b[31m\\u001b]52;c;ZXZpbA==\\u0007\\u202e";

fn sends(home: &TestHome, summary: &str, labels: &str) {
    let body = format!(
        "{{\"key\": \"odd\", \"severity\": \"critical\", \"summary\": \"{summary}\", \
         \"labels\": {{\"host\": \"{labels}\"}}}}"
    );
    assert_eq!(home.post("/in/generic", &[], body.as_bytes()).0, 202);
}

#[test]
fn in_a_tiny_terminal_what_rings_is_acknowledged_and_what_is_asked_is_seen() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open_sized(&home, Size { columns: 20, rows: 5 }) else {
        return;
    };
    terminal.types("wail watch");
    terminal.shows("nothing rings");
    terminal.shows("listening on http:");
    fires(&home, "disk full");
    terminal.shows("a acks 1, q leaves");
    terminal.presses("d");
    terminal.shows("is 1 (disk full)");
    terminal.shows("over? y: yes");
    terminal.presses("n");
    terminal.shows("nothing was done");
    home.until_incident(1, "triggered");
    terminal.presses("a");
    terminal.shows("ana has 1");
    home.until_incident(1, "acknowledged");
    terminal.shows("nothing rings\n1 open, on call ana");
}

#[test]
fn a_terminal_without_colours_gets_shapes_and_words_whatever_it_says_it_is() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    for (line, coloured) in [
        ("TERM=vt100 wail watch", false),
        ("TERM=xterm-mono wail watch", false),
        ("TERM=linux wail watch", true),
        ("TERM=xterm-256color wail watch", true),
        ("TERM=vt100 wail watch --color always", true),
    ] {
        terminal.watches(line);
        let screen = terminal.settled();
        assert_eq!(is_coloured(&screen), coloured, "{line}: {screen}");
        assert!(
            !screen.contains("[38;") && !screen.contains("[48;"),
            "sixteen are enough: {screen}"
        );
        terminal.presses("C-c");
        until("it has ended", || terminal.screen().trim_end().ends_with("ready$"));
        terminal.clears();
    }
}

#[test]
fn wide_letters_emoji_and_other_directions_stay_in_their_columns() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open_sized(&home, Size { columns: 80, rows: 24 }) else {
        return;
    };
    terminal.types("LC_ALL=C.UTF-8 wail watch");
    terminal.shows("SUMMARY");
    terminal.shows("listening on http://");
    sends(&home, "数据库宕机了 💾 שרת למטה e\\u0301t\\u00e9", "עומס");
    let screen = terminal.shows("page ana by command, first page");
    assert!(screen.contains("s: 数据库宕机了 💾 שרת למטה e\u{301}té\n"), "{screen}");
    assert!(screen.contains("  数据库宕机了 💾 שרת למטה…\n"), "cut in the list: {screen}");
    assert!(screen.contains("\nlabels    host=עומס "), "{screen}");
}

#[test]
fn where_the_locale_is_not_utf_8_no_letter_becomes_rubbish() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open_sized(&home, Size { columns: 80, rows: 24 }) else {
        return;
    };
    for locale in ["LC_ALL=C", "LC_ALL=POSIX LANG=C.UTF-8", "LANG=de_DE.ISO-8859-1", "LC_ALL="] {
        terminal.types(&format!("{locale} wail watch"));
        terminal.shows("SUMMARY");
        terminal.shows("listening on http://");
        sends(&home, "数据库 💾 über … db-1", "数据库");
        let screen = terminal.shows("db-1");
        assert!(screen.is_ascii(), "{locale}: {screen}");
        terminal.presses("?");
        let screen = terminal.shows("-- keys --");
        assert!(screen.is_ascii(), "{locale}: {screen}");
        terminal.presses("C-c");
        terminal.shows("SUMMARY");
        terminal.leaves();
        until("it has ended", || terminal.screen().trim_end().ends_with("ready$"));
        terminal.clears();
    }
}

#[test]
fn a_summary_of_a_megabyte_is_cut_and_holds_up_no_key() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open_sized(&home, Size { columns: 80, rows: 24 }) else {
        return;
    };
    terminal.watches("wail watch");
    let summary = "disk full on every machine of the cluster ".repeat(24_000);
    assert!(summary.len() > 1_000_000);
    sends(&home, &summary, "db-1");
    terminal.shows("> # critical     1  ");
    terminal.presses("Enter");
    terminal.shows("labels");
    terminal.presses("w");
    terminal.shows("-- why 1 --");
    terminal.presses("Escape");
    terminal.shows("SUMMARY");
    terminal.presses("a");
    home.until_incident(1, "acknowledged");
    terminal.shows("ana has it");
}

#[test]
fn what_a_label_has_in_it_is_shown_and_never_obeyed() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    terminal.watches("wail watch");
    sends(&home, EVIL, EVIL);
    terminal.shows("> # critical     1  ");
    terminal.presses("Enter");
    terminal.shows(r"labels    host=\x1b]0;evil\x07\x1b[2J\x1b[31m\x1b]52;c;ZXZpbA==\x07\u{202e}");
    terminal.presses("w");
    terminal.shows("-- why 1 --");
    let title = terminal.tmux(&["display", "-p", "-t", "own", "#{pane_title}"]);
    assert!(!title.contains("evil"), "{title}");
    let buffers = terminal.tmux(&["list-buffers"]);
    assert_eq!(buffers, "", "nothing was put into the clipboard");
}

#[test]
fn a_store_of_a_newer_version_is_told_of_and_the_terminal_is_as_before() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    fires_nothing(&home);
    let store = rusqlite::Connection::open(home.store_file()).unwrap();
    store.pragma_update(None, "user_version", 9999).unwrap();
    drop(store);
    terminal.types("wail watch; echo it ended with $?");
    let screen = terminal.shows("it ended with 4");
    assert!(screen.contains("was written by a newer version of wail"), "{screen}");
    assert!(!screen.contains("SEVERITY"), "nothing of it is left: {screen}");
    terminal.is_as_before();
}

/// The store is made.
fn fires_nothing(home: &TestHome) {
    assert_eq!(home.wail(&["page", "first"]).code, 0);
    assert!(fs::exists(home.store_file()).unwrap());
}

#[test]
fn a_screen_that_panics_gives_the_terminal_back_and_says_why() {
    let home = TestHome::new();
    let Some(terminal) = Terminal::open(&home, 100) else { return };
    let pid = terminal.watches("WAIL_STAGED_PANIC=1 wail watch; echo it ended with $?");
    kill_process(pid, Signal::CONT).unwrap();
    let screen = terminal.shows("it ended with 70");
    assert!(screen.contains("panicked"), "{screen}");
    assert!(!screen.contains("SEVERITY"), "nothing of it is left: {screen}");
    terminal.is_as_before();
}
