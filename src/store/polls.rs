//! Sources that are asked: when there was word from each, how far a stream was followed, and which
//! problems of one stand.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;

use super::sql::poll as sql;
use super::{Result, Tx, rows};
use crate::domain::alert::{Fingerprint, Signal};
use crate::domain::incident::IncidentId;
use crate::domain::incident::reconcile::Standing;
use crate::domain::name::SourceName;
use crate::domain::word::Word;

impl Tx<'_> {
    /// What is known of word from that source; nothing of one that was never asked.
    pub fn word(&self, source: &SourceName) -> Result<Word> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WORD)?;
            let mut found = statement.query([source.as_str()])?;
            let Some(row) = found.next()? else { return Ok(Word::default()) };
            Ok(Word {
                at: rows::maybe_instant(row, 0)?,
                failed_at: rows::maybe_instant(row, 1)?,
                failures: row.get(2)?,
                why: row.get(3)?,
            })
        })
    }

    /// When each source was last heard, by its name.
    pub fn sources_heard(&self) -> Result<BTreeMap<String, Timestamp>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LAST_HEARD)?;
            let found = statement.query_map([], |row| Ok((row.get(0)?, rows::instant(row, 1)?)))?;
            found.collect()
        })
    }

    /// Writes down that there was word from it.
    pub fn have_word(&self, source: &SourceName, now: Timestamp) -> Result<()> {
        let now = now.as_millisecond();
        self.ask(|c| {
            c.prepare_cached(sql::HAVE_WORD)?.execute(params![source.as_str(), now]).map(drop)
        })
    }

    /// Writes down that it was asked in vain, and what is known of it now.
    pub fn have_no_word(&self, source: &SourceName, why: &str, now: Timestamp) -> Result<Word> {
        let values = params![source.as_str(), now.as_millisecond(), why];
        self.ask(|c| c.prepare_cached(sql::HAVE_NO_WORD)?.execute(values))?;
        self.word(source)
    }

    /// How far the stream of that source has been followed.
    pub fn cursor(&self, source: &SourceName) -> Result<Option<String>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::CURSOR)?;
            let mut found = statement.query([source.as_str()])?;
            found.next()?.map_or(Ok(None), |row| row.get(0))
        })
    }

    /// Writes down how far the stream of that source has been followed.
    pub fn put_cursor(&self, source: &SourceName, cursor: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_CURSOR)?.execute([source.as_str(), cursor]).map(drop)
        })
    }

    /// Writes down where the stream of that source began, unless it has been followed further.
    pub fn begin_cursor(&self, source: &SourceName, cursor: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::BEGIN_CURSOR)?.execute([source.as_str(), cursor]).map(drop)
        })
    }

    /// Marks what has come from that source since its last list as something that a list may end,
    /// however it came: before its first list everything did.
    pub fn mark_listed(&self, source: &SourceName) -> Result<()> {
        self.ask(|c| {
            let (marked, newest): (i64, i64) = c
                .prepare_cached(sql::LISTED_UP_TO)?
                .query_row([source.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if marked < newest {
                c.prepare_cached(sql::MARK_LISTED)?.execute(params![marked, source.as_str()])?;
                let values = params![source.as_str(), newest];
                c.prepare_cached(sql::SET_LISTED_UP_TO)?.execute(values)?;
            }
            Ok(())
        })
    }

    /// The problems of that source that were last reported to be there, those of the newest incident
    /// first, as far as they are marked as what a list may end.
    pub fn standing(&self, source: &SourceName) -> Result<Vec<Standing>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::STANDING)?;
            let found = statement.query_map([source.as_str()], |row| {
                let incident: i64 = row.get(1)?;
                let status: Option<String> = row.get(2)?;
                Ok(Standing {
                    place: row.get(0)?,
                    incident: (incident != 0).then_some(IncidentId(incident)),
                    is_open: status.is_some_and(|status| status != "resolved"),
                    fingerprint: Fingerprint::kept(row.get(3)?),
                    signal: rows::signal(row, 4)?,
                    severity: rows::severity(row, 5)?,
                    started_at: rows::maybe_instant(row, 6)?,
                    summary: row.get(7)?,
                })
            })?;
            found.collect()
        })
    }

    /// Writes down what was last said of a problem that stands.
    pub fn put_signal(&self, standing: &Standing, signal: Signal) -> Result<()> {
        let values = params![rows::signal_number(signal), standing.place];
        self.ask(|c| c.prepare_cached(sql::SET_SIGNAL)?.execute(values).map(drop))
    }

    /// Writes down that a problem that stood is over. What is heard of it after that is news,
    /// whatever beginning it names.
    pub fn end_standing(&self, standing: &Standing, now: Timestamp) -> Result<()> {
        let places = [now.as_millisecond(), standing.place];
        self.ask(|c| c.prepare_cached(super::sql::LAPSE)?.execute(places).map(drop))
    }
}

#[cfg(test)]
mod tests;
