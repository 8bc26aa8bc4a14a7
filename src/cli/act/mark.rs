//! `wail mark`: moments of an incident that only people know.

use clap::{Args, Subcommand};

use super::super::{Session, moment};
use super::act;
use super::note::said;
use super::which::Which;
use crate::domain::incident::Input;
use crate::domain::record::timeline::WrittenEvent;
use crate::domain::record::written::Written;
use crate::error::Error;

/// The arguments of `wail mark`.
#[derive(Args, Debug)]
#[command(arg_required_else_help = true)]
pub(in crate::cli) struct Mark {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say that it does no harm any more, although it may not be mended
    Mitigated(Mitigated),
}

/// The arguments of `wail mark mitigated`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail mark mitigated 412\n  \
    wail mark mitigated 412 --at \"14:05\" -m \"read only, and customers can log in\"\n\n\
    Marked again, the last word counts.")]
struct Mitigated {
    #[command(flatten)]
    which: Which,
    /// Since when, if not just now: `20 min ago`, `14:05`, `yesterday 23:10`
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// How, for the record
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
}

pub(in crate::cli) fn mark(session: &Session, args: &Mark) -> Result<(), Error> {
    let Command::Mitigated(Mitigated { which, at, message }) = &args.command;
    let by = session.person()?;
    let about = at.as_deref().map(|said| moment::past(said, session.now, &session.zone()));
    let message = message.as_deref().filter(|text| !text.trim().is_empty());
    let what = Written::Mitigated(message.map(said).transpose()?);
    let event = WrittenEvent { by, about: about.transpose()?, what };
    act(session, which, &session.rules_or_none(), &[Input::Write(event)]).map(drop)
}
