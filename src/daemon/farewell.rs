//! How a daemon comes to its end; and the receipts of what still rings then, asked for before the deciding
//! thread ends.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::DaemonError;

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

/// How a daemon comes to its end.
pub(super) enum Ending {
    /// Somebody asked for it.
    Asked,
    /// The deciding thread has ended.
    Ended(Result<Result<(), DaemonError>, oneshot::error::RecvError>),
    /// A task that lasts as long as the daemon has broken off.
    Broken,
}
