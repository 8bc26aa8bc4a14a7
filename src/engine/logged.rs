//! Reports that open nothing: counted, and on the record once for each reason.

use super::{Engine, Heard};
use crate::domain::alert::Alert;
use crate::domain::incident::IncidentId;
use crate::domain::incident::triage::WhyNot;
use crate::domain::record::timeline::{Entry, Event};
use crate::store::Result;

impl Engine<'_> {
    /// Takes note of what a sender says that is about no problem, or about none that may page.
    pub fn take_note(&self, alert: &Alert, why: WhyNot) -> Result<Heard> {
        let (board, said_before) = self.tx.board(alert)?;
        let is_known = board.known.is_some();
        self.only_count(alert, why, None, is_known)?;
        let is_first = said_before.as_deref() != Some(why.word());
        if is_first {
            self.log(alert, why, None)?;
        }
        Ok(Heard { incident: None, is_news: is_first })
    }

    /// Counts a report that changes nothing.
    pub(super) fn only_count(
        &self,
        alert: &Alert,
        why: WhyNot,
        incident: Option<IncidentId>,
        is_known: bool,
    ) -> Result<()> {
        // That it is over is worth knowing although nothing was open: whatever comes late of the
        // same episode must not ring.
        if is_known && why != WhyNot::NothingOpen {
            self.tx.count_alert(incident, alert, Some(why), self.now)
        } else if is_known {
            self.tx.put_alert(incident, alert, Some(why), self.now)
        } else {
            self.tx.new_alert(incident, alert, Some(why), self.now)
        }
    }

    /// Puts such a report on the record, once for each reason in a row: a thousand late copies are
    /// one entry and a count.
    pub(super) fn log(
        &self,
        alert: &Alert,
        why: WhyNot,
        incident: Option<IncidentId>,
    ) -> Result<()> {
        let event = Event::Logged {
            by: alert.reporter(),
            severity: alert.severity,
            summary: alert.summary.clone(),
            why,
        };
        self.tx.append(&Entry { at: self.now, incident, event })
    }
}
