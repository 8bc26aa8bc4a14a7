//! What would be no part of a right configuration is left out, and told with what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

use super::draft::Draft;
use super::written::Block;
use crate::config::{Environment, Faults, parse_with};

/// How often it is tried: what is left out may be named by what is not.
const ROUNDS: usize = 8;

/// The text of a draft as `written` makes it, without the monitors, heartbeats and rules that would be
/// faults in it. Whoever is called is never left out: faults in that stay.
pub(super) fn fitting(draft: &mut Draft<'_>, written: fn(&Draft<'_>) -> String) -> String {
    for _ in 0..ROUNDS {
        let text = written(draft);
        let Some(faults) = faults(&text) else { return text };
        if !leave_out(draft, &wrong(&text, &faults)) {
            return text;
        }
    }
    written(draft)
}

fn faults(text: &str) -> Option<Faults> {
    let path = Path::new("config.toml");
    // An import names no other file, and no secret.
    let reader = |path: &Path| Err(Faults::of_file(path, "it is not read"));
    parse_with(text, path, &Environment::made_up(&[], None), &reader).err()
}

/// What is wrong, by the header that it stands under and which of those of that header it is.
fn wrong(text: &str, faults: &Faults) -> BTreeMap<(String, usize), String> {
    let mut headers: Vec<(usize, (String, usize))> = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| line.starts_with('[')) {
        let count = counts.entry(line).or_default();
        headers.push((number + 1, (line.to_owned(), *count)));
        *count += 1;
    }
    let mut wrong = BTreeMap::new();
    for fault in faults.all() {
        let Some(place) = &fault.place else { continue };
        let after = headers.partition_point(|(line, _)| *line <= place.line);
        let Some((_, block)) = after.checked_sub(1).and_then(|at| headers.get(at)) else {
            continue;
        };
        wrong.entry(block.clone()).or_insert_with(|| fault.message.clone());
    }
    wrong
}

/// Whether anything of that could be left out.
fn leave_out(draft: &mut Draft<'_>, wrong: &BTreeMap<(String, usize), String>) -> bool {
    let mut told = Vec::new();
    let all = [&mut draft.monitors, &mut draft.heartbeats, &mut draft.inhibits, &mut draft.others];
    for blocks in all {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        blocks.retain(|block: &Block| {
            let count = counts.entry(block.header().to_owned()).or_default();
            let key = (block.header().to_owned(), *count);
            *count += 1;
            let found = wrong.get(&key);
            told.extend(found.map(|message| (key.0, message)));
            found.is_none()
        });
    }
    for (header, message) in &told {
        draft.leave("the new file", header, format!("{message}: it is left out"));
    }
    !told.is_empty()
}
