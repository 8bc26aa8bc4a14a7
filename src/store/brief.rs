//! What the record says to somebody who takes a pager over: what comes again and again, and which drills
//! were missed.

use jiff::Timestamp;
use rusqlite::params;

use super::sql::brief as sql;
use super::{Result, Tx, rows};
use crate::domain::drill::{MISSED, SOURCE};
use crate::domain::incident::IncidentId;

/// A problem that has had several incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// What it says of itself.
    pub summary: String,
    /// How many incidents it has had.
    pub times: i64,
    /// The latest of them.
    pub latest: IncidentId,
}

/// A drill that nobody acknowledged in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedDrill {
    /// Its incident.
    pub incident: IncidentId,
    /// When it was over.
    pub at: Timestamp,
    /// How it ended, in a sentence.
    pub text: String,
}

impl Tx<'_> {
    /// The problems that have had at least so many incidents since then, the most frequent first.
    pub fn recurring(&self, since: Timestamp, at_least: i64) -> Result<Vec<Recurring>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::RECURRING)?;
            let found =
                statement.query_map(params![since.as_millisecond(), SOURCE, at_least], |row| {
                    Ok(Recurring {
                        summary: row.get(0)?,
                        times: row.get(1)?,
                        latest: IncidentId(row.get(2)?),
                    })
                })?;
            found.collect()
        })
    }

    /// How many incidents have opened since then, drills not counted.
    pub fn opened_since(&self, since: Timestamp) -> Result<i64> {
        self.ask(|c| {
            c.prepare_cached(sql::OPENED_SINCE)?
                .query_row(params![since.as_millisecond(), SOURCE], |row| row.get(0))
        })
    }

    /// The drills that were missed since then.
    pub fn missed_drills(&self, since: Timestamp) -> Result<Vec<MissedDrill>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::MISSED_DRILLS)?;
            let found = statement.query_map(params![since.as_millisecond(), MISSED], |row| {
                Ok(MissedDrill {
                    incident: IncidentId(row.get(0)?),
                    at: rows::instant(row, 1)?,
                    text: row.get(2)?,
                })
            })?;
            found.collect()
        })
    }
}
