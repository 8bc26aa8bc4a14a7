//! Gauges: how each stands, and its readings, thinned.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::gauge as sql;
use super::{Result, Tx, rows};
use crate::domain::gauge::thin::{Grain, Reading, Stretch};
use crate::domain::gauge::{Level, Standing};
use crate::domain::incident::IncidentId;

impl Tx<'_> {
    /// How the gauge of that name stands; none if nothing is known of it.
    pub fn gauge(&self, name: &str) -> Result<Option<Standing>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::GAUGE)?;
            let mut found = statement.query([name])?;
            found.next()?.map(standing).transpose()
        })
    }

    /// How all gauges stand, by their names.
    pub fn gauges(&self) -> Result<Vec<Standing>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::GAUGES)?;
            statement.query_map([], standing)?.collect()
        })
    }

    /// The gauges that have been silent for too long by then, of which that was not told.
    pub fn silent_gauges(&self, now: Timestamp) -> Result<Vec<Standing>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SILENT_GAUGES)?;
            statement.query_map([now.as_millisecond()], standing)?.collect()
        })
    }

    /// When the next one will have been silent for too long.
    pub fn next_silent_gauge(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_SILENT_GAUGE)?
                .query_row([], |row| rows::maybe_instant(row, 0))
        })
    }

    /// Writes down how a gauge stands.
    pub fn put_gauge(&self, standing: &Standing) -> Result<()> {
        let newest = standing.newest;
        let values = params![
            standing.name,
            standing.is_configured,
            standing.unit,
            newest.map(|reading| reading.at.as_millisecond()),
            newest.map(|reading| reading.value),
            newest.map(|reading| reading.max),
            standing.heard_at.as_millisecond(),
            standing.stale_at.map(Timestamp::as_millisecond),
            standing.is_stale,
            standing.level.word(),
            standing.why,
        ];
        self.ask(|c| c.prepare_cached(sql::PUT_GAUGE)?.execute(values).map(drop))
    }

    /// Keeps a reading in a stretch of each grain, and drops what is older than each is kept.
    pub fn keep_reading(&self, name: &str, reading: Reading) -> Result<()> {
        for grain in Grain::ALL {
            let start = grain.start(reading.at);
            let known = self.stretch(name, grain, start)?;
            let stretch = known.map_or(Stretch::of(reading), |known| known.with(reading));
            self.put_stretch(name, grain, start, &stretch)?;
            if known.is_none() {
                let kept = reading.at.saturating_sub(grain.kept()).unwrap_or(Timestamp::MIN);
                let values = params![name, grain.length().as_secs(), kept.as_millisecond()];
                self.ask(|c| c.prepare_cached(sql::DROP_STRETCHES)?.execute(values).map(drop))?;
            }
        }
        Ok(())
    }

    /// Drops what was read by a clock that was ahead: every stretch that began after that instant.
    pub fn drop_readings_after(&self, name: &str, at: Timestamp) -> Result<()> {
        let values = params![name, at.as_millisecond()];
        self.ask(|c| c.prepare_cached(sql::DROP_LATER)?.execute(values).map(drop))
    }

    /// The stretches of that grain from that instant on, and none that begins after the other, in the
    /// order of time.
    pub fn stretches(
        &self,
        name: &str,
        grain: Grain,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Stretch>> {
        let from = grain.start(from).as_millisecond();
        let values = params![name, grain.length().as_secs(), from, to.as_millisecond()];
        self.ask(|c| c.prepare_cached(sql::STRETCHES)?.query_map(values, stretch)?.collect())
    }

    fn stretch(&self, name: &str, grain: Grain, start: Timestamp) -> Result<Option<Stretch>> {
        let values = params![name, grain.length().as_secs(), start.as_millisecond()];
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::STRETCH)?;
            let mut found = statement.query(values)?;
            found.next()?.map(stretch).transpose()
        })
    }

    fn put_stretch(
        &self,
        name: &str,
        grain: Grain,
        start: Timestamp,
        stretch: &Stretch,
    ) -> Result<()> {
        let Stretch { first, last, low, high, readings } = stretch;
        let values = params![
            name,
            grain.length().as_secs(),
            start.as_millisecond(),
            first.at.as_millisecond(),
            first.value,
            last.at.as_millisecond(),
            last.value,
            low,
            high,
            last.max,
            readings,
        ];
        self.ask(|c| c.prepare_cached(sql::PUT_STRETCH)?.execute(values).map(drop))
    }

    /// Calls an incident otherwise from now on.
    pub fn retitle(&self, id: IncidentId, summary: &str) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::RETITLE)?.execute(params![summary, id.0]).map(drop))
    }
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let newest = match rows::maybe_instant(row, 3)? {
        Some(at) => Some(Reading { at, value: row.get(4)?, max: row.get(5)? }),
        None => None,
    };
    let level: String = row.get(9)?;
    Ok(Standing {
        name: row.get(0)?,
        is_configured: row.get(1)?,
        unit: row.get(2)?,
        newest,
        heard_at: rows::instant(row, 6)?,
        stale_at: rows::maybe_instant(row, 7)?,
        is_stale: row.get(8)?,
        level: Level::from_word(&level).ok_or_else(|| rows::unknown(9, "level", level))?,
        why: row.get(10)?,
    })
}

/// A stretch; of what it was full at, the last is kept.
fn stretch(row: &Row<'_>) -> rusqlite::Result<Stretch> {
    let max: f64 = row.get(6)?;
    let reading = |at, value| -> rusqlite::Result<Reading> {
        Ok(Reading { at: rows::instant(row, at)?, value: row.get(value)?, max })
    };
    Ok(Stretch {
        first: reading(0, 1)?,
        last: reading(2, 3)?,
        low: row.get(4)?,
        high: row.get(5)?,
        readings: row.get(7)?,
    })
}

#[cfg(test)]
mod tests;
