//! Which incidents a new problem may belong to, and what becomes of alerts that people split off or merge.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::sql::cascade as sql;
use super::{Result, Tx, rows};
use crate::domain::alert::{Alert, Fingerprint};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::name::{MonitorName, SourceName};

/// An incident that was opened a moment ago, and when its first problem began, if its sender said so.
pub(crate) type Kin = (IncidentId, Option<Timestamp>);

/// How many incidents with the same label are looked at, the oldest first.
const LOOKED_AT: i64 = 32;

impl Tx<'_> {
    /// Lets what shares one of these labels find an incident that was just opened. What was opened
    /// longer ago than the window is forgotten.
    pub fn put_kin<'l>(
        &self,
        incident: &Incident,
        began_at: Option<Timestamp>,
        labels: impl Iterator<Item = (&'l str, &'l str)>,
        window: SignedDuration,
    ) -> Result<()> {
        let opened_at = incident.opened_at;
        let oldest = opened_at.saturating_sub(window).unwrap_or(Timestamp::MIN);
        self.ask(|c| {
            c.prepare_cached(sql::FORGET_KIN)?.execute([oldest.as_millisecond()])?;
            let mut statement = c.prepare_cached(sql::PUT_KIN)?;
            for (name, value) in labels {
                statement.execute(params![
                    rows::hash(name, value),
                    opened_at.as_millisecond(),
                    incident.id.0,
                    began_at.map(Timestamp::as_millisecond),
                ])?;
            }
            Ok(())
        })
    }

    /// The incidents with that label that were opened since then.
    pub fn kin(&self, (name, value): (&str, &str), since: Timestamp) -> Result<Vec<Kin>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::KIN)?;
            let places = params![rows::hash(name, value), since.as_millisecond(), LOOKED_AT];
            let found = statement.query_map(places, |row| {
                Ok((IncidentId(row.get(0)?), rows::maybe_instant(row, 1)?))
            })?;
            found.collect()
        })
    }

    /// What that monitor depends on and what depends on it, each as who depends and on whom.
    pub fn dependencies_of(&self, name: &MonitorName) -> Result<Vec<(MonitorName, MonitorName)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DEPENDENCIES_OF)?;
            let found = statement.query_map([name.as_str()], |row| {
                let monitor = MonitorName::from(row.get_ref(0)?.as_str()?);
                Ok((monitor, MonitorName::from(row.get_ref(1)?.as_str()?)))
            })?;
            found.collect()
        })
    }

    /// Whether somebody has split that problem off from one of an incident, or one of it off from that.
    pub fn is_apart(&self, alert: &Alert, incident: IncidentId) -> Result<bool> {
        let hash = rows::hash(alert.source.as_str(), alert.fingerprint.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::IS_APART)?.query_row([hash, incident.0], |row| row.get(0))
        })
    }

    /// Remembers that the alerts of these two incidents do not belong together; the second was split
    /// off from the first.
    pub fn put_apart(&self, left: IncidentId, split: IncidentId) -> Result<()> {
        for (incident, is_left) in [(left, true), (split, false)] {
            for alert in self.alerts(incident)? {
                let hash = rows::hash(&alert.source, &alert.fingerprint);
                self.ask(|c| {
                    let places = params![split.0, hash, is_left];
                    c.prepare_cached(sql::PUT_APART)?.execute(places)
                })?;
            }
        }
        Ok(())
    }

    /// Gives one alert of an incident to another one.
    pub fn move_alert(
        &self,
        from: IncidentId,
        to: IncidentId,
        (source, fingerprint): (&SourceName, &Fingerprint),
    ) -> Result<()> {
        let (source, fingerprint) = (source.as_str(), fingerprint.as_str());
        let hash = rows::hash(source, fingerprint);
        self.ask(|c| {
            let places = params![to.0, from.0, hash, source, fingerprint];
            c.prepare_cached(sql::MOVE_ALERT)?.execute(places).map(drop)
        })
    }

    /// Gives all alerts of an incident, and what its group brings later, to another one.
    pub fn merge_alerts(&self, from: &Incident, into: IncidentId) -> Result<()> {
        let group_hash = from.group.as_ref().map(|group| rows::hash(from.source.as_str(), group));
        self.ask(|c| {
            c.prepare_cached(sql::FORGET_APART)?.execute([from.id.0, into.0])?;
            // A problem that both know is kept as it was last reported.
            c.prepare_cached(sql::DROP_OVERTAKEN)?.execute([into.0, from.id.0])?;
            c.prepare_cached(sql::MOVE_ALERTS)?.execute([into.0, from.id.0])?;
            c.prepare_cached(sql::MOVE_MERGED)?.execute([into.0, from.id.0])?;
            let places = params![from.id.0, into.0, from.source.as_str(), from.group, group_hash];
            c.prepare_cached(sql::PUT_MERGED)?.execute(places).map(drop)
        })
    }

    /// The incident into which that one was merged, and which has its alerts now.
    pub fn merged_into(&self, id: IncidentId) -> Result<Option<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::MERGED_INTO)?;
            let mut found = statement.query([id.0])?;
            found.next()?.map(|row| row.get(0).map(IncidentId)).transpose()
        })
    }

    /// The open incident into which one of that group was merged.
    pub(super) fn merged_group(&self, source: &str, group: &str) -> Result<Option<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::MERGED_GROUP)?;
            let mut found = statement.query(params![rows::hash(source, group), source, group])?;
            found.next()?.map(|row| row.get(0).map(IncidentId)).transpose()
        })
    }
}

#[cfg(test)]
mod tests;
