//! The week as it is written down in `week.script`, played on the stage.
//!
//! A line says what happens next; `#` begins a remark. `at DAY TIME` lets time pass, `fires SERVICE SEVERITY MINUTES
//! TEXT` and `over SERVICE SEVERITY TEXT` are what monitors report, `ana$ wail …` is what somebody types, and
//! `ana$ [NAME] wail …` is shown on the page behind that mark. `last NAME NUMBER` shows the last lines of what
//! happened. `file NAME wail …` keeps what is printed, `take WRITTEN NAME` a file that was written. `ENTRY` in what is
//! typed is the entry that `entry INCIDENT TEXT` found.

use std::fs;
use std::path::Path;

use wail::domain::alert::Severity;

use super::kept::Made;
use super::stage::{Stage, config};

/// Plays the week from the first line to the last.
pub(super) fn told() -> Made {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/example/week.script");
    let script = fs::read_to_string(path).unwrap();
    let lines = script.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#'));
    let mut lines = lines.map(words);
    let first = lines.next().unwrap();
    let mut stage = Stage::begin(&config(), &format!("{} {}", first[1], first[2]));
    let mut entry = String::new();
    for line in lines {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        play(&mut stage, &line, &mut entry);
    }
    let told = stage.told().to_owned();
    stage.made.files.insert("week.txt".to_owned(), told);
    stage.made
}

fn play(stage: &mut Stage, line: &[&str], entry: &mut String) {
    match line {
        ["at", day, time] => stage.until(&format!("{day} {time}")),
        ["fires", service, severity, minutes, text] => {
            stage.fires(service, text, (grave(severity), minutes.parse().unwrap()));
        }
        ["over", service, severity, text] => stage.clears(service, text, grave(severity)),
        ["last", name, number] => stage.shows_last(name, number.parse().unwrap()),
        ["file", name, "wail", arguments @ ..] => stage.prints_into(name, arguments),
        ["take", written, name] => stage.takes_file(written, name),
        ["entry", incident, text] => *entry = stage.entry_of(incident.parse().unwrap(), text),
        [who, rest @ ..] => {
            let who = who.strip_suffix('$').unwrap_or_else(|| panic!("nobody does {line:?}"));
            let rest =
                rest.iter().map(|word| if *word == "ENTRY" { entry.as_str() } else { *word });
            let rest: Vec<&str> = rest.collect();
            match rest.as_slice() {
                ["wail", arguments @ ..] => drop(stage.types(who, arguments)),
                [name, "wail", arguments @ ..] => {
                    stage.shows(name.trim_matches(['[', ']']), who, arguments);
                }
                other => panic!("{who} does {other:?}"),
            }
        }
        [] => {}
    }
}

fn grave(word: &str) -> Severity {
    Severity::from_word(word).unwrap_or_else(|| panic!("nothing is {word}"))
}

/// The words of a line, as a shell takes them: what stands between quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            ' ' if !is_quoted => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

#[test]
fn what_stands_between_quotes_is_one_word() {
    assert_eq!(
        words("ana$ wail note 1 \"it is 'db'\" \"\""),
        ["ana$", "wail", "note", "1", "it is 'db'", ""]
    );
}
