//! The key that the kind word after a hard night names: somebody stands in, so that they can sleep.

use jiff::SignedDuration;

use crate::cli::{Session, away};
use crate::domain::load::person::Sleeper;
use crate::domain::name::PersonId;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// For how long.
const LONG: SignedDuration = SignedDuration::from_hours(4);

/// Has whoever is next in line stand in, if the kind word was said: at any other time a key that is hit by
/// mistake must not hand on a pager.
pub(super) fn away(session: &Session) -> Result<(), Error> {
    let person = session.person()?;
    if !had_a_hard_night(session, &person)? {
        let name = plain(person.as_str());
        return Err(Error::new(
            Kind::No,
            format!(
                "the key r is for the morning after a hard night, and {name} had none: `wail away 4h`"
            ),
        ));
    }
    away::for_a_while(session, LONG)
}

fn had_a_hard_night(session: &Session, person: &PersonId) -> Result<bool, Error> {
    let rules = session.settings()?.rules;
    let Some(found) = rules.people.get(person) else { return Ok(false) };
    let sleeper = Sleeper { hours: found.sleep, zone: found.zone.clone() };
    let night = session.store()?.read(|tx| tx.night(person))?;
    Ok(night.is_some_and(|night| night.was_just_told(&sleeper, session.now)))
}
