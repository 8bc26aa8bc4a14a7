//! `wail report`: the numbers.

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
}

pub(super) fn run(session: &Session, args: &Report) -> Result<(), Error> {
    match &args.command {
        Command::Nines(args) => nines::run(session, args),
    }
}
