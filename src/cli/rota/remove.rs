//! `wail rota remove`: somebody leaves a layer for good, and nobody else's turn jumps.

use clap::Args;

use super::lineup::{self, Place};
use crate::cli::Session;
use crate::domain::name::PersonId;
use crate::domain::rota::LineUpChange;
use crate::error::Error;

/// The arguments of `wail rota remove`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota remove bob\n  \
    wail rota remove bob --now --yes\n\n\
    For a while only: `wail leave bob --from 2026-07-13 --to 2026-07-24`.")]
pub(super) struct Remove {
    /// Who leaves
    #[arg(value_name = "PERSON")]
    whom: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(session: &Session, args: &Remove) -> Result<(), Error> {
    let change = LineUpChange::Remove(PersonId::new(args.whom.as_str()));
    lineup::run(session, &args.place, &change)
}
