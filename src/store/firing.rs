//! What fires now, of every source, for whoever asks from outside.

use rusqlite::{Row, params};

use super::rows::AlertRow;
use super::sql::firing as sql;
use super::{Result, Tx, alerts};
use crate::domain::incident::IncidentId;
use crate::domain::name::PolicyName;

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
}

fn firing(row: &Row<'_>) -> rusqlite::Result<FiringAlert> {
    Ok(FiringAlert {
        alert: alerts::alert_row(row)?,
        incident: IncidentId(row.get(12)?),
        policy: PolicyName::from(row.get_ref(13)?.as_str()?),
    })
}
