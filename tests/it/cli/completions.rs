//! `wail completions`: in real shells, with what there is at that moment.

use std::fs;
use std::process::Command;

use crate::common::TestHome;
use crate::terminal::Terminal;
use crate::world::cannot;

/// A home with an incident, whose configuration names something of every kind.
fn home() -> TestHome {
    let home = TestHome::new();
    let mut config = home.config();
    config.push_str(
        "[monitors.shop-front]\nkind = \"ping\"\nhost = \"192.0.2.1\"\n\
         [heartbeats.nightly-backup]\nevery = \"1d\"\n",
    );
    fs::write(home.config_file(), config).unwrap();
    let page = ["page", "disk \u{1b}[31mfull: db1\nagain", "--label", "service=db"];
    assert_eq!(home.wail(&page).code, 0);
    assert_eq!(home.wail(&["page", "slow"]).code, 0);
    home
}

/// What is offered for a line that ends in that word, as a shell asks for it.
fn offered(home: &TestHome, shell: &str, words: &[&str]) -> Vec<String> {
    let mut command = home.command(&["--", "wail"]);
    command.args(words).env("_WAIL_COMPLETE", shell);
    command.env("_CLAP_COMPLETE_INDEX", words.len().to_string()).env("_CLAP_IFS", "\n");
    let output = command.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn what_is_there_at_that_moment_is_offered() {
    let home = home();
    for (words, expected) in [
        (&["ac"][..], &["accept", "ack"][..]),
        (&["ack", ""], &["1"]),
        (&["assign", "1", "--to", "b"], &["bo"]),
        (&["who", "--rota", ""], &["primary"]),
        (&["send", "gen"], &["generic"]),
        (&["sources", "uptime-k"], &["uptime-kuma"]),
        (&["check", ""], &["shop-front"]),
        (&["beat", "n"], &["nightly-backup"]),
        (&["sound", "play", "bel"], &["bell"]),
        (&["ack", "--match", "ser"], &["service=db"]),
        (&["page", "x", "--severity", "c"], &["critical"]),
        (&["init", "--kind", "ga"], &["gatus"]),
    ] {
        let found = offered(&home, "bash", words);
        let expected: Vec<&str> = expected.to_vec();
        for wanted in &expected {
            assert!(found.iter().any(|it| it.trim_end() == *wanted), "{words:?}: {found:?}");
        }
    }
    home.wail(&["resolve", "1"]);
    assert!(!offered(&home, "bash", &["ack", ""]).iter().any(|it| it.trim() == "1"));
    assert!(offered(&home, "bash", &["show", ""]).iter().any(|it| it.trim() == "1"));
}

/// The values among what is offered for a line that ends in an empty word, without options and subcommands.
fn numbers(home: &TestHome, words: &[&str]) -> Vec<String> {
    let found = offered(home, "bash", words).into_iter().map(|it| it.trim_end().to_owned());
    found.filter(|it| it.chars().all(|it| it.is_ascii_digit())).collect()
}

#[test]
fn a_number_is_that_of_what_the_command_is_about() {
    let home = home();
    for ask in [
        &["silence", "add", "--match", "a=b", "--for", "1h", "-m", "the disk is swapped"][..],
        &["silence", "add", "--match", "c=d", "--for", "1h", "-m", "over at once"],
        &["silence", "add", "--match", "e=f", "--for", "1h", "-m", "the rack moves"],
        &["silence", "end", "2"],
        &["promise", "more disk", "--owner", "ana", "--by", "in 2d"],
        &["promise", "fewer logs", "--owner", "ana", "--by", "in 3d"],
        &["promise", "a runbook", "--owner", "ana", "--by", "in 4d"],
        &["promise", "close", "1", "-m", "done"],
    ] {
        let run = home.wail(ask);
        assert_eq!(run.code, 0, "{ask:?}: {run:?}");
    }
    for (words, expected) in [
        (&["silence", "end", ""][..], &["1", "3"][..]),
        (&["silence", "extend", ""], &["1", "3"]),
        (&["promise", "close", ""], &["2", "3"]),
        (&["promise", "give", ""], &["2", "3"]),
        (&["promise", "move", ""], &["2", "3"]),
        (&["promise", "drop", ""], &["2", "3"]),
        (&["ack", ""], &["1", "2"]),
    ] {
        assert_eq!(numbers(&home, words), expected, "{words:?}");
    }
    let told = offered(&home, "fish", &["silence", "end", ""]);
    assert!(told.iter().any(|it| it == "1\ta=b: the disk is swapped"), "{told:?}");
    let told = offered(&home, "fish", &["promise", "close", ""]);
    assert!(told.iter().any(|it| it == "3\tana: a runbook"), "{told:?}");
}

#[test]
fn what_the_inbox_keeps_is_offered_and_to_be_dropped_only_what_could_not_be_read() {
    let home = home();
    home.edit_config(
        "[sources.generic]",
        "[sources.script]\nkind = \"alertmanager\"\n[sources.generic]",
    );
    let daemon = home.daemon();
    assert_eq!(home.post("/in/generic", &[], br#"{"summary": "slower"}"#).0, 202);
    home.until_incident(3, "triggered");
    assert_eq!(home.post("/in/script", &[], b"no JSON").0, 202);
    home.until_incident(4, "triggered");
    assert_eq!(daemon.stop(), 0);
    assert_eq!(numbers(&home, &["inbox", "show", ""]), ["2", "1"]);
    assert_eq!(numbers(&home, &["inbox", "drop", ""]), ["2"]);
}

#[test]
fn what_nobody_has_is_offered_first() {
    let home = home();
    assert_eq!(home.wail(&["page", "--severity", "error", "slower"]).code, 0);
    assert_eq!(home.wail(&["ack", "1"]).code, 0);
    assert_eq!(numbers(&home, &["ack", ""]), ["2", "3", "1"]);
    assert_eq!(numbers(&home, &["a", ""]), ["2", "3", "1"], "by its short name, too");
}

#[test]
fn help_is_completed_as_the_command_that_it_is_about() {
    let home = home();
    let trimmed = |words: &[&str]| {
        let found = offered(&home, "bash", words).into_iter();
        let mut found: Vec<_> = found.map(|it| it.trim_end().to_owned()).collect();
        found.sort();
        found
    };
    assert_eq!(trimmed(&["hel"]), ["help"]);
    assert_eq!(trimmed(&["help", "acc"]), ["accept"]);
    assert_eq!(trimmed(&["help", "silence", "e"]), ["end", "extend"]);
    assert!(numbers(&home, &["help", "ack", ""]).is_empty());
}

#[test]
fn a_number_comes_with_what_it_is_about_and_nothing_a_terminal_obeys() {
    let home = home();
    let found = offered(&home, "fish", &["ack", ""]);
    let told = found.iter().find(|line| line.starts_with("1\t"));
    assert_eq!(
        told.map(String::as_str),
        Some("1\tcritical, rings: disk \\x1b[31mfull: db1"),
        "{found:?}"
    );
}

#[test]
fn the_line_says_where_to_look_and_nothing_is_made_by_asking() {
    let home = home();
    let store = home.store_file().display().to_string();
    let flag = format!("--store={store}");
    let absent = home.path().join("absent.db");
    let mut command = home.command(&["--", "wail", "--store", absent.to_str().unwrap(), "ack", ""]);
    command.env("_WAIL_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "4");
    assert!(command.output().unwrap().status.success());
    assert!(!absent.exists());
    assert!(offered(&home, "bash", &[&flag, "ack", ""]).iter().any(|it| it.trim() == "1"));
    fs::write(home.config_file(), "this is [ broken").unwrap();
    assert!(offered(&home, "bash", &["wh"]).iter().any(|it| it.trim() == "who"), "still");
    assert!(offered(&home, "bash", &["who", "--rota", ""]).is_empty());
}

/// A terminal with that shell in it, which has taken the script; none, if there is no such shell.
fn shell<'a>(home: &'a TestHome, shell: &str, start: &str, load: &str) -> Option<Terminal<'a>> {
    if Command::new(shell).arg("--version").output().is_err() {
        cannot(&format!("{shell} is not installed"));
        return None;
    }
    let script = home.wail(&["completions", shell]);
    assert_eq!((script.code, script.stderr.as_str()), (0, ""), "{script:?}");
    fs::write(home.path().join("script"), script.stdout).unwrap();
    let bin = home.path().join("bin");
    fs::create_dir_all(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_wail"), bin.join("wail")).unwrap();
    let terminal = Terminal::open(home, 120)?;
    terminal.types(&format!("unalias wail; PATH={}:$PATH {start}", bin.display()));
    terminal.types(load);
    terminal.types("echo it is ''there");
    terminal.shows("it is there");
    terminal.types("clear");
    Some(terminal)
}

fn completes(terminal: &Terminal<'_>) {
    terminal.presses("C-l");
    terminal.puts("wail who --rota prim");
    terminal.presses("Tab");
    terminal.shows("wail who --rota primary");
    terminal.presses("C-u");
    terminal.puts("wail acce");
    terminal.presses("Tab");
    terminal.shows("wail accept");
    terminal.presses("C-u");
    terminal.puts("wail ack --match servi");
    terminal.presses("Tab");
    terminal.shows("service=db");
    terminal.presses("C-u");
}

#[test]
fn bash_completes() {
    let home = home();
    let Some(terminal) = shell(&home, "bash", "bash --norc --noprofile", ". ./script") else {
        return;
    };
    completes(&terminal);
}

#[test]
fn nothing_that_somebody_reported_is_typed_into_a_line_that_a_shell_runs() {
    let home = home();
    for value in ["$(touch run)", "`touch run`", "a;touch run", "a b", "*", "~", "'", "ünïcode-1"]
    {
        let label = format!("service={value}");
        assert_eq!(home.wail(&["page", "strange", "--label", &label]).code, 0, "{value}");
    }
    let found = offered(&home, "bash", &["ack", "--match", "service="]);
    let found: Vec<&str> = found.iter().map(|it| it.trim_end()).collect();
    assert_eq!(found, ["service=db", "service=ünïcode-1"]);
}

#[test]
fn a_store_of_another_version_is_left_as_it_is() {
    let home = home();
    let version = |set: Option<i64>| {
        let store = rusqlite::Connection::open(home.store_file()).unwrap();
        if let Some(version) = set {
            store.pragma_update(None, "user_version", version).unwrap();
        }
        store.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).unwrap()
    };
    let now = version(None);
    for other in [now - 1, now + 1] {
        version(Some(other));
        assert!(!offered(&home, "bash", &["ack", ""]).iter().any(|it| it.trim() == "1"));
        assert_eq!(version(None), other);
    }
}

#[test]
fn zsh_completes_and_says_what_a_number_is_about() {
    let home = home();
    // As a package puts it there: read at the first Tab, which is answered as well.
    let load = "mkdir fpath; cp script fpath/_wail; fpath=($PWD/fpath $fpath); autoload -U compinit; compinit -u";
    let Some(terminal) = shell(&home, "zsh", "zsh -f", load) else { return };
    completes(&terminal);
    terminal.puts("wail ack ");
    terminal.presses("Tab");
    terminal.shows("critical, rings: slow");
}

#[test]
fn fish_completes_and_says_what_a_number_is_about() {
    let home = home();
    let Some(terminal) = shell(&home, "fish", "fish --no-config", "source ./script") else {
        return;
    };
    completes(&terminal);
    terminal.puts("wail show ");
    terminal.presses("Tab");
    terminal.shows("critical, rings: slow");
}

#[test]
fn every_shell_gets_a_script_that_asks() {
    let home = TestHome::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = home.wail(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        assert!(run.stdout.contains("_WAIL_COMPLETE"), "{shell}: {}", run.stdout);
    }
}

#[test]
fn an_unknown_shell_is_a_matter_of_usage() {
    let run = TestHome::new().wail(&["completions", "tcsh"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("it is one of bash, elvish, fish, powershell, zsh"));
}
