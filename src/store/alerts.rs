//! Alerts: the last report of each problem, and the incident it belongs to.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::rows::{self, AlertRow};
use super::{Result, Tx, sql};
use crate::domain::alert::{Alert, Fingerprint, Severity};
use crate::domain::incident::IncidentId;
use crate::domain::incident::triage::{Board, Known, WhyNot};
use crate::domain::name::SourceName;
use crate::domain::record::timeline::Began;

/// A problem of which nothing has been heard for so long that it counts as over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    row: i64,
    /// The incident it belongs to.
    pub incident: IncidentId,
    /// Who reported it.
    pub source: SourceName,
    /// Its identity.
    pub fingerprint: Fingerprint,
    /// How grave its last report was.
    pub severity: Severity,
    /// What its last report said.
    pub summary: String,
    /// When that arrived.
    pub last_at: Timestamp,
}

/// When a problem will count as over, of an incident, if its source says so.
fn expiry(incident: Option<IncidentId>, alert: &Alert, now: Timestamp) -> Option<i64> {
    let wait = alert.expires_after.filter(|_| incident.is_some())?;
    Some(now.saturating_add(wait).unwrap_or(Timestamp::MAX).as_millisecond())
}

impl Tx<'_> {
    /// The problems that began from `from` on and before `to`, by their senders' word.
    pub fn began_between(&self, from: Timestamp, to: Timestamp) -> Result<Began> {
        self.ask(|c| {
            c.prepare_cached(sql::BEGAN_BETWEEN)?
                .query_row([from.as_millisecond(), to.as_millisecond()], |row| {
                    Ok(Began { number: row.get(0)?, firing: row.get(1)? })
                })
        })
    }

    /// What is known of the problem an alert is about, the reason its last report opened nothing,
    /// and the open incident of its group.
    pub fn board(&self, alert: &Alert) -> Result<(Board, Option<String>)> {
        let (source, fingerprint) = (alert.source.as_str(), alert.fingerprint.as_str());
        let (mut board, why_not, needs_group) = self.ask(|c| {
            let mut statement = c.prepare_cached(sql::KNOWN)?;
            let hash = rows::hash(source, fingerprint);
            let mut found = statement.query(params![hash, source, fingerprint])?;
            let (known, why_not) = match found.next()? {
                Some(row) => (Some(known(row)?), row.get(3)?),
                None => (None, None),
            };
            let needs_group = known.as_ref().is_none_or(|known| known.open.is_none());
            let group = match alert.group.as_deref().filter(|_| needs_group) {
                Some(group) => {
                    let mut statement = c.prepare_cached(sql::OPEN_GROUP)?;
                    let hash = rows::hash(source, group);
                    let mut found = statement.query(params![hash, source, group])?;
                    found.next()?.map(|row| row.get(0)).transpose()?.map(IncidentId)
                }
                None => None,
            };
            Ok((Board { known, group, ..Board::default() }, why_not, needs_group))
        })?;
        if let Some(group) = alert.group.as_deref().filter(|_| needs_group && board.group.is_none())
        {
            board.group = self.merged_group(source, group)?;
        }
        Ok((board, why_not))
    }

    /// Puts the first report of a problem on the board, under its incident or under none.
    pub fn new_alert(
        &self,
        incident: Option<IncidentId>,
        alert: &Alert,
        why_not: Option<WhyNot>,
        now: Timestamp,
    ) -> Result<()> {
        let (source, fingerprint) = (alert.source.as_str(), alert.fingerprint.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::NEW_ALERT)?
                .execute(params![
                    incident.map_or(0, |id| id.0),
                    rows::hash(source, fingerprint),
                    source,
                    fingerprint,
                    rows::signal_number(alert.signal),
                    rows::severity_number(alert.severity),
                    alert.started_at.map(Timestamp::as_millisecond),
                    now.as_millisecond(),
                    why_not.map(WhyNot::word),
                    alert.summary,
                    alert.details,
                    rows::labels_text(&alert.labels),
                    alert.link,
                    expiry(incident, alert, now),
                ])
                .map(drop)
        })
    }

    /// Puts the last report of a problem on the board, under its incident or under none, in place of
    /// what it said there before.
    pub fn put_alert(
        &self,
        incident: Option<IncidentId>,
        alert: &Alert,
        why_not: Option<WhyNot>,
        now: Timestamp,
    ) -> Result<()> {
        let (source, fingerprint) = (alert.source.as_str(), alert.fingerprint.as_str());
        let changed = self.ask(|c| {
            c.prepare_cached(sql::CHANGE_ALERT)?.execute(params![
                rows::signal_number(alert.signal),
                rows::severity_number(alert.severity),
                alert.started_at.map(Timestamp::as_millisecond),
                now.as_millisecond(),
                why_not.map(WhyNot::word),
                alert.summary,
                alert.details,
                rows::labels_text(&alert.labels),
                alert.link,
                expiry(incident, alert, now),
                incident.map_or(0, |id| id.0),
                rows::hash(source, fingerprint),
                source,
                fingerprint,
            ])
        })?;
        if changed == 0 { self.new_alert(incident, alert, why_not, now) } else { Ok(()) }
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
        let (source, fingerprint) = (alert.source.as_str(), alert.fingerprint.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::COUNT_ALERT)?
                .execute(params![
                    why_not.is_none().then(|| now.as_millisecond()),
                    started_at.map(Timestamp::as_millisecond),
                    why_not.map(WhyNot::word),
                    expiry(incident, alert, now),
                    incident.map_or(0, |id| id.0),
                    rows::hash(source, fingerprint),
                    source,
                    fingerprint,
                ])
                .map(drop)
        })
    }

    /// The problems that count as over because nothing was heard of them until now, at most so many.
    pub fn expired(&self, now: Timestamp, at_most: usize) -> Result<Vec<Expired>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::EXPIRED)?;
            let found = statement.query_map([now.as_millisecond(), at_most], |row| {
                Ok(Expired {
                    row: row.get(0)?,
                    incident: IncidentId(row.get(1)?),
                    source: SourceName::from(row.get_ref(2)?.as_str()?),
                    fingerprint: Fingerprint::kept(row.get(3)?),
                    severity: rows::severity(row, 4)?,
                    summary: row.get(5)?,
                    last_at: rows::instant(row, 6)?,
                })
            })?;
            found.collect()
        })
    }

    /// When the next problem will count as over.
    pub fn next_expiry(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_EXPIRY)?.query_row([], |row| rows::maybe_instant(row, 0))
        })
    }

    /// Writes down that a problem counts as over. What is heard of it after that is news, whatever
    /// beginning it names.
    pub fn lapse(&self, expired: &Expired, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            let places = [now.as_millisecond(), expired.row];
            c.prepare_cached(sql::LAPSE)?.execute(places).map(drop)
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

pub(super) fn alert_row(row: &Row<'_>) -> rusqlite::Result<AlertRow> {
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
