//! Opening an incident: by which policy and routes, held or not, and what goes on the record first.

use super::{Engine, Heard};
use crate::domain::alert::Alert;
use crate::domain::incident::IncidentId;
use crate::domain::incident::lifecycle::{Opening, open};
use crate::domain::incident::triage::Holding;
use crate::domain::name::PolicyName;
use crate::domain::record::timeline::Routed;
use crate::store::Result;

/// Where an incident goes.
pub(super) struct Destination {
    /// The policy that takes it.
    pub(super) policy: PolicyName,
    /// The routes that led there; none where none were asked.
    pub(super) routed: Option<Routed>,
}

impl Destination {
    /// That policy, which no route chose.
    pub(super) fn of(policy: &PolicyName) -> Self {
        Self { policy: policy.clone(), routed: None }
    }
}

impl Engine<'_> {
    /// Opens an incident for an alert, and pages at once unless it is held.
    pub(super) fn open(
        &self,
        alert: &Alert,
        to: Destination,
        held: Option<Holding>,
        before: Option<IncidentId>,
    ) -> Result<Heard> {
        let id = self.tx.next_incident_id()?;
        held.as_ref().map_or(Ok(()), |held| self.count_hidden(held))?;
        let Destination { policy, routed } = to;
        let routed = routed.filter(|_| self.has_routes());
        let opening = Opening { id, alert, policy, held, routed };
        let mut outcome = self.with_context(|cx| open(opening, cx, self.now))?;
        self.tell_old_news(alert, &mut outcome)?;
        self.tx.insert_incident(&outcome.incident)?;
        if before.is_some() {
            outcome.timeline.splice(1..1, self.recall(alert, id)?);
        }
        self.tx.new_alert(Some(id), alert, None, self.now)?;
        self.explains_from_now(alert)?;
        self.may_be_joined(&outcome.incident, alert)?;
        self.record(&outcome)?;
        Ok(Heard { incident: Some(id), is_news: true })
    }
}
