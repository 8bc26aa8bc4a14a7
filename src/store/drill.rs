//! What is kept of drills: how each ended, how many ended so, and who passed one when.

use jiff::Timestamp;

use super::{Result, Tx, rows, sql};
use crate::domain::drill::{DrillResult, MISSED, PASSED, SOURCE};
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::record::timeline::{Entry, Event, PROVED_AUDIBLE};

/// How many drills have ended, ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrillCount {
    /// So many were passed.
    pub passed: i64,
    /// So many were missed.
    pub missed: i64,
}

impl Tx<'_> {
    /// Puts the end of a drill on the record and counts it.
    pub fn put_drill(
        &self,
        incident: IncidentId,
        result: DrillResult,
        now: Timestamp,
    ) -> Result<()> {
        let word = result.word();
        self.append(&Entry { at: now, incident: Some(incident), event: Event::Drilled(result) })?;
        self.ask(|c| c.prepare_cached(sql::drill::COUNT_ONE)?.execute([word]).map(drop))
    }

    /// How many drills have ended, ever.
    pub fn count_drills(&self) -> Result<DrillCount> {
        let count = |word| {
            self.ask(|c| c.prepare_cached(sql::drill::COUNTED)?.query_row([word], |row| row.get(0)))
        };
        Ok(DrillCount { passed: count(PASSED)?, missed: count(MISSED)? })
    }

    /// When that person last passed a drill.
    pub fn last_passed_drill(&self, person: &PersonId) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::drill::LAST_PASSED)?
                .query_row([PASSED, person.as_str()], |row| rows::maybe_instant(row, 0))
        })
    }

    /// When a machine that rings for that person was last proved to be heard, by a command.
    pub fn last_proof(&self, person: &PersonId) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::drill::LAST_PROVED)?
                .query_row([PROVED_AUDIBLE, person.as_str()], |row| rows::maybe_instant(row, 0))
        })
    }

    /// The drills that are open.
    pub fn open_drills(&self) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::drill::OPEN)?;
            let found = statement.query_map([SOURCE], |row| row.get(0).map(IncidentId))?;
            found.collect()
        })
    }
}
