//! The channel `bell`: the terminal's bell, again and again, where there is no loudspeaker.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::io::ioctl_fionbio;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::pages::Pages;
use super::{Call, Channel, Lost, Probing, Ring, RingError, Ringing, Telling};
use crate::domain::incident::IncidentId;
use crate::domain::notification::Quietness;

pub(super) const CHANNEL: Channel = Channel {
    name: "bell",
    about: "the bell of this terminal and a flash of it, until somebody acknowledges",
    needs: "`wail watch` in a terminal that somebody sees or hears",
    needs_station: true,
    quietness: Quietness::Stroke,
    build: |surroundings| {
        Box::new(Bell::new(PathBuf::from("/dev/tty"), AGAIN, surroundings.lost.clone()))
    },
};

/// How often the bell is struck.
const AGAIN: Duration = Duration::from_secs(2);

/// What a terminal takes as a stroke: its bell, and everything on it in reverse.
const STROKE: &[u8] = b"\x07\x1b[?5h";

/// What ends the reverse.
const UPRIGHT: &[u8] = b"\x1b[?5l";

/// How long a flash lasts.
const FLASH: Duration = Duration::from_millis(150);

/// The bell of one terminal.
struct Bell {
    terminal: PathBuf,
    again: Duration,
    state: Arc<State>,
}

struct State {
    ringing: Mutex<Option<Striking>>,
    lost: UnboundedSender<Lost>,
}

/// The pages that it rings for, and the task that strikes it.
struct Striking {
    pages: Pages,
    striker: JoinHandle<()>,
}

impl Bell {
    fn new(terminal: PathBuf, again: Duration, lost: UnboundedSender<Lost>) -> Self {
        Self { terminal, again, state: Arc::new(State { ringing: Mutex::new(None), lost }) }
    }

    /// Opens the terminal so that a stopped one (Ctrl-S) fails instead of blocking.
    fn open(&self) -> Result<File, RingError> {
        let terminal = OpenOptions::new().append(true).open(&self.terminal).and_then(|terminal| {
            ioctl_fionbio(&terminal, true)?;
            Ok(terminal)
        });
        terminal.map_err(|error| {
            RingError::Failed(format!("there is no terminal whose bell could ring ({error})"))
        })
    }

    /// One stroke, without an end to come.
    fn strike_once(&self) -> Result<String, RingError> {
        self.open()?.write_all(STROKE).map_err(|error| silent(&error))?;
        Ok(format!("one stroke of the bell of {}", self.terminal.display()))
    }

    fn join(&self, call: &Call) -> Result<String, RingError> {
        let mut ringing = self.state.ringing();
        if let Some(striking) = ringing.as_mut() {
            striking.pages.insert(call.incident, call.page);
        } else {
            let mut terminal = Terminal(self.open()?);
            terminal.0.write_all(STROKE).map_err(|error| silent(&error))?;
            let mut pages = Pages::default();
            pages.insert(call.incident, call.page);
            let striker = tokio::spawn(strike(Arc::clone(&self.state), terminal, self.again));
            *ringing = Some(Striking { pages, striker });
        }
        Ok(format!("ringing the bell of {}", self.terminal.display()))
    }
}

impl Ring for Bell {
    fn ring(&self, call: Call) -> Ringing<'_> {
        Box::pin(async move { self.join(&call) })
    }

    fn tell(&self, _: Telling) -> Ringing<'_> {
        Box::pin(async move { self.strike_once() })
    }

    fn hush(&self, incident: IncidentId) {
        let mut ringing = self.state.ringing();
        let Some(striking) = ringing.as_mut() else { return };
        let is_over = striking.pages.remove(incident) && striking.pages.is_empty();
        if is_over && let Some(striking) = ringing.take() {
            striking.striker.abort();
        }
    }

    fn probe(&self) -> Probing<'_> {
        Box::pin(std::future::ready(self.open().map(drop)))
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        if let Some(striking) = self.state.ringing().take() {
            striking.striker.abort();
        }
    }
}

impl State {
    fn ringing(&self) -> MutexGuard<'_, Option<Striking>> {
        // Every change under the lock is whole, so a panic elsewhere leaves nothing half done.
        self.ringing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn silent(error: &io::Error) -> RingError {
    RingError::Failed(format!("the terminal's bell cannot be rung ({error})"))
}

/// Strikes the bell until it is told to stop or the terminal is gone.
async fn strike(state: Arc<State>, mut terminal: Terminal, again: Duration) {
    let mut strokes = interval(again);
    strokes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first comes at once, and has been struck already.
    strokes.tick().await;
    let mut written = Ok(());
    loop {
        if written.is_ok() {
            drop(timeout(FLASH.min(again / 2), std::future::pending::<()>()).await);
            written = terminal.0.write_all(UPRIGHT);
        }
        strokes.tick().await;
        let mut ringing = state.ringing();
        if ringing.is_none() {
            return;
        }
        if let Err(error) = written.and_then(|()| terminal.0.write_all(STROKE)) {
            let Some(striking) = ringing.take() else { return };
            let pages = striking.pages.sorted();
            // Nobody reads this any more when the station is going down.
            drop(state.lost.send(Lost { pages, error: silent(&error) }));
            return;
        }
        written = Ok(());
    }
}

/// A terminal that is left as it was, however the striking ends.
struct Terminal(File);

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that is gone needs nothing.
        drop(self.0.write_all(UPRIGHT));
    }
}

#[cfg(test)]
mod tests;
