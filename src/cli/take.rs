//! `wail take`: the pager for a while, gaps included.

use clap::Args;

use super::Session;
use super::rota::change::{self, Addition, ForAWhile};
use super::rota::moment::from_now;
use crate::config::edit::{List, Target};
use crate::error::Error;

/// The arguments of `wail take`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail take 2h\n  \
    wail take until monday 09:00 --why \"bob is ill\"\n  \
    wail take until \"2026-12-24 18:00\" --rota payments --dry-run\n\n\
    Begins with the next full minute. `wail rota undo` ends it earlier.")]
pub(super) struct Take {
    #[command(flatten)]
    turn: ForAWhile,
}

pub(super) fn run(session: &Session, args: &Take) -> Result<(), Error> {
    let ForAWhile { when, why, how } = &args.turn;
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, how)?;
    let me = change::me(session, &settings)?;
    let stretch = from_now(when, session.now, &session.zone())?;
    let block = stretch.block(rota.zone()).text("who", me.as_str());
    let addition = Addition {
        target: Target { rota: Some(name), list: List::Overrides },
        blocks: vec![block.maybe_text("why", why.as_deref())],
        what: format!(
            "{me} takes the pager of {name} from {}",
            stretch.told(&session.zone(), rota.zone())
        ),
    };
    let draft = change::draft(session, &settings, addition)?.gives(name, &me);
    change::carry_out(session, &settings, &how.consent, &draft)
}
