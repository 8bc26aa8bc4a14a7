//! How far it is: a bar on a terminal, once it takes over a second.

use std::future::pending;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::cli::Session;

/// How long it may take without one, and how often it is drawn.
const PATIENCE: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_millis(100);

/// How wide it is.
const WIDTH: usize = 24;

/// A bar for so many.
pub(in crate::cli) struct Bar {
    of: usize,
    began: Instant,
    is_wanted: bool,
    is_shown: bool,
}

impl Bar {
    pub(in crate::cli) fn of(number: usize, session: &Session) -> Self {
        let is_wanted = io::stderr().is_terminal() && !session.globals.quiet && !session.is_dumb();
        Self { of: number, began: Instant::now(), is_wanted, is_shown: false }
    }

    /// Rests until it is to be drawn again.
    pub(super) async fn rest(&self) {
        if self.is_wanted {
            drop(timeout(EVERY, pending::<()>()).await);
        } else {
            pending::<()>().await;
        }
    }

    /// Draws it, if it takes long enough.
    pub(in crate::cli) fn show(&mut self, done: usize) {
        if self.is_wanted && self.began.elapsed() >= PATIENCE {
            self.is_shown = true;
            draw(&format!("\r{}", drawn(done, self.of)));
        }
    }

    /// Takes it away.
    pub(in crate::cli) fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let width = drawn(self.of, self.of).chars().count() + 2;
            draw(&format!("\r{}\r", " ".repeat(width)));
        }
    }
}

fn drawn(done: usize, of: usize) -> String {
    let full = WIDTH * done / of.max(1);
    format!("[{}{}] {done}/{of}", "#".repeat(full), ".".repeat(WIDTH - full))
}

fn draw(text: &str) {
    let mut stderr = io::stderr().lock();
    // A bar that cannot be drawn is missed by nobody.
    drop(stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_full_as_much_is_done() {
        assert_eq!(drawn(0, 4), "[........................] 0/4");
        assert_eq!(drawn(1, 4), "[######..................] 1/4");
        assert_eq!(drawn(4, 4), "[########################] 4/4");
        assert_eq!(drawn(0, 0), "[........................] 0/0");
    }
}
