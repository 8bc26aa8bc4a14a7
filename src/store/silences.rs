//! Silences: what was asked for, what it has hidden, and which incidents it holds.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::silence as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::quiet::silence::{Silence, SilenceId, Wanted};

impl Tx<'_> {
    /// Keeps a silence that is new.
    pub fn new_silence(&self, wanted: &Wanted, now: Timestamp) -> Result<SilenceId> {
        self.ask(|c| {
            c.prepare_cached(sql::NEW_SILENCE)?.execute(params![
                rows::matchers_text(&wanted.matchers),
                wanted.starts_at.as_millisecond(),
                wanted.ends_at.as_millisecond(),
                wanted.by,
                wanted.comment,
                now.as_millisecond(),
            ])?;
            Ok(SilenceId(c.last_insert_rowid()))
        })
    }

    /// Changes what a silence asks for.
    pub fn change_silence(&self, id: SilenceId, wanted: &Wanted, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::CHANGE_SILENCE)?
                .execute(params![
                    rows::matchers_text(&wanted.matchers),
                    wanted.starts_at.as_millisecond(),
                    wanted.ends_at.as_millisecond(),
                    wanted.by,
                    wanted.comment,
                    now.as_millisecond(),
                    id.0,
                ])
                .map(drop)
        })
    }

    /// The silence of that number.
    pub fn silence(&self, id: SilenceId) -> Result<Option<Silence>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENCE)?;
            let mut found = statement.query([id.0])?;
            found.next()?.map(silence).transpose()
        })
    }

    /// The silences that end after that instant, the first to end first.
    pub fn silences(&self, after: Timestamp) -> Result<Vec<Silence>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENCES)?;
            statement.query_map([after.as_millisecond()], silence)?.collect()
        })
    }

    /// The silences that have ended by then, of which that is not on the record.
    pub fn ended_silences(&self, now: Timestamp) -> Result<Vec<Silence>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::ENDED_SILENCES)?;
            statement.query_map([now.as_millisecond()], silence)?.collect()
        })
    }

    /// The end of that silence is on the record.
    pub fn tell_silence(&self, id: SilenceId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::TELL_SILENCE)?.execute([id.0]).map(drop))
    }

    /// When the next silence ends of which that is not on the record.
    pub fn next_silence_end(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_SILENCE_END)?
                .query_row([], |row| rows::maybe_instant(row, 0))
        })
    }

    /// It has kept one more alert from paging.
    pub fn count_hidden(&self, id: SilenceId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::COUNT_HIDDEN)?.execute([id.0]).map(drop))
    }

    /// The incidents that it holds.
    pub fn silenced_incidents(&self, id: SilenceId) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENCED_INCIDENTS)?;
            statement.query_map([id.0], |row| row.get(0).map(IncidentId))?.collect()
        })
    }
}

fn silence(row: &Row<'_>) -> rusqlite::Result<Silence> {
    Ok(Silence {
        id: SilenceId(row.get(0)?),
        what: Wanted {
            matchers: rows::matchers(row, 1)?,
            starts_at: rows::instant(row, 2)?,
            ends_at: rows::instant(row, 3)?,
            by: row.get(4)?,
            comment: row.get(5)?,
        },
        changed_at: rows::instant(row, 6)?,
        hidden: row.get(7)?,
    })
}
