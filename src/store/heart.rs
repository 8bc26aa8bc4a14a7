//! What is kept of the self-audit: when this machine was last heard, when the outside watcher was last told
//! that all is well, and what is on the record about it.

use jiff::Timestamp;
use rusqlite::params;

use super::sql::heart as sql;
use super::timeline::{Recorded, as_told};
use super::{Result, Tx};
use crate::domain::record::timeline::DEADMAN;

/// The marks.
const HEARD: &str = "heard_at";
const PINGED: &str = "pinged_at";

impl Tx<'_> {
    /// Writes down that this machine was heard at that instant, unless it was later.
    pub fn put_heard(&self, at: Timestamp) -> Result<()> {
        self.put_instant(HEARD, at)
    }

    /// When this machine was last heard, if it ever was.
    pub fn last_heard(&self) -> Result<Option<Timestamp>> {
        self.instant(HEARD)
    }

    /// Writes down that the outside watcher was told at that instant that all is well, unless it was later.
    pub fn put_pinged(&self, at: Timestamp) -> Result<()> {
        self.put_instant(PINGED, at)
    }

    /// When the outside watcher was last told that all is well, if it ever was.
    pub fn last_pinged(&self) -> Result<Option<Timestamp>> {
        self.instant(PINGED)
    }

    /// The newest entry about the outside watcher.
    pub fn last_of_deadman(&self) -> Result<Option<Recorded>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LAST_OF)?;
            let mut found = statement.query(DEADMAN)?;
            found.next()?.map(as_told).transpose()
        })
    }

    fn put_instant(&self, name: &str, at: Timestamp) -> Result<()> {
        let values = params![name, at.as_millisecond()];
        self.ask(|c| c.prepare_cached(sql::PUT_LATER)?.execute(values).map(drop))
    }

    fn instant(&self, name: &str) -> Result<Option<Timestamp>> {
        let at: i64 =
            self.ask(|c| c.prepare_cached(sql::LATEST)?.query_row([name], |row| row.get(0)))?;
        Ok(Timestamp::from_millisecond(at).ok().filter(|_| at != 0))
    }
}
