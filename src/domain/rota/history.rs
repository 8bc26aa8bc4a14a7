//! History does not move: who held the pager as it was accepted, and where a rota says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::diff::{Change, changes};
use super::{
    LayerDraft, Moment, OverrideDraft, OverrideKind, Rota, RotaDraft, TierDraft, TierName,
};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::wait::count;

/// How far back a rota is held to what was accepted.
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Who held a tier's pager over a stretch, if anybody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The first instant of it.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
    /// Who held it.
    pub person: Option<PersonId>,
}

/// What was accepted of each tier, in the order of time.
pub type Accepted = BTreeMap<(RotaName, TierName), Vec<Held>>;

/// A tier in which a rota says otherwise than what was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The rota, and its tier unless that is the first, as a policy names them.
    pub called: String,
    /// The rota's name.
    pub rota: RotaName,
    /// The tier's name.
    pub tier: TierName,
    /// The zone its times are shown in.
    pub zone: TimeZone,
    /// What would change, in the order of time.
    pub changes: Vec<Change>,
}

impl Rota {
    /// Who holds a tier's pager over a range, stretches with nobody included.
    #[must_use]
    pub fn held(&self, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Held> {
        let mut held: Vec<Held> = Vec::new();
        let mut at = from;
        let nobody = |start, end| Held { start, end, person: None };
        for shift in self.shifts(tier, from, to) {
            if at < shift.start {
                held.push(nobody(at, shift.start));
            }
            at = shift.end.unwrap_or(to);
            held.push(Held { start: shift.start, end: at, person: Some(shift.person) });
        }
        if at < to {
            held.push(nobody(at, to));
        }
        held
    }

    /// From when on a tier's past is remembered at that instant: 400 days, or since it has anybody.
    #[must_use]
    pub fn remembered_from(&self, tier: usize, now: Timestamp) -> Timestamp {
        let earliest = now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
        let begins = self.begins_at(tier).map_or(now, super::timestamp);
        begins.clamp(earliest, now)
    }

    /// Where a tier has had somebody else than was accepted, up to and including now. Only of times
    /// about which something was accepted anything is said.
    #[must_use]
    pub fn moved(&self, tier: usize, accepted: &[Held], now: Timestamp) -> Vec<Change> {
        let Some(name) = self.tiers().get(tier) else { return Vec::new() };
        let earliest = now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
        // Whoever is on call now is so for the whole of this second.
        let last = now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        let Some(old) = self.as_accepted(|each| if each == name { accepted } else { &[] }) else {
            return Vec::new();
        };
        let runs = accepted.chunk_by(|one, other| one.end == other.start);
        let runs = runs.filter_map(|run| Some((run.first()?.start, run.last()?.end)));
        runs.flat_map(|(from, to)| {
            changes(&old, self, tier, from.max(earliest), to.min(last).max(from.max(earliest)))
        })
        .collect()
    }

    /// A rota in which everybody holds the pager as it was accepted, with the tiers and the zones of
    /// this one, and nothing else.
    #[must_use]
    pub fn as_accepted<'h>(&self, accepted: impl Fn(&TierName) -> &'h [Held]) -> Option<Self> {
        let mut overrides = Vec::new();
        for tier in self.tiers() {
            overrides.extend(accepted(tier).iter().filter_map(|held| {
                Some(OverrideDraft {
                    kind: OverrideKind::Take { by: held.person.clone()? },
                    from: Moment::Instant(held.start),
                    to: Moment::Instant(held.end),
                    tier: Some(tier.clone()),
                    why: Some("as it was accepted".into()),
                })
            }));
        }
        let no_layers = Vec::<LayerDraft>::new;
        let tiers = self.tiers().iter().cloned();
        let draft = RotaDraft {
            zone: self.zone.clone(),
            tiers: tiers.map(|name| TierDraft { name, layers: no_layers() }).collect(),
            coverage: Vec::new(),
            holidays: self.holidays.clone(),
            zones: self.people.iter().cloned().zip(self.people_zones.iter().cloned()).collect(),
            overrides,
            leave: Vec::new(),
        };
        // Stretches that were accepted do not overlap, and their tiers are this rota's own.
        Self::build(draft).ok()
    }
}

/// The tiers in which a set of rotas says otherwise than what was accepted, up to and including now.
/// A tier or a rota that is only in one of them is not compared.
#[must_use]
pub fn moved(rotas: &BTreeMap<RotaName, Rota>, accepted: &Accepted, now: Timestamp) -> Vec<Moved> {
    let mut moved = Vec::new();
    for (name, rota) in rotas {
        for (place, tier) in rota.tiers().iter().enumerate() {
            let Some(held) = accepted.get(&(name.clone(), tier.clone())) else { continue };
            let changes = rota.moved(place, held, now);
            if !changes.is_empty() {
                let called = match place {
                    super::FIRST_TIER => name.to_string(),
                    _ => format!("{name}.{tier}"),
                };
                let (rota, tier, zone) = (name.clone(), tier.clone(), rota.zone().clone());
                moved.push(Moved { called, rota, tier, zone, changes });
            }
        }
    }
    moved
}

impl Moved {
    /// Each change as a line, the latest first: `primary: bob -> alice from 2026-01-12 09:00`; one
    /// that is over has its end.
    pub fn lines(&self, now: Timestamp) -> impl Iterator<Item = String> {
        let local = |at: Timestamp| at.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M");
        let name = |person: &Option<PersonId>| {
            person.as_ref().map_or_else(|| "nobody".to_owned(), ToString::to_string)
        };
        self.changes.iter().rev().map(move |Change { start, end, was, is }| {
            let is_over = *end <= now;
            let until = if is_over { format!(" to {}", local(*end)) } else { String::new() };
            let (was, is, start) = (name(was), name(is), local(*start));
            format!("{}: {was} -> {is} from {start}{until}", self.called)
        })
    }
}

/// What was promised of the time after `now` and is so no longer: everybody's shifts among `promised`
/// that `held` does not begin with the same person at the same instant.
#[must_use]
pub fn withdrawn(promised: &[Held], held: &[Held], now: Timestamp) -> Vec<Held> {
    let still: BTreeSet<_> = held.iter().map(|held| (held.start, &held.person)).collect();
    let is_ahead = |it: &&Held| it.start > now && it.person.is_some();
    let is_gone = |it: &&Held| !still.contains(&(it.start, &it.person));
    promised.iter().filter(is_ahead).filter(is_gone).cloned().collect()
}

/// The first so many changes of all tiers in one sentence, and how many more there are.
#[must_use]
pub fn phrase(moved: &[Moved], now: Timestamp, at_most: usize) -> String {
    let lines: Vec<String> = moved.iter().flat_map(|moved| moved.lines(now)).collect();
    let rest = lines.len().saturating_sub(at_most);
    let shown = lines.iter().take(at_most).map(String::as_str).collect::<Vec<_>>().join("; ");
    match rest {
        0 => shown,
        rest => format!("{shown}; and {}", count(rest, "more change")),
    }
}

#[cfg(test)]
mod tests;
