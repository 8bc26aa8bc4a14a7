//! `wail give`: the pager that I hold, or whoever does, goes to somebody for a while.

use clap::Args;
use jiff::Timestamp;

use super::Session;
use super::rota::change::{self, How};
use super::rota::moment::{from_now, shown, written};
use crate::config::edit::{Block, List};
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
    /// How long, or until when: `2h`, `until monday 09:00`
    #[arg(value_name = "WHEN", required = true)]
    when: Vec<String>,
    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(session: &Session, args: &Give) -> Result<(), Error> {
    let settings = session.settings()?;
    let (name, rota) = change::rota(&settings, &args.how)?;
    let to_whom = change::known_person(&args.whom, &settings)?;
    let me = change::me(session, &settings)?;
    let zone = rota.zone();
    let stretch = from_now(&args.when, session.now, zone)?;
    let holder = holder(rota, &me, stretch.from).ok_or_else(|| {
        Error::new(Kind::No, format!("nobody is on call in rota {name}"))
            .hint("`wail take` takes the pager, gaps included")
    })?;
    if holder == to_whom {
        return Err(Error::new(Kind::No, format!("{holder} has the pager already"))
            .hint("`wail who` says until when"));
    }
    let block = Block::new()
        .text("from", &written(stretch.from, zone))
        .text("to", &written(stretch.to, zone))
        .text("who", to_whom.as_str())
        .text("for", holder.as_str())
        .maybe_text("why", args.why.as_deref());
    let (from, to) = (shown(stretch.from, zone), shown(stretch.to, zone));
    let what = format!("{to_whom} stands in for {holder} in {name} from {from} to {to}");
    let list = (Some(name), List::Overrides);
    let draft = change::draft(session, &settings, list, &[block], what)?;
    change::carry_out(session, &settings, &args.how.consent, &draft)
}

/// Whose pager it is: mine, if I hold one of the tiers, else the first tier's.
fn holder(rota: &Rota, me: &PersonId, at: Timestamp) -> Option<PersonId> {
    let tiers = 0..rota.tiers().len();
    let is_mine = tiers.into_iter().any(|tier| rota.on_call(tier, at).first() == Some(me));
    if is_mine { Some(me.clone()) } else { rota.on_call(FIRST_TIER, at).first().cloned() }
}
