//! Being blind: one alarm for all that cannot be seen, and its end.

use super::Engine;
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::IncidentId;
use crate::domain::label::Labels;
use crate::domain::name::SourceName;
use crate::domain::record::timeline::{Entry, Event, SightEvent};
use crate::domain::watch::SOURCE;
use crate::store::Result;

impl Engine<'_> {
    /// Whoever looks is blind, as these words say, and cannot see what is so grave. Saying so again
    /// changes nothing, unless it is graver.
    pub fn is_blind(&self, said: &str, severity: Severity) -> Result<()> {
        let alert = blindness(Signal::Firing, severity).summary(said);
        let (board, _) = self.tx.board(&alert)?;
        let is_known = board.known.is_some_and(|known| {
            known.signal != Signal::Resolved && (known.incident.is_none() || known.open.is_some())
        });
        let heard = self.hear(&alert)?;
        if is_known {
            return Ok(());
        }
        self.note_sight(heard.incident, SightEvent::Blind(said.to_owned()))
    }

    /// Whoever looks can see. That is only news after it could not.
    pub fn sees_again(&self) -> Result<()> {
        let alert = blindness(Signal::Resolved, Severity::Error).summary("I see again");
        let (board, _) = self.tx.board(&alert)?;
        let Some(known) = board.known.filter(|known| known.signal != Signal::Resolved) else {
            return Ok(());
        };
        let length = self.now.duration_since(known.said_at);
        self.note_sight(known.incident, SightEvent::Sees(length))?;
        self.hear(&alert).map(drop)
    }

    fn note_sight(&self, incident: Option<IncidentId>, event: SightEvent) -> Result<()> {
        self.tx.append(&Entry { at: self.now, incident, event: Event::Sight(event) })
    }
}

/// The one problem that being blind is. No monitor has this identity: it is made of two parts.
fn blindness(signal: Signal, severity: Severity) -> Alert {
    let identity = Fingerprint::of(["", "blind"]);
    let labels = Labels::from([("watch".to_owned(), "blind".to_owned())]);
    Alert::new(SourceName::from(SOURCE), identity, signal, severity).labels(labels)
}
