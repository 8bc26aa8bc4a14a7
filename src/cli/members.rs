//! The alerts of an incident as they are shown: numbered, in the order in which they began, with the one
//! that is likely to have caused the others.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::incident::cascade::{Member, suspected_origin};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::name::MonitorName;
use crate::domain::watch::SOURCE;
use crate::store::{AlertRow, StoreError, Tx};

/// How the alerts of an incident stand to one another.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    /// Their places, the one that began first first.
    pub(super) order: Vec<usize>,
    /// The place of the one that is likely to have caused the others.
    pub(super) origin: Option<usize>,
    /// The incident that has them now, if this one was merged.
    pub(super) merged_into: Option<IncidentId>,
}

/// When an alert began, or was first heard of.
pub(super) fn began_at(alert: &AlertRow) -> Timestamp {
    alert.started_at.unwrap_or(alert.first_at)
}

impl Members {
    /// How these alerts of an incident stand to one another.
    pub(super) fn of(
        tx: &Tx<'_>,
        incident: &Incident,
        alerts: &[AlertRow],
    ) -> Result<Self, StoreError> {
        let merged_into = if alerts.is_empty() { tx.merged_into(incident.id)? } else { None };
        let mut members = Vec::with_capacity(alerts.len());
        for alert in alerts {
            let monitor = alert.labels.get("monitor").filter(|_| alert.source == SOURCE);
            let monitor = monitor.map(|name| MonitorName::from(name.as_str()));
            let mut depends_on = Vec::new();
            if let Some(name) = monitor.as_ref().filter(|_| alerts.len() > 1) {
                let pairs = tx.dependencies_of(name)?.into_iter();
                depends_on.extend(pairs.filter(|(child, _)| child == name).map(|(_, on)| on));
            }
            members.push(Member { began_at: began_at(alert), monitor, depends_on });
        }
        let mut order: Vec<usize> = (0..alerts.len()).collect();
        order.sort_by_key(|place| members.get(*place).map(|member| member.began_at));
        Ok(Self { order, origin: suspected_origin(&members), merged_into })
    }

    /// Says it in the JSON of the incident.
    pub(super) fn mark(&self, incident: &mut Value) {
        incident["merged_into"] = self.merged_into.map_or(Value::Null, |id| id.0.into());
        let alerts = incident["alerts"].as_array_mut().into_iter().flatten();
        for (place, alert) in alerts.enumerate() {
            alert["number"] = (place + 1).into();
            alert["suspected_origin"] = (self.origin == Some(place)).into();
        }
    }
}
