//! Promises: what is owed, of what something is to be told, and how each ended.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Params, Row, params};

use super::sql::promise as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::promise::{Closed, Promise, PromiseId, Wanted};

impl Tx<'_> {
    /// Keeps one that is new; something is to be told of it then.
    pub fn put_promise_owed(
        &self,
        what: &Wanted,
        now: Timestamp,
        next_at: Option<Timestamp>,
    ) -> Result<PromiseId> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT)?.execute(params![
                what.text,
                what.owner.as_str(),
                what.by.as_str(),
                now.as_millisecond(),
                what.due_at.as_millisecond(),
                what.incident.map(|id| id.0),
                what.to,
                what.public,
                what.fixes,
                next_at.map(Timestamp::as_millisecond),
            ])?;
            Ok(PromiseId(c.last_insert_rowid()))
        })
    }

    /// The one of that number.
    pub fn promise(&self, id: PromiseId) -> Result<Option<Promise>> {
        self.ask(|c| c.prepare_cached(sql::ONE)?.query_row([id.0], promise).optional())
    }

    /// Those that are owed, the first to be due first.
    pub fn open_promises(&self) -> Result<Vec<Promise>> {
        self.promises_of(sql::OPEN, [])
    }

    /// Those that are owed and that everybody may read, the first to be due first.
    pub fn public_promises(&self) -> Result<Vec<Promise>> {
        let mut open = self.open_promises()?;
        open.retain(|promise| promise.what.public);
        Ok(open)
    }

    /// All that were ever made: those that are owed, the first to be due first, then those that ended, the
    /// last to end first.
    pub fn all_promises(&self) -> Result<Vec<Promise>> {
        self.promises_of(sql::ALL, [])
    }

    /// Those that come from an incident, in the order in which they were made.
    pub fn promises_from(&self, incident: IncidentId) -> Result<Vec<Promise>> {
        self.promises_of(sql::OF_INCIDENT, [incident.0])
    }

    /// Those of which something is to be told by now, at most so many.
    pub fn promises_to_tell(&self, now: Timestamp, at_most: usize) -> Result<Vec<Promise>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.promises_of(sql::TO_TELL, [now.as_millisecond(), at_most])
    }

    /// The one that is owed that a problem of that incident comes no more, whichever incident it was that
    /// it was made for.
    pub fn fix_promised(&self, incident: IncidentId) -> Result<Option<Promise>> {
        self.ask(|c| c.prepare_cached(sql::FIX_OF)?.query_row([incident.0], promise).optional())
    }

    /// Whether anything is owed that comes from an incident of the same problem, or from that one.
    pub fn is_owed_for(&self, incident: IncidentId) -> Result<bool> {
        self.ask(|c| c.prepare_cached(sql::IS_OWED_FOR)?.query_row([incident.0], |row| row.get(0)))
    }

    /// How often the problem of that incident had come in 30 days, with it; 0 if it had not come before.
    pub fn came_times(&self, incident: IncidentId) -> Result<u32> {
        self.ask(|c| {
            let times = c.prepare_cached(sql::TIMES_OF)?.query_row([incident.0], |row| row.get(0));
            Ok(times.optional()?.unwrap_or_default())
        })
    }

    /// Keeps its owner, when it is due and up to when it is told; something is to be told of it then.
    pub fn change_promise(&self, what: &Promise, next_at: Option<Timestamp>) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::CHANGE)?
                .execute(params![
                    what.what.owner.as_str(),
                    what.what.due_at.as_millisecond(),
                    what.told_at.as_millisecond(),
                    next_at.map(Timestamp::as_millisecond),
                    what.id.0,
                ])
                .map(drop)
        })
    }

    /// It is owed no more.
    pub fn close_promise(&self, id: PromiseId, closed: &Closed) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::CLOSE)?
                .execute(params![
                    closed.at.as_millisecond(),
                    closed.by.as_str(),
                    closed.kept,
                    closed.word,
                    id.0,
                ])
                .map(drop)
        })
    }

    /// When something is to be told of one next.
    pub fn next_promise(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| c.prepare_cached(sql::NEXT)?.query_row([], |row| rows::maybe_instant(row, 0)))
    }

    fn promises_of(&self, statement: &'static str, places: impl Params) -> Result<Vec<Promise>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(statement)?;
            let found = statement.query_map(places, promise)?;
            found.collect()
        })
    }
}

/// The columns of a promise, in their order.
fn promise(row: &Row<'_>) -> rusqlite::Result<Promise> {
    let closed = match rows::maybe_instant(row, 11)? {
        Some(at) => Some(Closed {
            at,
            by: PersonId::new(row.get::<_, String>(12)?),
            kept: row.get(13)?,
            word: row.get(14)?,
        }),
        None => None,
    };
    Ok(Promise {
        id: PromiseId(row.get(0)?),
        what: Wanted {
            text: row.get(1)?,
            owner: PersonId::new(row.get::<_, String>(2)?),
            by: PersonId::new(row.get::<_, String>(3)?),
            due_at: rows::instant(row, 5)?,
            incident: row.get::<_, Option<i64>>(6)?.map(IncidentId),
            to: row.get(7)?,
            public: row.get(8)?,
            fixes: row.get(9)?,
        },
        made_at: rows::instant(row, 4)?,
        told_at: rows::instant(row, 10)?,
        closed,
    })
}

#[cfg(test)]
mod tests;
