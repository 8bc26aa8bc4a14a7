//! Incidents that a larger one holds, and what monitors depend on.

use jiff::SignedDuration;
use rusqlite::params;

use super::sql::inhibition as sql;
use super::{Result, Tx};
use crate::domain::incident::IncidentId;
use crate::domain::name::MonitorName;
use crate::domain::watch::State;
use crate::domain::watch::dependency::Dependency;

/// Something that does not work, as far as anybody knows, on which a monitor depends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedParent {
    /// What it is called.
    pub name: MonitorName,
    /// How it stands.
    pub state: State,
    /// How long after it works again it is known whether the one that depends on it does.
    pub settle: SignedDuration,
}

impl Tx<'_> {
    /// The incidents that this one holds.
    pub fn inhibited(&self, cause: IncidentId) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::INHIBITED)?;
            statement.query_map([cause.0], |row| row.get(0).map(IncidentId))?.collect()
        })
    }

    /// The incidents that any other one holds.
    pub fn all_inhibited(&self) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::ALL_INHIBITED)?;
            statement.query_map([], |row| row.get(0).map(IncidentId))?.collect()
        })
    }

    /// Keeps what monitors depend on, in place of what was kept before.
    pub fn put_dependencies(&self, dependencies: &[Dependency]) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::FORGET_DEPENDENCIES)?.execute([])?;
            let mut statement = c.prepare_cached(sql::PUT_DEPENDENCY)?;
            for Dependency { monitor, parent, settle } in dependencies {
                let settle = i64::try_from(settle.as_millis()).unwrap_or(i64::MAX);
                statement.execute(params![monitor.as_str(), parent.as_str(), settle])?;
            }
            Ok(())
        })
    }

    /// What of that on which a monitor depends is down, or nobody can tell whether it is.
    pub fn failed_parents(&self, monitor: &MonitorName) -> Result<Vec<FailedParent>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::FAILED_PARENTS)?;
            let found = statement.query_map([monitor.as_str()], |row| {
                Ok(FailedParent {
                    name: MonitorName::from(row.get_ref(0)?.as_str()?),
                    state: super::monitors::state(row, 1)?,
                    settle: SignedDuration::from_millis(row.get(2)?),
                })
            })?;
            found.collect()
        })
    }
}
