//! Inhibition: whether a larger incident explains one, and what it held when it does so no longer.

use std::collections::BTreeSet;

use super::{Applied, Engine};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::inhibition::{Inhibited, Inhibition, cause_for};
use crate::domain::incident::{Incident, IncidentId, Input};
use crate::domain::label::Labels;
use crate::domain::name::{MonitorName, SourceName};
use crate::domain::watch::SOURCE;
use crate::domain::watch::dependency::Dependency;
use crate::store::{FailedParent, Result};

impl Engine<'_> {
    /// Keeps what monitors depend on, in place of what was kept before, and looks again at everything
    /// that a larger incident holds.
    pub fn depend(&self, dependencies: &[Dependency]) -> Result<()> {
        self.tx.put_dependencies(dependencies)?;
        for id in self.tx.all_inhibited()? {
            self.reconsider_held(id)?;
        }
        Ok(())
    }

    /// The larger incident that explains an alert.
    pub(super) fn inhibition_for(&self, alert: &Alert) -> Result<Option<Inhibited>> {
        if alert.signal != Signal::Firing {
            return Ok(None);
        }
        self.explanation(&alert.source, &alert.labels, alert.severity, None)
    }

    /// Looks again at everything that this incident holds: it is over, or explains it no longer.
    pub(super) fn reconsider_inhibited(&self, cause: IncidentId) -> Result<()> {
        for id in self.tx.inhibited(cause)? {
            self.reconsider_held(id)?;
        }
        Ok(())
    }

    fn reconsider_held(&self, id: IncidentId) -> Result<()> {
        self.unless_inhibited(id, Input::Released).map(drop)
    }

    /// Lets a larger incident hold that one, if one explains it.
    pub(super) fn inhibit(&self, id: IncidentId) -> Result<()> {
        let Some(Incident { source, labels, severity, .. }) = self.tx.incident(id)? else {
            return Ok(());
        };
        match self.explanation(&source, &labels, severity, Some(id))? {
            Some(inhibited) => self.apply(id, Input::Inhibited(inhibited)).map(drop),
            None => Ok(()),
        }
    }

    /// Does that to an incident, unless a larger one explains it: then that holds it.
    pub(super) fn unless_inhibited(&self, id: IncidentId, input: Input) -> Result<Applied> {
        let Some(incident) = self.tx.incident(id)? else { return Ok(Applied::Missing) };
        let Incident { source, labels, severity, .. } = &incident;
        match self.explanation(source, labels, *severity, Some(id))? {
            Some(inhibited) => self.apply(id, Input::Inhibited(inhibited)),
            None => self.apply(id, input),
        }
    }

    /// The larger incident that explains what has these labels and is so grave: that of a monitor on
    /// which it depends.
    fn explanation(
        &self,
        source: &SourceName,
        labels: &Labels,
        severity: Severity,
        of: Option<IncidentId>,
    ) -> Result<Option<Inhibited>> {
        let name = labels.get("monitor").filter(|_| source.as_str() == SOURCE);
        let Some(name) = name.map(|name| MonitorName::from(name.as_str())) else { return Ok(None) };
        for FailedParent { name: parent, state, settle } in self.tx.failed_parents(&name)? {
            let Some(open) = self.incident_of(&parent)? else { continue };
            let Some(cause) = self.root(open, severity)?.filter(|cause| Some(*cause) != of) else {
                continue;
            };
            let because = format!("while {parent} is {}, which {name} depends on", state.word());
            return Ok(Some(Inhibited { by: Inhibition { cause, settle }, because }));
        }
        Ok(None)
    }

    /// The open incident of a monitor.
    fn incident_of(&self, monitor: &MonitorName) -> Result<Option<IncidentId>> {
        let (source, identity) = (SourceName::from(SOURCE), Fingerprint::of([monitor.as_str()]));
        let alert = Alert::new(source, identity, Signal::Firing, Severity::Error);
        let (board, _) = self.tx.board(&alert)?;
        let known = board.known.filter(|known| known.open.is_some());
        let known = known.filter(|known| known.signal != Signal::Resolved);
        Ok(known.and_then(|known| known.incident))
    }

    /// The incident to which that one leads, which no other one holds, if it can hold what is so grave.
    fn root(&self, mut id: IncidentId, severity: Severity) -> Result<Option<IncidentId>> {
        let mut seen = BTreeSet::new();
        while seen.insert(id) {
            let Some(incident) = self.tx.incident(id)? else { return Ok(None) };
            match cause_for(&incident, severity) {
                Some(cause) if cause != id => id = cause,
                cause => return Ok(cause),
            }
        }
        Ok(None)
    }
}
