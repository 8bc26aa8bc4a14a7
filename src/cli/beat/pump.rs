//! What a command says is passed on as it comes, and the end of it kept.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, PipeReader, Read as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::domain::heartbeat::TAIL;
use crate::system;

/// How much is read at once, at most.
const PIECE: usize = 64 * 1024;

/// How often it is looked whether the command is over, while it says nothing.
const LOOK: Duration = Duration::from_millis(50);

/// How much is passed on once the command is over, at most: a pipe holds no more, and what others say whom
/// it has left behind has no end.
const REST: usize = 1024 * 1024;

/// The end of what was said, by one stream or two.
#[derive(Default)]
pub(super) struct Kept {
    bytes: Mutex<VecDeque<u8>>,
    over: AtomicBool,
}

impl Kept {
    /// The command is over.
    pub(super) fn is_over(&self) {
        self.over.store(true, Ordering::Release);
    }

    fn keep(&self, bytes: &[u8]) {
        let mut kept = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(bytes);
        let too_many = kept.len().saturating_sub(TAIL);
        kept.drain(..too_many);
    }

    /// What is kept.
    pub(super) fn end(&self) -> Vec<u8> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}

/// Whoever passes on one stream.
pub(super) struct Pump(JoinHandle<()>);

impl Pump {
    /// Begins to pass on.
    pub(super) fn start(from: PipeReader, to: File, kept: &Arc<Kept>) -> io::Result<Self> {
        let kept = Arc::clone(kept);
        let thread = std::thread::Builder::new().name("output".to_owned());
        thread.spawn(move || pass_on(from, to, &kept)).map(Self)
    }

    /// Waits until all of it is passed on.
    pub(super) fn finish(self) {
        // One that broke off has said so on standard error.
        drop(self.0.join());
    }
}

fn pass_on(mut from: PipeReader, mut to: File, kept: &Kept) {
    let mut piece = vec![0; PIECE];
    let (mut rest, mut is_open) = (REST, true);
    loop {
        let is_over = kept.over.load(Ordering::Acquire);
        if !system::has_input(&from, LOOK) {
            if is_over {
                return;
            }
            continue;
        }
        let length = match from.read(&mut piece) {
            Ok(0) => return,
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        kept.keep(&piece[..length]);
        if is_open && let Err(error) = write(&mut to, &piece[..length]) {
            if error.kind() == ErrorKind::BrokenPipe {
                // Nobody reads any more. The command hears of that as it would without us.
                return;
            }
            // A disk that is full is no reason to stop a job; the end of what it says is kept.
            is_open = false;
        }
        if is_over {
            rest = rest.saturating_sub(length);
            if rest == 0 {
                return;
            }
        }
    }
}

/// Writes all of it, also to what takes no more for a moment.
fn write(to: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match to.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(length) => bytes = &bytes[length..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                std::thread::park_timeout(Duration::from_millis(1));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
