//! Hearing before ringing: after a start, a long sleep or with other sources, what was kept is read and
//! what is asked is asked once, so that nothing rings that is over by now.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::config::Settings;
use crate::domain::name::SourceName;
use crate::domain::record::timeline::Event;
use crate::engine::Engine;

/// How long nothing rings at most, whoever gives no answer.
const LONGEST: SignedDuration = SignedDuration::from_secs(60);

/// What is to be heard before anything rings.
#[derive(Default)]
pub(in crate::daemon) struct Grace {
    /// Until when that is waited for.
    until: Option<Timestamp>,
    /// Whether what was kept is not read to its end.
    reads: bool,
    /// The sources that have not answered yet: what they reported waits for them.
    sources: BTreeSet<SourceName>,
}

impl Grace {
    /// Begins if there is something new to be heard: other sources are asked than before, or nothing
    /// could be heard for a while.
    pub(in crate::daemon) fn consider(
        &mut self,
        asks_anew: bool,
        notes: &[Event],
        settings: &Settings,
        now: Timestamp,
    ) {
        let was_deaf = notes.iter().any(|note| matches!(note, Event::Deaf(_)));
        if asks_anew || was_deaf {
            let asked = settings.sources.iter().filter(|(_, source)| source.poll.is_some());
            self.until = Some(now.saturating_add(LONGEST).unwrap_or(now));
            self.reads = true;
            self.sources = asked.map(|(name, _)| name.clone()).collect();
        }
    }

    /// What it is waited for now ends then. A clock that was set back does not put that off.
    pub(in crate::daemon) fn ends_at(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.until.filter(|_| self.reads || !self.sources.is_empty())?;
        (now < until && until <= now.saturating_add(LONGEST).unwrap_or(now)).then_some(until)
    }

    /// Nothing of that rings in this turn.
    pub(in crate::daemon) fn hush(&self, engine: &Engine<'_>, now: Timestamp) {
        if self.ends_at(now).is_some() {
            engine.hears_first(self.sources.clone(), self.reads);
        }
    }

    /// What was kept has been read to its end.
    pub(super) fn has_read(&mut self) {
        self.reads = false;
    }

    /// What that source answered, or that it did not, has been decided. Whether that was waited for.
    pub(super) fn has_heard(&mut self, source: &SourceName) -> bool {
        self.sources.remove(source)
    }
}

#[cfg(test)]
mod tests;
