//! What availability is counted from: the states of a monitor through a stretch of time.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{sql, state};
use crate::domain::incident::IncidentId;
use crate::domain::label::Labels;
use crate::domain::name::{MonitorName, SourceName};
use crate::domain::nines::Span;
use crate::domain::watch::State;
use crate::store::{Result, Tx, rows};

/// An incident that has an alert of a source, and what that alert is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertedIncident {
    /// Its number.
    pub id: IncidentId,
    /// The labels of the alert.
    pub labels: Labels,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was resolved, if it was.
    pub resolved_at: Option<Timestamp>,
}

impl Tx<'_> {
    /// The state that a monitor was in when a span begins, and each that began in it, the oldest first.
    pub fn monitor_course(
        &self,
        name: &MonitorName,
        span: Span,
    ) -> Result<Vec<(Timestamp, State)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::COURSE)?;
            let (from, to) = (span.from.as_millisecond(), span.to.as_millisecond());
            let found = statement.query_map(params![name.as_str(), to, from], |row| {
                Ok((rows::instant(row, 0)?, state(row, 1)?))
            })?;
            found.collect()
        })
    }

    /// When a monitor came into its first state; nothing if it never was in any.
    pub fn monitor_began(&self, name: &MonitorName) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::FIRST_CHANGE)?
                .query_row([name.as_str()], |row| rows::maybe_instant(row, 0))
        })
    }

    /// Why a monitor came into the state that it is in since then.
    pub fn why_monitor_changed(&self, name: &MonitorName, since: Timestamp) -> Result<String> {
        self.ask(|c| {
            let values = params![name.as_str(), since.as_millisecond()];
            let mut statement = c.prepare_cached(sql::WHY_CHANGED)?;
            Ok(statement.query_row(values, |row| row.get(0)).optional()?.unwrap_or_default())
        })
    }

    /// The incidents that were open at some instant of a span and have an alert of that source, the
    /// first opened first; one for each such alert.
    pub fn incidents_alerted_by(
        &self,
        source: &SourceName,
        span: Span,
    ) -> Result<Vec<AlertedIncident>> {
        self.ask(|c| {
            let (from, to) = (span.from.as_millisecond(), span.to.as_millisecond());
            let mut statement = c.prepare_cached(sql::INCIDENTS_OF_SOURCE)?;
            let found = statement.query_map(params![source.as_str(), to, from], |row| {
                Ok(AlertedIncident {
                    id: IncidentId(row.get(0)?),
                    labels: rows::labels(row, 1)?,
                    opened_at: rows::instant(row, 2)?,
                    resolved_at: rows::maybe_instant(row, 3)?,
                })
            })?;
            found.collect()
        })
    }
}

#[cfg(test)]
mod tests;
