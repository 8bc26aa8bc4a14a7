//! `wail rota`: the calendar of a rota, and what may be wrong with it.

mod calendar;
mod diff;
mod lint;
mod range;
mod revision;
mod show;

use clap::{Args, Subcommand};

use super::Session;
use crate::config::Settings;
use crate::domain::name::RotaName;
use crate::domain::rota;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

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
    /// List whose next 90 days are not as they were at a revision of git
    Diff(diff::Diff),
    /// Say whether the past, and who is on call now, is as it was at a revision of git
    Check(diff::Check),
}

pub(super) fn run(session: &Session, args: &Rota) -> Result<(), Error> {
    match &args.command {
        Command::Show(args) => show::run(session, args),
        Command::Lint(args) => lint::run(session, args),
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
        Some(name) => rotas.iter().find(|(known, _)| known.as_str() == name).ok_or_else(|| {
            let message = format!("there is no rota `{}`", plain(name));
            Error::new(Kind::Usage, message).hint(known(settings))
        }),
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
        let names: Vec<&str> = rota.tiers().iter().map(rota::TierName::as_str).collect();
        let message = format!("there is no tier `{}` in this rota", plain(name));
        Error::new(Kind::Usage, message).hint(format!("its tiers are {}", names.join(", ")))
    })
}
