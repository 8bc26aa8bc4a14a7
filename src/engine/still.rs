//! What is said of a page that is not somebody's first for an incident: since when, and which it is.

use super::{Claimed, Engine};
use crate::domain::incident::still::Still;
use crate::domain::incident::{Incident, Reason};
use crate::domain::page::{Page, PageId};
use crate::domain::record::timeline::Event;
use crate::store::{Result, Subject};

impl Engine<'_> {
    /// Says in the timeline of a decision which page it is for whoever is called once more.
    pub(super) fn number_pages(&self, incident: &Incident, timeline: &mut [Event]) -> Result<()> {
        for event in timeline {
            if let Event::Paged { person, reason: Reason::Repeated, still, .. } = event {
                let number = 1 + self.tx.calls_before(incident.id, person, self.now)?;
                *still = Still::of(number, incident.opened_at, self.now);
            }
        }
        Ok(())
    }

    /// The same of one that goes out later than it was decided.
    pub(super) fn paged_late(&self, id: PageId, page: &Page) -> Result<Event> {
        let mut event = Event::paged(page);
        if let Event::Paged { reason: Reason::Repeated, still, .. } = &mut event {
            *still = self.still(id)?;
        }
        Ok(event)
    }

    /// A page that was taken, in the words in which its channel tells it.
    pub(super) fn worded(&self, id: PageId, page: Page, mut subject: Subject) -> Result<Claimed> {
        if page.reason != Reason::FirstPage
            && let Some(still) = self.still(id)?
        {
            subject.summary = format!("{still}: {}", subject.summary);
        }
        Ok(Claimed { id, page, subject })
    }

    fn still(&self, id: PageId) -> Result<Option<Still>> {
        let (number, opened_at) = self.tx.call_number(id)?;
        Ok(Still::of(number, opened_at, self.now))
    }
}
