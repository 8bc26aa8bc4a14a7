//! What an import has come to so far: people, rotas and the rest, and what is left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::tz::TimeZone;

use super::Surroundings;
use super::written::Block;
use crate::config::is_name;
use crate::domain::text::plain;

/// Something that was not carried over, or not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The file it stands in.
    pub file: String,
    /// Where in it, in words: `schedule Web, layer Nights`.
    pub place: String,
    /// What became of it, and what to do about it.
    pub what: String,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, what } = self;
        write!(f, "{}: {}: {}", plain(file), plain(place), plain(what))
    }
}

/// Somebody as an export knows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The whole name.
    pub(super) name: Option<String>,
    /// The address, which says that two systems mean the same person.
    pub(super) address: Option<String>,
    /// The zone, as it is written.
    pub(super) zone: Option<String>,
    /// The file that says so.
    pub(super) file: String,
}

/// Somebody who is in the configuration.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The name here.
    pub(super) name: String,
    pub(super) known: Known,
}

impl Known {
    fn whole_name(&self) -> &str {
        self.name.as_deref().or(self.address.as_deref()).unwrap_or("without a name")
    }

    /// What stands before the `@` of the address, if it can be a name.
    fn short_name(&self) -> Option<String> {
        let local = self.address.as_deref()?.split('@').next()?.to_lowercase();
        Some(local).filter(|local| is_name(local))
    }
}

impl Person {
    /// Whether that is the same person: by their address, else by one name or the other.
    fn is(&self, other: &Known) -> bool {
        let small = |text: &Option<String>| text.as_deref().map(str::to_lowercase);
        let own = &self.known;
        let (name, others) = (small(&own.name), small(&other.name));
        match (small(&own.address), small(&other.address)) {
            (Some(own), Some(other)) => own == other,
            // A system that knows no addresses may know the short name.
            (Some(_), None) => others.is_some_and(|it| it == self.name || Some(it) == name),
            (None, Some(_)) => {
                other.short_name().is_some_and(|it| it == self.name)
                    || (name.is_some() && name == others)
            }
            (None, None) => name.is_some() && name == others,
        }
    }
}

/// A rota: its own keys, and its layers and overrides.
#[derive(Clone, Debug)]
pub(super) struct Rota {
    pub(super) name: String,
    pub(super) head: Block,
    pub(super) blocks: Vec<Block>,
}

/// One step: whom it calls, which is whoever is on call if it names nobody, and for how long, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) who: Vec<String>,
    pub(super) wait: Option<i64>,
}

/// A policy.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) steps: Vec<Step>,
    pub(super) repeat: Option<i64>,
    /// What it was called, or was for.
    pub(super) notes: Vec<String>,
}

/// What there is so far.
pub(super) struct Draft<'s> {
    pub(super) around: Surroundings<'s>,
    pub(super) people: Vec<Person>,
    pub(super) rotas: Vec<Rota>,
    pub(super) policies: Vec<Policy>,
    /// The routes, without a last one that takes everything.
    pub(super) routes: Vec<Block>,
    /// Where everything else goes, if an export says so.
    pub(super) otherwise: Option<Otherwise>,
    pub(super) inhibits: Vec<Block>,
    pub(super) sources: BTreeMap<String, Block>,
    pub(super) monitors: Vec<Block>,
    pub(super) heartbeats: Vec<Block>,
    /// Maintenance, canaries: whatever stands on its own.
    pub(super) others: Vec<Block>,
    pub(super) left: Vec<Left>,
    known_left: BTreeSet<Left>,
    /// Whatever a step may call: people and rotas.
    callable: Names,
    names: BTreeMap<&'static str, Names>,
}

/// Names that are taken, each with the last number that was put behind it.
#[derive(Default)]
struct Names(BTreeMap<String, u32>);

impl Names {
    /// The name, or the first of `name-2`, `name-3` … that is free; it is taken from now on.
    fn take(&mut self, wanted: String) -> String {
        let mut number = match self.0.get(&wanted) {
            None => {
                self.0.insert(wanted.clone(), 1);
                return wanted;
            }
            Some(number) => *number,
        };
        loop {
            number += 1;
            let name = format!("{wanted}-{number}");
            if !self.0.contains_key(&name) {
                self.0.insert(name.clone(), 1);
                self.0.insert(wanted, number);
                return name;
            }
        }
    }
}

/// Where everything goes that no route takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// To that policy.
    Policy(String),
    /// Nowhere: it is only written down.
    Log,
}

impl<'s> Draft<'s> {
    pub(super) fn new(around: Surroundings<'s>) -> Self {
        Self {
            around,
            people: Vec::new(),
            rotas: Vec::new(),
            policies: Vec::new(),
            routes: Vec::new(),
            otherwise: None,
            inhibits: Vec::new(),
            sources: BTreeMap::new(),
            monitors: Vec::new(),
            heartbeats: Vec::new(),
            others: Vec::new(),
            left: Vec::new(),
            known_left: BTreeSet::new(),
            callable: Names(BTreeMap::from([("everyone".to_owned(), 1)])),
            names: BTreeMap::new(),
        }
    }

    /// Puts down that something was not carried over.
    pub(super) fn leave(&mut self, file: &str, place: &str, what: impl Into<String>) {
        let left = Left { file: file.to_owned(), place: place.to_owned(), what: what.into() };
        if self.known_left.insert(left.clone()) {
            self.left.push(left);
        }
    }

    /// The name of somebody here; the same person has one name, from however many systems.
    pub(super) fn person(&mut self, known: &Known) -> String {
        let place = format!("person {}", known.whole_name());
        let zone = self.zone(&known.file, &place, known.zone.as_deref());
        let known = Known { zone, ..known.clone() };
        if let Some(person) = self.people.iter_mut().find(|person| person.is(&known)) {
            let Known { name, address, zone, .. } = known;
            person.known.name = person.known.name.take().or(name);
            person.known.address = person.known.address.take().or(address);
            person.known.zone = person.known.zone.take().or(zone);
            return person.name.clone();
        }
        let name = known.short_name().or_else(|| known.name.as_deref().and_then(slug));
        let name = self.callable.take(name.unwrap_or_else(|| "somebody".to_owned()));
        self.people.push(Person { name: name.clone(), known });
        name
    }

    /// Adds a rota without layers and says what it is called here.
    pub(super) fn rota(&mut self, wanted: &str, zone: Option<&str>) -> String {
        let name = self.callable.take(slug(wanted).unwrap_or_else(|| "rota".to_owned()));
        let head = Block::table("rota", &name);
        let title = Some(plain(wanted)).filter(|_| wanted != name);
        let head = head.maybe_text("name", title.as_deref()).maybe_text("zone", zone);
        self.rotas.push(Rota { name: name.clone(), head, blocks: Vec::new() });
        name
    }

    /// Adds a layer or an override to a rota.
    pub(super) fn add(&mut self, rota: &str, block: Block) {
        if let Some(rota) = self.rotas.iter_mut().find(|it| it.name == rota) {
            rota.blocks.push(block);
        }
    }

    /// Takes a rota out again, in which nobody is.
    pub(super) fn drop_rota(&mut self, rota: &str) {
        self.rotas.retain(|it| it.name != rota);
    }

    /// A name of that kind that nothing has yet, as near as may be to what is wanted.
    pub(super) fn name(&mut self, kind: &'static str, wanted: &str) -> String {
        let wanted = slug(wanted).unwrap_or_else(|| kind.to_owned());
        self.names.entry(kind).or_default().take(wanted)
    }

    /// A zone that is known here; what is not is put down.
    pub(super) fn zone(&mut self, file: &str, place: &str, name: Option<&str>) -> Option<String> {
        let name = name?;
        if (self.around.zones)(name).is_some() {
            return Some(name.to_owned());
        }
        let instead = self.around.zone.unwrap_or("UTC");
        let what = format!("the zone `{name}` is not known here; {instead} stands in for it");
        self.leave(file, place, what);
        None
    }

    /// That zone, or the one of this machine, or UTC.
    pub(super) fn clock(&self, zone: Option<&str>) -> TimeZone {
        let named = zone.or(self.around.zone).and_then(|name| (self.around.zones)(name));
        named.unwrap_or(TimeZone::UTC)
    }
}

/// A name out of a text: its letters and digits, small, with dashes for all that lies between.
pub(super) fn slug(text: &str) -> Option<String> {
    let mut name = String::new();
    for character in text.trim().chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || matches!(character, '.' | '_') {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name: String = name.chars().take(48).collect();
    let name = name.trim_matches(['-', '.']).to_owned();
    Some(name).filter(|name| is_name(name))
}
