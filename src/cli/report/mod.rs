//! `wail report`: the numbers, and the write-up.

mod incident;
mod nines;
mod period;

use clap::{Args, Subcommand};

use super::Session;
use crate::error::Error;

/// The arguments of `wail report`.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(super) struct Report {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say how available each service and monitor was, and what is left of its error budget
    Nines(nines::Nines),
    /// Write up an incident, or several as one story: facts filled in, the rest asked for
    Incident(incident::Incident),
}

pub(super) fn run(session: &Session, args: &Report) -> Result<(), Error> {
    match &args.command {
        Command::Nines(args) => nines::run(session, args),
        Command::Incident(args) => incident::run(session, args),
    }
}
