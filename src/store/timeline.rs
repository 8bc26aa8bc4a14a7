//! The timeline: entries are appended and read, never changed.

use jiff::Timestamp;
use rusqlite::{Connection, Row};

use super::sql::chain as chained;
use super::{Result, Tx, rows, sql};
use crate::domain::incident::IncidentId;
use crate::domain::record::gaps::{DEAF, STARTED, STOPPED};

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
    /// The moment it is about, where that is not when it was written.
    pub about: Option<Timestamp>,
    /// The entry that it corrects.
    pub corrects: Option<i64>,
}

impl Recorded {
    /// When what it tells took place, as far as it says so: the moment it is about, else when it was
    /// written.
    #[must_use]
    pub fn moment(&self) -> Timestamp {
        self.about.unwrap_or(self.at)
    }
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
    /// The place of the newest entry; 0 if there is none.
    pub fn last_entry(&self) -> Result<i64> {
        self.ask(|c| c.prepare_cached(sql::LAST_ENTRY)?.query_row([], |row| row.get(0)))
    }

    /// When the oldest entry was written that is kept; none if there is none.
    pub fn first_written(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::FIRST_WRITTEN)?;
            let mut found = statement.query([])?;
            found.next()?.map(|row| rows::instant(row, 0)).transpose()
        })
    }

    /// How many entries there are.
    pub fn count_entries(&self) -> Result<i64> {
        self.ask(|c| c.prepare_cached(sql::COUNT_ENTRIES)?.query_row([], |row| row.get(0)))
    }

    /// Since when no daemon ran at that instant, if the last one before it had been stopped.
    pub fn stopped_before(&self, at: Timestamp) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::LAST_TURN)?;
            let mut found = statement.query([at.as_millisecond()])?;
            let Some(row) = found.next()? else { return Ok(None) };
            let is_stop = row.get::<_, String>(0)? == STOPPED;
            is_stop.then(|| rows::instant(row, 1)).transpose()
        })
    }

    /// Whether a daemon that had listened until then was followed by another without having been stopped,
    /// and without this machine having slept.
    pub fn has_broken_off(&self, last: Timestamp) -> Result<bool> {
        let from = last.as_millisecond();
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::NEWEST)?;
            let mut found = statement.query([])?;
            let mut has_begun = false;
            while let Some(row) = found.next()? {
                // Whatever somebody put there: it just says nothing of a daemon.
                let (Ok(event), Ok(at)) = (row.get::<_, String>(0), row.get::<_, i64>(1)) else {
                    continue;
                };
                match event.as_str() {
                    _ if at <= from => break,
                    STOPPED | DEAF => return Ok(false),
                    STARTED => has_begun = true,
                    _ => {}
                }
            }
            Ok(has_begun)
        })
    }

    /// Reads entries, each handed to `take` as it comes.
    pub fn timeline(&self, query: TimelineQuery, mut take: impl FnMut(Recorded)) -> Result<()> {
        self.ask(|c| {
            let after = match query {
                TimelineQuery::Of(id) => {
                    let mut statement = c.prepare_cached(sql::TIMELINE_OF)?;
                    let mut found = statement.query([id.0, 0])?;
                    while let Some(row) = found.next()? {
                        take(as_told(row)?);
                    }
                    return Ok(());
                }
                TimelineQuery::After(place) => place,
                TimelineQuery::Last(number) => place_of_last(c, number)?,
            };
            let mut statement = c.prepare_cached(sql::TIMELINE)?;
            let mut found = statement.query([after])?;
            while let Some(row) = found.next()? {
                take(as_told(row)?);
            }
            Ok(())
        })
    }
}

/// After which place the newest so many stand.
pub(super) fn place_of_last(c: &Connection, number: usize) -> rusqlite::Result<i64> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    c.prepare_cached(sql::LAST_ENTRIES)?.query_row([number], |row| row.get(0))
}

/// The word of an entry that cannot be read.
const UNREADABLE: &str = "unreadable";

/// The entry as it is told: where somebody has put what no entry has, that it cannot be read.
pub(super) fn as_told(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    if let Some(recorded) = rows::readable(recorded(row))? {
        return Ok(recorded);
    }
    let incident = rows::readable(row.get::<_, Option<i64>>(2))?.flatten();
    Ok(Recorded {
        id: row.get(0)?,
        at: rows::readable(rows::instant(row, 1))?.unwrap_or(Timestamp::UNIX_EPOCH),
        incident: incident.map(IncidentId),
        event: UNREADABLE.to_owned(),
        who: None,
        reason: None,
        text: "this entry was changed and cannot be read: see `wail log verify`".to_owned(),
        about: None,
        corrects: None,
    })
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
        about: rows::maybe_instant(row, 7)?,
        corrects: row.get(8)?,
    })
}
