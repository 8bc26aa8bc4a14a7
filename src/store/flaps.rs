//! Problems that go to and fro: when each changed lately, and until when it flaps.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::sql::flap as sql;
use super::{Result, Tx, rows};
use crate::domain::alert::Fingerprint;
use crate::domain::flapping::Flapping;
use crate::domain::name::SourceName;

impl Tx<'_> {
    /// How a problem has gone to and fro lately, if it has.
    pub fn flap(&self, source: &SourceName, problem: &Fingerprint) -> Result<Option<Flapping>> {
        let (source, problem) = (source.as_str(), problem.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::FLAP)?
                .query_row(params![rows::hash(source, problem), source, problem], |row| {
                    let changes = row.get_ref(0)?.as_str()?.split(' ');
                    let changes = changes.filter_map(|at| at.parse().ok());
                    let changes = changes.filter_map(|at| Timestamp::from_millisecond(at).ok());
                    Ok(Flapping {
                        changes: changes.collect(),
                        calm_at: rows::maybe_instant(row, 1)?,
                    })
                })
                .optional()
        })
    }

    /// Keeps how a problem has gone to and fro. What has not changed since `before` is forgotten.
    pub fn put_flap(
        &self,
        source: &SourceName,
        problem: &Fingerprint,
        flapping: &Flapping,
        before: Timestamp,
    ) -> Result<()> {
        let (source, problem) = (source.as_str(), problem.as_str());
        let changes: Vec<String> =
            flapping.changes.iter().map(|at| at.as_millisecond().to_string()).collect();
        let last = flapping.changes.last().copied().unwrap_or(before);
        self.ask(|c| {
            c.prepare_cached(sql::PUT_FLAP)?.execute(params![
                rows::hash(source, problem),
                source,
                problem,
                changes.join(" "),
                last.as_millisecond(),
                flapping.calm_at.map(Timestamp::as_millisecond),
            ])?;
            c.prepare_cached(sql::FORGET_FLAPS)?.execute([before.as_millisecond()]).map(drop)
        })
    }

    /// Forgets how a problem has gone to and fro.
    pub fn end_flap(&self, source: &SourceName, problem: &Fingerprint) -> Result<()> {
        let (source, problem) = (source.as_str(), problem.as_str());
        self.ask(|c| {
            let places = params![rows::hash(source, problem), source, problem];
            c.prepare_cached(sql::END_FLAP)?.execute(places).map(drop)
        })
    }

    /// The problems that have not changed for as long as it takes to be calm, at most so many.
    pub fn due_flaps(
        &self,
        now: Timestamp,
        at_most: usize,
    ) -> Result<Vec<(SourceName, Fingerprint)>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUE_FLAPS)?;
            let found = statement.query_map([now.as_millisecond(), at_most], |row| {
                let source = SourceName::from(row.get_ref(0)?.as_str()?);
                Ok((source, Fingerprint::kept(row.get(1)?)))
            })?;
            found.collect()
        })
    }

    /// When the next of them is calm.
    pub fn next_flap(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_FLAP)?.query_row([], |row| rows::maybe_instant(row, 0))
        })
    }
}
