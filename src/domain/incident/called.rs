//! Whom a step of a policy calls at an instant, and what made the rota choose them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::escalation::{EscalationPolicy, Place, Step, Target};
use super::{Incident, Status};
use crate::domain::name::{PersonId, PolicyName, RotaName};
use crate::domain::relief::{Line, Relief};
use crate::domain::rota::acceptance::{Pending, also_called, called};
use crate::domain::rota::handover::clock_time;
use crate::domain::rota::{FIRST_TIER, Holder, TierName};
use crate::domain::rules::Rules;

/// Who a policy calls first: the first person of its first step, or the fallback.
#[must_use]
pub fn first_person(policy: &PolicyName, rules: &Rules, now: Timestamp) -> PersonId {
    let policy = rules.policy(policy);
    let step = policy.as_deref().and_then(|policy| policy.steps.first());
    let people = step.map(|step| people_of(step, rules, now)).unwrap_or_default();
    people.into_iter().next().unwrap_or_else(|| rules.fallback.clone())
}

/// Everybody whom some policy calls first at that instant; where one names nobody, the fallback.
#[must_use]
pub fn called_first(rules: &Rules, now: Timestamp) -> BTreeSet<PersonId> {
    let mut called = BTreeSet::new();
    for policy in rules.policies.values() {
        let people = policy.steps.first().map(|step| people_of(step, rules, now));
        let people = people.filter(|people| !people.is_empty());
        called.extend(people.unwrap_or_else(|| vec![rules.fallback.clone()]));
    }
    called
}

/// Everybody a step calls at that instant, each once, in the order the step names them.
#[must_use]
pub fn people_of(step: &Step, rules: &Rules, now: Timestamp) -> Vec<PersonId> {
    called_by(step, rules, (&[], &[]), now).into_iter().map(|called| called.person).collect()
}

/// The same while these are relieved.
#[must_use]
pub fn people_called(
    step: &Step,
    rules: &Rules,
    reliefs: &[Relief],
    now: Timestamp,
) -> Vec<PersonId> {
    called_by(step, rules, (&[], reliefs), now).into_iter().map(|called| called.person).collect()
}

/// Somebody a step calls.
pub(super) struct Called {
    /// Who it is.
    pub(super) person: PersonId,
    /// What decided it, where a rota chose them.
    pub(super) because: Option<String>,
}

impl Called {
    /// Somebody who is called because they are named.
    pub(super) fn by_name(person: &PersonId) -> Self {
        Self { person: person.clone(), because: None }
    }
}

/// Everybody a step calls at that instant, each once, in the order the step names them, and why. Whoever
/// hands a pager over is called as well until that is accepted.
pub(super) fn called_by(
    step: &Step,
    rules: &Rules,
    standing: (&[Pending], &[Relief]),
    now: Timestamp,
) -> Vec<Called> {
    let holders = |rota, tier| holders(rules, standing, (rota, tier), now);
    let mut people: Vec<Called> = Vec::new();
    for target in &step.who {
        let called = match target {
            Target::Person(person) => vec![Called::by_name(person)],
            Target::Rota(rota) => holders(rota, None),
            Target::Tier(rota, tier) => holders(rota, Some(tier)),
            Target::Everyone => rules.everyone().iter().map(Called::by_name).collect(),
        };
        for called in called {
            if people.iter().all(|each| each.person != called.person) {
                people.push(called);
            }
        }
    }
    people
}

/// Whoever holds the pager of a rota's tier, the first unless another is named, and whoever handed it
/// over if that was not accepted. While somebody is relieved, they and the next tier change places.
fn holders(
    rules: &Rules,
    (pending, reliefs): (&[Pending], &[Relief]),
    (name, named): (&RotaName, Option<&TierName>),
    now: Timestamp,
) -> Vec<Called> {
    let Some(rota) = rules.rotas.get(name) else { return Vec::new() };
    let place = match named {
        Some(tier) => rota.tiers().iter().position(|each| each == tier),
        None => Some(FIRST_TIER),
    };
    let Some(place) = place else { return Vec::new() };
    let pager = named.map_or_else(|| name.to_string(), |tier| format!("{name}.{tier}"));
    let is_changed = reliefs.iter().any(|relief| relief.rota == *name);
    let line = is_changed.then(|| Line::of(reliefs, (name, rota), now));
    let holder = match line.and_then(|line| line.instead(place)) {
        Some((person, relief)) => {
            let until = clock_time(relief.ends_at, rota.zone_of(&relief.person), now);
            let of = called(name, &relief.tier, rota.tiers().first());
            let because = format!("{} is relieved of {of} until {until}", relief.person);
            Some(Called { person, because: Some(because) })
        }
        None => rota.holder(place, now).map(|Holder { person, cause }| Called {
            person,
            because: Some(format!("on call for {pager}: {}", cause.phrase())),
        }),
    };
    let waits = rota.tiers().get(place).and_then(|tier| also_called(pending, name, tier, now));
    let giver = waits.map(|Pending { giver, taker, .. }| Called {
        person: giver.clone(),
        because: Some(format!("{taker} has not accepted {pager} yet")),
    });
    holder.into_iter().chain(giver).collect()
}

/// When the first step of the round was taken that a step belongs to, as far as the waits of its steps tell.
pub(super) fn began(
    incident: &Incident,
    place: Place,
    policy: Option<&EscalationPolicy>,
    now: Timestamp,
) -> Timestamp {
    match incident.status {
        Status::Triggered { step, round, next_at, asked: None, .. } if round == place.round => {
            let steps = policy.map_or(&[][..], |policy| &policy.steps);
            let waited = steps.iter().take(step as usize + 1).map(|step| step.wait);
            next_at.saturating_sub(waited.sum::<SignedDuration>()).unwrap_or(now)
        }
        Status::Triggered { .. }
        | Status::Held { .. }
        | Status::Acknowledged { .. }
        | Status::Resolved { .. } => now,
    }
}
