//! What is asked at a door that stands in for another system is done here, in one transaction, by the
//! engine and the store.

use jiff::Timestamp;

use super::{Answer, Question};
use crate::domain::record::timeline::{Entry, Event};
use crate::engine::Engine;
use crate::store::{Result, Tx};

/// Does it, and says what came of it; nothing of it is saved if this fails.
pub fn heed(
    tx: &Tx<'_>,
    _engine: &Engine<'_>,
    question: &Question,
    now: Timestamp,
) -> Result<Answer> {
    match question {
        Question::Change { by, summary } => {
            let event = Event::Changed(by.clone(), summary.clone());
            tx.append(&Entry { at: now, incident: None, event })?;
            Ok(Answer::Done)
        }
    }
}
