//! `wail rota reorder`: the same people in another order, beginning with whoever is due.

use clap::Args;

use super::lineup::{self, Place};
use crate::cli::Session;
use crate::domain::name::PersonId;
use crate::domain::rota::LineUpChange;
use crate::error::Error;

/// The arguments of `wail rota reorder`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail rota reorder ana carol bob\n  \
    wail rota reorder ana carol bob --layer nights --dry-run\n\n\
    The order goes round; whoever is due at the start has the first turn.")]
pub(super) struct Reorder {
    /// Everybody, in the new order
    #[arg(value_name = "PERSON", required = true, num_args = 2..)]
    people: Vec<String>,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(session: &Session, args: &Reorder) -> Result<(), Error> {
    let people = args.people.iter().map(|name| PersonId::new(name.as_str())).collect();
    lineup::run(session, &args.place, &LineUpChange::Reorder(people))
}
