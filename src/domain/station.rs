//! Stations: where somebody can be reached right now, and how.

use std::collections::BTreeMap;

use super::name::{PersonId, SourceName};
use super::rules::{Reach, Rules};

/// A running `wail watch` or `wail serve`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Station {
    /// What it is called: host and process.
    pub name: String,
    /// Whose machine it is; absent for a shared one that rings for everybody.
    pub people: Option<Vec<PersonId>>,
    /// The kinds of channels it can use.
    pub channels: Vec<String>,
    /// The kinds it ought to use, because somebody is to be reached so there, and cannot, with the
    /// reason.
    pub unable: BTreeMap<String, String>,
}

impl Station {
    /// Whether it rings for that person.
    #[must_use]
    pub fn is_for(&self, person: &PersonId) -> bool {
        self.people.as_ref().is_none_or(|people| people.contains(person))
    }
}

/// The stations that are alive, and what the deciding daemon can do without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stations {
    /// The stations that have given a sign of life lately.
    pub alive: Vec<Station>,
    /// Whether some daemon runs that can use the channels which need no station.
    pub daemon: bool,
}

impl Stations {
    /// Stations by which everybody can be reached in every way that the rules name: what is taken for
    /// granted of another time.
    #[must_use]
    pub fn everywhere(rules: &Rules) -> Self {
        let reaches = rules.people.values().flat_map(|person| &person.channels);
        let channels = reaches.map(|reach| reach.kind.clone()).collect();
        let station = Station { channels, ..Station::default() };
        Self { alive: vec![station], daemon: true }
    }

    /// Whether there is anything to ring by that was not there before: another station, other
    /// people it rings for, another kind of channel.
    #[must_use]
    pub fn have_more_than(&self, before: &Self) -> bool {
        let was_there = |now: &Station| {
            before.alive.iter().any(|then| {
                then.name == now.name
                    && then.people == now.people
                    && now.channels.iter().all(|kind| then.channels.contains(kind))
            })
        };
        (self.daemon && !before.daemon) || !self.alive.iter().all(was_there)
    }

    /// Whether that channel can reach that person now.
    #[must_use]
    pub fn can_ring(&self, person: &PersonId, reach: &Reach) -> bool {
        if !reach.needs_station {
            return self.daemon;
        }
        self.alive
            .iter()
            .any(|station| station.is_for(person) && station.channels.contains(&reach.kind))
    }

    /// Why that channel cannot reach that person now, where a station of theirs knows.
    #[must_use]
    pub fn why_not(&self, person: &PersonId, reach: &Reach) -> Option<String> {
        let mut theirs = self.alive.iter().filter(|station| station.is_for(person));
        theirs.find_map(|station| {
            let why = station.unable.get(&reach.kind)?;
            Some(format!("{why}, at {}", station.name))
        })
    }
}

/// The source of what `wail` itself reports.
#[must_use]
pub fn own_source() -> SourceName {
    SourceName::from("wail")
}
