//! What being on call costs the people: the record read once, counted by the domain.

use std::collections::BTreeMap;

use crate::domain::load::duty::duties;
use crate::domain::load::person::Sleeper;
use crate::domain::load::{self, Load};
use crate::domain::name::PersonId;
use crate::domain::nines::Span;
use crate::domain::rules::{Person, Rules, SLEEP};
use crate::store::{Result, Tx};

/// Counts what being on call cost in that time, by the rotas that were in force.
pub fn load(tx: &Tx<'_>, rules: &Rules, window: Span) -> Result<Load> {
    let chronicle = tx.chronicle(window)?;
    let sleepers: BTreeMap<PersonId, Sleeper> =
        rules.people.iter().map(|(name, person)| (name.clone(), sleeper(person))).collect();
    let otherwise = Sleeper { hours: SLEEP, zone: rules.zone.clone() };
    Ok(load::load(&chronicle, &duties(&rules.rotas, window), &sleepers, &otherwise))
}

fn sleeper(person: &Person) -> Sleeper {
    Sleeper { hours: person.sleep, zone: person.zone.clone() }
}
