//! One line of events to the screen, with a wire that wakes it.

use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _, pipe};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::super::super::serve::runtime;
use super::super::data::Data;
use super::super::model::Ran;
use crate::daemon::report::Notice;
use crate::system::{GOES_ON, STOP_FOR_A_WHILE};

/// How many events may wait: whoever does not draw any more is not told more than that.
const OWED: usize = 256;

/// What happens outside.
pub(super) enum Event {
    /// Something was read.
    Data(Box<Data>),
    /// Nothing could be, for that reason.
    Unread(String),
    /// A command has run.
    Ran(Ran),
    /// Of these sources it is not known yet what is open there.
    Reconciling(Vec<String>),
    /// The daemon has something to say.
    Notice(Box<Notice>),
    /// The terminal has another size.
    Resized,
    /// Somebody asks this process to stop for a while.
    Stops,
    /// It goes on.
    GoesOn,
}

/// The sending end.
#[derive(Clone)]
pub(super) struct Wire {
    events: SyncSender<Event>,
    shared: Arc<Shared>,
}

struct Shared {
    reader: PipeReader,
    writer: PipeWriter,
    /// Whether somebody has knocked who was not heard yet.
    is_knocking: AtomicBool,
    /// Whether it is time to leave.
    is_over: AtomicBool,
    /// What must be printed once there is room.
    kept: Mutex<Vec<String>>,
}

impl Wire {
    pub(super) fn new() -> io::Result<(Self, Receiver<Event>)> {
        let (reader, writer) = pipe()?;
        let (events, received) = sync_channel(OWED);
        let (is_knocking, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
        let shared = Shared { reader, writer, is_knocking, is_over, kept: Mutex::default() };
        let shared = Arc::new(shared);
        Ok((Self { events, shared }, received))
    }

    /// Sends it, however long that takes.
    pub(super) fn send(&self, event: Event) {
        // The screen may be gone already.
        drop(self.events.send(event));
        self.knock();
    }

    /// Sends it unless too much waits already.
    pub(super) fn try_send(&self, event: Event) {
        drop(self.events.try_send(event));
        self.knock();
    }

    /// It is time to leave, however much waits.
    pub(super) fn end(&self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        self.knock();
    }

    pub(super) fn is_over(&self) -> bool {
        self.shared.is_over.load(Ordering::SeqCst)
    }

    fn knock(&self) {
        if !self.shared.is_knocking.swap(true, Ordering::SeqCst) {
            // It has room for one byte, and its reader lives as long as it.
            drop((&self.shared.writer).write_all(b"!"));
        }
    }

    /// What can be read from once somebody has knocked.
    pub(super) fn woken(&self) -> &PipeReader {
        &self.shared.reader
    }

    /// Whoever has knocked is heard: what comes from now on knocks again.
    pub(super) fn heed(&self) {
        if self.shared.is_knocking.load(Ordering::SeqCst) {
            // There is a byte, or there will be at once.
            drop((&self.shared.reader).read_exact(&mut [0; 1]));
            self.shared.is_knocking.store(false, Ordering::SeqCst);
        }
    }

    /// Keeps something to be printed once the screen is left.
    pub(super) fn keep(&self, text: String) {
        self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// What was kept.
    pub(super) fn kept(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Hears what the system says of the terminal, until `stop` is true.
pub(super) fn hear_signals(wire: Wire, mut stop: watch::Receiver<bool>) -> Option<JoinHandle<()>> {
    let runtime = runtime().ok()?;
    let heard = move || {
        runtime.block_on(async {
            let kinds = [SignalKind::from_raw(STOP_FOR_A_WHILE), SignalKind::from_raw(GOES_ON)];
            let [Ok(mut stops), Ok(mut goes_on)] = kinds.map(signal) else { return };
            let Ok(mut resized) = signal(SignalKind::window_change()) else { return };
            loop {
                tokio::select! {
                    _ = stop.changed() => return,
                    Some(()) = stops.recv() => wire.send(Event::Stops),
                    Some(()) = goes_on.recv() => wire.send(Event::GoesOn),
                    Some(()) = resized.recv() => wire.send(Event::Resized),
                    else => return,
                }
            }
        });
    };
    thread::Builder::new().name("signals".to_owned()).spawn(heard).ok()
}
