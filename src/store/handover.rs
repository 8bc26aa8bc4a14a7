//! What has been told of each pager: who has it, and who was reminded of which shift.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::quiet as sql;
use super::{Pager, Result, Tx, rows};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::TierName;
use crate::domain::rota::handover::{Reminded, Told};

/// A tier of a rota, by its names.
pub type PagerName = (RotaName, TierName);

/// What has been told of every pager.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOvers {
    /// Who has it.
    pub told: BTreeMap<PagerName, Told>,
    /// Of which shifts somebody was reminded.
    pub reminded: BTreeMap<PagerName, BTreeSet<Reminded>>,
}

impl Tx<'_> {
    /// What has been told of every pager.
    pub fn hand_overs(&self) -> Result<HandOvers> {
        self.ask(|c| {
            let mut known = HandOvers::default();
            let mut statement = c.prepare_cached(sql::TOLD)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let person: Option<String> = row.get(2)?;
                let told = Told { person: person.map(PersonId::new), at: rows::instant(row, 3)? };
                known.told.insert(pager(row)?, told);
            }
            let mut statement = c.prepare_cached(sql::REMINDED)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                let person = PersonId::from(row.get_ref(3)?.as_str()?);
                let reminded = Reminded { start: rows::instant(row, 2)?, person };
                known.reminded.entry(pager(row)?).or_default().insert(reminded);
            }
            Ok(known)
        })
    }

    /// Writes down what has been told of a pager.
    pub fn put_told(&self, pager: Pager<'_>, told: &Told) -> Result<()> {
        let person = told.person.as_ref().map(PersonId::as_str);
        self.ask(|c| {
            c.prepare_cached(sql::PUT_TOLD)?
                .execute(params![
                    pager.rota.as_str(),
                    pager.tier.as_str(),
                    person,
                    told.at.as_millisecond(),
                ])
                .map(drop)
        })
    }

    /// Forgets a pager that there is no longer.
    pub fn drop_told(&self, pager: Pager<'_>) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::DROP_TOLD)?
                .execute([pager.rota.as_str(), pager.tier.as_str()])
                .map(drop)
        })
    }

    /// Writes down of which shift somebody is reminded.
    pub fn put_reminded(&self, pager: Pager<'_>, reminded: &Reminded) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_REMINDED)?
                .execute(params![
                    pager.rota.as_str(),
                    pager.tier.as_str(),
                    reminded.start.as_millisecond(),
                    reminded.person.as_str(),
                ])
                .map(drop)
        })
    }

    /// Forgets who was reminded of shifts that had begun by then.
    pub fn drop_reminded(&self, until: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::DROP_REMINDED)?.execute([until.as_millisecond()]).map(drop)
        })
    }
}

/// The columns rota and tier.
fn pager(row: &Row<'_>) -> rusqlite::Result<PagerName> {
    Ok((RotaName::from(row.get_ref(0)?.as_str()?), TierName::new(row.get_ref(1)?.as_str()?)))
}
