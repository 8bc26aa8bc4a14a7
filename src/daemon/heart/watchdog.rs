//! The thread that looks at every loop and depends on none: it tells the deciding thread, and where that or
//! the station is what hangs, it sounds the alarm itself.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::SignedDuration;

use super::alarm::Alarm;
use super::{Change, Heart};
use crate::daemon::decider::Message;
use crate::daemon::report::{Notice, Report};
use crate::domain::record::timeline::DaemonEvent;
use crate::system;

/// How often it looks.
const LOOK: Duration = Duration::from_secs(5);

/// As how much time a look counts at most: while this thread did not run, because the machine slept or
/// the process was stopped, no loop has missed a tick.
const COUNTS: Duration = Duration::from_secs(10);

/// The watchdog at work. It ends when this is dropped.
pub(in crate::daemon) struct Watchdog {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    /// Begins to look.
    pub(in crate::daemon) fn begin(
        heart: Arc<Heart>,
        messages: Sender<Message>,
        report: Report,
        alarm: Alarm,
    ) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let dog = Dog { heart, messages, report, alarm };
        let thread = thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(move || dog.watch(&stopped))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.stop.take());
        // It waits for nobody, so this takes no time. What it broke off with is on standard error.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

/// As how much time a look counts that comes so long after the last one.
pub(super) fn counted(passed: Duration) -> SignedDuration {
    SignedDuration::try_from(passed.min(COUNTS)).unwrap_or_default()
}

struct Dog {
    heart: Arc<Heart>,
    messages: Sender<Message>,
    report: Report,
    alarm: Alarm,
}

impl Dog {
    fn watch(mut self, stopped: &mpsc::Receiver<()>) {
        let mut last = system::since_boot();
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(LOOK) {
            let now = system::since_boot();
            let passed = counted(now.saturating_sub(std::mem::replace(&mut last, now)));
            let changes = self.heart.look(passed);
            let has_changed = !changes.is_empty();
            for change in changes {
                self.tell(change);
            }
            self.alarm.sound(&self.heart, has_changed);
        }
    }

    /// Tells whoever reads the log, and the deciding thread: where that hangs, it writes it down when it
    /// goes on.
    fn tell(&self, change: Change) {
        let event = match change {
            Change::Stuck(name, silent_for) => DaemonEvent::LoopStuck(name, silent_for),
            Change::GoesOn(name) => DaemonEvent::LoopGoesOn(name),
        };
        self.report.say(Notice::Heart(event.clone()));
        // Should the thread be gone, the daemon is ending.
        drop(self.messages.send(Message::Note(event)));
    }
}
