//! A clock that was put back: nothing that waits for a length of time waits longer for that.

use jiff::SignedDuration;

use super::Engine;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::store::Result;

impl Engine<'_> {
    /// The clock shows less than it did, by so much: escalations, check-ins and holds are due as soon as
    /// they would have been.
    pub(super) fn clock_was_put_back(&self, by: SignedDuration) -> Result<()> {
        if self.tx.hasten_all(by, self.now)? == 0 {
            return Ok(());
        }
        self.put_on_record(Event::Daemon(DaemonEvent::DeadlinesMoved(by)))
    }
}
