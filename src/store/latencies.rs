//! How long looks took: by hour, and after two days by day.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::sql::latency as sql;
use super::{Result, Tx, rows};
use crate::domain::name::MonitorName;
use crate::domain::watch::latency::{DAYS, HOURS, Latencies, day_of, hour_of};

/// Whether a row is of an hour or of a day.
const HOUR: i64 = 0;
const DAY: i64 = 1;

impl Tx<'_> {
    /// Keeps how long looks of that hour took, besides what is kept of it; hours that are two days old
    /// become part of their day.
    pub fn add_latencies(
        &self,
        name: &MonitorName,
        at: Timestamp,
        latencies: &Latencies,
    ) -> Result<()> {
        self.merge_latencies(name, HOUR, hour_of(at), latencies)?;
        let old = hour_of(at.saturating_sub(HOURS).unwrap_or(Timestamp::MIN));
        for (since, latencies) in self.kept_latencies(name, HOUR, Timestamp::MIN, old)? {
            self.merge_latencies(name, DAY, day_of(since), &latencies)?;
        }
        self.drop_latencies(name, HOUR, old)?;
        let older = at.saturating_sub(DAYS).unwrap_or(Timestamp::MIN);
        self.drop_latencies(name, DAY, older)
    }

    /// How long looks took that were made since then, to the hour or, where that is long ago, the day.
    pub fn latencies(&self, name: &MonitorName, since: Timestamp) -> Result<Latencies> {
        let mut all = Latencies::default();
        for days in [HOUR, DAY] {
            for (_, latencies) in self.kept_latencies(name, days, since, Timestamp::MAX)? {
                all.merge(&latencies);
            }
        }
        Ok(all)
    }

    fn merge_latencies(
        &self,
        name: &MonitorName,
        days: i64,
        since: Timestamp,
        latencies: &Latencies,
    ) -> Result<()> {
        let since = since.as_millisecond();
        let known = self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LATENCY)?;
            let mut found = statement.query(params![name.as_str(), days, since])?;
            found.next()?.map_or(Ok(None), |row| spans(row.get_ref(0)?.as_str()?).map(Some))
        })?;
        let mut all = known.unwrap_or_default();
        all.merge(latencies);
        let values = params![name.as_str(), days, since, all.text()];
        self.ask(|c| c.prepare_cached(sql::PUT_LATENCY)?.execute(values).map(drop))
    }

    fn kept_latencies(
        &self,
        name: &MonitorName,
        days: i64,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(Timestamp, Latencies)>> {
        // A day that began before still has hours in it that count.
        let length = SignedDuration::from_hours(if days == DAY { 24 } else { 1 });
        let from = from.saturating_sub(length).unwrap_or(from).max(Timestamp::UNIX_EPOCH);
        let (from, to) = (from.as_millisecond(), to.as_millisecond());
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LATENCIES)?;
            let found = statement.query_map(params![name.as_str(), days, from, to], |row| {
                Ok((rows::instant(row, 0)?, spans(row.get_ref(1)?.as_str()?)?))
            })?;
            found.collect()
        })
    }

    fn drop_latencies(&self, name: &MonitorName, days: i64, before: Timestamp) -> Result<()> {
        let values = params![name.as_str(), days, before.as_millisecond()];
        self.ask(|c| c.prepare_cached(sql::DROP_LATENCIES)?.execute(values).map(drop))
    }
}

fn spans(text: &str) -> rusqlite::Result<Latencies> {
    Latencies::read(text).ok_or_else(|| rows::unknown(0, "set of spans", text))
}

#[cfg(test)]
mod tests;
