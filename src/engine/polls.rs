//! Sources that are asked: a list of what is open there meets the board, and so does it when there is
//! no word from one.

use super::Engine;
use crate::domain::alert::{Alert, Signal};
use crate::domain::incident::reconcile::{News, Reconciled, Standing, reconcile};
use crate::domain::incident::{AlertChange, Input};
use crate::domain::name::SourceName;
use crate::store::Result;

impl Engine<'_> {
    /// Takes a list of everything that is open at that source to the board: what stands here and is not
    /// in a whole list is over. Whether it said anything new.
    pub fn hear_list(&self, source: &SourceName, listed: &[Alert], is_whole: bool) -> Result<bool> {
        let listed = self.besides_beats(listed)?;
        self.tx.mark_listed(source)?;
        let standing = self.tx.standing(source)?;
        let Reconciled { news, over } = reconcile(&standing, &listed, is_whole);
        let mut is_news = !over.is_empty();
        for News { alert, known } in news {
            is_news |= self.hear(alert)?.is_news;
            // A report that is only counted leaves what was said last; a list is compared with that.
            if let Some(known) = known.filter(|known| known.signal != alert.signal)
                && alert.signal != Signal::Resolved
            {
                self.tx.put_signal(known, alert.signal)?;
            }
        }
        for gone in over {
            self.vanish(source, gone)?;
        }
        Ok(is_news)
    }

    fn vanish(&self, source: &SourceName, gone: &Standing) -> Result<()> {
        self.tx.end_standing(gone, self.now)?;
        let Standing { incident: Some(incident), is_open: true, .. } = gone else { return Ok(()) };
        let alert =
            Alert::new(source.clone(), gone.fingerprint.clone(), Signal::Resolved, gone.severity)
                .summary(&gone.summary);
        let change = self.over_for_now(source, &gone.fingerprint, AlertChange::Vanishes)?;
        self.apply(*incident, Input::Alert { alert, change, is_silenced: false }).map(drop)
    }

    /// Hears what lasts until it is said to be over, once: whoever ends it by hand has been told.
    pub fn hear_once(&self, alert: &Alert) -> Result<()> {
        let (board, _) = self.tx.board(alert)?;
        let is_known = board.known.is_some_and(|known| known.signal != Signal::Resolved);
        if is_known == (alert.signal == Signal::Resolved) {
            self.hear(alert)?;
        }
        Ok(())
    }
}
