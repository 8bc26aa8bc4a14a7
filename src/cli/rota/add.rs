//! `wail rota add`: somebody joins a layer, and nobody else's turn jumps.

use clap::Args;

use super::lineup::{self, Place};
use crate::cli::Session;
use crate::domain::name::PersonId;
use crate::domain::rota::LineUpChange;
use crate::error::Error;

/// The arguments of `wail rota add`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota add carol\n  \
    wail rota add carol --after-round --dry-run\n  \
    wail rota add carol --rota payments --layer nights --now --yes\n\n\
    Writes a `[[layer.change]]` for the next handoff, with whoever is due then first.")]
pub(super) struct Add {
    /// Who joins
    #[arg(value_name = "PERSON")]
    whom: String,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(session: &Session, args: &Add) -> Result<(), Error> {
    let change = LineUpChange::Add(PersonId::new(args.whom.as_str()));
    lineup::run(session, &args.place, &change)
}
