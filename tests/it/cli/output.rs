//! What holds for every command: colour, pipes, what senders write, and what cannot be typed.

use std::io::Read as _;
use std::process::Stdio;

use wail::error::{Error, Kind};

use crate::common::{TestHome, ran};

/// A webhook whose texts would move the cursor, colour the screen and set the title.
const HOSTILE: &[u8] = b"{\"key\": \"x\", \"severity\": \"critical\", \
    \"summary\": \"disk \\u001b[31mfull\\u001b]0;pwned\\u0007 \\u009b2J\\u202e\", \
    \"details\": \"\\u001b[2J\\r\\nmore\", \
    \"labels\": {\"ho\\u001b[1mst\": \"db\\u001b[0m\\u0007\"}, \
    \"link\": \"http://example.org/\\u001b[5m\"}";

#[test]
fn what_cannot_be_typed_is_a_matter_of_usage() {
    let home = TestHome::new();
    let commands = [
        "watch",
        "serve",
        "page",
        "list",
        "show",
        "log",
        "ack",
        "unack",
        "snooze",
        "escalate",
        "assign",
        "resolve",
        "note",
        "who",
        "inbox",
        "config",
        "init",
        "sound",
        "doctor",
        "demo",
        "completions",
        "man",
    ];
    for command in commands {
        let run = home.wail(&[command, "--no-such-flag"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{command}");
        assert!(run.stderr.starts_with("error: "), "{command}: {run:?}");
    }
    assert_eq!(home.wail(&["no-such-command"]).code, 2);
    assert_eq!(home.wail(&[]).code, 2);
}

#[test]
fn help_and_version_are_data() {
    let home = TestHome::new();
    let version = home.wail(&["--version"]);
    assert_eq!((version.code, version.stderr.as_str()), (0, ""));
    assert_eq!(version.stdout, format!("wail {}\n", env!("CARGO_PKG_VERSION")));
    let help = home.wail(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("`wail demo` shows the whole story in a minute"));
}

#[test]
fn a_pipe_gets_no_colour_unless_it_asks_for_it() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    for arguments in [&["list"][..], &["who"], &["show", "1"], &["doctor"], &["log"]] {
        let run = home.wail(arguments);
        assert!(!run.stdout.contains('\x1b') && !run.stderr.contains('\x1b'), "{run:?}");
        let mut asks = home.command(arguments);
        let plain = ran(asks.env("NO_COLOR", "1"));
        assert!(!plain.stdout.contains('\x1b'), "{plain:?}");
    }
    assert!(home.wail(&["list", "--color", "always"]).stdout.contains("\x1b[1m\x1b[31m"));
    assert!(!home.wail(&["list", "--color", "never"]).stdout.contains('\x1b'));
}

#[test]
fn what_a_sender_writes_never_reaches_a_terminal_raw() {
    let home = TestHome::new();
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], HOSTILE).0, 202);
    home.until_incident(1, "triggered");
    for arguments in [&["list"][..], &["show", "1"], &["log"], &["ack", "1"], &["ack", "7", "1"]] {
        let run = home.wail(arguments);
        let text = run.stdout + &run.stderr;
        let unfit = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!text.contains(unfit), "{arguments:?}: {text:?}");
        assert!(text.contains("disk"), "{arguments:?}: {text}");
    }
    assert!(home.wail(&["show", "1"]).stdout.contains(r"ho\x1b[1mst=db\x1b[0m\x07"));
    for arguments in [&["list", "--json"][..], &["show", "1", "--json"], &["log", "--json"]] {
        let json = home.wail(arguments).stdout;
        assert!(!json.contains(|c: char| c.is_control() && c != '\n'), "{json:?}");
    }
    assert!(!daemon.log().contains('\x1b'), "{}", daemon.log());
    assert_eq!(daemon.stop(), 0);
}

#[test]
fn a_name_or_a_note_with_escapes_is_shown_escaped() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let run = home.wail(&["ack", "1", "--as", "\x1b[31mana", "-m", "see \x1b]0;x\x07"]);
    assert!(run.stdout.starts_with(r"\x1b[31mana has 1: disk full; "), "{run:?}");
    let log = home.wail(&["log"]).stdout;
    assert!(!log.contains('\x1b') && log.contains(r"notes: see \x1b]0;x\x07"), "{log}");
}

#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    for arguments in [&["list"][..], &["log", "--json"], &["config", "schema"], &["man"]] {
        let mut child =
            home.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        let status = child.wait().unwrap();
        assert_eq!((status.code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn a_variable_that_is_empty_stands_for_nothing() {
    let home = TestHome::new();
    home.wail(&["page", "disk full"]);
    let mut command = home.command(&["ack"]);
    command.env("WAIL_STORE", "").env("WAIL_AS", "");
    ran(&mut command).is(0, "ana has 1: disk full; quiet until HH:MM, in 30m\n", "");
    let mut command = home.command(&["list"]);
    let run = ran(command.env("WAIL_CONFIG", ""));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(home.wail(&["list", "--config", ""]).code, 2, "an argument that is empty is none");
}

#[test]
fn help_shows_no_value_of_a_variable() {
    let home = TestHome::new();
    let mut command = home.command(&["--help"]);
    let run = ran(command.env("WAIL_STORE", "postgres://wail:hunter2@db/wail"));
    assert!(run.stdout.contains("[env: WAIL_STORE]") && !run.stdout.contains("hunter2"), "{run:?}");
}

#[test]
fn a_store_elsewhere_and_a_person_are_named_by_flag_or_environment() {
    let home = TestHome::new();
    let elsewhere = home.path().join("else/where.db").display().to_string();
    home.wail(&["page", "disk full", "--store", &format!("sqlite:{elsewhere}")]);
    assert_eq!(home.json(&["list"]), serde_json::json!([]));
    let mut command = home.command(&["ack"]);
    let run = ran(command.env("WAIL_STORE", &elsewhere).env("WAIL_AS", "bo"));
    run.is(0, "bo has 1: disk full; quiet until HH:MM, in 30m\n", "");
    home.wail(&["list", "--store", "postgres://db/wail"]).is(
        2,
        "",
        "error: a store at `postgres://` is not supported\n\
         hint: name a file: `--store /path/to/wail.db`\n",
    );
}

#[test]
fn nothing_of_a_failure_is_obeyed_by_a_terminal() {
    let error = Error::new(Kind::Usage, "there is no `p\u{1b}[31m`")
        .detail("  one\n  two\u{7}")
        .hint("there is p\u{1b}[31m\nerror: all is well");
    assert_eq!(
        error.to_string(),
        "error: there is no `p\\x1b[31m`\n  one\n  two\\x07\n\
         hint: there is p\\x1b[31m error: all is well\n"
    );
}

#[test]
fn a_question_that_nobody_answers_ends_its_line() {
    let home = TestHome::new();
    let command = home.command(&[]);
    let wail = format!("'{}' take 2h", env!("CARGO_BIN_EXE_wail"));
    // `script` runs it on a terminal of its own, on which nothing is typed.
    let mut script = std::process::Command::new("script");
    script.args(["--quiet", "--return", "--command", &wail, "/dev/null"]);
    script.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let run = ran(script.stdin(Stdio::null()));
    let said = run.stdout.replace('\r', "");
    assert!(said.contains("Write it? [y/N] \nerror: nobody is there to be asked"), "{run:?}");
}
