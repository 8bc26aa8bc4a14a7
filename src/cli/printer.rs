//! Printing that keeps nobody waiting: it has a thread of its own, and a limit to what it may owe.
//!
//! Whoever reads may stop reading: a terminal is held, a connection hangs, a pipe is full. The
//! daemon decides and rings on; what could not be shown is counted, and is on the record anyway.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TrySendError, channel, sync_channel};
use std::thread;
use std::time::Duration;

use crate::daemon::report::{Notice, Report};

/// How much may wait to be printed.
const OWED: usize = 1024;

/// How long the end waits for what is still to be printed.
const PATIENCE: Duration = Duration::from_secs(1);

/// The thread that prints.
pub(super) struct Printer {
    /// Nothing is sent: it breaks off when everything is printed.
    done: Receiver<()>,
}

impl Printer {
    /// Prints what is reported, in the way of `show`.
    pub(super) fn start(
        wants_entries: bool,
        mut show: impl FnMut(Notice) + Send + 'static,
    ) -> (Report, Self) {
        let (notices, told) = sync_channel(OWED);
        let missed = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&missed);
        let (is_done, done) = channel::<()>();
        thread::spawn(move || {
            for notice in told {
                show(notice);
                match counted.swap(0, Ordering::Relaxed) {
                    0 => {}
                    number => show(Notice::More(number)),
                }
            }
            drop(is_done);
        });
        let report = Report::to(wants_entries, move |notice| {
            if let Err(TrySendError::Full(_)) = notices.try_send(notice) {
                missed.fetch_add(1, Ordering::Relaxed);
            }
        });
        (report, Self { done })
    }

    /// Waits, once nothing reports any more, until everything is printed. Says whether it is: it
    /// is not where nobody reads.
    pub(super) fn finish(self) -> bool {
        self.done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Disconnected)
    }
}
