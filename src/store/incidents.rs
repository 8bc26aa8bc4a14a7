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

    /// The incidents that were chosen, each handed to `take` as it comes: the gravest first and the oldest
    /// first among equals. Where that is at most so many, it is what nobody has before what is held, what
    /// somebody has and what is over, the newest of that first. Returns how many there are in all, or
    /// `at_most` where labels are not looked at.
    pub fn list(&self, chosen: &Chosen, mut take: impl FnMut(ListedIncident)) -> Result<usize> {
        let at_most = chosen.at_most.unwrap_or(usize::MAX);
        let mut number = 0;
        for part in parts(chosen) {
            if number >= at_most && chosen.matchers.is_empty() {
                break;
            }
            // Without a number all are meant.
            let all = chosen.ids.is_empty().then_some(&[][..]);
            for ids in all.into_iter().chain(chosen.ids.chunks(AT_ONCE)) {
                let asked = list_statement(chosen, part, ids);
                self.list_part(chosen, asked, &mut |found| {
                    if number < at_most {
                        take(listed(found)?);
                    }
                    number += 1;
                    Ok(number < at_most || !chosen.matchers.is_empty())
                })?;
            }
        }
        Ok(number)
    }

    /// Hands on what a statement finds and the matchers match, for as long as more is wanted.
    fn list_part(
        &self,
        chosen: &Chosen,
        (statement, values): (String, Vec<Value>),
        take: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> Result<()> {
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
                if !take(row)? {
                    break;
                }
            }
            Ok(())
        })
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

/// How many are asked for by number at once: a statement takes no more than some ten thousand values.
const AT_ONCE: usize = 1000;

/// A part of what is listed: a condition on it, and its order.
type Part = (&'static str, &'static str);

const GRAVEST: &str = "severity desc, id";
const OVER: Part = ("status = 'resolved'", "resolved_at desc, id desc");
/// What is open, by its index, in the order in which somebody should see it who only sees some of it.
const OPEN: [Part; 3] = [
    ("status <> 'resolved' and status = 'triggered'", GRAVEST),
    ("status <> 'resolved' and status = 'held'", GRAVEST),
    ("status <> 'resolved' and status = 'acknowledged'", GRAVEST),
];

fn parts(chosen: &Chosen) -> Vec<Part> {
    match (chosen.at_most, chosen.resolved) {
        (None, true) => vec![("true", GRAVEST)],
        (None, false) => vec![("status <> 'resolved'", GRAVEST)],
        (Some(_), false) => OPEN.to_vec(),
        (Some(_), true) => [&OPEN[..], &[OVER]].concat(),
    }
}

/// The statement that finds what was chosen of that part, and perhaps more, and the values at its places.
fn list_statement(
    chosen: &Chosen,
    (part, order): Part,
    ids: &[IncidentId],
) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = ids.iter().map(|id| Value::Integer(id.0)).collect();
    let mut conditions = vec![part.to_owned()];
    if !values.is_empty() {
        let places: Vec<String> = (1..=values.len()).map(|place| format!("${place}")).collect();
        conditions.push(format!("id in ({})", places.join(", ")));
    }
    // Whatever has a label of that value has these very letters, so that most others need not be read.
    for (label, value) in chosen.matchers.iter().filter_map(Matcher::exact) {
        values.push(Value::Text(rows::label_text(label, value)));
        conditions.push(format!("instr(labels, ${}) > 0", values.len()));
    }
    let condition = conditions.join(" and ");
    (format!("{}\nwhere {condition}\norder by {order}", sql::INCIDENT_COLUMNS), values)
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
