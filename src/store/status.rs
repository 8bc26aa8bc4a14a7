//! What a status page tells: the incidents that called somebody, and since when anything is on record.

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;

use super::sql::status as sql;
use super::{Result, Tx, rows};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::label::Labels;
use crate::domain::status::incident::Known;

/// An incident that may concern the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicIncident {
    /// What is told of it.
    pub known: Known,
    /// The gravest severity any of its alerts has had.
    pub severity: Severity,
}

impl Tx<'_> {
    /// The incidents that are open or were over only after that instant, the newest first. What is held
    /// is none of them, nor is that for which nobody was to be called.
    pub fn public_incidents(&self, since: Timestamp) -> Result<Vec<PublicIncident>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUBLIC_INCIDENTS)?;
            let found = statement.query_map([since.as_millisecond()], |row| {
                Ok(PublicIncident {
                    severity: rows::severity(row, 1)?,
                    known: Known {
                        id: IncidentId(row.get(0)?),
                        began_at: rows::instant(row, 2)?,
                        ended_at: rows::maybe_instant(row, 3)?,
                        acknowledged_at: rows::maybe_instant(row, 4)?,
                    },
                })
            })?;
            found.collect()
        })
    }

    /// What the alerts of an incident are about: of each its source and its labels, without doubles.
    pub fn subjects(&self, incident: IncidentId) -> Result<Vec<(String, Labels)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WHAT_IT_IS_ABOUT)?;
            let found = statement
                .query_map([incident.0], |row| Ok((row.get(0)?, rows::labels(row, 1)?)))?;
            found.collect()
        })
    }

    /// Since when anything is on record.
    pub fn first_entry(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::FIRST_ENTRY)?;
            statement.query_row([], |row| rows::instant(row, 0)).optional()
        })
    }
}
