//! What is asked at a door that stands in for another system is done here, in one transaction, by the
//! engine and the store.

use jiff::Timestamp;

use super::{Act, Answer, Question, opsgenie_shown};
use crate::domain::incident::Input;
use crate::domain::record::timeline::{Entry, Event};
use crate::engine::Engine;
use crate::store::{Result, Tx};

/// Does it, and says what came of it; nothing of it is saved if this fails.
pub fn heed(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    question: &Question,
    now: Timestamp,
) -> Result<Answer> {
    match question {
        Question::Change { by, summary } => {
            let event = Event::Changed(by.clone(), summary.clone());
            tx.append(&Entry { at: now, incident: None, event })?;
            Ok(Answer::Done)
        }
        Question::Beat { by, heartbeat } => {
            engine.beat(by, heartbeat)?;
            Ok(Answer::Done)
        }
        Question::Act(act) => {
            let Act { which, input, note } = &**act;
            let Some(id) = opsgenie_shown::find(tx, which)? else { return Ok(Answer::Missing) };
            if let Input::Assign { to, .. } = input
                && !engine.knows(to)
            {
                return Ok(Answer::Nobody(to.clone()));
            }
            for input in [Some(input), note.as_ref()].into_iter().flatten() {
                // What is over stays over: whoever asks for more of it gets the same answer there.
                engine.apply(id, input.clone())?;
            }
            Ok(Answer::Acted(id))
        }
        Question::Silence { of, wanted } => engine.silence(*of, wanted).map(Answer::Silenced),
        Question::EndSilence(id) => {
            let is_there = engine.end_silence(*id)?;
            Ok(if is_there { Answer::Done } else { Answer::Missing })
        }
    }
}
