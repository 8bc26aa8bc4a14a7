//! What was kept is read, and what is in it taken to the board.

use jiff::Timestamp;

use super::fresh::Fresh;
use crate::engine::Engine;
use crate::inbox::{Door, read};
use crate::store::{Envelope, EnvelopeId, Result, Tx};

/// What it takes to hear what was kept, for as long as one transaction lasts.
pub(super) struct Hearing<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) engine: &'a Engine<'a>,
    pub(super) door: &'a Door,
}

/// How far the inbox has been decided.
pub(super) struct Decided {
    /// The last envelope of which that is true.
    pub(super) up_to: EnvelopeId,
    /// Whether more is left.
    pub(super) has_more: bool,
    /// When the oldest of that came, if it is known: what came later has not been heard.
    pub(super) heard_until: Option<Timestamp>,
}

/// What one envelope came to.
pub(super) struct HeardEnvelope {
    alerts: usize,
    /// How much of it is kept.
    pub(super) kept_bytes: usize,
}

impl Hearing<'_> {
    /// Reads and decides the oldest of what was kept and not decided, about so many alerts of it.
    pub(super) fn decide(&self, fresh: &Fresh, budget: usize) -> Result<Decided> {
        let begun = self.tx.read_up_to()?;
        let mut unread = fresh.unread(self.tx, begun);
        let (mut heard, mut kept_bytes, mut up_to) = (0, 0, begun);
        while heard < budget {
            let Some((id, envelope)) = unread.next()? else { break };
            let outcome = self.hear(id, &envelope)?;
            heard += outcome.alerts;
            kept_bytes += outcome.kept_bytes;
            up_to = id;
        }
        if up_to == begun {
            return Ok(Decided { up_to, has_more: false, heard_until: None });
        }
        self.tx.have_read(up_to, kept_bytes)?;
        let has_more = self.tx.has_unread_after(up_to)?;
        let next = if has_more { unread.next()? } else { None };
        let heard_until = next.map(|(_, envelope)| envelope.received_at);
        Ok(Decided { up_to, has_more, heard_until })
    }

    /// Reads one envelope and takes what is in it to the board. A body that said nothing new is not
    /// kept; one that cannot be read is, and opens an incident of its own.
    pub(super) fn hear(&self, id: EnvelopeId, envelope: &Envelope) -> Result<HeardEnvelope> {
        let reading = match read::read(self.door, envelope) {
            Ok(reading) => reading,
            Err(error) => {
                self.tx.keep_unreadable(id, &error)?;
                let heard = self.engine.hear(&read::unreadable(&envelope.source, &error))?;
                // What is asked for again and again is kept once for somebody to look at.
                if !heard.is_news && read::listing(envelope).is_some() {
                    self.tx.drop_body(id)?;
                }
                return Ok(HeardEnvelope { alerts: 1, kept_bytes: 0 });
            }
        };
        let is_news = read::hear(self.engine, envelope, &reading)?;
        if !is_news {
            self.tx.drop_body(id)?;
        }
        let kept_bytes = if is_news { envelope.body.len() } else { 0 };
        Ok(HeardEnvelope { alerts: reading.alerts().len().max(1), kept_bytes })
    }
}

#[cfg(test)]
mod tests;
