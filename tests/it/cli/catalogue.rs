//! The catalogue of errors: what every command says to what is wrong, word for word in `catalogue.txt`, and that each
//! says what to type next.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;

use crate::common::{Ran, TestHome, ran, timeless};

/// People and everything that a command can be wrong about.
const CONFIG: &str = r#"
me = "ana"
zone = "UTC"
fallback = "ana"
people.ana.channels = [{ use = "command", run = ["/bin/true"] }]
people.bo.channels = [{ use = "command", run = ["/bin/true"] }]
[rota.primary]
[[rota.primary.layer]]
people = ["ana"]
every = "week"
start = 2020-01-06
[policy.default]
steps = [{ who = "primary" }]
[heartbeats.backup]
every = "1h"
[gauges.disk]
max = 100
[monitors.here]
kind = "file"
path = "HOME/config.toml"
[audience.public]
[sources.generic]
[store]
path = "wail.db"
[listen]
address = "127.0.0.1:PORT"
"#;

/// What is typed where two incidents are there, the second is resolved, and everything else is empty.
const WRONG: &[&[&str]] = &[
    &["accept"],
    &["ack"],
    &["ack", "99"],
    &["ack", "none"],
    &["ack", "2"],
    &["ack", "2", "99"],
    &["ack", "1", "--check-in", "5"],
    &["ack", "--match", "service=none"],
    &["ack", "--match", "service"],
    &["assign", "1", "--to", "anaa"],
    &["assign", "1", "--to", "zoe"],
    &["away", "5"],
    &["away", "2h", "--cover", "zoe"],
    &["backup", "/proc/nowhere"],
    &["beat", "bakcup"],
    &["beat", "show", "nothing"],
    &["check", "her"],
    &["check", "--match", "service=none"],
    &["drill", "--summary", ""],
    &["drill"],
    &["escalate", "99"],
    &["export", "--since", "whenever"],
    &["gauge", "disk"],
    &["gauge", "disk", "many"],
    &["gauge", "list", "50"],
    &["gauge", "show", "none"],
    &["gauge", "show", "dsk"],
    &["gauge", "new", "50"],
    &["give", "zoe", "2h"],
    &["give", "bo", "whenever"],
    &["give", "bo", "2h"],
    &["handover", "payments"],
    &["inbox", "show", "99"],
    &["inbox", "drop", "99"],
    &["init"],
    &["init", "--from", "nothing.json"],
    &["leave", "an"],
    &["leave", "zoe", "--from", "2036-07-13"],
    &["leave", "bo", "--from", "never"],
    &["list", "--format", "{{ sumary }}"],
    &["list", "--format", "{{ id"],
    &["list", "--match", "service"],
    &["list", "--color", "alwys"],
    &["list", "--color", "mauve"],
    &["list", "--match"],
    &["list", "--limit", "many"],
    &["list", "1"],
    &["lst"],
    &["log", "1", "2"],
    &["log", "99"],
    &["log", "--snice", "17:02"],
    &["log", "verify", "--head", "abc"],
    &["mark", "mitigated", "1", "--at", "whenever"],
    &["merge", "1", "1"],
    &["merge", "1", "99"],
    &["mute", "--", "true"],
    &["note", "99", "looking"],
    &["note", "1", ""],
    &["note", "1", "-x"],
    &["note", "1", "--file", "nothing.txt"],
    &["note", "--corrects", "9999", "it was not"],
    &["page", ""],
    &["page", "x", "--severity", "critcal"],
    &["page", "x", "--severity", "urgent"],
    &["page", "x", "--label", "service"],
    &["page", "fine", "--key", "unheard-of", "--resolved"],
    &["page", "--severity", "info", "good to know"],
    &["promise", "x", "--owner", "zoe", "--by", "friday"],
    &["promise", "x"],
    &["promise", "x", "--by", "whenever"],
    &["promise", "close", "99", "-m", "done"],
    &["promises", "--owner", "zoe"],
    &["relief", "end"],
    &["report", "--since", "whenever"],
    &["report", "incident", "99"],
    &["report", "load", "--person", "zoe"],
    &["report", "load", "--csv", "--json"],
    &["report", "nines", "--csv", "--json"],
    &["report", "weekly", "--of", "2999-01-01"],
    &["report", "weekly", "--send"],
    &["resolve", "2"],
    &["restore", "nothing.db"],
    &["rota", "add", "zoe"],
    &["rota", "check", "--against", "-x"],
    &["rota", "import", "nothing.ics"],
    &["rota", "reorder", "ana"],
    &["rota", "remove", "zoe"],
    &["rota", "show", "payments"],
    &["rota", "show", "primray"],
    &["rota", "show", "--from", "whenever"],
    &["rota", "undo"],
    &["schema", "lsit"],
    &["send", "generic", "firing"],
    &["send", "generik", "firing"],
    &["show", "99"],
    &["silence", "ad"],
    &["silence", "add", "--for", "1h", "-m", "x"],
    &["silence", "add", "--match", "a=b", "-m", "x"],
    &["silence", "add", "--match", "a=b", "--for", "1h", "-m", ""],
    &["silence", "extend", "99", "--for", "1h"],
    &["silence", "end", "99"],
    &["snooze", "1", "--for", "5"],
    &["snooze", "1", "--for", "1h", "--for", "2h"],
    &["ack", "1", "--all"],
    &["sound", "play", "sirene"],
    &["sources", "alertmanagr"],
    &["sources", "read", "generic", "nothing.json"],
    &["split", "1", "9"],
    &["status", "build"],
    &["swap", "ana", "--my", "next", "--their", "2036-12-07"],
    &["take", "5"],
    &["timeline", "99"],
    &["unack", "3"],
    &["unack", "99"],
    &["update", "99", "we look"],
    &["update", "1", ""],
    &["update", "1", "we look"],
    &["update", "1", "we look", "--to", "nobody"],
    &["update", "1", "we look", "--next", "whenever"],
    &["updates", "99"],
    &["watch", "--plain", "--nothing"],
    &["who", "--at", "whenever"],
    &["why", "99"],
    &["why", "--labels", "service"],
];

/// What says no more than that the answer is no: there is nothing to type.
const ANSWERS: [&str; 1] = ["the next 90 days change"];

/// What a command said, as it stands in the catalogue.
fn entry(typed: &str, said: &Ran, home: &TestHome) -> String {
    let home_path = home.path().display().to_string();
    let text = said.stderr.replace(&home_path, "HOME");
    let text = text.replace(&home.address().port().to_string(), "PORT");
    let station = regex::Regex::new(r" by \S+/\d+").unwrap();
    let text = timeless(&station.replace_all(&text, " by STATION"));
    let text: Vec<String> =
        text.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    format!("$ {typed}\n{}\n    exit {}\n\n", text.join("\n"), said.code)
}

fn typed(words: &[&str]) -> String {
    let quoted = words.iter().map(|word| {
        let is_plain = !word.is_empty()
            && word.chars().all(|it| it.is_alphanumeric() || "-_=./,".contains(it));
        if is_plain { (*word).to_owned() } else { format!("'{word}'") }
    });
    format!("wail {}", quoted.collect::<Vec<_>>().join(" "))
}

/// What can be wrong around a command: no configuration, no store, a port that is taken.
fn surroundings(text: &mut String) {
    let mut tell = |what: &str, said: &Ran, home: &TestHome| {
        assert_ne!(said.code, 0, "{what}: {said:?}");
        text.push_str(&entry(what, said, home));
    };
    let home = TestHome::with(CONFIG);
    let nowhere = ran(home.command(&["who"]).env("WAIL_CONFIG", "nowhere.toml"));
    tell("wail who    # WAIL_CONFIG=nowhere.toml", &nowhere, &home);
    let without = ran(home.command(&["who"]).env_remove("WAIL_CONFIG").current_dir("/"));
    tell("wail who    # no configuration", &without, &home);
    tell("wail --store / list", &home.wail(&["--store", "/", "list"]), &home);
    tell("wail --store wial.db list", &home.wail(&["--store", "wial.db", "list"]), &home);
    tell("wail --store nowhere/x.db list", &home.wail(&["--store", "nowhere/x.db", "list"]), &home);
    let postgres = home.wail(&["--store", "postgres://db/wail", "list"]);
    tell("wail --store postgres://db/wail list", &postgres, &home);
    tell("wail --store sqlite: list", &home.wail(&["--store", "sqlite:", "list"]), &home);
    fs::write(home.path().join("text.db"), "this is no database, it is a text of some length")
        .unwrap();
    tell("wail --store text.db list", &home.wail(&["--store", "text.db", "list"]), &home);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = home.command(&["sound", "list"]);
    let child = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code().unwrap();
    tell("wail sound list > /dev/full", &Ran { stdout: String::new(), stderr, code }, &home);
    let taken = TcpListener::bind(home.address()).unwrap();
    tell("wail serve    # while somebody else has the port", &home.wail(&["serve"]), &home);
    drop(taken);
    let daemon = home.daemon();
    tell("wail serve    # while a daemon runs", &home.wail(&["serve"]), &home);
    assert_eq!(daemon.stop(), 0);
    home.edit_config("zone = \"UTC\"", "zone = \"Nowhere\"");
    tell("wail who    # a fault in the configuration", &home.wail(&["who"]), &home);
    let deaf = ran(home
        .command(&["sound", "proof"])
        .env("ALSA_CONFIG_PATH", "/dev/null")
        .env("XDG_RUNTIME_DIR", "/nowhere")
        .env("PULSE_SERVER", "unix:/nowhere")
        .env("PATH", ""));
    tell("wail sound proof    # no loudspeaker", &deaf, &home);
}

#[test]
fn every_error_says_what_is_true_and_what_to_type_next() {
    let home = TestHome::with(CONFIG);
    for page in [
        &["page", "-q", "disk full", "--label", "service=db"][..],
        &["page", "-q", "slow"],
        &["page", "-q", "gone"],
    ] {
        assert_eq!(home.wail(page).code, 0);
    }
    assert_eq!(home.wail(&["resolve", "2"]).code, 0);
    let mut text = "\
What every command says to what is wrong: made by `make docs`, and reviewed. HOME, PORT, STATION, HH:MM and AGO stand for what\n\
is another thing each time.\n\n"
        .to_owned();
    for words in WRONG {
        let said = home.wail(words);
        assert_ne!(said.code, 0, "{words:?}: {said:?}");
        text += &entry(&typed(words), &said, &home);
    }
    surroundings(&mut text);
    let mut wordless = String::new();
    for entry in text.split("$ wail").skip(1) {
        if !entry.contains("hint: ") && !ANSWERS.iter().any(|it| entry.contains(it)) {
            writeln!(wordless, "wail{entry}").unwrap();
        }
        assert!(entry.contains("error: "), "no error: {entry}");
        assert!(!entry.contains("panicked"), "{entry}");
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cli/catalogue.txt");
    if crate::docs::is_blessed() {
        fs::write(&kept, &text).unwrap();
    }
    assert!(wordless.is_empty(), "without a word on what to type next:\n{wordless}");
    let kept = fs::read_to_string(kept).unwrap_or_default();
    let mut lines = kept.lines().zip(text.lines());
    let different = lines.find(|(kept, text)| kept != text);
    assert!(
        kept == text,
        "catalogue.txt is not what is said: `make docs`, and read it\n{different:?}"
    );
}
