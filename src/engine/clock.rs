//! A wall clock that is put back: what is due goes with it, so that nothing comes that much later.

use jiff::SignedDuration;

use super::Engine;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::store::Result;

impl Engine<'_> {
    /// It is earlier than it was, by so much. Deadlines are instants of the clock that they were made by,
    /// and would come later by as much: they are moved with it. What waits for an hour of the day stays.
    pub(super) fn put_deadlines_back(&self, by: SignedDuration) -> Result<()> {
        let has_moved = self.tx.put_back(by, self.now)?;
        self.silences.replace(None);
        if has_moved {
            self.put_on_record(Event::Daemon(DaemonEvent::PutBack(by)))?;
        }
        Ok(())
    }
}
