//! What people write down that belongs to no incident.

use super::Engine;
use crate::domain::record::timeline::{Event, WrittenEvent};
use crate::store::Result;

impl Engine<'_> {
    /// Puts it on the record, on no incident.
    pub fn write_down(&self, event: WrittenEvent) -> Result<()> {
        self.put_on_record(Event::Written(event))
    }
}
