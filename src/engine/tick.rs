//! Time has passed: whatever is due is done, a bounded number at a time.

use super::Engine;
use crate::domain::alert::{Alert, Signal};
use crate::domain::incident::{AlertChange, Input};
use crate::store::{Expired, Result};

impl Engine<'_> {
    /// Takes the step that is due of at most so many incidents. Returns how many there were.
    pub fn tick(&self, at_most: usize) -> Result<usize> {
        self.attend_quiet()?;
        self.tell_silent_gauges()?;
        self.remind_of_handovers()?;
        self.attend_relief()?;
        self.attend_weekly()?;
        self.tell_of_promises()?;
        let expired = self.tx.expired(self.now, at_most)?;
        for expired in &expired {
            self.lapse(expired)?;
        }
        let calm = self.release_storms(at_most)?.max(self.settle_flapping(at_most)?);
        let updates = self.attend_updates(at_most)?;
        let due = self.tx.due_incidents(self.now, at_most)?;
        for id in &due {
            self.tick_one(*id)?;
        }
        let beats = self.judge_heartbeats(at_most)?;
        Ok(due.len().max(expired.len()).max(beats).max(calm).max(updates))
    }

    /// Nothing has been heard of a problem for as long as its source's problems last.
    fn lapse(&self, expired: &Expired) -> Result<()> {
        self.tx.lapse(expired, self.now)?;
        let Expired { source, fingerprint, severity, summary, .. } = expired.clone();
        let alert = Alert::new(source, fingerprint, Signal::Resolved, severity).summary(&summary);
        let change = AlertChange::Lapses(self.now.duration_since(expired.last_at));
        let (alert, change) = self.storm_lapses(expired, alert, change)?;
        self.apply(expired.incident, Input::Alert { alert, change, is_silenced: false }).map(drop)
    }
}
