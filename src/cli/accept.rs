//! `wail accept`: says that a pager which was handed over is taken.

use clap::Args;

use super::handover::brief;
use super::handover::pager::wanted;
use super::rota::change;
use super::{Session, json, time};
use crate::config::Settings;
use crate::domain::name::PersonId;
use crate::domain::rota::acceptance::Pending;
use crate::domain::rota::{FIRST_TIER, Rota};
use crate::error::{Error, Kind};
use crate::store::Store;

/// The arguments of `wail accept`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail accept                everything that was handed over to you\n  \
    wail accept payments\n\n\
    Until then whoever handed over is called as well. Exit code 1 if nothing waits for you.")]
pub(super) struct Accept {
    /// The rota, or a tier of it: `payments`, `payments.secondary`; all that wait for you unless given
    #[arg(value_name = "ROTA")]
    pager: Option<String>,
}

pub(super) fn run(session: &Session, args: &Accept) -> Result<(), Error> {
    let settings = session.settings_in_force()?;
    let me = change::me(session, &settings)?;
    let wanted = args.pager.as_deref().map(|name| wanted(name, &settings)).transpose()?;
    let mut store = session.kept()?;
    let (mine, others) = waiting(session, &settings, &mut store, &me)?;
    let is_meant =
        |pending: &&Pending| wanted.as_ref().is_none_or(|(rota, tier)| pending.is_of(rota, tier));
    let meant: Vec<Pending> = mine.iter().filter(is_meant).cloned().collect();
    if meant.is_empty() {
        return Err(nothing(&me, &settings, &others));
    }
    session.decide(&mut store, &settings.rules, |_, engine| {
        for pending in &meant {
            engine.accept_handover(pending, &me)?;
        }
        Ok::<_, Error>(())
    })?;
    if session.out.json {
        return session.out.json(&meant.iter().map(|pending| value(pending, &me)).collect());
    }
    for pending in &meant {
        session.out.line(sentence(session, &settings, pending))?;
        session
            .out
            .text(brief::gather(session, &mut store, &settings, pending)?.render(session))?;
    }
    Ok(())
}

/// The hand-overs that wait for that person, and those that wait for others. Whoever has the pager
/// now may accept it, whomever it was handed to.
fn waiting(
    session: &Session,
    settings: &Settings,
    store: &mut Store,
    me: &PersonId,
) -> Result<(Vec<Pending>, Vec<Pending>), Error> {
    let pending = store.read(|tx| tx.pending_handovers())?;
    let has_it = |pending: &Pending| {
        let rota = settings.rules.rotas.get(&pending.rota)?;
        let place = rota.tiers().iter().position(|tier| *tier == pending.tier)?;
        Some(rota.holder(place, session.now)?.person == *me)
    };
    Ok(pending.into_iter().partition(|pending| {
        pending.taker == *me || (pending.giver != *me && has_it(pending) == Some(true))
    }))
}

fn nothing(me: &PersonId, settings: &Settings, others: &[Pending]) -> Error {
    let error = Error::new(Kind::No, format!("nothing was handed over to {me}"));
    match others.first() {
        None => error.hint("`wail who` shows who is on call"),
        Some(other) => {
            let called = called(other, settings);
            error.hint(format!(
                "{called} waits for {}, who accepts it with `wail accept`",
                other.taker
            ))
        }
    }
}

fn called(pending: &Pending, settings: &Settings) -> String {
    let rota = settings.rules.rotas.get(&pending.rota);
    pending.called(rota.and_then(|rota: &Rota| rota.tiers().get(FIRST_TIER)))
}

fn sentence(session: &Session, settings: &Settings, pending: &Pending) -> String {
    let (called, giver) = (called(pending, settings), &pending.giver);
    if pending.begins_at <= session.now {
        return format!("you have {called}; {giver} is not called for it any more");
    }
    let from = time::with_distance(pending.begins_at, session.now, &settings.rules.zone);
    format!("you have {called} from {from}; {giver} is not called for it after that")
}

fn value(pending: &Pending, by: &PersonId) -> serde_json::Value {
    serde_json::json!({
        "rota": pending.rota.as_str(),
        "tier": pending.tier.as_str(),
        "giver": pending.giver.as_str(),
        "taker": pending.taker.as_str(),
        "accepted_by": by.as_str(),
        "begins_at": json::instant(pending.begins_at),
    })
}
