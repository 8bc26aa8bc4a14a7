//! What the listener and the deciding thread share: how much waits, what was counted, readiness.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::inbox::{Counters, Flood};

/// How many bodies may wait for the store at once.
const MOST_WAITING: usize = 4096;

/// How many bytes they may have together.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// What the listener and the deciding thread share.
pub(super) struct Shared {
    pub(super) counters: Arc<Counters>,
    waiting: AtomicUsize,
    bytes: AtomicUsize,
    ready: Mutex<Result<(), String>>,
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            counters: Arc::default(),
            waiting: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            // The store is open and the thread about to run: what arrives now is kept.
            ready: Mutex::new(Ok(())),
        }
    }

    /// Makes room for a body that waits, if there is some.
    pub(super) fn joins(&self, bytes: usize) -> Result<(), Flood> {
        let waiting = self.waiting.fetch_add(1, Ordering::AcqRel);
        let before = self.bytes.fetch_add(bytes, Ordering::AcqRel);
        if waiting < MOST_WAITING && before + bytes <= MOST_BYTES {
            return Ok(());
        }
        self.left(bytes);
        Err(Flood)
    }

    /// A body does not wait any longer.
    pub(super) fn left(&self, bytes: usize) {
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        self.bytes.fetch_sub(bytes, Ordering::AcqRel);
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
    pub(super) fn ready(&self) -> Result<(), String> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
