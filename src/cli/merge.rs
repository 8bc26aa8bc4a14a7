//! `wail merge`: one incident takes the alerts of another one.

use clap::Args;

use super::Session;
use super::session::number;
use super::split::{refused, regroup};
use crate::domain::incident::IncidentId;
use crate::error::Error;

/// The arguments of `wail merge`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  \
    wail merge 413 412  the alerts of 413 are 412's from now on, and so is what they report later\n\n\
    The first is resolved. What is graver than the second was is heard there; all else calls nobody\n\
    anew. Exit code 1 if they could not be merged.")]
pub(super) struct Merge {
    /// The number of the incident that is over then
    #[arg(value_name = "ID", value_parser = number)]
    id: i64,
    /// The number of the one that takes its alerts
    #[arg(value_name = "INTO", value_parser = number)]
    into: i64,
    /// Change nothing and say what would happen
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Merge) -> Result<(), Error> {
    let by = session.person()?;
    let (id, into) = (IncidentId(args.id), IncidentId(args.into));
    regroup(session, args.dry_run, |_, engine| {
        engine.merge(id, into, &by)?.map_err(|why| refused(why, id))
    })
}
