//! What was typed, read by the command line; or what is said where that makes no sense.

use std::ffi::OsString;
use std::io::{ErrorKind, Write as _};

use clap::builder::Resettable;
use clap::error::ErrorKind as Asked;
use clap::{CommandFactory as _, FromArgMatches as _};

use super::{Cli, anywhere, entire, letters, out, usage};
use crate::config::Environment;
use crate::error::{Error, Kind};

/// The variables that stand for an argument, with its name.
const VARIABLES: [(&str, &str); 3] =
    [("config", "WAIL_CONFIG"), ("store", "WAIL_STORE"), ("person", "WAIL_AS")];

/// Reads what was typed; a variable that is empty stands for nothing. Where that makes no sense, or help was
/// asked for, that is told, and what is left is an exit code.
pub fn typed() -> Result<Cli, Error> {
    let environment = Environment::of_process();
    letters::learn(&environment);
    let is_empty = |name: &str| environment.is_set(name) && environment.variable(name).is_none();
    let empty = VARIABLES.into_iter().filter(|(_, variable)| is_empty(variable));
    let command = empty.fold(Cli::command(), |command, (argument, _)| {
        command.mut_arg(argument, |argument| argument.env(Resettable::Reset))
    });
    let words = words();
    let matches = command.try_get_matches_from(&words).map_err(|error| told(&error, &words))?;
    Cli::from_arg_matches(&matches).map_err(|error| told(&error, &words))
}

/// What was typed. `wail help rota show`, as others have it, is `wail rota show --help`.
fn words() -> Vec<OsString> {
    let words = anywhere::first(std::env::args_os());
    let first = 1 + anywhere::of_all(&words, 1);
    match words.get(first) {
        Some(word) if word == "help" => help_on(&words[first + 1..]),
        Some(_) | None => words,
    }
}

/// What asks for the help on the command that these words name, and does nothing of what else they say.
fn help_on(words: &[OsString]) -> Vec<OsString> {
    let whole = entire();
    let mut command = &whole;
    let mut asked: Vec<OsString> = vec![whole.get_name().into()];
    for word in words {
        // What is no command is told as that where one could stand.
        if command.has_subcommands() {
            asked.push(word.clone());
        }
        match command.find_subcommand(word) {
            Some(below) => command = below,
            None => break,
        }
    }
    asked.push("--help".into());
    asked
}

/// Prints the help or the version that was asked for, or that stands in for a command that is missing; what
/// makes no sense is a failure like others.
fn told(error: &clap::Error, words: &[OsString]) -> Error {
    let is_help = matches!(
        error.kind(),
        Asked::DisplayHelp
            | Asked::DisplayVersion
            | Asked::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if !is_help {
        return usage::failure(error, words);
    }
    let code = u8::try_from(error.exit_code()).unwrap_or(Kind::Usage.code());
    let printed = error.print().and_then(|()| std::io::stdout().flush());
    match printed {
        Err(cause) if !error.use_stderr() && cause.kind() != ErrorKind::BrokenPipe => {
            out::unwritten(&cause)
        }
        // There is nowhere left to say that stderr cannot be written.
        Ok(()) | Err(_) => Error::exit(code),
    }
}
