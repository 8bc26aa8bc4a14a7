//! What the listener hands to the deciding thread, and what it asks of the rest of the daemon.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use tokio::sync::{oneshot, watch};

use super::clock;
use super::decider::Message;
use super::heart::Pulse;
use super::presses::Waiting;
use super::questions::Asked;
use super::shared::Shared;
use crate::inbox::http::Listener;
use crate::inbox::replay::Taken;
use crate::inbox::{Arrival, Door};
use crate::pager::push::fetch;

/// A listener whose loop ticks by that pulse.
pub(super) fn routes(
    door: watch::Receiver<Arc<Door>>,
    messages: &Sender<Message>,
    shared: &Arc<Shared>,
    pulse: &Pulse,
) -> Listener {
    let (to_keep, waiting) = (messages.clone(), Arc::clone(shared));
    let (to_ask, ready) = (messages.clone(), Arc::clone(shared));
    let to_question = messages.clone();
    let (heart, pulse) = (Arc::clone(&shared.heart), pulse.clone());
    let (to_press, to_note) = (messages.clone(), messages.clone());
    Listener {
        door,
        budget: Arc::clone(&shared.budget),
        keep: Arc::new(move |Arrival { envelope, share }, answer| {
            waiting.joins(share)?;
            // Should the thread be gone, the answer is dropped and the sender told to come again.
            drop(to_keep.send(Message::Arrived(envelope, answer)));
            Ok(())
        }),
        ack_key: Arc::clone(&shared.ack_key),
        press: Box::new(move |press, answer| {
            // Should the thread be gone, the answer is dropped and whoever pressed told to try again.
            drop(to_press.send(Message::Pressed(Waiting { press, answer })));
        }),
        ask: Box::new(move |question, answer| {
            // The same as with a press.
            drop(to_question.send(Message::Asked(Asked::new(question, answer))));
        }),
        counters: Arc::clone(&shared.counters),
        taken: Taken::default(),
        note: Box::new(move |event| drop(to_note.send(Message::Note(event)))),
        fetch: Box::new(|address| Box::pin(fetch(address))),
        began: clock::now(),
        now: clock::now,
        ready: Box::new(move || ready.ready()),
        alive: Box::new(move || heart.alive()),
        tick: Box::new(move || pulse.tick()),
        metrics: Box::new(move || {
            let (answer, answered) = oneshot::channel();
            drop(to_ask.send(Message::Metrics(answer)));
            answered
        }),
    }
}
