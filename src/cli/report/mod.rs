//! `wail report`: the numbers, and the write-up.

mod csv;
mod incident;
mod load;
mod nines;
mod noise;
mod numbers;
mod period;
mod weekly;

use clap::{Args, Subcommand};

use super::Session;
use super::out::Progress;
use crate::error::Error;

/// The arguments of `wail report`.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
    wail report                   the last 30 days: how fast, how noisy\n  \
    wail report --month           month by month\n  \
    wail report --explain mtta    the entries that a number counts\n\n\
    docs/reports.md says what each number counts."
)]
pub(super) struct Report {
    #[command(flatten)]
    numbers: numbers::Numbers,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what being on call cost each person, and what each alert cost
    Load(load::Load),
    /// Say how available each service and monitor was, and what is left of its error budget
    Nines(nines::Nines),
    /// Say which alerts were good for nothing: never acted on, flapping, said again and again
    Noise(noise::Noise),
    /// Tell the week behind the team, as a text or a page
    Weekly(weekly::Weekly),
    /// Write up an incident, or several as one story: facts filled in, the rest asked for
    Incident(incident::Incident),
}

pub(super) fn run(session: &Session, args: &Report) -> Result<(), Error> {
    let _progress = Progress::of(session, "counting");
    match &args.command {
        None => numbers::run(session, &args.numbers),
        Some(Command::Load(args)) => load::run(session, args),
        Some(Command::Nines(args)) => nines::run(session, args),
        Some(Command::Noise(args)) => noise::run(session, args),
        Some(Command::Weekly(args)) => weekly::run(session, args),
        Some(Command::Incident(args)) => incident::run(session, args),
    }
}
