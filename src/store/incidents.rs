//! Incidents: what is open, what is due, and saving over the version that was read.

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::rows::{self, StatusColumns};
use super::{Result, StoreError, Tx, sql};
use crate::domain::alert::Severity;
use crate::domain::incident::{Incident, IncidentId, Status};
use crate::domain::label::{Labels, Matcher, all_match};

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

/// Which incidents nobody is being called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncalled {
    /// Also those of which a message that failed is being tried again.
    BeingTried,
    /// Only those of which nothing is tried any more.
    GivenUp,
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
    /// How often its problem had come in the 30 days until it was opened, this time included; 0 if it had
    /// not come before.
    pub times: u32,
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
        let group_hash =
            incident.group.as_ref().map(|group| rows::hash(incident.source.as_str(), group));
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
                    group_hash,
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
                    status.silence,
                    status.inhibited_by,
                    status.settle,
                    status.noise,
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
                status.silence,
                status.inhibited_by,
                status.settle,
                status.noise,
                incident.id.0,
                incident.version.0,
            ])
        })?;
        if changed != 1 {
            return Err(StoreError::Conflict(incident.id.0));
        }
        self.put_promise(incident)
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
    pub fn wake_uncalled(&self, now: Timestamp, which: Uncalled) -> Result<usize> {
        let now = now.as_millisecond();
        self.ask(|c| {
            c.prepare_cached(sql::WAKE_UNCALLED)?.execute(params![now, which == Uncalled::GivenUp])
        })
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
        let (statement, values) = list_statement(chosen);
        let at_most = chosen.at_most.unwrap_or(usize::MAX);
        let mut number = 0;
        self.ask(|c| {
            let mut statement = c.prepare(&statement)?;
            let mut found = statement.query(params_from_iter(values))?;
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
        self.counted(sql::COUNT_OPEN, &[])
    }

    /// The same without what comes from that source.
    pub fn count_open_besides(&self, source: &str) -> Result<Vec<OpenCount>> {
        self.counted(sql::COUNT_OPEN_BESIDES, &[source])
    }

    fn counted(&self, statement: &str, values: &[&str]) -> Result<Vec<OpenCount>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(statement)?;
            let mut found = statement.query(params_from_iter(values))?;
            let mut counts = Vec::new();
            while let Some(row) = found.next()? {
                let severity = rows::severity(row, 0)?;
                let (open, acknowledged, held): (i64, i64, i64) =
                    (row.get(1)?, row.get(2)?, row.get(3)?);
                let triggered = open - acknowledged - held;
                for (status, number) in
                    [("triggered", triggered), ("acknowledged", acknowledged), ("held", held)]
                {
                    if number > 0 {
                        counts.push(OpenCount { status, severity, number });
                    }
                }
            }
            Ok(counts)
        })
    }
}

/// The statement that finds what was chosen, and perhaps more, and the values at its places.
fn list_statement(chosen: &Chosen) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = chosen.ids.iter().map(|id| Value::Integer(id.0)).collect();
    let mut conditions = Vec::new();
    if !chosen.resolved {
        conditions.push("status <> 'resolved'".to_owned());
    }
    if !values.is_empty() {
        let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
        conditions.push(format!("id in ({})", places.join(", ")));
    }
    // Whatever has a label of that value has these very letters, so that most others need not be read.
    for (label, value) in chosen.matchers.iter().filter_map(Matcher::exact) {
        values.push(Value::Text(rows::label_text(label, value)));
        conditions.push(format!("instr(labels, ${}) > 0", values.len()));
    }
    let condition = if conditions.is_empty() {
        String::new()
    } else {
        format!("\nwhere {}", conditions.join(" and "))
    };
    (format!("{}{condition}\norder by severity desc, id", sql::INCIDENT_COLUMNS), values)
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedIncident> {
    let incident = rows::incident(row)?;
    // Whoever is asked has it no longer.
    let has_answered = !matches!(incident.status, Status::Triggered { .. });
    Ok(ListedIncident {
        acknowledged_by: row.get::<_, Option<String>>(13)?.filter(|_| has_answered),
        acknowledged_at: rows::maybe_instant(row, 14)?,
        times: row.get("times")?,
        incident,
    })
}
