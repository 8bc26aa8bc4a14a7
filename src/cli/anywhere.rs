//! What every command understands may stand anywhere: also between the two words of a command.

use std::ffi::OsString;

/// Those that take no value, as they are typed.
const FLAGS: [&str; 7] = ["--json", "-q", "--quiet", "-v", "--verbose", "-qv", "-vq"];

/// Those that take one.
const OPTIONS: [&str; 4] = ["--config", "--store", "--as", "--color"];

/// What was typed, with those that stand between the first word of a command and its second before both:
/// `wail log --json verify` is `wail --json log verify`. A command that is something by itself as well takes
/// no second word once an option came.
pub(super) fn first(typed: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut typed: Vec<OsString> = typed.collect();
    let word = 1 + of_all(&typed, 1);
    let between = of_all(&typed, word + 1);
    let is_word = |it: &OsString| !it.to_string_lossy().starts_with('-');
    // Without a word that follows they are where they belong, and what is wrong with them is told there.
    if typed.get(word).is_some_and(is_word) && typed.get(word + 1 + between).is_some_and(is_word) {
        typed[word..=word + between].rotate_left(1);
    }
    typed
}

/// How many of these stand there, with their values, from that place on.
pub(super) fn of_all(typed: &[OsString], from: usize) -> usize {
    let mut number = 0;
    while let Some(word) = typed.get(from + number).and_then(|it| it.to_str()) {
        let is_joined = OPTIONS
            .iter()
            .any(|it| word.strip_prefix(it).is_some_and(|rest| rest.starts_with('=')));
        let takes = match word {
            word if FLAGS.contains(&word) || is_joined => 1,
            word if OPTIONS.contains(&word) => 2,
            _ => break,
        };
        number += takes;
    }
    number
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    fn moved(typed: &str) -> String {
        let words = first(typed.split(' ').map(OsString::from));
        words.iter().map(|it| it.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_stands_between_two_words_of_a_command_comes_before_both() {
        for (typed, expected) in [
            ("wail log --json verify", "wail --json log verify"),
            ("wail -q rota -v --as bo show", "wail -q -v --as bo rota show"),
            ("wail report --config=x -q load --json", "wail --config=x -q report load --json"),
        ] {
            assert_eq!(moved(typed), expected);
        }
    }

    #[test]
    fn everything_else_stays_where_it_is() {
        for typed in [
            "wail",
            "wail --json",
            "wail --config",
            "wail list",
            "wail list --json",
            "wail list --json --json",
            "wail list --store",
            "wail note 1 -m -q text",
            "wail beat backup -q -- run -v me",
            "wail mute -q -- run",
            "wail --unknown log --json",
        ] {
            assert_eq!(moved(typed), typed);
        }
    }

    #[test]
    fn all_that_every_command_understands_is_known_here() {
        let command = Cli::command();
        let globals = command.get_arguments().filter(|it| it.is_global_set());
        for argument in globals {
            let long = format!("--{}", argument.get_long().unwrap());
            let known: &[&str] =
                if argument.get_action().takes_values() { &OPTIONS } else { &FLAGS };
            assert!(known.contains(&&*long), "{long}");
            if let Some(short) = argument.get_short() {
                assert!(FLAGS.contains(&&*format!("-{short}")), "-{short}");
            }
        }
    }
}
