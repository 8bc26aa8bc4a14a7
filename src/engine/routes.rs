//! The routes by which an alert goes: asked once, and written down where there is a choice.

use super::Engine;
use crate::domain::alert::Alert;
use crate::domain::incident::IncidentId;
use crate::domain::incident::triage::WhyNot;
use crate::domain::record::timeline::{Entry, Event, Routed};
use crate::domain::routing::route;
use crate::store::Result;

impl Engine<'_> {
    /// By which routes an alert goes now.
    pub(super) fn routes_of(&self, alert: &Alert) -> Routed {
        route(&self.cx.rules.routes, alert, self.now)
    }

    /// Whether there is more than one route, so that it is worth writing down which it was.
    pub(super) fn has_routes(&self) -> bool {
        self.cx.rules.routes.all().len() > 1
    }

    /// Writes down the route for which a report opened nothing.
    pub(super) fn tell_route(
        &self,
        routed: &Routed,
        why: WhyNot,
        incident: Option<IncidentId>,
    ) -> Result<()> {
        if why != WhyNot::RouteLogs {
            return Ok(());
        }
        let event = Event::Routed(routed.clone());
        self.tx.append(&Entry { at: self.now, incident, event })
    }
}
