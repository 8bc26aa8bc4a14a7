//! What fires now, of every source, for whoever asks from outside.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension as _, Row, params};

use super::rows::AlertRow;
use super::sql::firing as sql;
use super::{Result, Tx, alerts, rows};
use crate::domain::alert::Fingerprint;
use crate::domain::incident::IncidentId;
use crate::domain::label::Labels;
use crate::domain::name::{PolicyName, SourceName};

/// An alert that is not over, and the open incident it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiringAlert {
    /// The alert.
    pub alert: AlertRow,
    /// Its incident.
    pub incident: IncidentId,
    /// The policy that takes it.
    pub policy: PolicyName,
}

impl Tx<'_> {
    /// Everything that is not over and belongs to an open incident, in the order of those.
    pub fn firing(&self) -> Result<Vec<FiringAlert>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::FIRING)?;
            statement.query_map([], firing)?.collect()
        })
    }

    /// The identities of that source's problems that are not over and belong to an open incident.
    pub fn firing_of(&self, source: &SourceName) -> Result<Vec<Fingerprint>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::FIRING_OF)?;
            let found =
                statement.query_map([source.as_str()], |row| row.get(0).map(Fingerprint::kept))?;
            found.collect()
        })
    }

    /// The newest incidents in which a problem of that source has that identity, the newest first.
    pub fn incidents_of(&self, source: &str, fingerprint: &str) -> Result<Vec<IncidentId>> {
        let hash = super::rows::hash(source, fingerprint);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::INCIDENTS_OF)?;
            let found = statement
                .query_map(params![hash, source, fingerprint], |row| row.get(0).map(IncidentId))?;
            found.collect()
        })
    }

    /// The problem that fires in an open incident, or goes to and fro, and whose last alert came from that
    /// source with exactly these labels.
    pub fn problem_with(
        &self,
        source: &SourceName,
        labels: &Labels,
    ) -> Result<Option<Fingerprint>> {
        self.ask(|c| {
            c.prepare_cached(sql::PROBLEM_WITH)?
                .query_row(params![source.as_str(), rows::labels_text(labels)], |row| {
                    row.get(0).map(Fingerprint::kept)
                })
                .optional()
        })
    }

    /// Whether any of the newest so many problems has that label.
    pub fn has_label(&self, label: &str, among: u32) -> Result<bool> {
        // Within a value every quotation mark is escaped, so that this is found in no other place.
        let key = format!("{}:", serde_json::Value::from(label));
        self.ask(|c| {
            c.prepare_cached(sql::HAS_LABEL)?.query_row(params![among, key], |row| row.get(0))
        })
    }

    /// The names of the labels of the newest so many problems.
    pub fn latest_labels(&self, among: u32) -> Result<BTreeSet<String>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LATEST_LABELS)?;
            let found = statement.query_map([among], |row| rows::labels(row, 0))?;
            let mut names = BTreeSet::new();
            for labels in found {
                names.extend(labels?.into_keys());
            }
            Ok(names)
        })
    }
}

fn firing(row: &Row<'_>) -> rusqlite::Result<FiringAlert> {
    Ok(FiringAlert {
        alert: alerts::alert_row(row)?,
        incident: IncidentId(row.get(12)?),
        policy: PolicyName::from(row.get_ref(13)?.as_str()?),
    })
}
