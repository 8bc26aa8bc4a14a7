//! The loop: a daemon is wired up here, runs until it is told to stop, and stops in order.

mod arrivals;
mod aside;
pub mod clock;
mod decider;
mod fresh;
mod memory;
mod metrics;
pub mod nudge;
mod reload;
pub mod report;
mod shared;
mod station;
mod systemd;
mod turn;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use self::decider::{Decider, Message};
use self::memory::Memory;
use self::nudge::{Shoulder, Tap};
use self::reload::{Changes, Reloader};
use self::report::{Notice, Report};
use self::shared::Shared;
use self::station::{Orders, Room};
use crate::config::{Located, Settings};
use crate::domain::station::Station;
use crate::inbox::http::{self, Listener};
use crate::inbox::{Door, Gate};
use crate::pager::CHANNELS;
use crate::store::{self, Store, StoreError};
use crate::system;

/// How many connections are served at once, where the system has room for them.
const CONNECTIONS: usize = 8192;

/// How many open files are kept for the store, the alarm and whatever else must work when every
/// connection is taken.
const RESERVED_FILES: usize = 48;

/// How long after a refusal the address is asked for again.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// What a daemon is started with.
pub struct Start {
    /// The configuration.
    pub settings: Settings,
    /// Where it was found, to read it again when it changes.
    pub located: Option<Located>,
    /// This program, which is also the alarm's player.
    pub executable: PathBuf,
    /// Whether it may join a store that another daemon decides, and only ring.
    pub may_join: bool,
    /// Whom it talks to.
    pub report: Report,
    /// Changes to `true` when somebody asks it to stop.
    pub stop: watch::Receiver<bool>,
}

/// Why a daemon did not start, or how it ended.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address is taken or cannot be had.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        why: std::io::Error,
    },
    /// The system refused something basic.
    #[error("cannot start: {0}")]
    System(#[from] std::io::Error),
    /// The deciding thread broke: a bug.
    #[error("the deciding thread broke off")]
    Broken,
}

/// Runs a daemon until it is told to stop.
pub async fn run(start: Start) -> Result<(), DaemonError> {
    let Start { settings, located, executable, may_join, report, stop } = start;
    // Before anything is said to run: a signal that comes early must not end it unawares.
    let signals = Signals::catch()?;
    let changes = Changes::of(located.as_ref(), &report);
    let name = own_name();
    let store = Store::open(&settings.store.path)?.roomy()?;
    let lease = match store.lease(&name) {
        Ok(lease) => Some(lease),
        Err(StoreError::Leased { holder }) if may_join => {
            report.say(Notice::OnlyRings(holder));
            None
        }
        Err(error) => return Err(error.into()),
    };
    let decides = lease.is_some();
    let (address, store_path) = (settings.listen.address, settings.store.path.clone());
    let (messages, received) = channel();
    let shared = Arc::new(Shared::new());
    let (door, doors) = watch::channel(Arc::new(door_of(&settings)));
    let routes = Arc::new(routes(doors, &messages, &shared));
    let mut outside =
        Outside::new(settings.listen.address, store::nudge_socket(store.path()), routes, &report);
    if decides {
        outside.open()?;
    }
    let (orders, ordered) = unbounded_channel();
    let decider = Decider {
        station: station_of(&name, &settings),
        memory: Memory::new(clock::now(), decides),
        store,
        messages: received,
        door: Arc::clone(&door.borrow()),
        settings: Arc::new(settings),
        lease,
        orders: Orders(orders),
        report: report.clone(),
        shared,
    };
    let (ended, end) = oneshot::channel();
    let thread = thread::Builder::new().name("decider".to_owned()).spawn(move || {
        // Whoever waits for the end has gone first only if the whole process is going.
        drop(ended.send(decider.run()));
    })?;
    let (decide, deciding) = watch::channel(decides);
    let room = Room::new(executable, messages.clone(), report.clone());
    let mut station = tokio::spawn(room.follow(ordered, decide));
    let reloader = Reloader {
        located,
        messages: messages.clone(),
        door,
        report,
        address,
        store: store_path,
        changes,
    };
    drop(messages);
    let waits = (deciding, stop);
    let outcome = attend((outside, signals), reloader, waits, (&mut station, end)).await;
    station.abort();
    drop(station.await);
    thread.join().map_err(|_| DaemonError::Broken)?;
    outcome
}

/// What the system may tell a daemon.
struct Signals {
    hangup: Signal,
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn catch() -> std::io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }
}

/// Waits for signals, taps and changes, and passes them on, until it is time to stop.
async fn attend(
    (mut outside, mut signals): (Outside, Signals),
    mut reloader: Reloader,
    (mut deciding, mut stop): (watch::Receiver<bool>, watch::Receiver<bool>),
    (station, mut end): (&mut JoinHandle<()>, oneshot::Receiver<Result<(), StoreError>>),
) -> Result<(), DaemonError> {
    systemd::ready();
    let ending = loop {
        tokio::select! {
            _ = signals.terminate.recv() => break Ending::Asked,
            _ = signals.interrupt.recv() => break Ending::Asked,
            Ok(()) = stop.changed() => break Ending::Asked,
            outcome = &mut end => break Ending::Ended(outcome),
            _ = signals.hangup.recv() => reloader.reload(),
            () = reloader.changed() => reloader.reload(),
            // Whoever takes over rings and decides, whether or not the address is free by now.
            Ok(()) = deciding.changed() => outside.try_open(),
            () = outside.is_owed() => outside.try_open(),
            // Both go on for as long as the daemon does; without them nothing is heard.
            _ = &mut *station => break Ending::Broken,
            () = outside.broke() => break Ending::Broken,
            tap = outside.tap() => drop(reloader.messages.send(match tap {
                Tap::Saved => Message::Saved,
                Tap::Knock => Message::Knock,
            })),
        }
    };
    systemd::stopping();
    outside.close().await;
    drop(reloader.messages.send(Message::Stop));
    let outcome = match ending {
        Ending::Ended(outcome) => outcome,
        Ending::Asked => end.await,
        Ending::Broken => return Err(DaemonError::Broken),
    };
    Ok(outcome.map_err(|_| DaemonError::Broken)??)
}

/// How a daemon comes to its end.
enum Ending {
    /// Somebody asked for it.
    Asked,
    /// The deciding thread has ended.
    Ended(Result<Result<(), StoreError>, oneshot::error::RecvError>),
    /// A task that lasts as long as the daemon has broken off.
    Broken,
}

/// What this daemon is called: its machine and its process.
fn own_name() -> String {
    format!("{}/{}", system::host(), std::process::id())
}

/// Whether a station of this machine is known to have ended, without waiting for its silence.
fn has_ended(name: &str) -> bool {
    let Some((host, process)) = name.rsplit_once('/') else { return false };
    host == system::host() && process.parse().is_ok_and(|process| !system::is_alive(process))
}

fn station_of(name: &str, settings: &Settings) -> Station {
    let channels = CHANNELS.iter().filter(|channel| channel.needs_station);
    Station {
        name: name.to_owned(),
        people: settings.me.clone(),
        channels: channels.map(|channel| channel.name.to_owned()).collect(),
    }
}

/// The door as the configuration describes it.
#[must_use]
pub fn door_of(settings: &Settings) -> Door {
    let gates = settings.sources.iter().map(|(name, source)| {
        let key = source.key.as_ref().map(|key| key.expose().as_bytes().to_vec());
        (name.clone(), Gate { kind: source.kind, severity: source.severity, key })
    });
    Door { gates: gates.collect(), body_limit: settings.listen.body_limit }
}

fn routes(
    door: watch::Receiver<Arc<Door>>,
    messages: &Sender<Message>,
    shared: &Arc<Shared>,
) -> Listener {
    let (to_keep, waiting) = (messages.clone(), Arc::clone(shared));
    let (to_ask, ready) = (messages.clone(), Arc::clone(shared));
    Listener {
        door,
        keep: Arc::new(move |envelope, answer| {
            waiting.joins(envelope.body.len())?;
            // Should the thread be gone, the answer is dropped and the sender told to come again.
            drop(to_keep.send(Message::Arrived(envelope, answer)));
            Ok(())
        }),
        counters: Arc::clone(&shared.counters),
        now: clock::now,
        ready: Box::new(move || ready.ready()),
        metrics: Box::new(move || {
            let (answer, answered) = oneshot::channel();
            drop(to_ask.send(Message::Metrics(answer)));
            answered
        }),
    }
}

/// The listener at work.
struct Serving {
    close: watch::Sender<bool>,
    task: JoinHandle<()>,
    /// Ends with the task, however that ends.
    alive: watch::Receiver<()>,
}

/// What only the daemon that decides has: the listener and the socket for taps.
struct Outside {
    address: SocketAddr,
    socket: PathBuf,
    routes: Arc<Listener>,
    report: Report,
    shoulder: Option<Shoulder>,
    /// Whether the address was taken when it was last asked for.
    is_refused: bool,
    serving: Option<Serving>,
}

impl Outside {
    fn new(address: SocketAddr, socket: PathBuf, routes: Arc<Listener>, report: &Report) -> Self {
        let report = report.clone();
        Self { address, socket, routes, report, shoulder: None, is_refused: false, serving: None }
    }

    fn open(&mut self) -> Result<(), DaemonError> {
        if self.shoulder.is_none() {
            // Without the socket taps are not felt, and what they tell is noticed within a nap.
            self.shoulder = Shoulder::bind(&self.socket).ok();
        }
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
        self.serving = Some(Serving { close, task, alive });
        self.is_refused = false;
        Ok(())
    }

    /// Opens after a take-over; where it cannot, says so and leaves it to be tried again.
    fn try_open(&mut self) {
        if let Err(error) = self.open() {
            self.is_refused = true;
            self.report.say(Notice::CannotListen(error.to_string()));
        }
    }

    /// Waits until it is time to try again, for ever if that is not needed.
    async fn is_owed(&self) {
        if self.is_refused {
            // Nothing is sent here: a rest, which a signal may end.
            drop(tokio::time::timeout(AGAIN, std::future::pending::<()>()).await);
        } else {
            std::future::pending::<()>().await;
        }
    }

    /// Waits until the listener breaks off, which it does not.
    async fn broke(&self) {
        let Some(serving) = &self.serving else { return std::future::pending().await };
        let mut alive = serving.alive.clone();
        while alive.changed().await.is_ok() {}
    }

    /// Waits for the next tap, for ever where none can be felt.
    async fn tap(&self) -> Tap {
        let felt = match &self.shoulder {
            Some(shoulder) => shoulder.feel().await.ok(),
            None => None,
        };
        match felt {
            Some(tap) => tap,
            None => std::future::pending().await,
        }
    }

    async fn close(&mut self) {
        if let Some(Serving { close, task, .. }) = self.serving.take() {
            let _ = close.send(true);
            drop(task.await);
        }
    }
}
