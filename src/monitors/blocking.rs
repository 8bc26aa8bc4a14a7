//! Looks that may block, as at files of a network that is gone: each on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::sync::oneshot;

use super::Look;

/// Looks of one monitor, of which never two are under way: one that hangs must not become many.
#[derive(Debug, Default)]
pub(super) struct Blocking {
    is_busy: Arc<AtomicBool>,
}

/// A look that is under way, until this is dropped.
struct Busy(Arc<AtomicBool>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Blocking {
    /// Looks, without holding up anybody else. The thread of a look that nobody waits for any more
    /// ends with its look, and not before.
    pub(super) async fn look(&self, look: impl FnOnce() -> Look + Send + 'static) -> Look {
        if self.is_busy.swap(true, Ordering::AcqRel) {
            return Look::failed("an earlier look has no answer of the system yet");
        }
        let busy = Busy(Arc::clone(&self.is_busy));
        let (tell, told) = oneshot::channel();
        let thread = thread::Builder::new().name("look".to_owned()).spawn(move || {
            let look = look();
            drop(busy);
            // Nobody may wait for it any more.
            drop(tell.send(look));
        });
        match thread {
            Ok(_) => told.await.unwrap_or_else(|_| Look::undetermined("the look broke off")),
            Err(error) => Look::undetermined(format!("no thread could look: {error}")),
        }
    }
}

#[cfg(test)]
mod tests;
