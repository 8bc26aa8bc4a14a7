//! Heartbeats: kept, and what they say of their job taken to the board.

use super::Engine;
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::heartbeat::Heartbeat;
use crate::domain::label::Labels;
use crate::domain::name::SourceName;
use crate::store::Result;

impl Engine<'_> {
    /// Keeps a sign of life that came by that source. A failure is a problem, the next success its end;
    /// a success when nothing is wrong is only kept.
    pub fn beat(&self, source: &SourceName, heartbeat: &Heartbeat) -> Result<()> {
        self.tx.put_heartbeat(heartbeat)?;
        let Some(signal) = heartbeat.beat.signal() else { return Ok(()) };
        let labels = [("heartbeat", heartbeat.name.as_str()), ("source", source.as_str())];
        let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let identity = Fingerprint::of([&heartbeat.name]);
        let alert = Alert::new(source.clone(), identity, signal, Severity::Error)
            .summary(&heartbeat.beat.summary(&heartbeat.name))
            .details(heartbeat.body.as_str())
            .labels(Labels::from(labels));
        if signal == Signal::Resolved {
            let (board, _) = self.tx.board(&alert)?;
            if board.known.is_none_or(|known| known.signal == Signal::Resolved) {
                return Ok(());
            }
        }
        self.hear(&alert).map(drop)
    }
}
