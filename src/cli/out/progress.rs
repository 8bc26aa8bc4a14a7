//! How far something is: one line on stderr where that is a terminal, once it takes over a second.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::cli::Session;
use crate::domain::text::plain;
use crate::system::stderr_width;

/// How long it may take without one, and how often it is drawn.
const PATIENCE: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_millis(100);

/// How wide its bar is.
const BAR: usize = 24;

/// How wide a terminal is that does not say so.
const USUAL: usize = 80;

/// What takes a line of a terminal away.
const WIPED: &str = "\r\x1b[K";

/// Whether a line is on the terminal now. Whoever prints holds it, so that nothing is written into that line.
static SHOWN: Mutex<bool> = Mutex::new(false);

/// Says how far something is for as long as it lives. The line is drawn by a thread of its own, since whatever
/// takes long is busy with that; nothing is drawn with `--quiet`, and nothing to a pipe.
pub(in crate::cli) struct Progress {
    line: Arc<Line>,
    drawer: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Line {
    said: Mutex<Said>,
    done: AtomicU64,
    is_over: AtomicBool,
}

/// What is said now.
#[derive(Default)]
struct Said {
    what: String,
    /// How much there is to do in all, where that is known.
    of: Option<Amount>,
}

enum Amount {
    /// So many, of which whoever does it says how many are done.
    Count(u64),
    /// So many bytes, and what has come of them.
    Bytes(u64, Box<dyn Fn() -> u64 + Send>),
}

impl Progress {
    /// Begins with that.
    pub(in crate::cli) fn of(session: &Session, what: impl Into<String>) -> Self {
        // While somebody else hears what is said, the terminal is his as well.
        let is_seen = io::stderr().is_terminal() && !session.is_dumb() && !super::is_heard();
        let is_wanted = is_seen && !session.globals.quiet;
        let line = Arc::new(Line::default());
        let drawn = Arc::clone(&line);
        // Without a thread nobody sees how far it is, and everything else goes on.
        let draw =
            || thread::Builder::new().name("progress".to_owned()).spawn(move || drawn.draw());
        let drawer = is_wanted.then(draw).and_then(Result::ok);
        let progress = Self { line, drawer };
        progress.now(what);
        progress
    }

    /// Goes over to something of which nobody knows how much it is.
    pub(in crate::cli) fn now(&self, what: impl Into<String>) {
        self.set(what, None);
    }

    /// Goes over to something that is so many.
    pub(in crate::cli) fn count(&self, what: impl Into<String>, of: u64) {
        self.set(what, Some(Amount::Count(of)));
    }

    /// Goes over to something of so many bytes, of which `come` says how many have come.
    pub(in crate::cli) fn bytes(
        &self,
        what: impl Into<String>,
        of: u64,
        come: impl Fn() -> u64 + Send + 'static,
    ) {
        self.set(what, Some(Amount::Bytes(of, Box::new(come))));
    }

    /// Of those so many are done.
    pub(in crate::cli) fn done(&self, number: u64) {
        self.line.done.store(number, Ordering::Relaxed);
    }

    fn set(&self, what: impl Into<String>, of: Option<Amount>) {
        self.done(0);
        *held(&self.line.said) = Said { what: what.into(), of };
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.line.is_over.store(true, Ordering::Release);
        if let Some(drawer) = self.drawer.take() {
            drawer.thread().unpark();
            // One that broke off has drawn its last line, which is wiped all the same.
            drop(drawer.join());
        }
        drop(printing());
    }
}

impl Line {
    /// Draws it every so often, until it is over.
    fn draw(&self) {
        let began = Instant::now();
        while !self.is_over.load(Ordering::Acquire) {
            match PATIENCE.checked_sub(began.elapsed()) {
                Some(left) if !left.is_zero() => thread::park_timeout(left),
                Some(_) | None => {
                    self.show(began.elapsed());
                    thread::park_timeout(EVERY);
                }
            }
        }
    }

    fn show(&self, since: Duration) {
        let text = told(&held(&self.said), self.done.load(Ordering::Relaxed), since);
        let width = stderr_width().unwrap_or(USUAL).saturating_sub(1);
        let text: String = plain(&text).chars().take(width).collect();
        let mut is_shown = held(&SHOWN);
        if !self.is_over.load(Ordering::Acquire) {
            write(&format!("{WIPED}{text}"));
            *is_shown = true;
        }
    }
}

/// `copying the store 25 % [######..................]`, or `looking at the record, 3s`: where there is little
/// room, the number is seen.
fn told(said: &Said, done: u64, since: Duration) -> String {
    let Said { what, of } = said;
    match of {
        None => format!("{what}, {}s", since.as_secs()),
        Some(Amount::Count(of)) => format!("{what} {done}/{of} {}", bar(done, *of)),
        Some(Amount::Bytes(of, come)) => {
            let come = come().min(*of);
            let percent = u128::from(come) * 100 / u128::from((*of).max(1));
            format!("{what} {percent} % {}", bar(come, *of))
        }
    }
}

fn bar(done: u64, of: u64) -> String {
    let full = u128::from(done.min(of)) * BAR as u128 / u128::from(of.max(1));
    let full = usize::try_from(full).unwrap_or(BAR);
    format!("[{}{}]", "#".repeat(full), ".".repeat(BAR - full))
}

/// Takes the line away, and keeps it away for as long as that is held: now somebody else prints.
pub(super) fn printing() -> MutexGuard<'static, bool> {
    let mut is_shown = held(&SHOWN);
    if std::mem::take(&mut *is_shown) {
        write(WIPED);
    }
    is_shown
}

fn write(text: &str) {
    let mut stderr = io::stderr().lock();
    // A line that cannot be drawn is missed by nobody.
    drop(stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()));
}

/// What is in it, whoever broke off while he had it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_much_is_done_where_that_is_known_and_else_how_long_it_takes() {
        let said = |of| Said { what: "looking".to_owned(), of };
        let since = Duration::from_millis(3900);
        assert_eq!(told(&said(None), 0, since), "looking, 3s");
        let count = |of| said(Some(Amount::Count(of)));
        assert_eq!(told(&count(4), 1, since), "looking 1/4 [######..................]");
        assert_eq!(told(&count(4), 4, since), "looking 4/4 [########################]");
        assert_eq!(told(&count(0), 0, since), "looking 0/0 [........................]");
        let bytes = |come| said(Some(Amount::Bytes(200, Box::new(move || come))));
        assert_eq!(told(&bytes(50), 0, since), "looking 25 % [######..................]");
        // What is written may be more than what was read.
        assert_eq!(told(&bytes(900), 0, since), "looking 100 % [########################]");
        assert_eq!(bar(u64::MAX, u64::MAX), format!("[{}]", "#".repeat(BAR)));
    }
}
