//! `wail give`: the pager that I hold, or whoever does, goes to somebody for a while.

use clap::Args;
use jiff::Timestamp;

use super::Session;
use super::rota::change::{self, Addition, ForAWhile};
use super::rota::moment::from_now;
use crate::config::edit::{List, Target};
use crate::domain::name::PersonId;
use crate::domain::rota::{FIRST_TIER, Rota};
use crate::error::{Error, Kind};

/// The arguments of `wail give`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail give bob until monday 09:00\n  \
    wail give bob 3h --why \"a train without a network\"\n\n\
    Bob stands in for you, or for whoever is on call if that is not you: for that person's shifts \
    only, so the handoffs in between stay. Begins with the next full minute.")]
pub(super) struct Give {
    /// To whom
    #[arg(value_name = "PERSON")]
    whom: String,
    #[command(flatten)]
    turn: ForAWhile,
}

pub(super) fn run(session: &Session, args: &Give) -> Result<(), Error> {
    let ForAWhile { when, why, how } = &args.turn;
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, how)?;
    let to_whom = change::known_person(&args.whom, &settings)?;
    let me = change::me(session, &settings)?;
    let stretch = from_now(when, session.now, &session.zone())?;
    let holder = holder(rota, &me, stretch.from).ok_or_else(|| {
        Error::new(Kind::No, format!("nobody is on call in rota {name}"))
            .hint("`wail take` takes the pager, gaps included")
    })?;
    if holder == to_whom {
        return Err(Error::new(Kind::No, format!("{holder} has the pager already"))
            .hint("`wail who` says until when"));
    }
    let block = stretch.block(rota.zone()).text("who", to_whom.as_str());
    let told = stretch.told(&session.zone(), rota.zone());
    let addition = Addition {
        target: Target { rota: Some(name), list: List::Overrides },
        blocks: vec![block.text("for", holder.as_str()).maybe_text("why", why.as_deref())],
        what: format!("{to_whom} stands in for {holder} in {name} from {told}"),
    };
    let draft = change::draft(session, &settings, addition)?.gives(name, &to_whom);
    change::carry_out(session, &settings, &how.consent, &draft)
}

/// Whose pager it is: mine, if I hold one of the tiers, else the first tier's.
fn holder(rota: &Rota, me: &PersonId, at: Timestamp) -> Option<PersonId> {
    let tiers = 0..rota.tiers().len();
    let is_mine = tiers.into_iter().any(|tier| rota.on_call(tier, at).first() == Some(me));
    if is_mine { Some(me.clone()) } else { rota.on_call(FIRST_TIER, at).first().cloned() }
}
