//! `docs/commands.md`: every command as its own help tells it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{assert_made, help, subcommands};
use crate::common::TestHome;

/// How the page begins.
const HEAD: &str = "\
# Commands

As `wail COMMAND --help` tells it; made by `make docs`. Every command also takes `--config FILE`, `--store URL`,
`--as PERSON`, `--json`, `--color WHEN`, `--quiet` and `--verbose`, and the environment's `WAIL_CONFIG`, `WAIL_STORE`,
`WAIL_AS` and `NO_COLOR`. What it ends with: [exit codes](exit-codes.md). Completion, short names, templates:
[shell](shell.md).

";

/// The file of each command's schema, by its words.
fn schemas() -> BTreeMap<String, String> {
    let home = TestHome::new();
    let names = home.json(&["schema"]);
    let names = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let file = |name: &str| {
        let schema = home.json(&["schema", name]);
        let title = schema["title"].as_str().unwrap();
        let first = title.split("`wail ").nth(1).unwrap().split(" --json").next().unwrap();
        (name.to_owned(), first.replace(" --", "-").replace(' ', "-"))
    };
    names.map(file).collect()
}

/// A command's part of the page.
fn section(words: &[&str], schemas: &BTreeMap<String, String>) -> String {
    let told = help(words).unwrap();
    let (about, rest) = told.split_once("\n\nUsage: ").unwrap();
    let level = if words.len() == 1 { "##" } else { "###" };
    let mut text = format!("{level} `wail {}`\n\n{about}.\n\n", words.join(" "));
    let rest = without_globals(&format!("Usage: {rest}"));
    writeln!(text, "```text\n{}\n```\n", rest.trim_end()).unwrap();
    if let Some(file) = schemas.get(&words.join("-")) {
        writeln!(text, "With `--json`: [schema/{file}.json](schema/{file}.json).\n").unwrap();
    }
    text
}

/// The text without what every command has: its global options, and how to ask for help.
fn without_globals(text: &str) -> String {
    let mut kept = Vec::new();
    let mut is_global = false;
    for line in text.lines() {
        if !line.is_empty() && !line.starts_with(' ') {
            is_global = line == "Global options:";
        }
        let asks_help = line.trim_start().starts_with("-h, --help")
            || line.trim() == "Print help"
            || line.trim() == "Print help (see a summary with '-h')";
        if !is_global && !asks_help {
            kept.push(line.trim_end());
        }
    }
    let text = kept.join("\n").replace("\nOptions:\n\n", "\n");
    let mut text = text.trim_end().trim_end_matches("Options:").trim_end().to_owned();
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

#[test]
fn every_command_has_its_part_of_the_page() {
    let schemas = schemas();
    let commands = subcommands(&help(&[]).unwrap());
    let mut text = HEAD.to_owned();
    let links: Vec<String> =
        commands.iter().map(|(name, _)| format!("[{name}](#wail-{name})")).collect();
    writeln!(text, "{}\n", links.join(" · ")).unwrap();
    for (name, _) in &commands {
        text += &section(&[name], &schemas);
        for (sub, _) in subcommands(&help(&[name]).unwrap()) {
            text += &section(&[name, &sub], &schemas);
        }
    }
    assert_made("docs/commands.md", &(text.trim_end().to_owned() + "\n"));
}
