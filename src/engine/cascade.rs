//! Cascades: which open incident has something in common with a problem that has just begun.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Engine;
use crate::domain::alert::{Alert, Signal};
use crate::domain::incident::cascade::{Candidate, Tie, joins, may_join, takes_in};
use crate::domain::incident::triage::Board;
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::name::MonitorName;
use crate::domain::noise;
use crate::domain::rules::Urgency;
use crate::domain::watch::SOURCE;
use crate::store::Result;

/// What is known of an incident that may take a problem in: when its first one began, and which monitor
/// depends on which.
type Found = (Option<Timestamp>, Option<(MonitorName, MonitorName)>);

impl Engine<'_> {
    /// The incident that an alert joins for what it has in common with the first problem there; none
    /// for one that has an incident, or that something holds.
    pub(super) fn cascade_for(
        &self,
        alert: &Alert,
        board: &Board,
    ) -> Result<Option<(IncidentId, Tie)>> {
        let (rules, rule) = (self.cx.rules, &self.cx.rules.cascade);
        let has_one = board.known.as_ref().is_some_and(|known| known.open.is_some());
        let is_logged = rules.urgency.of(alert.severity) == Urgency::Log;
        let is_placed = has_one || board.group.is_some() || board.holding().is_some();
        if is_placed || is_logged || !may_join(alert, rule) {
            return Ok(None);
        }
        let mut candidates = Vec::new();
        for (id, (began_at, dependency)) in self.related(alert)? {
            let Some(incident) = self.tx.incident(id)? else { continue };
            let is_apart = self.tx.is_apart(alert, id)?;
            candidates.push(Candidate { incident, began_at, dependency, is_apart });
        }
        if candidates.is_empty() {
            return Ok(None);
        }
        let routed = board.routed.clone().unwrap_or_else(|| self.routes_of(alert));
        let Some(policy) = routed.together() else { return Ok(None) };
        Ok(joins(alert, &policy, &candidates, rule, self.now))
    }

    /// The incidents that have a label in common with it or are of a monitor that has to do with its
    /// own, the oldest first.
    fn related(&self, alert: &Alert) -> Result<BTreeMap<IncidentId, Found>> {
        let rule = &self.cx.rules.cascade;
        let since = self.now.saturating_sub(rule.window).unwrap_or(Timestamp::MIN);
        let mut found: BTreeMap<IncidentId, Found> = BTreeMap::new();
        for shared in rule.shared(&alert.labels) {
            for (id, began_at) in self.tx.kin(shared, since)? {
                found.entry(id).or_insert((began_at, None));
            }
        }
        let monitor = alert.labels.get("monitor").filter(|_| alert.source.as_str() == SOURCE);
        if let Some(monitor) = monitor.map(|name| MonitorName::from(name.as_str())) {
            for (child, parent) in self.tx.dependencies_of(&monitor)? {
                let other = if child == monitor { &parent } else { &child };
                if let Some(id) = self.incident_of(other)? {
                    found.entry(id).or_insert((None, None)).1.get_or_insert((child, parent));
                }
            }
        }
        Ok(found)
    }

    /// Lets problems that have something in common find an incident that was just opened.
    pub(super) fn may_be_joined(&self, incident: &Incident, alert: &Alert) -> Result<()> {
        let rule = &self.cx.rules.cascade;
        let is_storm = incident.source.as_str() == noise::SOURCE;
        let is_found = takes_in(&incident.status) && !incident.is_drill() && !is_storm;
        if rule.is_off() || !is_found || alert.signal != Signal::Firing {
            return Ok(());
        }
        let mut shared = rule.shared(&incident.labels).peekable();
        if shared.peek().is_none() {
            return Ok(());
        }
        self.tx.put_kin(incident, alert.started_at, shared, rule.window)
    }
}
