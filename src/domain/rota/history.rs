//! History does not move: who held the pager as it was accepted, and where a rota says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::diff::{Change, differences};
use super::{
    FIRST_TIER, Moment, OverrideDraft, OverrideKind, Rota, RotaDraft, TierDraft, TierName,
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

/// A tier as it was accepted, and its place in the order of escalation then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The rota.
    pub rota: RotaName,
    /// The place: the first is called by the rota's name alone.
    pub place: usize,
    /// The tier's name.
    pub tier: TierName,
}

/// What was accepted of each tier, in the order of time.
pub type Accepted = BTreeMap<Place, Vec<Held>>;

/// What a policy calls.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Called {
    /// A rota's first tier, whatever its name.
    First,
    /// A later tier, by its name.
    Tier(TierName),
}

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

impl Called {
    /// What calls the tier of that name at that place.
    #[must_use]
    pub fn of(place: usize, tier: &TierName) -> Self {
        if place == FIRST_TIER { Self::First } else { Self::Tier(tier.clone()) }
    }

    /// The place at which a rota has it.
    #[must_use]
    pub fn place_in(&self, rota: &Rota) -> Option<usize> {
        match self {
            Self::First => Some(FIRST_TIER),
            Self::Tier(name) => rota.tiers().iter().position(|tier| tier == name),
        }
    }

    /// It in words, as a policy names it.
    #[must_use]
    pub fn phrase(&self, rota: &RotaName) -> String {
        match self {
            Self::First => rota.to_string(),
            Self::Tier(tier) => format!("{rota}.{tier}"),
        }
    }
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

    /// Everybody's own zone, by their name.
    fn zones_of_people(&self) -> BTreeMap<PersonId, TimeZone> {
        self.people.iter().cloned().zip(self.people_zones.iter().cloned()).collect()
    }

    /// From when on a tier's past is remembered at that instant: 400 days, or since it has anybody.
    #[must_use]
    pub fn remembered_from(&self, tier: usize, now: Timestamp) -> Timestamp {
        let begins = self.begins_at(tier).map_or(now, super::timestamp);
        begins.clamp(earliest(now), now)
    }

    /// Where a tier has had somebody else than was accepted, up to and including now. Only of times
    /// about which something was accepted anything is said.
    #[must_use]
    pub fn moved(&self, tier: usize, accepted: &[Held], now: Timestamp) -> Vec<Change> {
        moved_of(accepted, now, |from, to| self.held(tier, from, to))
    }
}

/// The first instant after the present second: whoever is on call now is so for the whole of it.
#[must_use]
pub fn present_ends(now: Timestamp) -> Timestamp {
    super::timestamp(super::second(now).saturating_add(1))
}

/// Where something else is said than was accepted, up to and including now.
fn moved_of(
    accepted: &[Held],
    now: Timestamp,
    said: impl Fn(Timestamp, Timestamp) -> Vec<Held>,
) -> Vec<Change> {
    let (earliest, last) = (earliest(now), present_ends(now));
    let runs = accepted.chunk_by(|one, other| one.end == other.start);
    let runs = runs.filter_map(|run| Some((run, run.first()?.start, run.last()?.end)));
    runs.flat_map(|(run, from, to)| {
        let (from, to) = (from.max(earliest), to.min(last));
        differences(run, &said(from, to), from, to)
    })
    .collect()
}

/// How far back anything is remembered.
fn earliest(now: Timestamp) -> Timestamp {
    now.saturating_sub(REMEMBERED).unwrap_or(Timestamp::MIN)
}

/// What was accepted of one pager.
struct Account {
    /// The name its tier had in the end.
    tier: TierName,
    /// Who held it, in the order of time.
    held: Vec<Held>,
}

/// What was accepted of each pager of each rota.
fn by_pager(accepted: &Accepted) -> BTreeMap<(&RotaName, Called), Account> {
    let mut places: Vec<_> = accepted.iter().filter(|(_, held)| !held.is_empty()).collect();
    places.sort_by_key(|(_, held)| held.last().map(|last| last.end));
    let mut pagers: BTreeMap<_, Account> = BTreeMap::new();
    for (Place { rota, place, tier }, held) in places {
        let called = Called::of(*place, tier);
        let new = || Account { tier: tier.clone(), held: Vec::new() };
        let account = pagers.entry((rota, called)).or_insert_with(new);
        account.tier = tier.clone();
        account.held.extend_from_slice(held);
    }
    for account in pagers.values_mut() {
        account.held.sort_by_key(|held| held.start);
    }
    pagers
}

/// The pagers of which a set of rotas says otherwise than what was accepted, up to and including now.
///
/// The first tier is compared with the first, whatever its name, and every other by its name; one
/// that is gone, or whose rota is, has nobody. One that is new is not compared. `zone` is that of
/// times of a rota that is gone.
#[must_use]
pub fn moved(
    rotas: &BTreeMap<RotaName, Rota>,
    accepted: &Accepted,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<Moved> {
    let mut moved = Vec::new();
    for ((name, called), Account { tier, held }) in by_pager(accepted) {
        let rota = rotas.get(name);
        let found = rota.and_then(|rota| Some((rota, called.place_in(rota)?)));
        let changes = match found {
            Some((rota, place)) => rota.moved(place, &held, now),
            None => moved_of(&held, now, |_, _| Vec::new()),
        };
        if changes.is_empty() {
            continue;
        }
        moved.push(Moved {
            called: called.phrase(name),
            rota: name.clone(),
            tier: found.map_or(tier, |(rota, place)| rota.tiers()[place].clone()),
            zone: rota.map_or(zone, Rota::zone).clone(),
            changes,
        });
    }
    moved
}

/// A rota in which everybody holds the pager as it was accepted, in the order of escalation and under
/// the names of then, and nothing else. `instead_of` is the rota it stands for, if there still is one.
#[must_use]
pub fn as_accepted(
    accepted: &Accepted,
    name: &RotaName,
    instead_of: Option<&Rota>,
    zone: &TimeZone,
) -> Option<Rota> {
    let mut tiers: Vec<(TierName, Vec<Held>)> = Vec::new();
    let of_rota = by_pager(accepted).into_iter().filter(|((rota, _), _)| *rota == name);
    let was_accepted =
        |tier: &TierName| accepted.keys().any(|place| place.rota == *name && place.tier == *tier);
    for ((_, called), Account { tier, held }) in of_rota {
        // A first tier that has only been given another name is called by that.
        let renamed = instead_of.map(|rota| &rota.tiers()[FIRST_TIER]);
        let renamed = renamed.filter(|new| called == Called::First && !was_accepted(new));
        let tier = renamed.cloned().unwrap_or(tier);
        if tiers.iter().all(|(other, _)| *other != tier) {
            tiers.push((tier, held));
        }
    }
    for tier in instead_of.map(Rota::tiers).unwrap_or_default() {
        if tiers.iter().all(|(other, _)| other != tier) {
            tiers.push((tier.clone(), Vec::new()));
        }
    }
    let take = |tier: &TierName, held: &Held| {
        Some(OverrideDraft {
            kind: OverrideKind::Take { by: held.person.clone()? },
            from: Moment::Instant(held.start),
            to: Moment::Instant(held.end),
            tier: Some(tier.clone()),
            why: Some("as it was accepted".into()),
        })
    };
    let overrides = tiers.iter().flat_map(|(tier, all)| all.iter().map(move |held| (tier, held)));
    let draft = RotaDraft {
        zone: instead_of.map_or(zone, Rota::zone).clone(),
        overrides: overrides.filter_map(|(tier, held)| take(tier, held)).collect(),
        tiers: tiers.into_iter().map(|(name, _)| TierDraft { name, layers: Vec::new() }).collect(),
        coverage: Vec::new(),
        holidays: instead_of.map(|rota| rota.holidays.clone()).unwrap_or_default(),
        zones: instead_of.map(Rota::zones_of_people).unwrap_or_default(),
        leave: Vec::new(),
    };
    // Stretches that were accepted do not overlap, and no two tiers have one name.
    Rota::build(draft).ok()
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
