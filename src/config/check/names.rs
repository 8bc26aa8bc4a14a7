//! Who and what is named where: people, rotas and policies, and whether each name is one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Check, values};
use crate::config::fault::Finding;
use crate::config::raw::{Given, Raw};
use crate::config::suggest;
use crate::domain::incident::escalation::Target;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::{FIRST_TIER, TierName};

/// The word for everybody, in a step.
pub(super) const EVERYONE: &str = "everyone";

/// The names of a configuration, each with the place where it is first given.
pub(super) struct Names {
    people: BTreeMap<String, Range<usize>>,
    rotas: BTreeMap<String, Range<usize>>,
    /// The tiers of each rota, in the order in which they are called.
    tiers: BTreeMap<String, Vec<String>>,
    policies: Vec<String>,
}

impl Names {
    pub(super) fn has_person(&self, name: &str) -> bool {
        self.people.contains_key(name)
    }

    pub(super) fn has_rota(&self, name: &str) -> bool {
        self.rotas.contains_key(name)
    }

    pub(super) fn has_policy(&self, name: &str) -> bool {
        self.policies.iter().any(|policy| policy == name)
    }

    pub(super) fn people(&self) -> impl Iterator<Item = &str> {
        self.people.keys().map(String::as_str)
    }

    pub(super) fn policies(&self) -> &[String] {
        &self.policies
    }

    /// What `payments.secondary` calls: a tier of a rota.
    pub(super) fn tier(&self, name: &str) -> Option<Target> {
        let (rota, tier) = name.rsplit_once('.')?;
        let place = self.tiers.get(rota)?.iter().position(|each| each == tier)?;
        let rota = RotaName::new(rota);
        Some(match place {
            FIRST_TIER => Target::Rota(rota),
            _ => Target::Tier(rota, TierName::new(tier)),
        })
    }

    /// What a route calls that names a rota, or one of its tiers.
    pub(super) fn rota(&self, name: &str) -> Option<Target> {
        if self.has_rota(name) {
            return Some(Target::Rota(RotaName::new(name)));
        }
        self.tier(name)
    }

    /// The rotas.
    pub(super) fn rotas(&self) -> Vec<&str> {
        self.rotas.keys().map(String::as_str).collect()
    }

    /// Everybody and everything a step may call.
    pub(super) fn targets(&self) -> Vec<String> {
        let rotas = self.rotas.keys().cloned();
        let tiers = self.tiers.iter().flat_map(|(rota, tiers)| {
            tiers.iter().skip(1).map(move |tier| format!("{rota}.{tier}"))
        });
        let people = self.people().map(str::to_owned);
        rotas.chain(tiers).chain(people).chain([EVERYONE.to_owned()]).collect()
    }
}

/// Gathers the names. A name used in a rota, or as the fallback, is a person.
pub(super) fn gather(raw: &Raw, check: &mut Check<'_>) -> Names {
    let mut names = Names {
        people: BTreeMap::new(),
        rotas: raw.rota.keys().map(|key| (key.value.clone(), key.span.clone())).collect(),
        tiers: raw.rota.iter().map(|(key, rota)| (key.value.clone(), rota.tiers())).collect(),
        policies: raw.policy.keys().map(|key| key.value.clone()).collect(),
    };
    let keys = raw.rota.keys().chain(raw.policy.keys()).chain(raw.sources.keys());
    for key in keys {
        check.take(values::name(key));
    }
    let mut people: Vec<Given<String>> = raw.people.keys().cloned().collect();
    people.extend(turn_takers(raw));
    let all = people.iter().chain(&stand_ins(raw)).cloned().collect::<Vec<_>>();
    warn_of_slips(raw, &all, check);
    for person in people {
        add(&mut names, &person, check);
    }
    if let Some(fallback) = &raw.fallback
        && !names.has_person(fallback)
    {
        warn_of_stranger(&names, fallback, check);
        add(&mut names, fallback, check);
    }
    for person in stand_ins(raw) {
        if !names.has_person(&person) {
            warn_of_stranger(&names, &person, check);
            add(&mut names, &person, check);
        }
    }
    for rota in raw.rota.keys() {
        if rota.value == EVERYONE {
            check.fault(reserved(rota));
        }
    }
    names
}

fn add(names: &mut Names, person: &Given<String>, check: &mut Check<'_>) {
    if names.has_person(person) {
        return;
    }
    if check.take(values::name(person)).is_some() {
        if person.value == EVERYONE {
            check.fault(reserved(person));
        } else if names.has_rota(person) {
            let message = format!("`{}` is a rota as well as a person", person.value);
            check.fault(
                Finding::at(person.span.clone(), message)
                    .hint("give one of them another name, so that a step says whom it calls"),
            );
        }
    }
    names.people.insert(person.value.clone(), person.span.clone());
}

fn reserved(name: &Given<String>) -> Finding {
    Finding::at(name.span.clone(), "`everyone` means everybody and cannot be a name")
        .hint("give it another name")
}

/// Whoever has a table is known. A name without one that is nearly that of somebody who is known, or
/// that is given once and is nearly one that is given more often, is most likely a slip of the pen.
fn warn_of_slips(raw: &Raw, people: &[Given<String>], check: &mut Check<'_>) {
    let tables = raw.rota.values().flat_map(|rota| rota.people.keys());
    let known: BTreeSet<&str> = raw.people.keys().chain(tables).map(|key| key.as_str()).collect();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut firsts: Vec<&Given<String>> = Vec::new();
    for person in people {
        let times = times.entry(&person.value).or_default();
        *times += 1;
        if *times == 1 && !known.contains(person.as_str()) {
            firsts.push(person);
        }
    }
    for person in firsts {
        if let Some(meant) = suggest::slip_of(person, known.iter().copied()) {
            let message = format!("`{}` is not in `[people]`, and `{meant}` is", person.value);
            let hint = format!("did you mean `{meant}`? if not, add `[people.{}]`", person.value);
            check.warn(Finding::at(person.span.clone(), message).hint(hint));
            continue;
        }
        let is_rare = times.get(person.as_str()) == Some(&1);
        let often = times.iter().filter(|(_, times)| is_rare && **times > 1).map(|(name, _)| *name);
        let Some(meant) = suggest::a_letter_away(person, often) else { continue };
        let message = format!("`{}` is named only here", person.value);
        let hint = format!("did you mean `{meant}`?");
        check.warn(Finding::at(person.span.clone(), message).hint(hint));
    }
}

/// A name that is given only here is a person, and may as well be a slip of the pen.
fn warn_of_stranger(names: &Names, person: &Given<String>, check: &mut Check<'_>) {
    let is_told = |warning: &Finding| warning.span.as_ref() == Some(&person.span);
    if check.warnings.iter().any(is_told) {
        return;
    }
    let Some(known) = suggest::closest(person, names.people()) else { return };
    let message = format!("`{}` is named only here", person.value);
    check.warn(Finding::at(person.span.clone(), message).hint(format!("did you mean `{known}`?")));
}

fn turn_takers(raw: &Raw) -> Vec<Given<String>> {
    let mut people = Vec::new();
    for rota in raw.rota.values() {
        people.extend(rota.people.keys().cloned());
        people.extend(rota.turn_takers());
    }
    people
}

fn stand_ins(raw: &Raw) -> Vec<Given<String>> {
    let everywhere = raw.off.iter().filter_map(|off| off.who.clone());
    raw.rota.values().flat_map(|rota| rota.stand_ins()).chain(everywhere).collect()
}

/// Who is called when nobody else is on call.
pub(super) fn fallback(raw: &Raw, names: &Names, check: &mut Check<'_>) -> Option<PersonId> {
    let Some(fallback) = &raw.fallback else {
        let somebody = names.people().next().unwrap_or("ana");
        let finding =
            Finding::absent("there is no `fallback`: nobody to call when nobody is on call")
                .hint(format!("write `fallback = \"{somebody}\"` above the first table"));
        check.missing(None, "fallback", finding);
        return None;
    };
    Some(PersonId::new(fallback.value.as_str()))
}

/// Whose machine this is.
pub(super) fn me(raw: &Raw, names: &Names, check: &mut Check<'_>) -> Option<Vec<PersonId>> {
    let given = raw.me.as_ref()?;
    let mut people: Vec<PersonId> = Vec::new();
    for name in given.each() {
        if !names.has_person(&name) && !check.may_be_known(&name) {
            let known: Vec<&str> = names.people().collect();
            check.fault(values::unknown("person", &name, &known));
        }
        let person = PersonId::new(name.value);
        if !people.contains(&person) {
            people.push(person);
        }
    }
    if people.is_empty() {
        check.fault(
            Finding::at(given.span.clone(), "`me` names nobody")
                .hint("leave `me` out if this machine is to ring for everybody"),
        );
    }
    Some(people)
}
