//! Inhibition: whether a larger incident explains one, and what it held when it does so no longer.

use std::cell::RefMut;
use std::collections::BTreeSet;

use super::{Applied, Engine};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::drill;
use crate::domain::incident::inhibition::rules::seen;
use crate::domain::incident::inhibition::{Inhibited, Inhibition, cause_for};
use crate::domain::incident::triage::Board;
use crate::domain::incident::{AlertChange, Hold, Incident, IncidentId, Input, Status};
use crate::domain::label::Labels;
use crate::domain::name::{MonitorName, SourceName};
use crate::domain::watch::SOURCE;
use crate::domain::watch::dependency::Dependency;
use crate::store::{FailedParent, Result};

/// How many alerts that may explain another one by a rule are looked at, the gravest first.
const LOOKED_AT: usize = 32;

/// What may be explained: an alert, in an incident that is so grave.
struct Explained<'a> {
    source: &'a SourceName,
    labels: &'a Labels,
    severity: Severity,
}

type Way = fn(&Engine<'_>, &Explained<'_>) -> Result<Vec<Inhibited>>;

/// The ways in which something larger explains an alert, in the order in which they are asked.
const WAYS: [Way; 2] = [by_rules, by_dependency];

impl Engine<'_> {
    /// Keeps what monitors depend on, in place of what was kept before, takes in which rules hold now,
    /// and looks again at everything that a larger incident holds.
    pub fn depend(&self, dependencies: &[Dependency]) -> Result<()> {
        self.tx.put_dependencies(dependencies)?;
        self.take_inhibit_rules()?;
        for id in self.tx.all_inhibited()? {
            self.reconsider_held(id)?;
        }
        Ok(())
    }

    /// Finds out anew which alerts that fire explain others, if the rules by which they do have changed.
    fn take_inhibit_rules(&self) -> Result<()> {
        let rules = &self.cx.rules.inhibit;
        let number = if rules.is_empty() { 0 } else { rules.number() };
        if !self.tx.take_inhibit_rules(number)? || rules.is_empty() {
            return Ok(());
        }
        self.ruling.take();
        for firing in self.tx.firing()? {
            let alert = firing.alert;
            let source = SourceName::from(alert.source.as_str());
            let identity = (source, Fingerprint::kept(alert.fingerprint));
            self.may_explain(&identity, &alert.labels, alert.severity)?;
        }
        Ok(())
    }

    /// Keeps by which rules an alert that has just been heard explains others from now on.
    pub(super) fn explains_from_now(&self, alert: &Alert) -> Result<()> {
        if alert.signal == Signal::Resolved || self.cx.rules.inhibit.is_empty() {
            return Ok(());
        }
        let identity = (alert.source.clone(), alert.fingerprint.clone());
        self.may_explain(&identity, &alert.labels, alert.severity)
    }

    fn may_explain(
        &self,
        identity: &(SourceName, Fingerprint),
        labels: &Labels,
        severity: Severity,
    ) -> Result<()> {
        let (source, fingerprint) = identity;
        if drill::is_drill(source) {
            return Ok(());
        }
        let sides = self.cx.rules.inhibit.by_source(&seen(labels, severity, source));
        if let Some(ruling) = &mut *self.ruling.borrow_mut() {
            ruling.extend(sides.iter().map(|side| side.rule));
        }
        self.tx.put_inhibitor((source, fingerprint), severity, &sides)
    }

    /// An alert of that incident is over: what it explained is looked at again.
    pub(super) fn explains_no_longer(
        &self,
        (source, fingerprint): &(SourceName, Fingerprint),
        before: &Incident,
    ) -> Result<()> {
        if !self.cx.rules.inhibit.is_empty() && self.tx.forget_inhibitor(source, fingerprint)? {
            self.reconsider_inhibited(before.id)?;
            self.reconsider_root(before)?;
        }
        Ok(())
    }

    /// What a held incident explains is held for the one that holds it itself.
    fn reconsider_root(&self, before: &Incident) -> Result<()> {
        match cause_for(before, Severity::Critical) {
            Some(root) if root != before.id => self.reconsider_inhibited(root),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether others depend on the monitor of an incident.
    fn is_depended_on(&self, incident: &Incident) -> Result<bool> {
        let monitor = incident.labels.get("monitor");
        let Some(name) = monitor.filter(|_| incident.source.as_str() == SOURCE) else {
            return Ok(false);
        };
        let name = MonitorName::from(name.as_str());
        Ok(self.tx.dependencies_of(&name)?.iter().any(|(_, parent)| *parent == name))
    }

    /// An incident has changed: where it holds others otherwise than before, they are looked at again.
    pub(super) fn reconsider_if_other(&self, before: &Incident, after: &Incident) -> Result<()> {
        let holds = |incident| cause_for(incident, Severity::Critical);
        if holds(before) == holds(after) {
            return Ok(());
        }
        if !after.is_open() && !self.cx.rules.inhibit.is_empty() {
            self.tx.forget_inhibitors_of(after.id)?;
        }
        self.reconsider_inhibited(after.id)?;
        if !after.is_open() && self.is_depended_on(after)? {
            self.reconsider_root(before)?;
        }
        Ok(())
    }

    /// The larger incident that explains an alert, besides the one it belongs to or would join.
    pub(super) fn inhibition_for(&self, alert: &Alert, board: &Board) -> Result<Option<Inhibited>> {
        if alert.signal != Signal::Firing {
            return Ok(None);
        }
        let known = board.known.as_ref().filter(|known| known.open.is_some());
        let own = known.and_then(|known| known.incident).or(board.group);
        let Alert { source, labels, severity, .. } = alert;
        let causes = self.causes(&Explained { source, labels, severity: *severity }, own)?;
        Ok(causes.into_iter().next())
    }

    /// Looks again at everything that this incident holds: it is over, or explains it no longer.
    pub(super) fn reconsider_inhibited(&self, cause: IncidentId) -> Result<()> {
        for id in self.tx.inhibited(cause)? {
            self.reconsider_held(id)?;
        }
        Ok(())
    }

    /// Looks again at one that a larger incident holds.
    pub(super) fn reconsider_held(&self, id: IncidentId) -> Result<()> {
        self.unless_inhibited(id, Input::Released).map(drop)
    }

    /// Something has come to an incident that nothing explains: what is held as a whole for a larger one
    /// is looked at again.
    pub(super) fn reconsider_whole(&self, applied: &Applied) -> Result<()> {
        let Applied::Changed(incident) = applied else { return Ok(()) };
        match incident.status {
            Status::Held { by: Hold::Inhibited(_), until: None } => {
                self.reconsider_held(incident.id)
            }
            _ => Ok(()),
        }
    }

    /// Lets a larger incident hold that one, if one explains it.
    pub(super) fn inhibit(&self, id: IncidentId) -> Result<()> {
        let Some(incident) = self.tx.incident(id)? else { return Ok(()) };
        match self.explanation(&incident)? {
            Some(inhibited) => self.apply(id, Input::Inhibited(inhibited)).map(drop),
            None => Ok(()),
        }
    }

    /// Does that to an incident, unless a larger one explains it: then that holds it.
    pub(super) fn unless_inhibited(&self, id: IncidentId, input: Input) -> Result<Applied> {
        let Some(incident) = self.tx.incident(id)? else { return Ok(Applied::Missing) };
        match self.explanation(&incident)? {
            Some(inhibited) => self.apply(id, Input::Inhibited(inhibited)),
            None => self.apply(id, input),
        }
    }

    /// The larger incident that explains all that fires in this one: the first cause of the first alert
    /// that every other one has as well.
    fn explanation(&self, incident: &Incident) -> Result<Option<Inhibited>> {
        if self.cx.rules.inhibit.is_empty() && incident.source.as_str() != SOURCE {
            return Ok(None);
        }
        let mut common: Option<Vec<Inhibited>> = None;
        for alert in self.tx.alerts(incident.id)? {
            if alert.signal == Signal::Resolved {
                continue;
            }
            let (source, labels) = (&SourceName::from(alert.source.as_str()), &alert.labels);
            let about = Explained { source, labels, severity: incident.severity };
            let causes = self.causes(&about, Some(incident.id))?;
            let still = match common {
                None => causes,
                Some(mut still) => {
                    still.retain(|one| causes.iter().any(|it| it.by.cause == one.by.cause));
                    still
                }
            };
            if still.is_empty() {
                return Ok(None);
            }
            common = Some(still);
        }
        Ok(common.and_then(|causes| causes.into_iter().next()))
    }

    /// What explains an alert, each led back to what nothing else holds; without that one.
    fn causes(&self, about: &Explained<'_>, of: Option<IncidentId>) -> Result<Vec<Inhibited>> {
        let mut causes: Vec<Inhibited> = Vec::new();
        for way in WAYS {
            for mut inhibited in way(self, about)? {
                let root = self.root(inhibited.by.cause, about.severity)?;
                let Some(cause) = root.filter(|cause| Some(*cause) != of) else { continue };
                inhibited.by.cause = cause;
                if causes.iter().all(|known| known.by.cause != cause) {
                    causes.push(inhibited);
                }
            }
        }
        Ok(causes)
    }

    /// The open incident of a monitor.
    pub(super) fn incident_of(&self, monitor: &MonitorName) -> Result<Option<IncidentId>> {
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

    /// The rules by which anything explains others; looked up once.
    fn ruling(&self) -> Result<RefMut<'_, BTreeSet<i64>>> {
        if self.ruling.borrow().is_none() {
            self.ruling.replace(Some(self.tx.ruling()?));
        }
        let known = self.ruling.borrow_mut();
        Ok(RefMut::map(known, |ruling| ruling.get_or_insert_default()))
    }
}

/// The alerts that explain it by rules of the configuration.
fn by_rules(engine: &Engine<'_>, about: &Explained<'_>) -> Result<Vec<Inhibited>> {
    let rules = &engine.cx.rules.inhibit;
    if rules.is_empty() || drill::is_drill(about.source) {
        return Ok(Vec::new());
    }
    let labels = seen(about.labels, about.severity, about.source);
    let mut found = Vec::new();
    for (rule, side) in rules.by_target(&labels, &*engine.ruling()?) {
        for other in engine.tx.inhibitors(side, LOOKED_AT)? {
            if !rule.explains(&seen(&other.labels, other.severity, &other.source), &labels) {
                continue;
            }
            let by = Inhibition { cause: other.incident, settle: rule.settle };
            let because = format!("by the rule {}, while this fires: {}", rule.name, other.summary);
            found.push(Inhibited { by, because });
        }
    }
    Ok(found)
}

/// The monitors on which its own depends and which are down.
fn by_dependency(engine: &Engine<'_>, about: &Explained<'_>) -> Result<Vec<Inhibited>> {
    let name = about.labels.get("monitor").filter(|_| about.source.as_str() == SOURCE);
    let Some(name) = name.map(|name| MonitorName::from(name.as_str())) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for FailedParent { name: parent, state, settle } in engine.tx.failed_parents(&name)? {
        let Some(cause) = engine.incident_of(&parent)? else { continue };
        let because = format!("while {parent} is {}, which {name} depends on", state.word());
        found.push(Inhibited { by: Inhibition { cause, settle }, because });
    }
    Ok(found)
}

/// Which alert is over by what happens, if one is.
pub(super) fn ended(input: &Input) -> Option<(SourceName, Fingerprint)> {
    let Input::Alert { alert, change, .. } = input else { return None };
    match change {
        AlertChange::Clears
        | AlertChange::Lapses(_)
        | AlertChange::Vanishes
        | AlertChange::Flaps { is_firing: false, .. } => {
            Some((alert.source.clone(), alert.fingerprint.clone()))
        }
        AlertChange::Joins
        | AlertChange::Returns
        | AlertChange::Flaps { is_firing: true, .. }
        | AlertChange::Follows(_)
        | AlertChange::Raises
        | AlertChange::Acknowledges => None,
    }
}
