//! A second station for the one alarm that says that the first hangs: with channels, a thread and an event
//! loop of its own, made when it is needed.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio::sync::watch;

use super::{Heart, Pulse, STATION};
use crate::daemon::decider::Message;
use crate::daemon::farewell::Farewell;
use crate::daemon::outgoing::Outgoing;
use crate::daemon::report::Report;
use crate::daemon::station::{Order, Orders, Room, Setting};
use crate::system;

/// How long its channels may take to leave the machine as it was.
const CLOSING: Duration = Duration::from_secs(2);

/// How often it is looked whether they have.
const LOOK: Duration = Duration::from_millis(10);

/// The second station, once it was needed.
pub(in crate::daemon) struct Reserve {
    heart: Arc<Heart>,
    messages: Sender<Message>,
    report: Report,
    /// This program, which is also the alarm's player.
    executable: PathBuf,
    /// Where it is remembered which outputs it unmuted: not where the first station does.
    unmuted: PathBuf,
    at_work: Option<(Orders, JoinHandle<()>)>,
}

impl Reserve {
    /// Will begin beside this station, whose channels stand there.
    pub(in crate::daemon) fn beside(
        setting: &Setting,
        heart: &Arc<Heart>,
        messages: &Sender<Message>,
        report: &Report,
    ) -> Self {
        Self {
            heart: Arc::clone(heart),
            messages: messages.clone(),
            report: report.clone(),
            executable: setting.executable.clone(),
            unmuted: setting.unmuted.with_extension("reserve"),
            at_work: None,
        }
    }

    /// Lets these ring.
    pub(super) fn ring(&mut self, calls: Vec<Outgoing>) {
        if self.at_work.is_none() {
            self.at_work = self.begin();
        }
        self.give(Order::Alarm(calls));
    }

    /// What rings is silent.
    pub(super) fn falls_silent(&self) {
        self.give(Order::AlarmOver);
    }

    fn give(&self, order: Order) {
        if let Some((orders, _)) = &self.at_work {
            orders.give(order);
        }
    }

    /// Begins, if the system has a thread and an event loop for it; else it is tried with the next alarm.
    fn begin(&self) -> Option<(Orders, JoinHandle<()>)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
        let (orders, ordered) = unbounded_channel();
        let room = {
            let _entered = runtime.enter();
            Room::new(self.setting(), self.messages.clone(), self.report.clone())
        };
        let work = move || runtime.block_on(room.follow(ordered, watch::Sender::new(false)));
        let thread = thread::Builder::new().name("reserve".to_owned()).spawn(work).ok()?;
        Some((Orders(orders), thread))
    }
}

impl Reserve {
    /// Where its channels stand: nobody asks it for receipts, and nobody watches it in turn.
    fn setting(&self) -> Setting {
        let settings = self.heart.settings.borrow();
        let output = settings.as_ref().map(|settings| settings.sounds.output.clone());
        Setting {
            executable: self.executable.clone(),
            output: output.unwrap_or_default(),
            unmuted: self.unmuted.clone(),
            farewell: Farewell::new().1,
            pulse: Pulse::new(STATION),
        }
    }
}

impl Drop for Reserve {
    fn drop(&mut self) {
        let Some((orders, thread)) = self.at_work.take() else { return };
        drop(orders);
        let since = system::since_boot();
        while !thread.is_finished() && system::since_boot().saturating_sub(since) < CLOSING {
            thread::park_timeout(LOOK);
        }
    }
}
