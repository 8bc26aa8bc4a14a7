//! `wail config`: whether the configuration is right, what it comes to, where it is, and that it may
//! change the past.

mod accept;
mod tried;
mod upcoming;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Session;
use crate::config::{self, Fault};
use crate::domain::wait::count;
use crate::error::{Error, Kind};

pub(super) use accept::{lines as change_lines, values as change_values};

/// The arguments of `wail config`.
#[derive(Args, Debug)]
pub(super) struct Config {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say whether it is right, or everything that is wrong with it, and try its tests
    Check,
    /// Print it as it works, with every default written out; of keys only where they are
    Show,
    /// Confirm that it changes who was on call, or who is now; without that it is not taken
    Accept(accept::Accept),
    /// Print where it is
    Path,
    /// Print its JSON Schema, with which editors complete and check it
    #[command(after_help = "In an editor that knows taplo, put the schema beside the \
        configuration and write at its top:\n\n  #:schema ./wail.schema.json")]
    Schema,
}

pub(super) fn run(session: &Session, args: &Config) -> Result<(), Error> {
    match &args.command {
        Command::Check => check(session),
        Command::Show => show(session),
        Command::Accept(args) => accept::run(session, args),
        Command::Path => path(session),
        Command::Schema => session.out.line(config::SCHEMA.trim_end()),
    }
}

fn check(session: &Session) -> Result<(), Error> {
    let located = session.located()?;
    let path = &located.path;
    let (settings, faults) = match config::load(&located) {
        Ok(settings) => (Some(settings), None),
        Err(faults) => (None, Some(faults)),
    };
    let warnings = match &settings {
        Some(settings) => [&*settings.warnings, &config::unplayable(settings)?].concat(),
        None => Vec::new(),
    };
    let tests = match &settings {
        Some(settings) => config::try_all(settings),
        None => Vec::new(),
    };
    if session.out.json {
        let all = faults.as_ref().map(config::Faults::all).unwrap_or_default();
        session.out.json(&json!({
            "path": path.to_string_lossy(),
            "faults": all.iter().map(value).collect::<Value>(),
            "warnings": warnings.iter().map(value).collect::<Value>(),
            "tests": tests.iter().map(tried::value).collect::<Value>(),
            "maintenance": settings.as_ref().map(|it| upcoming::values(it, session.now)),
        }))?;
    }
    if let Some(faults) = faults {
        let error = Error::new(Kind::Config, faults.summary());
        let is_told = session.out.json;
        return Err(if is_told { error } else { error.detail(format!("\n{}", faults.body())) });
    }
    let failure = tried::failure(&tests, session.out.json);
    if session.out.json {
        return failure.map_or(Ok(()), Err);
    }
    if failure.is_none() {
        let passed = tried::passed(&tests);
        session.out.line(format_args!("{}: no faults{passed}", path.display()))?;
    }
    if let Some(settings) = &settings {
        upcoming::lines(settings, session.now)
            .iter()
            .try_for_each(|line| session.out.line(line))?;
        for over in upcoming::over(settings, session.now) {
            session.out.warn(format_args!("warning: {over}\nhint: take it out of the file"));
        }
    }
    if !warnings.is_empty() {
        session.out.warn(format_args!("{}:", count(warnings.len(), "warning")));
    }
    for warning in &warnings {
        session.out.warn(format_args!("\n{}", warning.to_string().trim_end()));
    }
    failure.map_or(Ok(()), Err)
}

/// A fault as JSON.
fn value(fault: &Fault) -> Value {
    json!({
        "file": fault.file.to_string_lossy(),
        "line": fault.place.as_ref().map(|place| place.line),
        "column": fault.place.as_ref().map(|place| place.column),
        "message": fault.message,
        "hint": fault.hint,
    })
}

fn show(session: &Session) -> Result<(), Error> {
    let settings = session.settings()?;
    if session.out.json {
        return session.out.json(&config::show_json(&settings));
    }
    session.out.text(config::show(&settings))?;
    let upcoming = upcoming::lines(&settings, session.now);
    upcoming.iter().try_for_each(|line| session.out.line(format_args!("# {line}")))
}

fn path(session: &Session) -> Result<(), Error> {
    let path = session.located()?.path;
    if session.out.json {
        return session.out.json(&json!({ "path": path.to_string_lossy() }));
    }
    session.out.line(path.display())
}
