//! What availability is counted from: the states of a monitor through a stretch of time.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{sql, state};
use crate::domain::alert::Fingerprint;
use crate::domain::incident::IncidentId;
use crate::domain::name::MonitorName;
use crate::domain::nines::Span;
use crate::domain::watch::State;
use crate::store::{Result, Tx, rows};

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

    /// The first incident that was open at some instant of a span and has an alert about that problem.
    pub fn incident_about(
        &self,
        source: &str,
        fingerprint: &Fingerprint,
        span: Span,
    ) -> Result<Option<IncidentId>> {
        let hash = rows::hash(source, fingerprint.as_str());
        let (from, to) = (span.from.as_millisecond(), span.to.as_millisecond());
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::INCIDENT_ABOUT)?;
            let values = params![hash, source, fingerprint.as_str(), to, from];
            statement.query_row(values, |row| row.get(0).map(IncidentId)).optional()
        })
    }
}

#[cfg(test)]
mod tests;
