//! What channels say of their pages, put where somebody reads it.

use super::Engine;
use crate::domain::page::{PageId, Said};
use crate::domain::record::timeline::{Entry, Event};
use crate::store::{Result, WhosePage};

impl Engine<'_> {
    /// Writes down what a channel says of a page.
    pub fn said(&self, id: PageId, said: Said) -> Result<()> {
        match said {
            Said::Result(result) => self.finish(id, result).map(drop),
            Said::Trying => self.tx.keep_trying(id),
            Said::Repeats(receipt) => self.tx.put_emergency(id, &receipt),
            Said::Returned(proof) => {
                self.tell(id, |page| Event::Returned(page.person, page.channel, proof))
            }
            Said::Inaudible(why) => {
                self.tell(id, |page| Event::Inaudible(page.person, page.channel, why))
            }
            Said::Unspoken(why) => {
                self.tell(id, |page| Event::Unspoken(page.person, page.channel, why))
            }
            Said::StoodIn(channel, proof) => {
                self.tell(id, |page| Event::StoodIn(page.person, channel, proof))
            }
            Said::Rang(receipt) => {
                self.tx.put_receipt(id, &receipt)?;
                self.tell(id, |page| Event::Sounded(page.person, page.channel, receipt))
            }
        }
    }

    fn tell(&self, id: PageId, event: impl FnOnce(WhosePage) -> Event) -> Result<()> {
        let Some(page) = self.tx.whose_page(id)? else { return Ok(()) };
        let incident = Some(page.incident);
        self.tx.append(&Entry { at: self.now, incident, event: event(page) })
    }
}
