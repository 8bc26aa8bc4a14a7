//! The loop: a daemon is wired up here, runs until it is told to stop, and stops in order.

mod abilities;
mod alarm;
mod arrivals;
mod aside;
mod awake;
mod beat;
pub mod clock;
mod decider;
mod door;
pub mod drill;
mod farewell;
mod fresh;
pub mod gauges;
mod guard;
mod hearing;
mod heart;
mod history;
mod memory;
mod metrics;
mod monitors;
pub mod nudge;
mod outgoing;
mod outside;
mod polls;
mod presses;
mod questions;
mod reload;
pub mod report;
mod routes;
mod shared;
mod signals;
mod spool;
mod stand_in;
mod station;
pub mod status;
mod systemd;
mod turn;
mod weekly;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use self::awake::Awake;
use self::decider::{Decider, Message};
pub use self::door::door_of;
use self::drill::DrillKey;
use self::farewell::{Ending, Farewell};
use self::heart::{Alarm, Attended, Pulse, Pulses, Reserve, Watchdog};
use self::history::Beginning;
use self::memory::Memory;
use self::nudge::{Neighbours, Shoulder, Tap};
use self::outside::{Errands, Outside};
use self::reload::{Changes, Reloader};
use self::report::{Notice, Report};
use self::routes::routes;
use self::shared::Shared;
use self::signals::Signals;
use self::station::{Orders, Room, Setting};
use crate::config::{Located, Settings};
use crate::domain::name::PersonId;
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::domain::station::Station;
use crate::store::{self, Lease, Store, StoreError};
use crate::system;

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
    /// Whether it proves, audibly, that this machine can be heard: at its start and with each shift.
    pub proves: bool,
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
    let Start { settings, located, executable, may_join, proves, report, stop } = start;
    // Before anything is said to run: a signal that comes early must not end it unawares.
    let signals = Signals::catch()?;
    let name = own_name();
    let nudges = store::nudge_socket(&settings.store.path);
    let neighbours = Neighbours::new(&nudges);
    let asks = neighbours.clone();
    let store = Store::open(&settings.store.path)?.roomy()?;
    let mut store = store.while_busy(move || asks.tap(Tap::Knock));
    let lease = take_lease(&store, &name, may_join, &report)?;
    let decides = lease.is_some();
    let files = settings.files.clone();
    let changes = Changes::of(&files, &report);
    let drill_key = DrillKey::of(&mut store)?;
    let beginning = history::begin(&mut store, settings, drill_key.as_ref(), &report)?;
    let Beginning { settings, waits, note } = beginning;
    let settings = Arc::new(settings);
    let (address, store_path) = (settings.listen.address, settings.store.path.clone());
    let unmuted = store_path.with_extension("unmuted");
    let (messages, received) = channel();
    let shared = Arc::new(Shared::new());
    // Links that went out before are ours from the first request on.
    presses::have_key(&shared.ack_key, &mut store, &settings)?;
    let (door, doors) = watch::channel(Arc::new(door_of(&settings, drill_key.as_ref())));
    shared.obey(&settings);
    let errands = Errands::new(&shared, &messages, store_path.clone());
    let routes = routes(doors, &messages, &shared, &errands.pulse);
    let mut outside = Outside::new(address, routes, errands, report.clone());
    if decides {
        shared.heart.decides();
        outside.open()?;
    }
    let mut memory = Memory::new(clock::now(), decides);
    memory.audio.is_proved_aloud = proves;
    memory.duties_at = memory.duties_at.filter(|_| waits.is_none());
    memory.notes.extend(note.filter(|_| decides));
    let shoulder = bind(&nudges, &mut memory);
    let (orders, ordered) = unbounded_channel();
    let present = Arc::clone(&door.borrow());
    let heart = Arc::clone(&shared.heart);
    let pulses = Pulses::attended(&heart);
    let decider = Decider {
        station: station_of(&name, &settings),
        memory,
        store,
        messages: received,
        door: present,
        doors: door,
        waits,
        settings,
        lease,
        orders: Orders(orders.clone()),
        report: report.clone(),
        shared,
        neighbours,
        awake: Awake::default(),
        pulse: pulses.decider,
    };
    let (farewell, asked) = Farewell::new();
    let output = decider.settings.sounds.output.clone();
    let setting = Setting { executable, output, unmuted, farewell: asked, pulse: pulses.station };
    let alarm = Alarm::new(Orders(orders), Reserve::beside(&setting, &heart, &messages, &report));
    let watchdog = Watchdog::begin(heart, messages.clone(), report.clone(), alarm)?;
    let room = Room::new(setting, messages.clone(), report.clone());
    // What is known at once is known before the first turn.
    room.probe(decider.station.channels.clone(), proves);
    let (ended, end) = oneshot::channel();
    let thread = thread::Builder::new().name("decider".to_owned()).spawn(move || {
        // Whoever waits for the end has gone first only if the whole process is going.
        drop(ended.send(decider.run()));
    })?;
    let (decide, deciding) = watch::channel(decides);
    let station = tokio::spawn(room.follow(ordered, decide));
    let reloader = Reloader {
        located,
        messages: messages.clone(),
        report,
        files,
        address,
        store: store_path,
        drill_key,
        changes,
    };
    drop(messages);
    let watchman = Watchman {
        outside,
        signals,
        shoulder,
        reloader,
        deciding,
        stop,
        station,
        farewell,
        end,
        watchdog,
        pulse: pulses.watchman,
        _attended: pulses.attended,
    };
    let outcome = watchman.attend().await;
    thread.join().map_err(|_| DaemonError::Broken)?;
    outcome
}

/// The right to decide; nothing where another daemon has it and this one may join it.
fn take_lease(
    store: &Store,
    name: &str,
    may_join: bool,
    report: &Report,
) -> Result<Option<Lease>, DaemonError> {
    match store.lease(name) {
        Ok(lease) => Ok(Some(lease)),
        Err(StoreError::Leased { holder }) if may_join => {
            report.say(Notice::OnlyRings(holder));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Where taps are felt; that they cannot be goes on the record.
fn bind(nudges: &Path, memory: &mut Memory) -> Option<Shoulder> {
    let bound = Shoulder::bind(nudges);
    bound
        .map_err(|error| {
            let event = DaemonEvent::CannotFeel(error.to_string());
            memory.notes.push(Event::Daemon(event));
        })
        .ok()
}

/// How long the channels may take to leave the machine as it was.
const CLOSING: Duration = Duration::from_secs(2);

/// Whoever waits for what comes from outside and passes it on, for as long as the daemon lasts.
struct Watchman {
    outside: Outside,
    signals: Signals,
    shoulder: Option<Shoulder>,
    reloader: Reloader,
    /// Changes to `true` when this station decides.
    deciding: watch::Receiver<bool>,
    /// Changes to `true` when somebody asks the daemon to stop.
    stop: watch::Receiver<bool>,
    /// The channels at work.
    station: JoinHandle<()>,
    /// Where they are asked for the receipts of what still rings.
    farewell: Farewell,
    /// How the deciding thread ends.
    end: oneshot::Receiver<Result<(), DaemonError>>,
    watchdog: Watchdog,
    pulse: Pulse,
    _attended: [Attended; 3],
}

impl Watchman {
    /// Passes on signals, taps and changes until it is time to stop, then stops in order.
    async fn attend(mut self) -> Result<(), DaemonError> {
        let ending = self.watch().await;
        systemd::stopping();
        // A loop that ends is not stuck.
        drop(self.watchdog);
        self.outside.close().await;
        if matches!(ending, Ending::Asked) {
            self.farewell.receipts().await;
        }
        drop(self.reloader.messages.send(Message::Stop));
        let outcome = match ending {
            Ending::Ended(outcome) => Some(outcome),
            Ending::Asked => Some(self.end.await),
            Ending::Broken => None,
        };
        // Whoever sends to the deciding thread is gone now, and it ends even without being told.
        drop(self.reloader);
        // Nobody gives orders any more, so the channels close; one that cannot is left as it is.
        if !self.station.is_finished() && timeout(CLOSING, &mut self.station).await.is_err() {
            self.station.abort();
        }
        match outcome {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) | None => Err(DaemonError::Broken),
        }
    }

    async fn watch(&mut self) -> Ending {
        let Self {
            outside, signals, shoulder, reloader, deciding, stop, station, end, pulse, ..
        } = self;
        systemd::ready();
        loop {
            pulse.tick();
            tokio::select! {
                () = pulse.rest() => {}
                _ = signals.terminate.recv() => return Ending::Asked,
                _ = signals.interrupt.recv() => return Ending::Asked,
                Ok(()) = stop.changed() => return Ending::Asked,
                outcome = &mut *end => return Ending::Ended(outcome),
                _ = signals.hangup.recv() => reloader.reload(),
                () = reloader.changed() => reloader.reload(),
                // Whoever takes over rings and decides, whether or not the address is free by now.
                Ok(()) = deciding.changed() => outside.try_open(),
                () = outside.is_owed() => outside.try_open(),
                // Both go on for as long as the daemon does; without them nothing is heard.
                _ = &mut *station => return Ending::Broken,
                () = outside.broke() => return Ending::Broken,
                tap = feel(shoulder.as_ref()) => drop(reloader.messages.send(match tap {
                    Tap::Saved => Message::Saved,
                    Tap::Knock => Message::Knock,
                })),
            }
        }
    }
}

/// Waits for the next tap, for ever where none can be felt.
async fn feel(shoulder: Option<&Shoulder>) -> Tap {
    let felt = match shoulder {
        Some(shoulder) => shoulder.feel().await.ok(),
        None => None,
    };
    match felt {
        Some(tap) => tap,
        None => std::future::pending().await,
    }
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

/// The station with every kind of channel by which somebody is to be reached here.
fn station_of(name: &str, settings: &Settings) -> Station {
    let is_mine = |person: &PersonId| settings.me.as_ref().is_none_or(|me| me.contains(person));
    let mine = settings.rules.people.iter().filter(|(person, _)| is_mine(person));
    let reaches = mine.flat_map(|(_, person)| &person.channels);
    let kinds: BTreeSet<&str> =
        reaches.filter(|reach| reach.needs_station).map(|reach| &*reach.kind).collect();
    Station {
        name: name.to_owned(),
        people: settings.me.clone(),
        channels: kinds.into_iter().map(str::to_owned).collect(),
        unable: BTreeMap::new(),
    }
}
