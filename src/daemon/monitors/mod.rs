//! What we look at ourselves: one thread that looks for as long as this daemon decides, and tells the
//! deciding thread what has changed.

mod heed;
mod judge;
mod memo;
mod spoke;
mod wheel;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use jiff::Timestamp;
use tokio::sync::watch;

pub(super) use self::heed::{forget, heed};
use self::wheel::Wheel;
use super::decider::Message;
use super::heart::{Attended, Pulse};
use super::shared::Shared;
use crate::config::{CanarySettings, GaugeFeed, MonitorSettings, Settings};
use crate::domain::alert::Severity;
use crate::domain::name::MonitorName;
use crate::domain::watch::Number;
use crate::domain::watch::dependency::Dependency;
use crate::domain::watch::latency::Latencies;
use crate::domain::watch::monitor::{Change, Watch};
use crate::store::{MonitorRow, Store};

/// What is looked at.
#[derive(Default)]
pub(super) struct Targets {
    monitors: BTreeMap<MonitorName, Arc<MonitorSettings>>,
    canaries: Vec<CanarySettings>,
    dependencies: Vec<Dependency>,
    /// The monitors whose numbers gauges want.
    fed: BTreeSet<MonitorName>,
}

/// What that configuration looks at.
pub(super) fn targets(settings: &Settings) -> Arc<Targets> {
    Arc::new(Targets {
        monitors: settings
            .monitors
            .iter()
            .map(|(name, monitor)| (name.clone(), Arc::new(monitor.clone())))
            .collect(),
        canaries: settings.canaries.clone(),
        dependencies: settings.dependencies(),
        fed: settings.gauges.values().filter_map(fed_by).collect(),
    })
}

fn fed_by(feed: &GaugeFeed) -> Option<MonitorName> {
    match feed {
        GaugeFeed::Monitor { monitor, .. } => Some(MonitorName::from(monitor.as_str())),
        GaugeFeed::Run { .. } => None,
    }
}

/// What whoever looks has to tell.
pub(super) enum News {
    /// A look said something new.
    Looked(Box<Looked>),
    /// All canaries fail, as these words say, and monitors that are so grave at most fail with them.
    Blind { said: String, severity: Severity },
    /// A canary answers, after none did or nobody had looked.
    Sees,
    /// A look saw these numbers, which gauges want.
    Numbers { monitor: MonitorName, at: Timestamp, numbers: Vec<Number> },
    /// This is how long looks of that hour took.
    Took { monitor: MonitorName, hour: Timestamp, latencies: Latencies },
}

/// A look that said something new.
pub(super) struct Looked {
    pub(super) monitor: MonitorName,
    pub(super) watch: Watch,
    pub(super) changes: Vec<Change>,
    /// Whether what has changed concerns anybody.
    pub(super) is_told: bool,
}

/// What whoever looks and everybody else share.
pub(super) struct Board {
    targets: watch::Sender<Arc<Targets>>,
    /// When whoever looks was last seen to, in milliseconds; 0 if nobody looks.
    alive_at: AtomicI64,
    /// How many looks there were, and how many of them began more than a second late.
    pub(super) looks: AtomicU64,
    pub(super) late: AtomicU64,
}

impl Board {
    pub(super) fn new() -> Self {
        Self {
            targets: watch::Sender::new(Arc::default()),
            alive_at: AtomicI64::new(0),
            looks: AtomicU64::new(0),
            late: AtomicU64::new(0),
        }
    }

    /// These are looked at from now on.
    pub(super) fn look_at(&self, targets: Arc<Targets>) {
        self.targets.send_replace(targets);
    }

    /// Up to when everything was looked at that had to be; nothing if nobody looks.
    pub(super) fn alive_at(&self) -> Option<Timestamp> {
        let at = self.alive_at.load(Ordering::Relaxed);
        (at != 0).then(|| Timestamp::from_millisecond(at).ok()).flatten()
    }

    fn is_alive(&self, at: Timestamp) {
        self.alive_at.store(at.as_millisecond(), Ordering::Relaxed);
    }
}

/// Whoever looks, once begun.
pub(super) struct Monitors {
    shared: Arc<Shared>,
    messages: Sender<Message>,
    /// Where it is kept how each stood.
    store: PathBuf,
    running: Option<Running>,
}

/// The thread at work.
struct Running {
    /// Dropped to have it end.
    stop: watch::Sender<()>,
    thread: JoinHandle<()>,
    _attended: Attended,
}

impl Monitors {
    pub(super) fn new(shared: &Arc<Shared>, messages: &Sender<Message>, store: PathBuf) -> Self {
        Self { shared: Arc::clone(shared), messages: messages.clone(), store, running: None }
    }

    /// Begins, unless it has. It goes on from how each monitor stood when somebody last looked.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        if self.running.is_some() {
            return Ok(());
        }
        let (stop, stopped) = watch::channel(());
        let (shared, messages) = (Arc::clone(&self.shared), self.messages.clone());
        let store = self.store.clone();
        let pulse = Pulse::new("monitors");
        let attended = self.shared.heart.attend(&pulse);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = thread::Builder::new().name("monitors".to_owned()).spawn(move || {
            let targets = shared.monitors.targets.subscribe();
            let wheel = Wheel::new(known(&store), shared, messages, pulse);
            runtime.block_on(wheel.turn(targets, stopped));
        })?;
        self.running = Some(Running { stop, thread, _attended: attended });
        Ok(())
    }

    /// Looks no more. What looks had begun, such as programs, ends with it.
    pub(super) fn end(&mut self) {
        let Some(Running { stop, thread, .. }) = self.running.take() else { return };
        drop(stop);
        // It ends as soon as it is asked to; should it have broken off, there is nothing left to end.
        drop(thread.join());
    }
}

/// How each monitor stood. Where the store cannot be read, which the deciding thread tells, everything
/// begins anew.
fn known(store: &std::path::Path) -> BTreeMap<MonitorName, MonitorRow> {
    let read = Store::open(store).and_then(|mut store| store.read(|tx| tx.monitors()));
    read.unwrap_or_default()
}
