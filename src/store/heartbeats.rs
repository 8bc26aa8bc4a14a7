//! Heartbeats: the newest signs of life of each job.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::heartbeat as sql;
use super::{Result, Tx, rows};
use crate::domain::heartbeat::{Beat, Heartbeat};

/// How many are kept of each job.
const KEPT: i64 = 100;

impl Tx<'_> {
    /// Keeps a sign of life, and of those before it the newest.
    pub fn put_heartbeat(&self, heartbeat: &Heartbeat) -> Result<()> {
        let Heartbeat { name, beat, run, at, body } = heartbeat;
        self.ask(|c| {
            c.prepare_cached(sql::PUT_HEARTBEAT)?.execute(params![
                name,
                beat.word(),
                run,
                beat.exit_code(),
                at.as_millisecond(),
                body,
            ])?;
            c.prepare_cached(sql::DROP_HEARTBEATS)?.execute(params![name, KEPT]).map(drop)
        })
    }

    /// The newest signs of life of that job, at most so many, the newest first.
    pub fn heartbeats(&self, name: &str, at_most: usize) -> Result<Vec<Heartbeat>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::HEARTBEATS)?;
            statement.query_map(params![name, at_most], heartbeat)?.collect()
        })
    }
}

fn heartbeat(row: &Row<'_>) -> rusqlite::Result<Heartbeat> {
    let at: Timestamp = rows::instant(row, 4)?;
    let beat = match (row.get_ref(1)?.as_str()?, row.get::<_, Option<u8>>(3)?) {
        ("start", None) => Beat::Started,
        ("success", None) => Beat::Succeeded,
        ("fail", None) => Beat::Failed,
        ("log", None) => Beat::Logged,
        ("exit", Some(code)) => Beat::Exited(code),
        (other, _) => return Err(rows::unknown(1, "heartbeat", other)),
    };
    Ok(Heartbeat { name: row.get(0)?, beat, run: row.get(2)?, at, body: row.get(5)? })
}
