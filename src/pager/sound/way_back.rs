//! The way back: while an alarm sounds by something else than its first choice, what it would rather be
//! played by is tried now and then, beside what plays.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::super::RingError;
use super::child::{Heard, Talk};
use super::group::Group;
use super::line::{Outlet, Request};

/// How often it is tried.
const EVERY: Duration = Duration::from_secs(10);

/// A player that is tried beside the one that plays.
pub(super) struct Trial {
    /// What the alarm was to sound like when it was started.
    pub(super) request: Request,
    pub(super) player: Group,
    pub(super) talk: Talk,
}

/// What is tried now, and when next.
pub(super) struct WayBack {
    try_at: Instant,
    /// Which of the outlets that are preferred.
    rung: usize,
    trial: Option<Trial>,
}

impl WayBack {
    pub(super) fn new() -> Self {
        Self { try_at: Instant::now() + EVERY, rung: 0, trial: None }
    }

    /// Waits until one of these outlets sounds, and returns it with its place; for ever if there is none.
    /// `start` starts a player, or nothing if the alarm is over.
    ///
    /// Nothing is lost when it is dropped and called again.
    pub(super) async fn found(
        &mut self,
        preferred: &[Outlet],
        start: impl Fn(&Outlet) -> Option<Result<Trial, RingError>>,
    ) -> (usize, Trial) {
        loop {
            if let Some(trial) = &mut self.trial {
                let heard = trial.talk.next().await;
                let trial = self.trial.take();
                if let (Ok(Heard::Beat), Some(trial)) = (heard, trial) {
                    return (self.rung, trial);
                }
                self.rung += 1;
            } else {
                drop(timeout_at(self.try_at, std::future::pending::<()>()).await);
            }
            let Some(outlet) = preferred.get(self.rung) else {
                self.rung = 0;
                self.try_at = Instant::now() + EVERY;
                continue;
            };
            match start(outlet) {
                Some(Ok(trial)) => self.trial = Some(trial),
                // A machine that cannot start one now may not be able to start another.
                Some(Err(_)) => self.rung = usize::MAX,
                None => std::future::pending().await,
            }
        }
    }
}
