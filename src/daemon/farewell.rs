//! How a daemon comes to its end; and the receipts of what still rings then, asked for before the deciding
//! thread ends.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::decider::Decider;
use super::nudge::Tap;
use super::{DaemonError, clock};
use crate::domain::record::timeline::{DaemonEvent, Entry, Event};
use crate::store::StoreError;

/// Where the station is asked; answered once the receipts are on their way to the deciding thread.
pub(super) type Asked = UnboundedReceiver<oneshot::Sender<()>>;

/// Whoever asks.
pub(super) struct Farewell(UnboundedSender<oneshot::Sender<()>>);

impl Farewell {
    pub(super) fn new() -> (Self, Asked) {
        let (ask, asked) = unbounded_channel();
        (Self(ask), asked)
    }

    /// Waits until the receipts are on their way. A station that has broken off has none any more, and
    /// drops the question.
    pub(super) async fn receipts(&self) {
        let (done, is_done) = oneshot::channel();
        drop(self.0.send(done));
        drop(is_done.await);
    }
}

/// How many pages a daemon hands over as it stops.
const HANDED_OVER: usize = 500;

impl Decider {
    /// Puts everything back for whoever comes next: what rings here will ring there.
    pub(super) fn say_goodbye(&mut self) -> Result<(), StoreError> {
        let (name, decides, now) = (&self.station.name, self.lease.is_some(), clock::now());
        let farewell = self.store.write(|tx| {
            // What is left of a storm is taken over by whoever decides next.
            tx.requeue(name, HANDED_OVER)?;
            tx.drop_station(name)?;
            if decides {
                let event = Event::Daemon(DaemonEvent::Stopped);
                tx.append(&Entry { at: now, incident: None, event })?;
            }
            Ok::<(), StoreError>(())
        });
        // Whoever is tapped finds the lease free and the pages there to take.
        self.lease = None;
        self.neighbours.tap(Tap::Saved);
        match (farewell, self.memory.trouble.take()) {
            (Err(error), _) | (Ok(()), Some(error)) => Err(error),
            (Ok(()), None) => Ok(()),
        }
    }
}

/// How a daemon comes to its end.
pub(super) enum Ending {
    /// Somebody asked for it.
    Asked,
    /// The deciding thread has ended.
    Ended(Result<Result<(), DaemonError>, oneshot::error::RecvError>),
    /// A task that lasts as long as the daemon has broken off.
    Broken,
}
