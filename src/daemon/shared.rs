//! What the listener and the deciding thread share: how much waits, what was counted, readiness.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::heart::Heart;
use super::{gauges, monitors, polls};
use crate::config::Settings;
use crate::inbox::budget::{Budget, Share};
use crate::inbox::token::AckKey;
use crate::inbox::{Counters, Flood};

/// How many bodies may wait for the store at once.
const MOST_WAITING: usize = 4096;

/// What the listener and the deciding thread share.
pub(super) struct Shared {
    pub(super) counters: Arc<Counters>,
    pub(super) budget: Arc<Budget>,
    /// What signs acknowledgement links, once there are any.
    pub(super) ack_key: Arc<OnceLock<AckKey>>,
    /// Which sources are asked.
    pub(super) polls: polls::Board,
    /// The loops of this daemon.
    pub(super) heart: Arc<Heart>,
    /// Which programs are run for gauges.
    pub(super) gauges: gauges::Board,
    /// What we look at ourselves.
    pub(super) monitors: monitors::Board,
    waiting: AtomicUsize,
    ready: Mutex<Result<(), String>>,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            counters: Arc::default(),
            budget: Arc::default(),
            ack_key: Arc::default(),
            polls: polls::Board::new(),
            heart: Heart::new(),
            gauges: gauges::Board::new(),
            monitors: monitors::Board::new(),
            waiting: AtomicUsize::new(0),
            // The store is open and the thread about to run: what arrives now is kept.
            ready: Mutex::new(Ok(())),
        }
    }

    /// These settings are in force, for everybody who asks, looks or tells.
    pub(super) fn obey(&self, settings: &Arc<Settings>) {
        self.polls.ask(polls::asked(settings));
        self.gauges.run(gauges::runs(settings));
        self.monitors.look_at(monitors::targets(settings));
        self.heart.obey(settings);
    }

    /// Lets a body wait for the store, if not too many do. What it holds of the budget waits with it.
    pub(super) fn joins(&self, share: Share) -> Result<(), Flood> {
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= MOST_WAITING {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(Flood);
        }
        share.stay();
        Ok(())
    }

    /// A body of that size does not wait any longer. What it holds goes to whoever has it now.
    pub(super) fn left(&self, bytes: usize) -> Share {
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        self.budget.take_over(bytes)
    }

    /// How many requests were refused: for a flood, and for their key.
    pub(super) fn refusals(&self) -> (u64, u64) {
        let Counters { floods, wrong_keys, .. } = &*self.counters;
        (floods.load(Ordering::Relaxed), wrong_keys.load(Ordering::Relaxed))
    }

    pub(super) fn set_ready(&self, ready: Result<(), String>) {
        *self.ready.lock().unwrap_or_else(PoisonError::into_inner) = ready;
    }

    /// Whether what arrives now would be kept, and why not.
    pub(super) fn can_write(&self) -> Result<(), String> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether what arrives now would be kept and what is open elsewhere is known, and why not.
    pub(super) fn ready(&self) -> Result<(), String> {
        self.can_write()?;
        let reconciling = self.polls.reconciling();
        if reconciling.is_empty() {
            return Ok(());
        }
        Err(format!("reconciling {}…", reconciling.join(", ")))
    }
}
