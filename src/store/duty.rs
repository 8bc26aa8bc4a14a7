//! Who held which pager, as it was accepted: kept, so that neither an edit nor a restart moves it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::duty as sql;
use super::{Result, Tx, rows};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::TierName;
use crate::domain::rota::history::{Accepted, Held, Place};

/// A tier of a rota.
#[derive(Clone, Copy, Debug)]
pub struct Pager<'a> {
    /// The rota.
    pub rota: &'a RotaName,
    /// The tier.
    pub tier: &'a TierName,
}

/// The shifts of each tier that are so no longer, in the order of time.
pub type Withdrawn = BTreeMap<(RotaName, TierName), Vec<Held>>;

impl<'a> From<&'a Place> for Pager<'a> {
    fn from(at: &'a Place) -> Self {
        Self { rota: &at.rota, tier: &at.tier }
    }
}

impl Tx<'_> {
    /// What was accepted of every tier, of stretches that end after that instant.
    pub fn duties(&self, after: Timestamp) -> Result<Accepted> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUTIES)?;
            let mut found = statement.query([after.as_millisecond()])?;
            let mut accepted = Accepted::new();
            while let Some(row) = found.next()? {
                let Found { rota, tier, held } = Found::of(row)?;
                let place = usize::try_from(row.get::<_, i64>(5)?).unwrap_or(usize::MAX);
                let at = Place { rota, place, tier };
                accepted.entry(at).or_default().push(held);
            }
            Ok(accepted)
        })
    }

    /// The shifts of a rota that were accepted once, are so no longer, and end after that instant.
    pub fn withdrawn(&self, rota: &RotaName, after: Timestamp) -> Result<Withdrawn> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WITHDRAWN)?;
            let mut found = statement.query(params![rota.as_str(), after.as_millisecond()])?;
            let mut withdrawn = Withdrawn::new();
            while let Some(row) = found.next()? {
                let Found { rota, tier, held } = Found::of(row)?;
                withdrawn.entry((rota, tier)).or_default().push(held);
            }
            Ok(withdrawn)
        })
    }

    /// Writes down which shifts of that pager are withdrawn; those known before are forgotten.
    pub fn put_withdrawn(&self, pager: Pager<'_>, withdrawn: &[Held]) -> Result<()> {
        let (rota, tier) = (pager.rota.as_str(), pager.tier.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::DROP_WITHDRAWN)?.execute(params![rota, tier])?;
            let mut statement = c.prepare_cached(sql::PUT_WITHDRAWN)?;
            for Held { start, end, person } in withdrawn {
                let Some(person) = person else { continue };
                let (start, end) = (start.as_millisecond(), end.as_millisecond());
                statement.execute(params![rota, tier, start, end, person.as_str()])?;
            }
            Ok(())
        })
    }

    /// Writes down who holds the pager of the tier at that place from the first of these stretches
    /// on; what was accepted of that tier and time is forgotten.
    pub fn put_duties(&self, at: &Place, held: &[Held]) -> Result<()> {
        let Some(first) = held.first() else { return Ok(()) };
        self.end_duties(at.into(), first.start)?;
        let place = i64::try_from(at.place).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUT_DUTY)?;
            for Held { start, end, person } in held {
                statement.execute(params![
                    at.rota.as_str(),
                    at.tier.as_str(),
                    start.as_millisecond(),
                    end.as_millisecond(),
                    person.as_ref().map(PersonId::as_str),
                    place,
                ])?;
            }
            Ok(())
        })
    }

    /// Forgets who holds that pager from an instant on.
    pub fn end_duties(&self, pager: Pager<'_>, at: Timestamp) -> Result<()> {
        let (rota, tier, at) = (pager.rota.as_str(), pager.tier.as_str(), at.as_millisecond());
        self.ask(|c| {
            c.prepare_cached(sql::DROP_DUTIES)?.execute(params![rota, tier, at])?;
            c.prepare_cached(sql::CUT_DUTY)?.execute(params![at, rota, tier])?;
            Ok(())
        })
    }
}

/// The columns rota, tier, `start_at`, `end_at` and person.
struct Found {
    rota: RotaName,
    tier: TierName,
    held: Held,
}

impl Found {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let person: Option<String> = row.get(4)?;
        Ok(Self {
            rota: RotaName::from(row.get_ref(0)?.as_str()?),
            tier: TierName::new(row.get_ref(1)?.as_str()?),
            held: Held {
                start: rows::instant(row, 2)?,
                end: rows::instant(row, 3)?,
                person: person.map(PersonId::new),
            },
        })
    }
}
