//! The timeline: entries are appended and read, never changed.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Result, Tx, rows, sql};
use crate::domain::incident::IncidentId;
use crate::domain::record::timeline::Entry;

/// An entry as it stands on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the order of all entries.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// To which incident.
    pub incident: Option<IncidentId>,
    /// What, as a word.
    pub event: String,
    /// Who.
    pub who: Option<String>,
    /// Why, as a word.
    pub reason: Option<String>,
    /// The sentence.
    pub text: String,
}

/// Which entries to read, oldest first.
#[derive(Clone, Copy, Debug)]
pub enum TimelineQuery {
    /// All of one incident.
    Of(IncidentId),
    /// All after that place.
    After(i64),
    /// The newest so many.
    Last(usize),
}

impl Tx<'_> {
    /// Puts an entry at the end of the timeline.
    pub fn append(&self, entry: &Entry) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::APPEND)?
                .execute(params![
                    entry.at.as_millisecond(),
                    entry.incident.map(|id| id.0),
                    entry.event.word(),
                    entry.event.who(),
                    entry.event.reason(),
                    entry.event.sentence(),
                ])
                .map(drop)
        })
    }

    /// The place of the newest entry; 0 if there is none.
    pub fn last_entry(&self) -> Result<i64> {
        self.ask(|c| c.prepare_cached(sql::LAST_ENTRY)?.query_row([], |row| row.get(0)))
    }

    /// Reads entries, each handed to `take` as it comes.
    pub fn timeline(&self, query: TimelineQuery, mut take: impl FnMut(Recorded)) -> Result<()> {
        self.ask(|c| {
            let after = match query {
                TimelineQuery::Of(id) => {
                    let mut statement = c.prepare_cached(sql::TIMELINE_OF)?;
                    let mut found = statement.query([id.0, 0])?;
                    while let Some(row) = found.next()? {
                        take(recorded(row)?);
                    }
                    return Ok(());
                }
                TimelineQuery::After(place) => place,
                TimelineQuery::Last(number) => {
                    let number = i64::try_from(number).unwrap_or(i64::MAX);
                    c.prepare_cached(sql::LAST_ENTRIES)?.query_row([number], |row| row.get(0))?
                }
            };
            let mut statement = c.prepare_cached(sql::TIMELINE)?;
            let mut found = statement.query([after])?;
            while let Some(row) = found.next()? {
                take(recorded(row)?);
            }
            Ok(())
        })
    }
}

pub(super) fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    Ok(Recorded {
        id: row.get(0)?,
        at: rows::instant(row, 1)?,
        incident: row.get::<_, Option<i64>>(2)?.map(IncidentId),
        event: row.get(3)?,
        who: row.get(4)?,
        reason: row.get(5)?,
        text: row.get(6)?,
    })
}
