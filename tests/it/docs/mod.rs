//! The documents tell the truth: tables equal what the program prints, commands and configurations
//! in them are understood, fields and words are all there.

mod channels;
mod commands;
mod played;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use regex::Regex;
use wail::config::{Environment, parse, schema};
use wail::domain::alert::Severity;
use wail::domain::incident::Reason;
use wail::domain::name::SourceName;
use wail::error::Kind;
use wail::monitors::MONITORS;
use wail::sources::{Grades, Head, Request, SOURCES, find};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every document that people are meant to follow, with its text.
fn documents() -> Vec<(String, String)> {
    let docs = fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|it| it == "md"));
    let mut names: Vec<String> = docs
        .map(|path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned())
        .collect();
    names.extend(["README.md", "CONTRIBUTING.md", "sounds/README.md"].map(str::to_owned));
    names.sort();
    names.into_iter().map(|name| (name.clone(), read(&name))).collect()
}

/// Every file of the command line.
fn command_line() -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("src/cli"), &mut found);
    found
}

/// The blocks of one language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let begin = format!("\n```{language}\n");
    text.split(&begin)
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap().to_owned() + "\n")
        .collect()
}

/// The rows of the table below a heading, without its head.
fn table(text: &str, heading: &str) -> Vec<String> {
    let (_, section) = text.split_once(&format!("\n{heading}\n")).expect(heading);
    let rows = section.split("\n#").next().unwrap().lines();
    rows.filter(|line| line.starts_with("| ")).skip(1).map(str::to_owned).collect()
}

/// What the program says when it is asked for help.
fn help(words: &[&str]) -> Option<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_wail"))
        .args(words)
        .arg("--help")
        .env_clear()
        .output()
        .unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// The subcommands that a help text lists, each with its sentence.
fn subcommands(help: &str) -> Vec<(String, String)> {
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.trim().split_once("  "))
        .map(|(name, about)| (name.to_owned(), about.trim().to_owned()))
        .collect()
}

/// Every command that can be typed, by its words: `ack`, `silence add`, `report` and `report load`.
pub(crate) fn every_command() -> Vec<String> {
    let mut found = Vec::new();
    for (name, _) in subcommands(&help(&[]).unwrap()) {
        let about = help(&[&name]).unwrap();
        let usage = about.lines().find(|line| line.starts_with("Usage: ")).unwrap();
        if !usage.ends_with(" <COMMAND>") {
            found.push(name.clone());
        }
        found.extend(subcommands(&about).into_iter().map(|(sub, _)| format!("{name} {sub}")));
    }
    found
}

/// The Monday of this week, or so many weeks after it. Of two who take turns by the week from two weeks before, the
/// first has the pager now, and the second three weeks after.
pub(crate) fn weeks_from_monday(weeks: i64) -> String {
    let today = wail::daemon::clock::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = 7 * weeks - i64::from(today.weekday().to_monday_zero_offset());
    today.checked_add(jiff::Span::new().days(days)).unwrap().to_string()
}

/// Whether documents that are made are to be made anew.
pub(crate) fn is_blessed() -> bool {
    #[expect(clippy::disallowed_methods, reason = "whoever wants it made anew says so")]
    let blesses = std::env::var_os("WAIL_BLESS");
    blesses.is_some_and(|it| !it.is_empty())
}

/// That a document is as it is made; writes it where it is to be made anew.
fn assert_made(path: &str, made: &str) {
    if is_blessed() {
        fs::write(root().join(path), made).unwrap();
    }
    let kept = fs::read_to_string(root().join(path)).unwrap_or_default();
    let lines = kept.lines().zip(made.lines());
    let different = lines.enumerate().find(|(_, (kept, made))| kept != made);
    assert!(kept == made, "{path} is not as it is made: `make docs`\n{different:?}");
}

fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn the_published_schema_of_the_configuration_is_that_of_its_types() {
    assert_made("docs/config.schema.json", &format!("{:#}\n", schema()));
}

#[test]
fn the_sources_of_the_documents_are_the_table_of_sources() {
    let expected = wail::sources::markdown();
    assert_eq!(read("docs/sources.md"), expected, "write docs/sources.md anew:\n{expected}");
    let names: Vec<String> = SOURCES.iter().map(|source| format!("`{}`", source.name)).collect();
    let readme = read("README.md");
    let (_, told) = readme.split_once("### Webhooks that are understood").unwrap();
    let told: Vec<&str> = told.split("\n\n").nth(2).unwrap().split(" · ").map(str::trim).collect();
    let expected = names.join(" · ");
    assert_eq!(told, names, "README.md should say:\n{expected}\n");
}

#[test]
fn the_table_of_commands_is_what_the_program_prints() {
    let commands = subcommands(&help(&[]).unwrap());
    assert!(commands.len() > 10, "{commands:?}");
    let rows: Vec<String> =
        commands.iter().map(|(name, about)| format!("| `wail {name}` | {about} |")).collect();
    let expected = rows.join("\n");
    let told = table(&read("README.md"), "## Commands").join("\n");
    assert_eq!(told, expected, "README.md should say:\n{expected}\n");
}

#[test]
fn every_configuration_in_a_document_is_right() {
    let keys = [
        ("WAIL_PROMETHEUS_KEY", "hunter2"),
        ("WAIL_CALENDAR_KEY", "hunter2"),
        ("WAIL_CI_SECRET", "hunter2"),
        ("WAIL_DEADMAN_URL", "https://hc.example.org/f3a9"),
        ("WAIL_MIMIR_TOKEN", "hunter2"),
        ("SLACK_WEBHOOK", "https://hooks.slack.com/services/T/B/x"),
        ("MATTERMOST_WEBHOOK", "https://chat.example.org/hooks/x"),
        ("GOTIFY_TOKEN", "hunter2"),
        ("PUSHOVER_TOKEN", "azGDORePK8gMaC0QOYAMyEEuzJnyUi"),
        ("PUSHOVER_USER", "uQiRzpo4DXghDmr9QzzfQu27cmVRsG"),
        ("TELEGRAM_TOKEN", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"),
        ("WAIL_ALERTMANAGER_KEY", "hunter2"),
        ("WAIL_PAGERDUTY_KEY", "hunter2"),
        ("WAIL_OPSGENIE_KEY", "hunter2"),
        ("WAIL_HEALTHCHECKS_KEY", "hunter2"),
    ];
    let environment = Environment::made_up(&keys, Some(Path::new("/home/ana")));
    let (mut number, mut wrong) = (0, Vec::new());
    for (document, text) in documents() {
        for block in blocks(&text, "toml") {
            number += 1;
            let whole = if block.starts_with("# whole\n") { block } else { made_whole(&block) };
            if let Err(faults) = parse(&whole, Path::new(&document), &environment) {
                wrong.push(faults.to_string());
            }
        }
    }
    assert!(number >= 4, "{number} configurations");
    assert_none("configurations with faults", &wrong);
}

/// A part of a configuration, with what every configuration must have.
fn made_whole(part: &str) -> String {
    let policy = "\n[policy.default]\nsteps = [{ who = \"ana\" }]\n";
    format!("fallback = \"ana\"\n{part}{}", if part.contains("[policy.") { "" } else { policy })
}

/// The runs of `wail` in a script: the words of each, without what is in quotes.
fn runs(script: &str) -> Vec<Vec<String>> {
    let quoted = Regex::new(r#""[^"]*"|'[^']*'"#).unwrap();
    let bare = quoted.replace_all(script, "QUOTED");
    let run =
        Regex::new(r"(?m)(?:^|[|;&(]|\bif|\bthen|\bexec)[ \t]*wail[ \t]+([^|;&)#\n]*)").unwrap();
    run.captures_iter(&bare)
        .map(|found| found[1].split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_command_in_a_document_is_understood() {
    let (mut number, mut wrong) = (0, Vec::new());
    let mut known: BTreeMap<Vec<String>, Option<String>> = BTreeMap::new();
    let mut ask = |words: &[String]| {
        let asked: Vec<&str> = words.iter().map(String::as_str).collect();
        known.entry(words.to_vec()).or_insert_with(|| help(&asked)).clone()
    };
    for (document, text) in documents() {
        for words in blocks(&text, "sh").iter().flat_map(|script| runs(script)) {
            number += 1;
            let said = format!("{document}: wail {}", words.join(" "));
            let Some(mut about) = ask(&words[..1]) else {
                wrong.push(said);
                continue;
            };
            let is_listed = |word: &str| subcommands(&about).iter().any(|(name, _)| name == word);
            if words.get(1).is_some_and(|word| is_listed(word)) {
                about = ask(&words[..2]).expect("a subcommand that is listed has its help");
            }
            let option = |word: &&String| word.starts_with('-') && word.len() > 1;
            let unknown = words.iter().filter(option).find(|word| {
                let name = word.split('=').next().unwrap();
                !about.split([' ', ',', '\n']).any(|it| it == name)
            });
            wrong.extend(unknown.map(|word| format!("{said} ({word})")));
        }
    }
    assert!(number > 20, "{number} commands");
    assert_none("commands that are not understood", &wrong);
}

#[test]
fn every_make_target_in_a_document_exists() {
    let makefile = read("Makefile");
    let target = Regex::new(r"\bmake ([a-z-]+)").unwrap();
    let quoted = Regex::new(r"`([^`\n]*)`").unwrap();
    let mut missing = Vec::new();
    for (document, text) in documents() {
        let code = quoted.captures_iter(&text).map(|found| found[1].to_owned());
        for text in code.chain(blocks(&text, "sh")) {
            let names = target.captures_iter(&text).map(|found| found[1].to_owned());
            let unknown = names.filter(|name| !makefile.contains(&format!("\n{name}:")));
            missing.extend(unknown.map(|name| format!("{document}: make {name}")));
        }
    }
    assert_none("targets that the Makefile lacks", &missing);
}

#[test]
fn every_body_that_a_document_sends_is_read() {
    let sent = Regex::new(r"/in/generic -d '([^']*)'").unwrap();
    let source = SourceName::from("generic");
    let mut number = 0;
    for (document, text) in documents() {
        for body in blocks(&text, "sh").iter().flat_map(|script| {
            sent.captures_iter(script).map(|found| found[1].to_owned()).collect::<Vec<_>>()
        }) {
            let request = Request {
                source: &source,
                grades: &Grades::new(Severity::Error),
                map: None,
                received_at: Timestamp::from_second(1_793_674_800).unwrap(),
                head: Head::default(),
                body: body.as_bytes(),
            };
            let read = find("generic").unwrap().read(&request);
            assert!(
                read.as_ref().is_ok_and(|it| !it.alerts().is_empty()),
                "{document}: {body}\n{read:?}"
            );
            number += 1;
        }
    }
    assert!(number >= 5, "{number} bodies");
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    let mut broken = Vec::new();
    for (document, text) in documents() {
        let folder: PathBuf = root().join(&document).parent().unwrap().to_owned();
        let links = link.captures_iter(&text).map(|found| found[1].to_owned());
        let lost = links.filter(|path| !folder.join(path).exists());
        broken.extend(lost.map(|path| format!("{document}: {path}")));
    }
    assert_none("links into nothing", &broken);
}

#[test]
fn every_key_of_the_configuration_is_described() {
    fn keys(value: &serde_json::Value, found: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(|it| it.as_object()) {
            found.extend(properties.keys().cloned());
        }
        match value {
            serde_json::Value::Object(fields) => fields.values().for_each(|it| keys(it, found)),
            serde_json::Value::Array(items) => items.iter().for_each(|it| keys(it, found)),
            _ => {}
        }
    }
    // The keys of each kind of monitor have a page of their own.
    let text = read("docs/configuration.md") + &read("docs/monitors.md");
    let mut found = Vec::new();
    keys(&schema(), &mut found);
    assert!(found.len() > 30, "{} keys", found.len());
    found.retain(|key| {
        let is_named = |form: &str| text.contains(&form.replace("KEY", key));
        !["`KEY`", "[KEY", "KEY =", ".KEY]"].into_iter().any(is_named)
    });
    assert_none("keys that docs/configuration.md and docs/monitors.md do not describe", &found);
}

#[test]
fn every_kind_of_monitor_is_described_with_every_key() {
    let text = read("docs/monitors.md");
    let mut missing = Vec::new();
    for kind in MONITORS {
        let heading = format!("\n### `{}`\n", kind.name);
        let section =
            text.split_once(&heading).map(|(_, rest)| rest.split("\n### ").next().unwrap());
        let Some(section) = section else {
            missing.push(kind.name.to_owned());
            continue;
        };
        let keys = kind.keys.iter().map(|key| format!("`{}`", key.name));
        let unknown = keys.filter(|key| !section.contains(key));
        missing.extend(unknown.map(|key| format!("{}: {key}", kind.name)));
    }
    assert_none("what docs/monitors.md does not describe", &missing);
}

#[test]
fn every_field_and_word_of_the_json_is_described() {
    let text = read("docs/json.md");
    let field = Regex::new(r#""(\w+)": "#).unwrap();
    let word = Regex::new(r#"Self::\w+(?:\(.*?\)| \{ \.\. \})? => "([a-z-]+)""#).unwrap();
    // What the demo's monitor posts is not what the command prints.
    let fields: String = command_line()
        .into_iter()
        .filter(|it| !it.contains("/demo/"))
        .map(|it| read(&it))
        .collect();
    let events = [
        "timeline",
        "acceptance",
        "ack",
        "cascade",
        "heartbeat",
        "held",
        "noise",
        "promise",
        "quiet",
        "relief",
        "routed",
        "sight",
        "written",
        "update",
    ];
    let events: String = events.map(|it| read(&format!("src/domain/record/{it}.rs"))).concat();
    let mut missing: Vec<String> =
        field.captures_iter(&fields).map(|it| it[1].to_owned()).collect();
    missing.extend(word.captures_iter(&events).map(|it| it[1].to_owned()));
    missing.extend(Reason::ALL.map(|reason| reason.word().to_owned()));
    assert!(missing.len() > 70, "only {} were found", missing.len());
    missing.retain(|name| !text.contains(&format!("`{name}`")));
    assert_none("what docs/json.md does not describe", &missing);
}

#[test]
fn every_exit_code_is_described() {
    let kinds = [Kind::No, Kind::Usage, Kind::Config, Kind::Unreachable, Kind::Deaf, Kind::Bug];
    for document in ["README.md", "docs/exit-codes.md"] {
        let text = read(document);
        for code in kinds.map(Kind::code).into_iter().chain([0]) {
            assert!(text.contains(&format!("\n| {code} | ")), "{document} lacks {code}");
        }
    }
}
