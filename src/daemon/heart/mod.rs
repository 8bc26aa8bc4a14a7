//! The daemon's own heart: every loop that lasts as long as the daemon ticks here, and a thread that depends
//! on none of them raises the alarm when one stops.

mod alarm;
mod deadman;
mod heed;
mod reserve;
mod vitals;
mod watchdog;

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::timeout;

pub(super) use self::alarm::Alarm;
pub(super) use self::deadman::Deadman;
pub(super) use self::heed::heed;
pub(super) use self::reserve::Reserve;
use self::vitals::Written;
pub(super) use self::vitals::keep;
pub(super) use self::watchdog::Watchdog;

use super::clock::NAP;
use super::systemd;
use crate::config::Settings;
use crate::domain::heart::Ticking;
use crate::domain::station::Station;
use crate::domain::wait::spell;
use crate::inbox::http::TICK;
use crate::system;

/// The loop of the deciding thread. Without it nothing is written down and nobody is called.
pub(super) const DECIDER: &str = "decider";

/// The loop that rings. Without it no page goes out.
pub(super) const STATION: &str = "station";

/// After how long without a look nobody watches the loops.
const UNWATCHED: Duration = Duration::from_mins(1);

/// What ticks for one loop. A tick costs next to nothing.
#[derive(Clone)]
pub(super) struct Pulse {
    name: Arc<str>,
    /// The longest time between two ticks.
    every: Duration,
    /// When it last ticked, in milliseconds since this machine was started.
    at: Arc<AtomicU64>,
}

impl Pulse {
    /// For a loop of that name, which ticks whenever it has rested.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.into(), every: TICK, at: Arc::default() }
    }

    /// For the deciding thread, which sleeps for as long as a nap.
    pub(super) fn of_decider() -> Self {
        Self { every: NAP, ..Self::new(DECIDER) }
    }

    /// The loop goes on.
    pub(super) fn tick(&self) {
        // Never the same twice: two ticks within a millisecond are two ticks.
        let now = since_boot();
        let _ = self.at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
            Some(now.max(last.saturating_add(1)))
        });
    }

    /// Rests until it is time to tick.
    pub(super) async fn rest(&self) {
        drop(timeout(self.every, pending::<()>()).await);
    }

    /// Goes on ticking while the loop waits for something that may take long, or that somebody else has
    /// to see to.
    pub(super) async fn through<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            let done = timeout(self.every, &mut work).await;
            self.tick();
            if let Ok(done) = done {
                return done;
            }
        }
    }
}

/// What ticks for the loops that every daemon has from its start to its end.
pub(super) struct Pulses {
    pub(super) decider: Pulse,
    pub(super) station: Pulse,
    pub(super) watchman: Pulse,
    /// Keeps them watched.
    pub(super) attended: [Attended; 3],
}

impl Pulses {
    /// Has them watched from now on.
    pub(super) fn attended(heart: &Arc<Heart>) -> Self {
        let (decider, station) = (Pulse::of_decider(), Pulse::new(STATION));
        let watchman = Pulse::new("watchman");
        let attended = [&decider, &station, &watchman].map(|pulse| heart.attend(pulse));
        Self { decider, station, watchman, attended }
    }
}

/// A loop that is watched.
struct Watched {
    place: u64,
    pulse: Pulse,
    /// The tick that was last seen.
    seen: u64,
    ticking: Ticking,
}

#[derive(Default)]
struct Loops {
    watched: Vec<Watched>,
    /// Loops that ended while they were stuck, which is still to be told.
    ended: Vec<String>,
    next_place: u64,
}

/// Keeps a loop watched until this is dropped.
pub(super) struct Attended {
    heart: Arc<Heart>,
    place: u64,
}

impl Drop for Attended {
    fn drop(&mut self) {
        let mut loops = self.heart.loops();
        let Some(at) = loops.watched.iter().position(|it| it.place == self.place) else { return };
        let watched = loops.watched.swap_remove(at);
        if watched.ticking.is_stuck() {
            loops.ended.push(watched.pulse.name.to_string());
        }
    }
}

/// What a look has found changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// That loop has not ticked for so long.
    Stuck(String, SignedDuration),
    /// It ticks again, or is there no longer.
    GoesOn(String),
}

/// A loop as the metrics show it.
pub(super) struct Beating {
    /// The loop.
    pub(super) name: String,
    /// How long ago it last ticked, in seconds.
    pub(super) age: f64,
    /// Whether it counts as stuck.
    pub(super) is_stuck: bool,
}

/// The loops of this daemon, and what its self-audit goes by.
pub(super) struct Heart {
    loops: Mutex<Loops>,
    /// When somebody last looked at them, in milliseconds since this machine was started.
    looked_at: AtomicU64,
    /// The configuration in force.
    settings: watch::Sender<Option<Arc<Settings>>>,
    /// What the deciding thread has seen with its last sign of life.
    written: Mutex<Option<Written>>,
    /// When the outside watcher was last told that all is well, in milliseconds; 0 for never.
    pinged_at: AtomicI64,
    /// Whether this daemon decides.
    decides: AtomicBool,
}

impl Heart {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            loops: Mutex::default(),
            looked_at: AtomicU64::new(since_boot()),
            settings: watch::Sender::new(None),
            written: Mutex::default(),
            pinged_at: AtomicI64::new(0),
            decides: AtomicBool::new(false),
        })
    }

    /// Watches that loop from now on, for as long as what is returned is kept.
    pub(super) fn attend(self: &Arc<Self>, pulse: &Pulse) -> Attended {
        pulse.tick();
        let every = SignedDuration::try_from(pulse.every).unwrap_or(SignedDuration::MAX);
        let mut loops = self.loops();
        let place = loops.next_place;
        loops.next_place += 1;
        let (pulse, ticking) = (pulse.clone(), Ticking::every(every));
        loops.watched.push(Watched { place, pulse, seen: 0, ticking });
        Attended { heart: Arc::clone(self), place }
    }

    /// These settings are in force.
    pub(super) fn obey(&self, settings: &Arc<Settings>) {
        self.settings.send_replace(Some(Arc::clone(settings)));
    }

    /// The configuration in force, as it changes.
    pub(super) fn settings(&self) -> watch::Receiver<Option<Arc<Settings>>> {
        self.settings.subscribe()
    }

    /// This daemon decides from now on.
    pub(super) fn decides(&self) {
        self.decides.store(true, Ordering::Relaxed);
    }

    /// Looks at every loop, so much time after the last look, and says what has changed.
    fn look(&self, passed: SignedDuration) -> Vec<Change> {
        self.looked_at.store(since_boot(), Ordering::Relaxed);
        let mut loops = self.loops();
        let mut changes: Vec<Change> = loops.ended.drain(..).map(Change::GoesOn).collect();
        for watched in &mut loops.watched {
            let at = watched.pulse.at.load(Ordering::Relaxed);
            let has_ticked = std::mem::replace(&mut watched.seen, at) != at;
            let before = watched.ticking;
            watched.ticking = before.looked_at(has_ticked, passed);
            let name = || watched.pulse.name.to_string();
            match (before.is_stuck(), watched.ticking.is_stuck()) {
                (false, true) => changes.push(Change::Stuck(name(), watched.ticking.silent_for())),
                (true, false) => changes.push(Change::GoesOn(name())),
                (true, true) | (false, false) => {}
            }
        }
        changes
    }

    /// The loops that are stuck, and how long each has not ticked.
    fn stuck(&self) -> Vec<(String, SignedDuration)> {
        let loops = self.loops();
        let stuck = loops.watched.iter().filter(|watched| watched.ticking.is_stuck());
        stuck.map(|it| (it.pulse.name.to_string(), it.ticking.silent_for())).collect()
    }

    /// The station as others may count on it: while its loop hangs, it rings by nothing.
    pub(super) fn able(&self, mut station: Station) -> Station {
        if self.stuck().iter().any(|(name, _)| name == STATION) {
            let kinds = station.channels.drain(..);
            station.unable.extend(kinds.map(|kind| (kind, "its loop is stuck".to_owned())));
        }
        station
    }

    /// Whether every loop goes on, and which does not.
    pub(super) fn alive(&self) -> Result<(), String> {
        let stuck = self.stuck();
        if stuck.is_empty() {
            return Ok(());
        }
        let each = stuck.iter().map(|(name, silent_for)| {
            format!("the loop {name} has not ticked for {}", spell(*silent_for))
        });
        Err(each.collect::<Vec<_>>().join("; "))
    }

    /// Tells the service manager that the daemon is alive, if every loop of it is as far as somebody looks.
    pub(super) fn feed(&self) {
        if self.stuck().is_empty() && self.is_watched(since_boot()) {
            systemd::alive();
        }
    }

    /// Whether somebody looks at the loops: a watchdog that is gone finds nothing.
    fn is_watched(&self, now: u64) -> bool {
        Duration::from_millis(now.saturating_sub(self.looked_at.load(Ordering::Relaxed)))
            < UNWATCHED
    }

    /// How every loop does, by name.
    pub(super) fn beating(&self) -> Vec<Beating> {
        let now = since_boot();
        let loops = self.loops();
        let mut beating: Vec<Beating> = loops
            .watched
            .iter()
            .map(|watched| {
                let age = now.saturating_sub(watched.pulse.at.load(Ordering::Relaxed));
                let age = Duration::from_millis(age).as_secs_f64();
                let is_stuck = watched.ticking.is_stuck();
                Beating { name: watched.pulse.name.to_string(), age, is_stuck }
            })
            .collect();
        beating.sort_by(|one, other| one.name.cmp(&other.name));
        beating
    }

    /// When the outside watcher was last told that all is well, by this daemon.
    pub(super) fn pinged_at(&self) -> Option<Timestamp> {
        let at = self.pinged_at.load(Ordering::Relaxed);
        Timestamp::from_millisecond(at).ok().filter(|_| at != 0)
    }

    fn was_pinged(&self, now: Timestamp) {
        self.pinged_at.store(now.as_millisecond(), Ordering::Relaxed);
    }

    fn loops(&self) -> MutexGuard<'_, Loops> {
        self.loops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn since_boot() -> u64 {
    u64::try_from(system::since_boot().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
