//! Heartbeats: the newest signs of life of each job, and how it stands with those that are expected.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, params};

use super::sql::heartbeat as sql;
use super::{Result, Tx, rows};
use crate::domain::heartbeat::{Beat, Heartbeat, Run, Standing};

/// How many are kept of each job.
const KEPT: i64 = 100;

/// The mark of when somebody last listened, in milliseconds.
const LISTENED: &str = "listened";

impl Tx<'_> {
    /// Keeps a sign of life, and of those before it the newest.
    pub fn put_heartbeat(&self, heartbeat: &Heartbeat) -> Result<()> {
        let Heartbeat { name, beat, run, at, body, took, is_local } = heartbeat;
        let took = took.and_then(|took| i64::try_from(took.as_millis()).ok());
        self.ask(|c| {
            c.prepare_cached(sql::PUT_HEARTBEAT)?.execute(params![
                name,
                beat.word(),
                run,
                beat.exit_code(),
                at.as_millisecond(),
                body,
                took,
                is_local,
            ])?;
            c.prepare_cached(sql::DROP_HEARTBEATS)?.execute(params![name, KEPT]).map(drop)
        })
    }

    /// Whether that sign of life is kept already.
    pub fn has_heartbeat(&self, heartbeat: &Heartbeat) -> Result<bool> {
        let Heartbeat { name, beat, run, at, .. } = heartbeat;
        let values = params![name, beat.word(), run, at.as_millisecond()];
        let number: i64 = self
            .ask(|c| c.prepare_cached(sql::HAS_HEARTBEAT)?.query_row(values, |row| row.get(0)))?;
        Ok(number > 0)
    }

    /// The newest signs of life of that job, at most so many, the newest first.
    pub fn heartbeats(&self, name: &str, at_most: usize) -> Result<Vec<Heartbeat>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::HEARTBEATS)?;
            statement.query_map(params![name, at_most], heartbeat)?.collect()
        })
    }

    /// The jobs that are expected to give signs of life, each with its plan as it was written down.
    pub fn watched(&self) -> Result<Vec<(String, String)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WATCHED)?;
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
    }

    /// How it stands with each of them.
    pub fn standings(&self) -> Result<Vec<(String, Standing)>> {
        let mut standings = Vec::new();
        for (name, _) in self.watched()? {
            if let Some(standing) = self.standing_of(&name)? {
                standings.push((name, standing));
            }
        }
        Ok(standings)
    }

    /// How it stands with that job, if it is one of them.
    pub fn standing_of(&self, name: &str) -> Result<Option<Standing>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WATCH)?;
            let mut found = statement.query([name])?;
            let Some(row) = found.next()? else { return Ok(None) };
            let mut runs = c.prepare_cached(sql::RUNS)?;
            let runs = runs.query_map([name], run)?.collect::<rusqlite::Result<_>>()?;
            standing(row, runs).map(Some)
        })
    }

    /// Writes down how it stands with that job, by that plan.
    pub fn put_standing(&self, name: &str, plan: &str, standing: &Standing) -> Result<()> {
        let milliseconds = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        let (from, to) = standing.unheard.unzip();
        self.ask(|c| {
            c.prepare_cached(sql::PUT_WATCH)?.execute(params![
                name,
                plan,
                standing.since.as_millisecond(),
                milliseconds(standing.heard_at),
                standing.is_local,
                standing.due_at.as_millisecond(),
                milliseconds(standing.late_at),
                milliseconds(from),
                milliseconds(to),
                standing.is_failing,
                standing.is_overlapping,
                milliseconds(standing.next_at()),
            ])?;
            c.prepare_cached(sql::DROP_RUNS)?.execute([name])?;
            let mut statement = c.prepare_cached(sql::PUT_RUN)?;
            for Run { id, started_at, limit_at } in &standing.runs {
                let values =
                    params![name, id, started_at.as_millisecond(), milliseconds(*limit_at)];
                statement.execute(values)?;
            }
            Ok(())
        })
    }

    /// Nothing is expected of that job any more.
    pub fn drop_standing(&self, name: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::DROP_RUNS)?.execute([name])?;
            c.prepare_cached(sql::DROP_WATCH)?.execute([name]).map(drop)
        })
    }

    /// The jobs to look at by that instant, at most so many.
    pub fn due_heartbeats(&self, now: Timestamp, at_most: usize) -> Result<Vec<String>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUE_WATCHES)?;
            let values = params![now.as_millisecond(), at_most];
            statement.query_map(values, |row| row.get(0))?.collect()
        })
    }

    /// When a job is to be looked at next.
    pub fn next_heartbeat(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::NEXT_WATCH)?;
            statement.query_row([], |row| rows::maybe_instant(row, 0))
        })
    }

    /// Does not look at that job again until something is heard of it.
    pub fn park_heartbeat(&self, name: &str) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::PARK_WATCH)?.execute([name]).map(drop))
    }

    /// Does not look at that job again before then.
    pub fn postpone_heartbeat(&self, name: &str, until: Timestamp) -> Result<()> {
        let values = params![until.as_millisecond(), name];
        self.ask(|c| c.prepare_cached(sql::POSTPONE_WATCH)?.execute(values).map(drop))
    }

    /// When somebody last listened, if anybody ever did.
    pub fn listened_at(&self) -> Result<Option<Timestamp>> {
        let at = self.mark(LISTENED)?;
        Ok(Timestamp::from_millisecond(at).ok().filter(|_| at > 0))
    }

    /// Writes down that somebody listens.
    pub fn listens(&self, now: Timestamp) -> Result<()> {
        let values = params![now.as_millisecond(), LISTENED];
        self.ask(|c| c.prepare_cached(super::sql::SET_MARK)?.execute(values).map(drop))
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
    let took: Option<i64> = row.get(6)?;
    Ok(Heartbeat {
        name: row.get(0)?,
        beat,
        run: row.get(2)?,
        at,
        body: row.get(5)?,
        took: took.map(SignedDuration::from_millis),
        is_local: row.get(7)?,
    })
}

fn standing(row: &Row<'_>, runs: Vec<Run>) -> rusqlite::Result<Standing> {
    let unheard = rows::maybe_instant(row, 5)?.zip(rows::maybe_instant(row, 6)?);
    Ok(Standing {
        since: rows::instant(row, 0)?,
        heard_at: rows::maybe_instant(row, 1)?,
        is_local: row.get(2)?,
        due_at: rows::instant(row, 3)?,
        late_at: rows::maybe_instant(row, 4)?,
        unheard,
        is_failing: row.get(7)?,
        is_overlapping: row.get(8)?,
        runs,
    })
}

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        started_at: rows::instant(row, 1)?,
        limit_at: rows::maybe_instant(row, 2)?,
    })
}
