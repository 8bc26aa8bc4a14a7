//! The key that the kind word after a hard night names: somebody stands in, so that they can sleep.

use jiff::{SignedDuration, Timestamp};

use crate::cli::{Session, away};
use crate::domain::load::person::Sleeper;
use crate::domain::name::PersonId;
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::store::{Result as Read, Tx};

/// For how long, in hours and as it is typed.
const LONG: SignedDuration = SignedDuration::from_hours(4);
pub(super) const AWAY: &str = "4h";

/// Has whoever is next in line stand in, if the kind word was said: at any other time a key that is hit by
/// mistake must not hand on a pager.
pub(super) fn away(session: &Session) -> Result<(), Error> {
    let person = session.person()?;
    let rules = session.settings()?.rules;
    if !session.store()?.read(|tx| had_a_hard_night(tx, &rules, &person, session.now))? {
        return Err(Error::new(Kind::No, no_hard_night(&plain(person.as_str()))));
    }
    away::for_a_while(session, LONG)
}

/// What the key says at any other time.
pub(super) fn no_hard_night(person: &str) -> String {
    format!(
        "the key r is for the morning after a hard night, and {person} had none: `wail away {AWAY}`"
    )
}

/// Whether that person was told that the night was hard, and has not slept since.
pub(super) fn had_a_hard_night(
    tx: &Tx<'_>,
    rules: &Rules,
    person: &PersonId,
    now: Timestamp,
) -> Read<bool> {
    let Some(found) = rules.people.get(person) else { return Ok(false) };
    let sleeper = Sleeper { hours: found.sleep, zone: found.zone.clone() };
    Ok(tx.night(person)?.is_some_and(|night| night.was_just_told(&sleeper, now)))
}
