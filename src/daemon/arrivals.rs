//! What comes in during one sleep of the deciding thread, and where the answers go.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use tokio::sync::oneshot;

use super::decider::Message;
use super::shared::Shared;
use crate::domain::name::SourceName;
use crate::inbox::Kept;
use crate::inbox::budget::Share;
use crate::store::{Envelope, EnvelopeId, Result, Tx};

/// How many envelopes are taken in one turn.
const TAKEN_AT_ONCE: usize = 1024;

/// How long the rest is; a commit takes longer.
const REST: Duration = Duration::from_micros(60);

/// What came in during one sleep.
#[derive(Default)]
pub(super) struct Arrivals {
    /// What is to be kept.
    pub(super) envelopes: Vec<Envelope>,
    /// Who waits for it, in the same order.
    pub(super) answers: Vec<oneshot::Sender<Kept>>,
    /// How far streams have been followed with them, in order.
    pub(super) cursors: Vec<(SourceName, String)>,
    /// Everything else that was said, in order.
    pub(super) others: Vec<Message>,
    /// What the envelopes hold of the budget. They are taken from here for their turn, and are still
    /// in memory until it is over.
    shares: Vec<Share>,
}

impl Arrivals {
    /// Sorts one message in.
    pub(super) fn take(&mut self, message: Message, shared: &Shared) {
        self.give_back();
        match message {
            Message::Arrived(envelope, answer) => {
                self.shares.push(shared.left(envelope.body.len()));
                self.envelopes.push(envelope);
                self.answers.push(answer);
            }
            Message::Fetched { envelope, cursor, answer } => {
                self.shares.push(shared.left(envelope.body.len()));
                self.cursors.extend(cursor.map(|cursor| (envelope.source.clone(), cursor)));
                self.envelopes.push(envelope);
                self.answers.push(answer);
            }
            other => self.others.push(other),
        }
    }

    /// Takes everything that is there. If senders came in company the last time and fewer are there
    /// now, the others are a moment behind: one short rest brings most of them into this commit. A
    /// lone sender never waits for company.
    pub(super) fn gather(&mut self, messages: &Receiver<Message>, shared: &Shared, company: usize) {
        self.take_more(messages, shared);
        if company > 1 && self.envelopes.len() < company {
            std::thread::park_timeout(REST);
            self.take_more(messages, shared);
        }
    }

    /// Takes everything that is there, without waiting.
    pub(super) fn take_more(&mut self, messages: &Receiver<Message>, shared: &Shared) {
        self.give_back();
        while self.envelopes.len() < TAKEN_AT_ONCE {
            let Ok(message) = messages.try_recv() else { return };
            self.take(message, shared);
        }
    }

    /// Keeps all that arrived, and how far streams have been followed with it.
    pub(super) fn keep(&self, tx: &Tx<'_>) -> Result<Vec<EnvelopeId>> {
        for (source, cursor) in &self.cursors {
            tx.put_cursor(source, cursor)?;
        }
        self.envelopes.iter().map(|envelope| tx.receive(envelope)).collect()
    }

    /// Gives back what the envelopes of the last turn held.
    fn give_back(&mut self) {
        if self.envelopes.is_empty() {
            self.shares.clear();
            self.cursors.clear();
        }
    }
}
