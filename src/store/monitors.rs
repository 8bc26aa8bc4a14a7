//! What we look at ourselves: how each monitor stands, and which states it has been in.

mod course;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rusqlite::{Row, params};
use serde_json::{Value, json};

use super::sql::monitor as sql;
use super::{Result, Tx, rows};
use crate::domain::label::Labels;
use crate::domain::name::MonitorName;
use crate::domain::watch::State;
use crate::domain::watch::flap::Looks;
use crate::domain::watch::monitor::{Run, Watch};

/// A monitor as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorRow {
    /// How it stands.
    pub watch: Watch,
    /// Its labels.
    pub labels: Labels,
}

/// A state that a monitor was in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorState {
    /// Since when; until the next one begins.
    pub since: Timestamp,
    /// Which.
    pub state: State,
    /// Why, if it was not fine.
    pub why: String,
}

impl Tx<'_> {
    /// Every monitor that has ever looked, with how it stands.
    pub fn monitors(&self) -> Result<BTreeMap<MonitorName, MonitorRow>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::MONITORS)?;
            statement.query_map([], monitor)?.collect()
        })
    }

    /// Keeps how a monitor stands. `is_watched` says that whoever looks goes on, and that it counts as
    /// seen for as long as [`Tx::see`] is called.
    pub fn put_monitor(
        &self,
        name: &MonitorName,
        row: &MonitorRow,
        is_watched: bool,
    ) -> Result<()> {
        let MonitorRow { watch, labels } = row;
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUT_MONITOR)?;
            let values = params![
                name.as_str(),
                watch.state.word(),
                watch.since.as_millisecond(),
                watch.is_flapping,
                hints_text(watch),
                watch.why,
                rows::labels_text(labels),
                watch.seen_at.as_millisecond(),
                is_watched,
            ];
            statement.execute(values).map(drop)
        })
    }

    /// Whether that monitor was flapping when it was kept last.
    pub fn is_flapping(&self, name: &MonitorName) -> Result<bool> {
        self.ask(|c| c.prepare_cached(sql::FLAPPING)?.query_row([name.as_str()], |row| row.get(0)))
    }

    /// The monitors at which somebody looks again and again.
    pub fn watched_monitors(&self) -> Result<BTreeSet<MonitorName>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WATCHED)?;
            let found =
                statement.query_map([], |row| Ok(MonitorName::from(row.get_ref(0)?.as_str()?)))?;
            found.collect()
        })
    }

    /// Keeps that a monitor is in that state since then, for that reason, and in none that began later.
    pub fn put_monitor_state(
        &self,
        name: &MonitorName,
        since: Timestamp,
        state: State,
        why: &str,
    ) -> Result<()> {
        // What a clock that was ahead wrote down is still to come.
        let later = params![name.as_str(), since.as_millisecond()];
        self.ask(|c| c.prepare_cached(sql::DROP_LATER)?.execute(later).map(drop))?;
        let values = params![name.as_str(), since.as_millisecond(), state.word(), why];
        self.ask(|c| c.prepare_cached(sql::PUT_CHANGE)?.execute(values).map(drop))
    }

    /// Every state that a monitor was in before that instant, the oldest first.
    pub fn monitor_states(
        &self,
        name: &MonitorName,
        before: Timestamp,
    ) -> Result<Vec<MonitorState>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::CHANGES)?;
            let values = params![name.as_str(), before.as_millisecond()];
            let found = statement.query_map(values, |row| {
                Ok(MonitorState {
                    since: rows::instant(row, 0)?,
                    state: state(row, 1)?,
                    why: row.get(2)?,
                })
            })?;
            found.collect()
        })
    }

    /// Says that whoever looks again and again still does.
    pub fn see(&self, now: Timestamp) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::SEE)?.execute([now.as_millisecond()]).map(drop))
    }

    /// Nobody looks again and again any more, as far as is known; each monitor was seen until the last
    /// sign of life of whoever did.
    pub fn look_no_more(&self) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::LOOK_NO_MORE)?.execute([]).map(drop))
    }
}

fn monitor(row: &Row<'_>) -> rusqlite::Result<(MonitorName, MonitorRow)> {
    let name = row.get::<_, String>(0)?;
    let hints = row.get_ref(4)?.as_str()?;
    let hints: Value =
        serde_json::from_str(hints).map_err(|_| rows::unknown(4, "set of hints", hints))?;
    let watch = Watch {
        state: state(row, 1)?,
        since: rows::instant(row, 2)?,
        is_flapping: row.get(3)?,
        looks: looks(&hints),
        failing: run(&hints, "failing"),
        ailing: run(&hints, "ailing"),
        fine: run(&hints, "fine"),
        serving: run(&hints, "serving"),
        undetermined: run(&hints, "undetermined"),
        is_blinded: hints["blinded"] == true,
        why: row.get(5)?,
        seen_at: rows::instant(row, 7)?,
    };
    Ok((MonitorName::from(name.as_str()), MonitorRow { watch, labels: rows::labels(row, 6)? }))
}

pub(super) fn state(row: &Row<'_>, column: usize) -> rusqlite::Result<State> {
    let word = row.get_ref(column)?.as_str()?;
    State::of(word).ok_or_else(|| rows::unknown(column, "state of a monitor", word))
}

fn hints_text(watch: &Watch) -> String {
    let (bits, number) = watch.looks.parts();
    let written = |run: Option<Run>| run.map(|run| json!([run.since.as_millisecond(), run.count]));
    json!({
        "looks": [bits, number],
        "failing": written(watch.failing),
        "ailing": written(watch.ailing),
        "fine": written(watch.fine),
        "serving": written(watch.serving),
        "undetermined": written(watch.undetermined),
        "blinded": watch.is_blinded,
    })
    .to_string()
}

fn looks(hints: &Value) -> Looks {
    let part = |place: usize| {
        hints["looks"][place].as_u64().and_then(|part| u32::try_from(part).ok()).unwrap_or_default()
    };
    Looks::kept(part(0), part(1))
}

fn run(hints: &Value, name: &str) -> Option<Run> {
    let since = Timestamp::from_millisecond(hints[name][0].as_i64()?).ok()?;
    let count = u32::try_from(hints[name][1].as_u64()?).ok()?;
    Some(Run { since, count })
}

#[cfg(test)]
mod tests;
