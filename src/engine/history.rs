//! What was accepted of the rotas, as the store has it: compared, written down, put in force.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::domain::name::{PersonId, RotaName};
use crate::domain::record::timeline::{Entry, Event};
use crate::domain::rota::Rota;
use crate::domain::rota::history::{self, Held, Moved, REMEMBERED};
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

/// Where these rotas would move the past, or who is on call now.
pub fn moved(tx: &Tx<'_>, rotas: &Rotas, now: Timestamp) -> Result<Vec<Moved>> {
    if rotas.is_empty() {
        return Ok(Vec::new());
    }
    let since = now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
    Ok(history::moved(rotas, &tx.duties(since)?, now))
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
    for ((rota, tier), held) in &accepted {
        let is_gone = rotas.get(rota).is_none_or(|found| !found.tiers().contains(tier));
        if is_gone && held.last().is_some_and(|last| last.end > now) {
            let pager = Pager { rota, tier };
            withdraw(tx, pager, held, &[], now)?;
            tx.end_duties(pager, now)?;
        }
    }
    for (rota, each) in rotas {
        for (place, tier) in each.tiers().iter().enumerate() {
            let known = accepted.get(&(rota.clone(), tier.clone()));
            let present = known.and_then(|held| held.iter().find(|held| held.start <= now));
            let from = match present {
                Some(_) => now,
                None => each.remembered_from(place, now),
            };
            let mut held = each.held(place, from, ahead(now));
            if let (Some(present), Some(first)) = (present, held.first_mut()) {
                // A shift that goes on stays one.
                if present.person == first.person {
                    first.start = present.start;
                }
            }
            let pager = Pager { rota, tier };
            withdraw(tx, pager, known.map_or(&[][..], Vec::as_slice), &held, now)?;
            tx.put_duties(pager, &held)?;
        }
    }
    Ok(())
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

/// Accepts what these rotas say of the past and of now, and puts on the record who does so and what
/// it changes.
pub fn accept(tx: &Tx<'_>, rotas: &Rotas, by: &PersonId, now: Timestamp) -> Result<Vec<Moved>> {
    let moved = moved(tx, rotas, now)?;
    for Moved { rota, tier, .. } in &moved {
        let Some(found) = rotas.get(rota) else { continue };
        let place = found.tiers().iter().position(|each| each == tier).unwrap_or_default();
        let held = found.held(place, found.remembered_from(place, now), ahead(now));
        let known = tx.duties(now)?.remove(&(rota.clone(), tier.clone())).unwrap_or_default();
        withdraw(tx, Pager { rota, tier }, &known, &held, now)?;
        let earliest = now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
        // Before the rota begins it has nobody, whatever was accepted of that time.
        tx.end_duties(Pager { rota, tier }, earliest)?;
        let before =
            held.first().map(|first| Held { start: earliest, end: first.start, person: None });
        let before = before.filter(|before| before.start < before.end);
        let held: Vec<Held> = before.into_iter().chain(held).collect();
        tx.put_duties(Pager { rota, tier }, &held)?;
    }
    if !moved.is_empty() {
        let event = Event::HistoryAccepted(by.clone(), phrase(&moved, now));
        tx.append(&Entry { at: now, incident: None, event })?;
    }
    Ok(moved)
}

/// The rules by which to decide now: where a rota says of now otherwise than what was accepted, what
/// was accepted holds.
pub fn in_force<'r>(tx: &Tx<'_>, rules: &'r Rules, now: Timestamp) -> Result<Cow<'r, Rules>> {
    if rules.rotas.is_empty() {
        return Ok(Cow::Borrowed(rules));
    }
    let accepted = tx.duties(now)?;
    let moved = history::moved(&rules.rotas, &accepted, now);
    let mut rules = Cow::Borrowed(rules);
    if !moved.is_empty() {
        put_back(&mut rules.to_mut().rotas, &accepted, &moved);
    }
    Ok(rules)
}

/// Puts what was accepted in the place of every rota that would move it. Says which would.
pub fn restore(tx: &Tx<'_>, rotas: &mut Rotas, now: Timestamp) -> Result<Vec<Moved>> {
    let moved = moved(tx, rotas, now)?;
    if !moved.is_empty() {
        put_back(rotas, &tx.duties(now)?, &moved);
    }
    Ok(moved)
}

fn put_back(rotas: &mut Rotas, accepted: &history::Accepted, moved: &[Moved]) {
    for Moved { rota: name, .. } in moved {
        let Some(rota) = rotas.get_mut(name) else { continue };
        let of_tier = |tier: &_| {
            let held = accepted.get(&(name.clone(), Clone::clone(tier)));
            held.map_or(&[][..], Vec::as_slice)
        };
        if let Some(old) = rota.as_accepted(of_tier) {
            *rota = old;
        }
    }
}

fn ahead(now: Timestamp) -> Timestamp {
    now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX)
}
