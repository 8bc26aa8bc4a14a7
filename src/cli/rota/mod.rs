//! `wail rota`: a rota as a calendar, here and for other programs, what may be wrong with it, and who
//! takes turns in it.

mod add;
mod advice;
mod calendar;
pub(super) mod change;
mod diff;
mod ics;
mod import;
mod lineup;
mod lint;
pub(super) mod moment;
pub(super) mod range;
mod remove;
mod reorder;
mod revision;
mod show;
mod told;
mod undo;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use clap::{Args, Subcommand};

use super::Session;
use crate::cli::unknown;
use crate::config::Settings;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};
use crate::ical::CalendarError;

/// The largest calendar that is read, in bytes.
const LARGEST_CALENDAR: u64 = 4 * 1024 * 1024;

/// The arguments of `wail rota`.
#[derive(Args, Debug)]
pub(super) struct Rota {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show who is on call when, week by week
    Show(show::Show),
    /// Look for gaps and for what may not be meant in the time ahead
    Lint(lint::Lint),
    /// Print it as a calendar for other programs (iCalendar)
    Ics(ics::Ics),
    /// Read who is off out of another calendar
    Import(import::Import),
    /// Let somebody join, from the next handoff on
    Add(add::Add),
    /// Let somebody leave, from the next handoff on
    Remove(remove::Remove),
    /// Change the order of turns, from the next handoff on
    Reorder(reorder::Reorder),
    /// Take back what was changed last from the shell
    Undo(undo::Undo),
    /// List whose next 90 days are not as they were at a revision of git
    Diff(diff::Diff),
    /// Say whether the past, and who is on call now, is as it was at a revision of git
    Check(diff::Check),
}

pub(super) fn run(session: &Session, args: &Rota) -> Result<(), Error> {
    match &args.command {
        Command::Show(args) => show::run(session, args),
        Command::Lint(args) => lint::run(session, args),
        Command::Ics(args) => ics::run(session, args),
        Command::Import(args) => import::run(session, args),
        Command::Add(args) => add::run(session, args),
        Command::Remove(args) => remove::run(session, args),
        Command::Reorder(args) => reorder::run(session, args),
        Command::Undo(args) => undo::run(session, args),
        Command::Diff(args) => diff::diff(session, args),
        Command::Check(args) => diff::check(session, args),
    }
}

/// The rota of that name; the only one, if none is named.
fn find<'s>(
    settings: &'s Settings,
    name: Option<&str>,
) -> Result<(&'s RotaName, &'s rota::Rota), Error> {
    let rotas = &settings.rules.rotas;
    match name {
        Some(name) => rotas
            .iter()
            .find(|(known, _)| known.as_str() == name)
            .ok_or_else(|| unknown::rota(name, settings)),
        None if rotas.len() > 1 => {
            let error = Error::new(Kind::Usage, "there are several rotas; say which one");
            Err(error.hint(known(settings)))
        }
        None => rotas.iter().next().ok_or_else(|| {
            Error::new(Kind::Usage, "the configuration has no rota")
                .hint("add `[[rota.NAME.layer]]` with `people`, `every` and `start`")
        }),
    }
}

/// Somebody of a rota by name, in any case of letters.
fn person_of<'r>(rota: &'r rota::Rota, name: &str) -> Result<&'r PersonId, Error> {
    let is_meant = |person: &&PersonId| person.as_str().to_lowercase() == name.to_lowercase();
    rota.people().iter().find(is_meant).ok_or_else(|| {
        let names: Vec<&str> = rota.people().iter().map(PersonId::as_str).collect();
        let message = format!("`{}` is not in this rota", plain(name));
        Error::new(Kind::Usage, message).hint(format!("its people are {}", names.join(", ")))
    })
}

/// The text of a calendar that somebody names.
fn calendar_text(path: &Path) -> Result<String, Error> {
    let shown = path.display().to_string();
    let shown = plain(&shown);
    let unreadable = |why: String| {
        Error::new(Kind::Usage, format!("{shown} cannot be read")).detail(format!("  {why}")).hint(
            "`wail rota import FILE` takes a calendar as other programs export it (iCalendar)",
        )
    };
    let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST_CALENDAR + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > LARGEST_CALENDAR {
        return Err(unreadable("it is larger than 4 MiB".to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".to_owned()))
}

/// What is wrong with a calendar, each with its line.
fn calendar_faults(path: &Path, errors: &[CalendarError]) -> Error {
    let file = path.display().to_string();
    let said = errors.iter().map(|CalendarError { line, message, .. }| {
        format!("  {}:{line}: {}\n", plain(&file), plain(message))
    });
    let detail: String = said.collect();
    let hints = errors.iter().filter_map(|error| error.hint.as_deref());
    let mut hints: Vec<String> = hints.map(|hint| plain(hint).into_owned()).collect();
    hints.dedup();
    let message = format!("{} in the calendar", count(errors.len(), "error"));
    let error = Error::new(Kind::Usage, message).detail(detail);
    hints.into_iter().take(3).fold(error, Error::hint)
}

fn known(settings: &Settings) -> String {
    let names: Vec<&str> = settings.rules.rotas.keys().map(RotaName::as_str).collect();
    match names.as_slice() {
        [] => "the configuration has none".to_owned(),
        [one] => format!("there is {one}"),
        several => format!("there are {}", several.join(", ")),
    }
}

/// The place of a tier by its name; the first, if none is named.
fn tier_of(rota: &rota::Rota, name: Option<&str>) -> Result<usize, Error> {
    let Some(name) = name else { return Ok(rota::FIRST_TIER) };
    rota.tiers().iter().position(|tier| tier.as_str() == name).ok_or_else(|| {
        let message = format!("there is no tier `{}` in this rota", plain(name));
        let tiers = rota.tiers().iter().map(rota::TierName::as_str);
        let hint = unknown::nearest(name, tiers, "its tiers are");
        Error::new(Kind::Usage, message).hint(hint.unwrap_or_default())
    })
}
