//! Maintenance: what was announced, when it began and ended, what it has hidden, which incidents it holds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::maintenance as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::{MaintenanceName, MonitorName};
use crate::domain::nines::Span;
use crate::domain::quiet::maintenance::{About, Maintenance};
use crate::domain::rules::Rules;

/// Maintenance that was announced or lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenMaintenance {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub name: MaintenanceName,
    /// From when to when, as planned.
    pub planned: Span,
    /// When it began, if it has.
    pub begun_at: Option<Timestamp>,
    /// How many alerts it has kept from paging.
    pub hidden: i64,
}

impl Tx<'_> {
    /// Keeps that maintenance will be. Returns its number.
    pub fn new_maintenance(&self, what: &Maintenance, planned: Span) -> Result<i64> {
        let monitors: Vec<&str> = what.about.monitors.iter().map(MonitorName::as_str).collect();
        let monitors = serde_json::to_string(&monitors).unwrap_or_else(|_| "[]".to_owned());
        self.ask(|c| {
            c.prepare_cached(sql::NEW_MAINTENANCE)?.execute(params![
                what.name.as_str(),
                what.why,
                rows::matchers_text(&what.about.matchers),
                monitors,
                planned.from.as_millisecond(),
                planned.to.as_millisecond(),
            ])?;
            Ok(c.last_insert_rowid())
        })
    }

    /// What was announced or lasts, the first to begin first.
    pub fn open_maintenance(&self) -> Result<Vec<OpenMaintenance>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::OPEN_MAINTENANCE)?;
            statement.query_map([], open)?.collect()
        })
    }

    /// It has begun.
    pub fn begin_maintenance(&self, id: i64, at: Timestamp) -> Result<()> {
        self.change_maintenance_by(sql::BEGIN_MAINTENANCE, at, id)
    }

    /// It ends then.
    pub fn change_maintenance(&self, id: i64, ends_at: Timestamp) -> Result<()> {
        self.change_maintenance_by(sql::CHANGE_MAINTENANCE, ends_at, id)
    }

    /// It has ended.
    pub fn end_maintenance(&self, id: i64, at: Timestamp) -> Result<()> {
        self.change_maintenance_by(sql::END_MAINTENANCE, at, id)
    }

    fn change_maintenance_by(&self, statement: &str, at: Timestamp, id: i64) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(statement)?.execute(params![at.as_millisecond(), id]).map(drop)
        })
    }

    /// What was announced will not be.
    pub fn drop_maintenance(&self, id: i64) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::DROP_MAINTENANCE)?.execute([id]).map(drop))
    }

    /// It has kept one more alert from paging.
    pub fn count_maintained(&self, name: &MaintenanceName) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::COUNT_MAINTAINED)?.execute([name.as_str()]).map(drop))
    }

    /// What was in force in a span, what each was about and from when to when; what lasts, until its end.
    pub fn maintenance_between(&self, span: Span) -> Result<Vec<(About, Span)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::MAINTENANCE_BETWEEN)?;
            let places = [span.to.as_millisecond(), span.from.as_millisecond()];
            let found = statement.query_map(places, |row| {
                let span = Span { from: rows::instant(row, 2)?, to: rows::instant(row, 3)? };
                Ok((About { matchers: rows::matchers(row, 0)?, monitors: monitors(row, 1)? }, span))
            })?;
            found.collect()
        })
    }

    /// The first of the incidents after that one that wait for somebody's day, at most so many.
    pub fn waiting_incidents(&self, after: IncidentId, at_most: usize) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WAITING_INCIDENTS)?;
            let all = rows::held_for_maintenance(&MaintenanceName::from("%"));
            let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
            let found = statement.query_map(params![all, after.0, at_most], |row| row.get(0))?;
            found.map(|id| id.map(IncidentId)).collect()
        })
    }

    /// The incidents that it holds.
    pub fn maintained_incidents(&self, name: &MaintenanceName) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::MAINTAINED_INCIDENTS)?;
            let held_for = rows::held_for_maintenance(name);
            statement.query_map([held_for], |row| row.get(0).map(IncidentId))?.collect()
        })
    }

    /// When something is due next of what somebody asked or planned to be quiet.
    pub fn next_quiet(&self, rules: &Rules, now: Timestamp) -> Result<Option<Timestamp>> {
        let planned = rules.maintenance.iter().filter_map(|it| it.due_after(now));
        let lasting = self.open_maintenance()?.into_iter().filter(|it| it.begun_at.is_some());
        let ends = lasting.map(|it| it.planned.to);
        let silence = self.next_silence(rules.silence.warn_before)?;
        Ok(planned.chain(ends).chain(silence).min())
    }
}

fn open(row: &Row<'_>) -> rusqlite::Result<OpenMaintenance> {
    Ok(OpenMaintenance {
        id: row.get(0)?,
        name: MaintenanceName::from(row.get_ref(1)?.as_str()?),
        planned: Span { from: rows::instant(row, 2)?, to: rows::instant(row, 3)? },
        begun_at: rows::maybe_instant(row, 4)?,
        hidden: row.get(5)?,
    })
}

fn monitors(row: &Row<'_>, column: usize) -> rusqlite::Result<BTreeSet<MonitorName>> {
    let text = row.get_ref(column)?.as_str()?;
    let names: Vec<String> =
        serde_json::from_str(text).map_err(|_| rows::unknown(column, "list of monitors", text))?;
    Ok(names.iter().map(|name| MonitorName::from(name.as_str())).collect())
}
