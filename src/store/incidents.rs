//! Incidents and their alerts: what is open, what is due, and saving over the version that was read.

use jiff::Timestamp;
use rusqlite::{Row, params, params_from_iter};

use super::rows::{self, AlertRow, StatusColumns};
use super::{Result, StoreError, Tx, sql};
use crate::domain::alert::{Alert, Severity};
use crate::domain::incident::triage::{Board, Known, WhyNot};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::label::{Labels, Matcher, all_match};
use crate::domain::name::SourceName;

/// Which incidents to list.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Those that are resolved as well.
    pub resolved: bool,
    /// Only those whose labels match, all of them.
    pub matchers: Vec<Matcher>,
    /// Only these.
    pub ids: Vec<IncidentId>,
    /// At most so many.
    pub at_most: Option<usize>,
}

/// An incident as it is listed, with what its status alone no longer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedIncident {
    /// The incident.
    pub incident: Incident,
    /// Who acknowledged it last, also when it is resolved by now.
    pub acknowledged_by: Option<String>,
    /// When.
    pub acknowledged_at: Option<Timestamp>,
}

/// How many open incidents have that status and severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCount {
    /// The word of the status.
    pub status: &'static str,
    /// The severity.
    pub severity: Severity,
    /// How many.
    pub number: i64,
}

impl Tx<'_> {
    /// What is known of the problem an alert is about, the reason its last report opened nothing,
    /// and the open incident of its group.
    pub fn board(&self, alert: &Alert) -> Result<(Board, Option<String>)> {
        let (source, fingerprint) = (alert.source.as_str(), alert.fingerprint.as_str());
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::KNOWN)?;
            let mut found = statement.query([source, fingerprint])?;
            let (known, why_not) = match found.next()? {
                Some(row) => (Some(known(row)?), row.get(3)?),
                None => (None, None),
            };
            let needs_group = known.as_ref().is_none_or(|known| known.open.is_none());
            let group = match alert.group.as_deref().filter(|_| needs_group) {
                Some(group) => {
                    let mut statement = c.prepare_cached(sql::OPEN_GROUP)?;
                    let mut found = statement.query([source, group])?;
                    found.next()?.map(|row| row.get(0)).transpose()?.map(IncidentId)
                }
                None => None,
            };
            Ok((Board { known, group }, why_not))
        })
    }

    /// Puts the last report of a problem on the board, under its incident or under none.
    pub fn put_alert(
        &self,
        incident: Option<IncidentId>,
        alert: &Alert,
        why_not: Option<WhyNot>,
        now: Timestamp,
    ) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_ALERT)?
                .execute(params![
                    incident.map_or(0, |id| id.0),
                    alert.source.as_str(),
                    alert.fingerprint.as_str(),
                    rows::signal_number(alert.signal),
                    rows::severity_number(alert.severity),
                    alert.started_at.map(Timestamp::as_millisecond),
                    now.as_millisecond(),
                    why_not.map(WhyNot::word),
                    alert.summary,
                    alert.details,
                    rows::labels_text(&alert.labels),
                    alert.link,
                ])
                .map(drop)
        })
    }

    /// Counts a report that said nothing new.
    pub fn count_alert(
        &self,
        incident: Option<IncidentId>,
        alert: &Alert,
        why_not: Option<WhyNot>,
        now: Timestamp,
    ) -> Result<()> {
        // The end of an episode that nobody saw begin is known from now on, so that its beginning,
        // should it come late, does not ring. Whatever else opened nothing is no newer.
        let is_newest = matches!(why_not, None | Some(WhyNot::NothingOpen));
        let started_at = alert.started_at.filter(|_| is_newest);
        self.ask(|c| {
            c.prepare_cached(sql::COUNT_ALERT)?
                .execute(params![
                    why_not.is_none().then(|| now.as_millisecond()),
                    started_at.map(Timestamp::as_millisecond),
                    why_not.map(WhyNot::word),
                    incident.map_or(0, |id| id.0),
                    alert.source.as_str(),
                    alert.fingerprint.as_str(),
                ])
                .map(drop)
        })
    }

    /// The alerts of an incident, in the order they joined.
    pub fn alerts(&self, incident: IncidentId) -> Result<Vec<AlertRow>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::ALERTS)?;
            let found = statement.query_map([incident.0], alert_row)?;
            found.collect()
        })
    }

    /// The sources of which a problem of that fingerprint is firing in an open incident.
    pub fn sources_of(&self, fingerprint: &str) -> Result<Vec<SourceName>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::SOURCES_OF)?;
            let found = statement
                .query_map([fingerprint], |row| Ok(SourceName::from(row.get_ref(0)?.as_str()?)))?;
            found.collect()
        })
    }

    /// The number the next incident gets; it counts as given.
    pub fn next_incident_id(&self) -> Result<IncidentId> {
        let last = if let Some(last) = self.last_incident.get() {
            last
        } else {
            self.ask(|c| c.prepare_cached(sql::LAST_INCIDENT)?.query_row([], |row| row.get(0)))?
        };
        self.last_incident.set(Some(last + 1));
        Ok(IncidentId(last + 1))
    }

    /// One incident.
    pub fn incident(&self, id: IncidentId) -> Result<Option<Incident>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::INCIDENT)?;
            let mut found = statement.query([id.0])?;
            found.next()?.map(rows::incident).transpose()
        })
    }

    /// Saves an incident that was just opened.
    pub fn insert_incident(&self, incident: &Incident) -> Result<()> {
        let status = StatusColumns::of(incident);
        self.ask(|c| {
            c.prepare_cached(sql::NEW_INCIDENT)?
                .execute(params![
                    incident.id.0,
                    status.word,
                    rows::severity_number(incident.severity),
                    incident.opened_at.as_millisecond(),
                    status.next_at,
                    incident.source.as_str(),
                    incident.group,
                    incident.policy.as_str(),
                    incident.firing,
                    status.step,
                    status.round,
                    status.held_for,
                    status.acknowledged_by,
                    status.acknowledged_at,
                    status.promise,
                    status.resolved_by,
                    status.resolved_by_source,
                    status.resolved_at,
                    incident.summary,
                    rows::labels_text(&incident.labels),
                ])
                .map(drop)
        })
    }

    /// Saves a changed incident over the version it was read at.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] if somebody else has saved meanwhile.
    pub fn update_incident(&self, incident: &Incident) -> Result<()> {
        let status = StatusColumns::of(incident);
        let changed = self.ask(|c| {
            c.prepare_cached(sql::CHANGE_INCIDENT)?.execute(params![
                status.word,
                rows::severity_number(incident.severity),
                status.next_at,
                incident.firing,
                status.step,
                status.round,
                status.held_for,
                status.acknowledged_by,
                status.acknowledged_at,
                status.promise,
                status.resolved_by,
                status.resolved_by_source,
                status.resolved_at,
                incident.id.0,
                incident.version.0,
            ])
        })?;
        if changed == 1 { Ok(()) } else { Err(StoreError::Conflict(incident.id.0)) }
    }

    /// The incidents whose deadline has passed, the most overdue first.
    pub fn due_incidents(&self, now: Timestamp, at_most: usize) -> Result<Vec<IncidentId>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUE_INCIDENTS)?;
            let found = statement
                .query_map([now.as_millisecond(), at_most], |row| row.get(0).map(IncidentId))?;
            found.collect()
        })
    }

    /// The earliest deadline of any incident.
    pub fn next_incident_deadline(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_INCIDENT_DEADLINE)?
                .query_row([], |row| rows::maybe_instant(row, 0))
        })
    }

    /// Makes the incidents due that nobody is being called for: somebody can be reached again.
    pub fn wake_uncalled(&self, now: Timestamp) -> Result<usize> {
        self.ask(|c| c.prepare_cached(sql::WAKE_UNCALLED)?.execute([now.as_millisecond()]))
    }

    /// Puts the deadline of an incident that cannot be decided off, so that it does not stop others.
    pub fn postpone(&self, id: IncidentId, until: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::POSTPONE)?.execute([until.as_millisecond(), id.0]).map(drop)
        })
    }

    /// The incidents that were chosen, the gravest first and the oldest first among equals, each
    /// handed to `take` as it comes. Returns how many there are in all.
    pub fn list(&self, chosen: &Chosen, mut take: impl FnMut(ListedIncident)) -> Result<usize> {
        let (statement, ids) = list_statement(chosen);
        let at_most = chosen.at_most.unwrap_or(usize::MAX);
        let mut number = 0;
        self.ask(|c| {
            let mut statement = c.prepare(&statement)?;
            let mut found = statement.query(params_from_iter(ids))?;
            while let Some(row) = found.next()? {
                if !chosen.matchers.is_empty() {
                    let labels: Labels = rows::labels(row, 20)?;
                    if !all_match(&chosen.matchers, &labels) {
                        continue;
                    }
                }
                if number < at_most {
                    take(listed(row)?);
                }
                number += 1;
                if number >= at_most && chosen.matchers.is_empty() {
                    break;
                }
            }
            Ok(())
        })?;
        Ok(number)
    }

    /// How many incidents are open, by severity and status, the gravest first.
    pub fn count_open(&self) -> Result<Vec<OpenCount>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::COUNT_OPEN)?;
            let mut found = statement.query([])?;
            let mut counts = Vec::new();
            while let Some(row) = found.next()? {
                let severity = rows::severity(row, 0)?;
                for (column, status) in [(1, "triggered"), (2, "acknowledged"), (3, "held")] {
                    let number: i64 = row.get(column)?;
                    if number > 0 {
                        counts.push(OpenCount { status, severity, number });
                    }
                }
            }
            Ok(counts)
        })
    }
}

fn list_statement(chosen: &Chosen) -> (String, Vec<i64>) {
    let ids: Vec<i64> = chosen.ids.iter().map(|id| id.0).collect();
    let mut conditions = Vec::new();
    if !chosen.resolved {
        conditions.push("status <> 'resolved'".to_owned());
    }
    if !ids.is_empty() {
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        conditions.push(format!("id in ({})", places.join(", ")));
    }
    let condition = if conditions.is_empty() {
        String::new()
    } else {
        format!("\nwhere {}", conditions.join(" and "))
    };
    (format!("{}{condition}\norder by severity desc, id", sql::INCIDENT_COLUMNS), ids)
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedIncident> {
    Ok(ListedIncident {
        incident: rows::incident(row)?,
        acknowledged_by: row.get(13)?,
        acknowledged_at: rows::maybe_instant(row, 14)?,
    })
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    let incident: i64 = row.get(0)?;
    let status = row.get_ref(4)?.as_str_or_null()?;
    let open = match status {
        Some("resolved") | None => None,
        Some(_) => Some(rows::severity(row, 5)?),
    };
    Ok(Known {
        incident: (incident != 0).then_some(IncidentId(incident)),
        open,
        signal: rows::signal(row, 1)?,
        started_at: rows::maybe_instant(row, 2)?,
        said_at: rows::instant(row, 6)?,
    })
}

fn alert_row(row: &Row<'_>) -> rusqlite::Result<AlertRow> {
    Ok(AlertRow {
        source: row.get(0)?,
        fingerprint: row.get(1)?,
        signal: rows::signal(row, 2)?,
        severity: rows::severity(row, 3)?,
        started_at: rows::maybe_instant(row, 4)?,
        first_at: rows::instant(row, 5)?,
        last_at: rows::instant(row, 6)?,
        reports: row.get(7)?,
        summary: row.get(8)?,
        details: row.get(9)?,
        labels: rows::labels(row, 10)?,
        link: row.get(11)?,
    })
}
