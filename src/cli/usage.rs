//! What makes no sense on the command line, said as every other failure is: what is true, what was most likely
//! meant, and the command that says what can be typed.

use std::error::Error as _;
use std::ffi::OsString;
use std::num::ParseIntError;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::entire;
use crate::config::{closest, listed};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// The failure as people read it, of the words that were typed, the first of which is the program's name.
pub(super) fn failure(error: &clap::Error, words: &[OsString]) -> Error {
    let whole = entire();
    let typed = Typed::of(&whole, words);
    let failure = Error::new(Kind::Usage, typed.message(error));
    let failure = match typed.detail(error) {
        Some(detail) => failure.detail(detail),
        None => failure,
    };
    let failure = typed.hints(error).into_iter().fold(failure, Error::hint);
    failure.hint(format!("`{} --help` says what can be typed", typed.path))
}

/// The command that somebody typed, as far as it is one.
struct Typed<'c> {
    command: &'c Command,
    /// With the names of those above it: `wail rota show`.
    path: String,
}

impl<'c> Typed<'c> {
    fn of(whole: &'c Command, words: &[OsString]) -> Self {
        let mut found = Self { command: whole, path: whole.get_name().to_owned() };
        let mut words = words.iter().skip(1).filter_map(|word| word.to_str());
        while let Some(word) = words.next() {
            if word.starts_with('-') {
                if takes_the_next(found.command, word) {
                    words.next();
                }
                continue;
            }
            let Some(below) = found.command.find_subcommand(word) else { break };
            found.path = format!("{} {}", found.path, below.get_name());
            found.command = below;
        }
        found
    }

    /// What is true, in one sentence.
    fn message(&self, error: &clap::Error) -> String {
        let argument = || bare(&text(error, ContextKind::InvalidArg).unwrap_or_default());
        let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
        let number = |kind| match error.get(kind) {
            Some(ContextValue::Number(number)) => *number,
            _ => 0,
        };
        match error.kind() {
            ErrorKind::UnknownArgument => {
                let word = text(error, ContextKind::InvalidArg).unwrap_or_default();
                if word.starts_with('-') {
                    format!("`{}` has no option `{word}`", self.path)
                } else {
                    format!("`{word}` is one word too many")
                }
            }
            ErrorKind::InvalidSubcommand => {
                let word = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
                format!("`{}` has no command `{word}`", self.path)
            }
            ErrorKind::ArgumentConflict => self.conflict(error),
            ErrorKind::InvalidValue if value.is_empty() => format!("{} needs a value", argument()),
            ErrorKind::InvalidValue => format!("{} cannot be `{value}`", argument()),
            ErrorKind::ValueValidation => {
                let why = why(error);
                // What says itself which value it is about is not told so twice.
                if !value.is_empty() && why.contains(&format!("`{value}`")) {
                    format!("{}: {why}", argument())
                } else {
                    format!("{} cannot be `{value}`: {why}", argument())
                }
            }
            ErrorKind::TooManyValues => {
                format!("`{value}` is one value too many for {}", argument())
            }
            ErrorKind::TooFewValues => {
                format!("{} needs {} values", argument(), number(ContextKind::MinValues))
            }
            ErrorKind::WrongNumberOfValues => {
                format!("{} needs {} values", argument(), number(ContextKind::ExpectedNumValues))
            }
            ErrorKind::NoEquals => format!("{} needs its value behind a `=`", argument()),
            ErrorKind::MissingRequiredArgument => missing(error),
            ErrorKind::MissingSubcommand => format!("`{}` needs a command", self.path),
            ErrorKind::InvalidUtf8 => "a word is not UTF-8".to_owned(),
            _ => first_line(error),
        }
    }

    /// `--all` cannot stand beside `ID`.
    fn conflict(&self, error: &clap::Error) -> String {
        let prior = match error.get(ContextKind::PriorArg) {
            Some(ContextValue::String(one)) => vec![bare(one)],
            Some(ContextValue::Strings(several)) => several.iter().map(|it| bare(it)).collect(),
            _ => Vec::new(),
        };
        if let Some(word) = text(error, ContextKind::InvalidSubcommand) {
            return match self.command.find_subcommand(&word) {
                Some(_) => format!("`{word}` stands before everything else of `{}`", self.path),
                None => format!("`{word}` is one word too many"),
            };
        }
        let argument = bare(&text(error, ContextKind::InvalidArg).unwrap_or_default());
        match prior.as_slice() {
            [] => format!("{argument} cannot be used with something else that was typed"),
            [only] if *only == argument => format!("{argument} is given twice"),
            others => format!("{argument} cannot be used with {}", others.join(", ")),
        }
    }

    /// How a line of that command looks, where a word is missing or too many.
    fn detail(&self, error: &clap::Error) -> Option<String> {
        let is_of_words = match error.kind() {
            ErrorKind::MissingRequiredArgument
            | ErrorKind::TooFewValues
            | ErrorKind::WrongNumberOfValues => true,
            ErrorKind::UnknownArgument => {
                !text(error, ContextKind::InvalidArg).is_some_and(|word| word.starts_with('-'))
            }
            ErrorKind::ArgumentConflict => error.get(ContextKind::InvalidSubcommand).is_some(),
            _ => false,
        };
        if !is_of_words {
            return None;
        }
        let usage = self.command.clone().render_usage().to_string();
        let lines =
            usage.trim_start_matches("Usage:").lines().map(|line| format!("  {}", line.trim()));
        Some(lines.collect::<Vec<_>>().join("\n"))
    }

    /// What was most likely meant, else what there is.
    fn hints(&self, error: &clap::Error) -> Vec<String> {
        let mut hints = Vec::new();
        let meant = |name: &str| format!("did you mean `{name}`?");
        match error.kind() {
            ErrorKind::UnknownArgument => hints.extend(self.option_meant(error)),
            ErrorKind::InvalidSubcommand => {
                let word = text(error, ContextKind::InvalidSubcommand).unwrap_or_default();
                match closest(&word, self.names()) {
                    Some(name) => hints.push(meant(name)),
                    None => hints.extend(self.there_are()),
                }
            }
            ErrorKind::MissingSubcommand => hints.extend(self.there_are()),
            ErrorKind::InvalidValue => {
                let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
                let valid = match error.get(ContextKind::ValidValue) {
                    Some(ContextValue::Strings(valid)) => valid.as_slice(),
                    _ => &[],
                };
                match closest(&value, valid.iter().map(String::as_str)) {
                    Some(name) if !value.is_empty() => hints.push(meant(name)),
                    _ if valid.is_empty() => {}
                    _ => hints.push(format!("it is one of {}", valid.join(", "))),
                }
            }
            _ => {}
        }
        hints
    }

    /// The option that was nearly typed; else, where a text can stand, how one begins that begins with a dash.
    fn option_meant(&self, error: &clap::Error) -> Option<String> {
        let word = text(error, ContextKind::InvalidArg).filter(|word| word.starts_with('-'))?;
        if let Some(name) = text(error, ContextKind::SuggestedArg) {
            return Some(format!("did you mean `{}`?", flag(&name)));
        }
        let long = self.command.get_arguments().filter_map(Arg::get_long);
        // A letter alone says too little of what was meant.
        let meant = word.strip_prefix("--").and_then(|word| closest(word, long));
        if let Some(name) = meant {
            return Some(format!("did you mean `--{name}`?"));
        }
        let is_text = |argument: &Arg| {
            let names = argument.get_value_names().unwrap_or_default();
            names.iter().any(|name| name.contains("TEXT") || name.contains("SUMMARY"))
        };
        self.command.get_positionals().any(is_text).then(|| {
            format!("a text that begins with a dash stands behind `--`: `{} -- {word}`", self.path)
        })
    }

    fn names(&self) -> impl Iterator<Item = &'c str> + use<'c> {
        self.command.get_subcommands().map(Command::get_name)
    }

    /// The commands below it, where they are few.
    fn there_are(&self) -> Option<String> {
        const FEW: usize = 12;
        let names: Vec<&str> = self.names().collect();
        (1..=FEW).contains(&names.len()).then(|| format!("there are {}", names.join(", ")))
    }
}

/// Whether an option of that command, as it was typed, has its value in the word behind it.
fn takes_the_next(command: &Command, word: &str) -> bool {
    let is_it = |argument: &&Arg| {
        let long = argument.get_long().is_some_and(|long| word == format!("--{long}"));
        long || argument.get_short().is_some_and(|short| word == format!("-{short}"))
    };
    command.get_arguments().find(is_it).is_some_and(|argument| argument.get_action().takes_values())
}

/// What is missing, by its name.
fn missing(error: &clap::Error) -> String {
    let names = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(names)) => names.as_slice(),
        _ => &[],
    };
    let whole = |name: &String| name.replace(['<', '>'], "").replace("...", "");
    let names: Vec<String> = names.iter().map(whole).map(|it| it.replace('|', "` or `")).collect();
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb} missing", listed(&names))
}

/// Why a value is none that can be.
fn why(error: &clap::Error) -> String {
    match error.source() {
        Some(source) if source.is::<ParseIntError>() => "it is a whole number".to_owned(),
        Some(source) => source.to_string(),
        None => "it is of another kind".to_owned(),
    }
}

/// The name of an argument in quotes, without its values: `` `--for` `` of `--for <LENGTH>`, `` `ID` `` of
/// `[ID]...`.
fn bare(shown: &str) -> String {
    format!("`{}`", flag(shown))
}

fn flag(shown: &str) -> String {
    if shown.starts_with('-') {
        let name = shown.split([' ', '=', '[']).next().unwrap_or(shown);
        return name.to_owned();
    }
    let name = shown.split_inclusive(['>', ']']).next().unwrap_or(shown);
    name.replace(['<', '>', '[', ']'], "").replace("...", "")
}

/// What the context says of that, as one text.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(plain(text).into_owned()),
        ContextValue::Strings(texts) => texts.first().map(|text| plain(text).into_owned()),
        _ => None,
    }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix("error: ").unwrap_or(first).to_owned()
}
