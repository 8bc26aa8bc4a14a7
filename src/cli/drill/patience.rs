//! Waiting in a way that Ctrl-C ends in order.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::timeout;

use crate::cli::serve;
use crate::daemon::clock;
use crate::error::{Error, Kind};

/// How long nothing is looked at.
const REST: Duration = Duration::from_millis(50);

/// How long a wait for a time of the clock goes on without a look at it.
const NAP: SignedDuration = SignedDuration::from_secs(1);

/// Whoever waits, and hears when it is to end.
pub(in crate::cli) struct Patience {
    runtime: Runtime,
    interrupts: Signal,
}

impl Patience {
    /// From now on Ctrl-C is heard here and ends nothing by itself.
    pub(in crate::cli) fn begin() -> Result<Self, Error> {
        let runtime = serve::runtime()?;
        let entered = runtime.enter();
        let interrupts = signal(SignalKind::interrupt()).map_err(|error| {
            Error::new(Kind::Unreachable, format!("Ctrl-C cannot be heard: {error}"))
        })?;
        drop(entered);
        Ok(Self { runtime, interrupts })
    }

    /// Waits for what is asked of another process.
    pub(in crate::cli) fn wait_for<T>(&self, answer: impl Future<Output = T>) -> T {
        self.runtime.block_on(answer)
    }

    /// Rests for a moment.
    pub(in crate::cli) fn rest(&mut self) -> Result<(), Error> {
        self.rest_for(REST)
    }

    /// Rests until the clock shows that; a sleep of the machine counts.
    pub(in crate::cli) fn rest_until(&mut self, at: Timestamp) -> Result<(), Error> {
        loop {
            let left = at.duration_since(clock::now());
            if left <= SignedDuration::ZERO {
                return Ok(());
            }
            self.rest_for(left.min(NAP).unsigned_abs())?;
        }
    }

    fn rest_for(&mut self, length: Duration) -> Result<(), Error> {
        let Self { runtime, interrupts } = self;
        // The timer is made inside, where there is something to time it.
        let heard = runtime.block_on(async { timeout(length, interrupts.recv()).await });
        match heard {
            Ok(_) => Err(Error::new(Kind::No, "the drill was called off")),
            Err(_) => Ok(()),
        }
    }
}
