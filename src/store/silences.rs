//! Silences: what was asked for, what it has hidden, and which incidents it holds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::silence as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::label::Matcher;
use crate::domain::quiet::silence::{Silence, SilenceId, Wanted};

/// The matchers of silences as they are kept, and as they were made of that: a pattern is compiled once,
/// and not again by every transaction that asks.
pub(super) type Compiled = BTreeMap<String, Vec<Matcher>>;

/// The place of the matchers in a row.
const MATCHERS: usize = 1;

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
        let before = self.compiled.take();
        let mut compiled = Compiled::new();
        let silences = self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENCES)?;
            let mut found = statement.query([after.as_millisecond()])?;
            let mut silences = Vec::new();
            while let Some(row) = found.next()? {
                let text = row.get_ref(MATCHERS)?.as_str()?;
                let matchers = match before.get(text) {
                    Some(matchers) => matchers.clone(),
                    None => rows::matchers(row, MATCHERS)?,
                };
                compiled.insert(text.to_owned(), matchers.clone());
                silences.push(silence_of(row, matchers)?);
            }
            Ok(silences)
        })?;
        self.compiled.replace(compiled);
        Ok(silences)
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
    silence_of(row, rows::matchers(row, MATCHERS)?)
}

fn silence_of(row: &Row<'_>, matchers: Vec<Matcher>) -> rusqlite::Result<Silence> {
    Ok(Silence {
        id: SilenceId(row.get(0)?),
        what: Wanted {
            matchers,
            starts_at: rows::instant(row, 2)?,
            ends_at: rows::instant(row, 3)?,
            by: row.get(4)?,
            comment: row.get(5)?,
        },
        changed_at: rows::instant(row, 6)?,
        hidden: row.get(7)?,
    })
}

#[cfg(test)]
mod tests;
