//! What every argument of every command wants that names a thing of the store.

use clap::Command;

use super::*;
use crate::cli::entire;

/// What stands where a thing of the store is named: a number says nothing of what it is the number of.
const NUMBERS: [&str; 5] = ["ID", "INTO", "ID TEXT", "ENTRY", "ALERT"];

/// Every argument of every command that names a thing of the store, with what it wants.
fn numbered(command: &Command, path: &str, found: &mut Vec<String>) {
    for argument in command.get_arguments() {
        let name = argument.get_value_names().and_then(|names| names.first());
        if let Some(name) = name.filter(|name| NUMBERS.contains(&name.as_str())) {
            let kind = kind(path, argument).map_or("-".to_owned(), |kind| format!("{kind:?}"));
            found.push(format!("{path} {name}: {kind}"));
        }
    }
    for below in command.get_subcommands() {
        numbered(below, format!("{path} {}", below.get_name()).trim(), found);
    }
}

#[test]
fn every_number_is_that_of_what_its_command_is_about() {
    let mut found = Vec::new();
    numbered(&entire(), "", &mut found);
    found.sort();
    assert_eq!(
        found,
        [
            "ack ID: Open",
            "assign ID: Open",
            // Which run it is, as the job itself calls it.
            "beat ID: -",
            "escalate ID: Open",
            "inbox drop ENTRY: Unreadable",
            "inbox show ENTRY: Entries",
            "log ID: Any",
            "mark mitigated ID: Any",
            "merge ID: Open",
            "merge INTO: Open",
            // An entry of the record, which is long.
            "note ENTRY: -",
            "note ID TEXT: Any",
            "promise ID: Any",
            "promise close ID: Promises",
            "promise drop ID: Promises",
            "promise give ID: Promises",
            "promise move ID: Promises",
            "report incident ID: Any",
            "resolve ID: Open",
            "show ID: Any",
            "silence end ID: Silences",
            "silence extend ID: Silences",
            "snooze ID: Open",
            // The place of an alert in its incident, which `wail show` shows.
            "split ALERT: -",
            "split ID: Open",
            "timeline ID: Any",
            "unack ID: Open",
            "update ID TEXT: Open",
            "updates ID: Any",
            "why ID: Any",
        ]
    );
}
