//! What a status page tells: the incidents that called somebody, and of which time there is a record.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::sql::status as sql;
use super::{Result, Tx, rows};
use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::label::Labels;
use crate::domain::nines::Span;
use crate::domain::status::incident::Known;

/// An incident that may concern the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicIncident {
    /// What is told of it.
    pub known: Known,
    /// The gravest severity any of its alerts has had.
    pub severity: Severity,
    /// The one that has its alerts now, where somebody has merged it into another one.
    pub merged_into: Option<IncidentId>,
}

impl Tx<'_> {
    /// The incidents, so grave at least, that are open or were over only after that instant, the newest
    /// first. That for which nobody ever was to be called is none of them; what is held and did call is.
    pub fn public_incidents(
        &self,
        since: Timestamp,
        at_least: Severity,
    ) -> Result<Vec<PublicIncident>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUBLIC_INCIDENTS)?;
            let places = params![since.as_millisecond(), rows::severity_number(at_least)];
            let found = statement.query_map(places, public_incident)?;
            found.collect()
        })
    }

    /// The one of that number, whatever has become of it.
    pub fn public_incident(&self, id: IncidentId) -> Result<Option<PublicIncident>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUBLIC_INCIDENT)?;
            statement.query_row([id.0], public_incident).optional()
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

    /// Keeps that nobody listened in that time.
    pub fn put_unheard(&self, span: Span) -> Result<()> {
        let values = [span.from.as_millisecond(), span.to.as_millisecond()];
        self.ask(|c| c.prepare_cached(sql::PUT_UNHEARD)?.execute(values).map(drop))
    }

    /// The times in which nobody listened, as far as they reach beyond that instant, the first to end
    /// coming first. What goes on is none of them.
    pub fn unheard(&self, since: Timestamp) -> Result<Vec<Span>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::UNHEARD)?;
            let found = statement.query_map([since.as_millisecond()], |row| {
                Ok(Span { from: rows::instant(row, 0)?, to: rows::instant(row, 1)? })
            })?;
            found.collect()
        })
    }
}

/// The columns id, severity, `opened_at`, when its first alert was first heard of, `resolved_at`, when
/// somebody first had it, and what it was merged into.
fn public_incident(row: &Row<'_>) -> rusqlite::Result<PublicIncident> {
    let (opened_at, first_at) = (rows::instant(row, 2)?, rows::maybe_instant(row, 3)?);
    Ok(PublicIncident {
        severity: rows::severity(row, 1)?,
        known: Known {
            id: IncidentId(row.get(0)?),
            // What was split off, or was merged into it, has been known for longer than it has been open.
            began_at: first_at.map_or(opened_at, |first_at| first_at.min(opened_at)),
            ended_at: rows::maybe_instant(row, 4)?,
            acknowledged_at: rows::maybe_instant(row, 5)?,
            next_at: None,
        },
        merged_into: row.get::<_, Option<i64>>(6)?.map(IncidentId),
    })
}

#[cfg(test)]
mod tests;
