//! Incidents that a larger one holds, what monitors depend on, and which alerts explain others by rules.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rusqlite::params;

use super::sql::inhibition as sql;
use super::{Result, Tx, rows};
use crate::domain::alert::{Fingerprint, Severity};
use crate::domain::incident::IncidentId;
use crate::domain::incident::inhibition::rules::Side;
use crate::domain::label::Labels;
use crate::domain::name::{MonitorName, SourceName};
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

/// An alert that fires and may explain another one by a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inhibitor {
    /// The open incident it belongs to.
    pub incident: IncidentId,
    /// Who reports it.
    pub source: SourceName,
    /// How grave it is.
    pub severity: Severity,
    /// What it says.
    pub summary: String,
    /// Its labels.
    pub labels: Labels,
}

impl Tx<'_> {
    /// Keeps by which rules an alert that fires explains others, in place of what was kept before.
    pub fn put_inhibitor(
        &self,
        (source, fingerprint): (&SourceName, &Fingerprint),
        severity: Severity,
        sides: &[Side],
    ) -> Result<()> {
        let hash = rows::hash(source.as_str(), fingerprint.as_str());
        let rank = rows::severity_number(Severity::Critical) - rows::severity_number(severity);
        self.ask(|c| {
            c.prepare_cached(sql::FORGET_INHIBITOR)?.execute([hash])?;
            let mut statement = c.prepare_cached(sql::PUT_INHIBITOR)?;
            for Side { rule, equal, is_both } in sides {
                statement.execute(params![rule, equal, is_both, rank, hash])?;
            }
            Ok(())
        })
    }

    /// Forgets that an alert explained others. Whether it did.
    pub fn forget_inhibitor(&self, source: &SourceName, fingerprint: &Fingerprint) -> Result<bool> {
        let hash = rows::hash(source.as_str(), fingerprint.as_str());
        self.ask(|c| Ok(c.prepare_cached(sql::FORGET_INHIBITOR)?.execute([hash])? > 0))
    }

    /// Forgets that the alerts of an incident explained others.
    pub fn forget_inhibitors_of(&self, incident: IncidentId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::FORGET_INHIBITORS_OF)?.execute([incident.0]).map(drop))
    }

    /// Forgets all that explain others, if other rules hold now than the ones by which they were found.
    /// Whether they do; from now on, these are known.
    pub fn take_inhibit_rules(&self, rules: i64) -> Result<bool> {
        const KNOWN: &str = "inhibit_rules";
        if self.mark(KNOWN)? == rules {
            return Ok(false);
        }
        self.ask(|c| {
            c.prepare_cached(super::sql::SET_MARK)?.execute(params![rules, KNOWN])?;
            c.prepare_cached(sql::FORGET_INHIBITORS)?.execute([])?;
            Ok(true)
        })
    }

    /// The rules by which any alert explains others.
    pub fn ruling(&self) -> Result<BTreeSet<i64>> {
        self.ask(|c| c.prepare_cached(sql::RULING)?.query_map([], |row| row.get(0))?.collect())
    }

    /// The alerts that may explain what meets a rule at that side, the gravest first, at most so many.
    pub fn inhibitors(&self, side: Side, at_most: usize) -> Result<Vec<Inhibitor>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        let may_be_both = !side.is_both;
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::INHIBITORS)?;
            let places = params![side.rule, side.equal, may_be_both, at_most];
            let found = statement.query_map(places, |row| {
                Ok(Inhibitor {
                    incident: IncidentId(row.get(0)?),
                    source: SourceName::from(row.get_ref(1)?.as_str()?),
                    severity: rows::severity(row, 2)?,
                    summary: row.get(3)?,
                    labels: rows::labels(row, 4)?,
                })
            })?;
            found.collect()
        })
    }

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
