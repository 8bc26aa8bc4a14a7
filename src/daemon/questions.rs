//! What is asked at the doors that stand in for other systems: it is done with the next turn that has
//! decided what came before it, and answered once that is saved.

use jiff::Timestamp;
use tokio::sync::oneshot;

use crate::engine::Engine;
use crate::inbox::dropin::{Answer, Question, heed};
use crate::store::{EnvelopeId, Result, Tx};

/// A question, and who waits for its answer.
pub(super) struct Asked {
    question: Question,
    answer: oneshot::Sender<Answer>,
    /// What had been kept when it came: it may be about that.
    after: Option<EnvelopeId>,
}

impl Asked {
    pub(super) fn new(question: Question, answer: oneshot::Sender<Answer>) -> Self {
        Self { question, answer, after: None }
    }
}

/// What has been asked and is not answered, in its order.
#[derive(Default)]
pub(super) struct Questions {
    waiting: Vec<Asked>,
    /// The last of what was kept.
    kept: Option<EnvelopeId>,
}

impl Questions {
    /// Whether nobody waits.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes a question in.
    pub(super) fn ask(&mut self, asked: Asked) {
        self.waiting.push(Asked { after: self.kept, ..asked });
    }

    /// These have been kept.
    pub(super) fn received(&mut self, kept: &[EnvelopeId]) {
        self.kept = kept.iter().max().copied().max(self.kept);
    }

    /// Whoever waits is told to try again.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Does what is asked, as far as what came before it has been decided; where another daemon
    /// decides, at once.
    pub(super) fn heed(
        &self,
        tx: &Tx<'_>,
        engine: &Engine<'_>,
        decided: Option<EnvelopeId>,
        now: Timestamp,
    ) -> Result<Vec<Answer>> {
        let is_due = |asked: &&Asked| decided.is_none() || asked.after <= decided;
        let due = self.waiting.iter().take_while(is_due);
        due.map(|asked| heed::heed(tx, engine, &asked.question, now)).collect()
    }

    /// Answers the first of those who wait, now that it is saved.
    pub(super) fn answer(&mut self, answers: Vec<Answer>) {
        for (asked, answer) in self.waiting.drain(..answers.len()).zip(answers) {
            // Whoever asked may have gone.
            drop(asked.answer.send(answer));
        }
    }
}
