//! Déjà vu: what is known of the times before of a problem that opens an incident.

use super::Engine;
use crate::domain::alert::Alert;
use crate::domain::drill;
use crate::domain::incident::IncidentId;
use crate::domain::incident::before::{RECURRING, REMEMBERED};
use crate::domain::record::timeline::{AckEvent, Event};
use crate::store::{Problem, Result};

impl Engine<'_> {
    /// What goes on the record of the times before, once the incident is kept. That it has come before is
    /// kept with it, for whoever is paged.
    pub(super) fn recall(&self, alert: &Alert, id: IncidentId) -> Result<Vec<Event>> {
        let problem = Problem { source: &alert.source, fingerprint: alert.fingerprint.as_str() };
        let Some(before) = self.tx.before(problem, id, self.now)? else { return Ok(Vec::new()) };
        let since = self.now.saturating_sub(REMEMBERED).unwrap_or(self.now);
        // This one is not on the board yet.
        let times = self.tx.times(problem, id, since)? + 1;
        self.tx.mark_seen(id, times, &before.short())?;
        let mut told = vec![Event::SeenBefore(before)];
        if times >= RECURRING && !drill::is_drill(&alert.source) {
            let owner = self.tx.owner(problem)?;
            told.push(Event::Ack(AckEvent::Recurring(times, owner)));
        }
        Ok(told)
    }
}
