//! What only a daemon that decides does: it listens, tried again where the address is taken, asks the
//! sources that are polled, looks at what is monitored, and runs the programs of gauges.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::DaemonError;
use super::decider::Message;
use super::gauges::Runner;
use super::heart::{Attended, Deadman, Heart, Pulse};
use super::monitors::Monitors;
use super::polls::Polls;
use super::report::{Notice, Report};
use super::shared::Shared;
use super::status::Publisher;
use crate::inbox::http::{self, Listener};
use crate::system;

/// How many connections are served at once, where the system has room for them.
const CONNECTIONS: usize = 8192;

/// How many open files are kept for the store, the alarm and whatever else must work when every
/// connection is taken.
const RESERVED_FILES: usize = 48;

/// How long after a refusal the address is asked for again.
const AGAIN: Duration = Duration::from_secs(5);

/// The listener at work.
struct Serving {
    close: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Ends with the task, however that ends.
    alive: watch::Receiver<()>,
    _attended: Attended,
}

/// Whoever asks others or tells them something, for as long as this daemon decides.
pub(super) struct Errands {
    polls: Polls,
    monitors: Monitors,
    gauges: Runner,
    deadman: Deadman,
    publisher: Publisher,
    heart: Arc<Heart>,
    /// What ticks for the loop that accepts.
    pub(super) pulse: Pulse,
}

impl Errands {
    pub(super) fn new(shared: &Arc<Shared>, messages: &Sender<Message>, store: PathBuf) -> Self {
        Self {
            polls: Polls::new(shared, messages, store.clone()),
            monitors: Monitors::new(shared, messages, store.clone()),
            gauges: Runner::new(shared, messages),
            deadman: Deadman::new(shared, messages),
            publisher: Publisher::new(shared, messages, store),
            heart: Arc::clone(&shared.heart),
            pulse: Pulse::new("listener"),
        }
    }

    fn begin(&mut self) -> std::io::Result<()> {
        self.polls.begin();
        self.gauges.begin();
        self.deadman.begin();
        self.publisher.begin();
        self.monitors.begin()
    }

    fn end(&mut self) {
        self.polls.end();
        self.gauges.end();
        self.deadman.end();
        self.publisher.end();
        self.monitors.end();
    }
}

/// What only the daemon that decides has: the listener, and whoever asks.
pub(super) struct Outside {
    address: SocketAddr,
    routes: Arc<Listener>,
    errands: Errands,
    report: Report,
    /// Whether the address was taken when it was last asked for.
    is_refused: bool,
    serving: Option<Serving>,
}

impl Outside {
    pub(super) fn new(
        address: SocketAddr,
        routes: Listener,
        errands: Errands,
        report: Report,
    ) -> Self {
        let routes = Arc::new(routes);
        Self { address, routes, errands, report, is_refused: false, serving: None }
    }

    /// Opens, or says why not.
    pub(super) fn open(&mut self) -> Result<(), DaemonError> {
        self.errands.begin()?;
        let address = self.address;
        let taken = |why| DaemonError::Listen { address, why };
        let listener = http::bind(address).map_err(taken)?;
        self.report.say(Notice::Listens(listener.local_addr().map_err(taken)?));
        let files = system::raise_open_files();
        let connections = CONNECTIONS.min(files.saturating_sub(RESERVED_FILES)).max(8);
        let (close, closed) = watch::channel(false);
        let serve = http::serve(listener, Arc::clone(&self.routes), connections, closed);
        let (lives, alive) = watch::channel(());
        let task = tokio::spawn(async move {
            serve.await;
            drop(lives);
        });
        let attended = self.errands.heart.attend(&self.errands.pulse);
        self.serving = Some(Serving { close, task, alive, _attended: attended });
        self.is_refused = false;
        Ok(())
    }

    /// Opens after a take-over; where it cannot, says so and leaves it to be tried again.
    pub(super) fn try_open(&mut self) {
        if let Err(error) = self.open() {
            self.is_refused = true;
            self.report.say(Notice::CannotListen(error.to_string()));
        }
    }

    /// Waits until it is time to try again, for ever if that is not needed.
    pub(super) async fn is_owed(&self) {
        if self.is_refused {
            // Nothing is sent here: a rest, which a signal may end.
            drop(tokio::time::timeout(AGAIN, std::future::pending::<()>()).await);
        } else {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until the listener breaks off, which it does not.
    pub(super) async fn broke(&self) {
        let Some(serving) = &self.serving else { return std::future::pending().await };
        let mut alive = serving.alive.clone();
        while alive.changed().await.is_ok() {}
    }

    /// Closes in order: what has begun is answered.
    pub(super) async fn close(&mut self) {
        self.errands.end();
        if let Some(Serving { close, task, .. }) = self.serving.take() {
            let _ = close.send(true);
            drop(task.await);
        }
    }
}
