//! What was accepted of the rotas, as the store has it: compared, written down, put in force.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::domain::name::{PersonId, RotaName};
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::rota::history::{self, Accepted, Held, Moved, Place, REMEMBERED};
use crate::domain::rota::{FIRST_TIER, Rota};
use crate::domain::rules::Rules;
use crate::store::{Pager, Result, Tx};

/// How far ahead it is written down who will be on call: as long as a daemon may rest and an edit
/// meanwhile be told from a handover.
const AHEAD: SignedDuration = SignedDuration::from_hours(100 * 24);

/// How long what was written down is enough.
pub const ENOUGH_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many changes are named in a sentence.
const NAMED: usize = 3;

/// A set of rotas, by their names.
pub type Rotas = BTreeMap<RotaName, Rota>;

/// Where these rules would move the past, or who is on call now.
pub fn moved(tx: &Tx<'_>, rules: &Rules, now: Timestamp) -> Result<Vec<Moved>> {
    let accepted = tx.duties(earliest(now))?;
    Ok(history::moved(&rules.rotas, &accepted, &rules.zone, now))
}

/// What would change in one sentence.
#[must_use]
pub fn phrase(moved: &[Moved], now: Timestamp) -> String {
    history::phrase(moved, now, NAMED)
}

/// Writes down who is on call by these rotas from now on. What was accepted of the past stays; of a
/// tier about which there is nothing yet the past is written down as well.
pub fn go_on(tx: &Tx<'_>, rotas: &Rotas, now: Timestamp) -> Result<()> {
    let accepted = tx.duties(now)?;
    for (at, held) in &accepted {
        let is_there =
            rotas.get(&at.rota).is_some_and(|rota| rota.tiers().get(at.place) == Some(&at.tier));
        if !is_there {
            withdraw(tx, at.into(), held, &[], now)?;
            tx.end_duties(at.into(), now)?;
        }
    }
    for (at, rota) in places(rotas) {
        let known = accepted.get(&at);
        let present = known.and_then(|held| held.iter().find(|held| held.start <= now));
        let from = if is_known(&accepted, &at) { now } else { rota.remembered_from(at.place, now) };
        let mut held = rota.held(at.place, from, ahead(now));
        if let (Some(present), Some(first)) = (present, held.first_mut()) {
            // A shift that goes on stays one.
            if present.person == first.person {
                first.start = present.start;
            }
        }
        withdraw(tx, (&at).into(), known.map_or(&[][..], Vec::as_slice), &held, now)?;
        tx.put_duties(&at, &held)?;
    }
    Ok(())
}

/// Every tier of these rotas.
fn places(rotas: &Rotas) -> impl Iterator<Item = (Place, &Rota)> {
    rotas.iter().flat_map(|(name, rota)| {
        rota.tiers().iter().enumerate().map(move |(place, tier)| {
            (Place { rota: name.clone(), place, tier: tier.clone() }, rota)
        })
    })
}

/// Whether anything was accepted of the past of a pager, or of a tier of that name.
fn is_known(accepted: &Accepted, at: &Place) -> bool {
    accepted.keys().any(|known| {
        let is_same_pager = known.place == FIRST_TIER && at.place == FIRST_TIER;
        known.rota == at.rota && (is_same_pager || known.tier == at.tier)
    })
}

/// Writes down which of the shifts that were promised for that pager are so no longer.
fn withdraw(
    tx: &Tx<'_>,
    pager: Pager<'_>,
    promised: &[Held],
    held: &[Held],
    now: Timestamp,
) -> Result<()> {
    let key = (pager.rota.clone(), pager.tier.clone());
    let before = tx.withdrawn(pager.rota, now)?.remove(&key).unwrap_or_default();
    let promised = [&before, promised].concat();
    tx.put_withdrawn(pager, &history::withdrawn(&promised, held, now))
}

/// Accepts what these rules say of the past and of now, and puts on the record who does so and what
/// it changes.
pub fn accept(tx: &Tx<'_>, rules: &Rules, by: &PersonId, now: Timestamp) -> Result<Vec<Moved>> {
    let moved = moved(tx, rules, now)?;
    let names: BTreeSet<&RotaName> = moved.iter().map(|moved| &moved.rota).collect();
    let accepted = tx.duties(earliest(now))?;
    for name in names {
        accept_rota(tx, name, rules.rotas.get(name), &accepted, now)?;
    }
    if !moved.is_empty() {
        let event = Event::HistoryAccepted(by.clone(), phrase(&moved, now));
        tx.append(&Entry { at: now, incident: None, event })?;
    }
    Ok(moved)
}

/// Writes down what a rota says in the place of all that was accepted of it.
fn accept_rota(
    tx: &Tx<'_>,
    name: &RotaName,
    rota: Option<&Rota>,
    accepted: &Accepted,
    now: Timestamp,
) -> Result<()> {
    let of_rota = || accepted.iter().filter(|(at, _)| at.rota == *name);
    let tiers = rota.map(Rota::tiers).unwrap_or_default();
    for (at, held) in of_rota() {
        if !tiers.contains(&at.tier) {
            withdraw(tx, at.into(), held, &[], now)?;
        }
        tx.end_duties(at.into(), earliest(now))?;
    }
    let Some(rota) = rota else { return Ok(()) };
    for (place, tier) in tiers.iter().enumerate() {
        let at = Place { rota: name.clone(), place, tier: tier.clone() };
        let held = rota.held(place, rota.remembered_from(place, now), ahead(now));
        let known = of_rota().filter(|(known, _)| known.tier == *tier);
        let known: Vec<Held> = known.flat_map(|(_, held)| held).cloned().collect();
        withdraw(tx, (&at).into(), &known, &held, now)?;
        // Before the rota begins it has nobody, whatever was accepted of that time.
        let start = earliest(now);
        let before = held.first().map(|first| Held { start, end: first.start, person: None });
        let before = before.filter(|before| before.start < before.end);
        let held: Vec<Held> = before.into_iter().chain(held).collect();
        tx.put_duties(&at, &held)?;
    }
    Ok(())
}

/// The rules by which to decide now: where a rota says of now otherwise than what was accepted, what
/// was accepted holds.
pub fn in_force<'r>(tx: &Tx<'_>, rules: &'r Rules, now: Timestamp) -> Result<Cow<'r, Rules>> {
    let accepted = tx.duties(now)?;
    let moved = history::moved(&rules.rotas, &accepted, &rules.zone, now);
    let mut rules = Cow::Borrowed(rules);
    if !moved.is_empty() {
        put_back(rules.to_mut(), &accepted, &moved);
    }
    Ok(rules)
}

/// Puts what was accepted in the place of every rota that would move it. Says which would.
pub fn restore(tx: &Tx<'_>, rules: &mut Rules, now: Timestamp) -> Result<Vec<Moved>> {
    let moved = moved(tx, rules, now)?;
    if !moved.is_empty() {
        put_back(rules, &tx.duties(now)?, &moved);
    }
    Ok(moved)
}

fn put_back(rules: &mut Rules, accepted: &Accepted, moved: &[Moved]) {
    let names: BTreeSet<&RotaName> = moved.iter().map(|moved| &moved.rota).collect();
    for name in names {
        let instead_of = rules.rotas.get(name);
        if let Some(old) = history::as_accepted(accepted, name, instead_of, &rules.zone) {
            rules.rotas.insert(name.clone(), old);
        }
    }
}

fn earliest(now: Timestamp) -> Timestamp {
    now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN)
}

fn ahead(now: Timestamp) -> Timestamp {
    now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX)
}
