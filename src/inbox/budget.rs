//! How many bytes of bodies may be in memory at once: those that are being read, and those that wait
//! to be kept. However many come, and however slowly, there are never more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Flood;

/// A body up to this size is small. Almost every alert is.
pub const SMALL: usize = 64 * 1024;

/// How many bytes all small bodies may have together.
pub const MOST_SMALL: usize = 16 * 1024 * 1024;

/// How many bytes all large bodies may have together.
pub const MOST_LARGE: usize = 16 * 1024 * 1024;

/// The bytes that are held. Small and large bodies are counted apart, so that no number of large ones
/// keeps an alert out.
#[derive(Default)]
pub struct Budget {
    small: AtomicUsize,
    large: AtomicUsize,
}

impl Budget {
    /// Takes so many bytes for a body, if there are so many left.
    pub fn share(self: &Arc<Self>, bytes: usize) -> Result<Share, Flood> {
        self.replace(0, bytes)?;
        Ok(Share { budget: Arc::clone(self), bytes })
    }

    /// Takes over what [`Share::stay`] left behind for a body of that size.
    #[must_use]
    pub fn take_over(self: &Arc<Self>, bytes: usize) -> Share {
        Share { budget: Arc::clone(self), bytes }
    }

    /// How many bytes are held now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.small.load(Ordering::Acquire) + self.large.load(Ordering::Acquire)
    }

    /// Holds `new` bytes instead of `old`, or leaves it at `old`.
    fn replace(&self, old: usize, new: usize) -> Result<(), Flood> {
        if is_small(old) == is_small(new) {
            return self.change(old, new);
        }
        self.change(0, new)?;
        self.give_back(old);
        Ok(())
    }

    /// The same where both count among the small ones, or both among the large.
    fn change(&self, old: usize, new: usize) -> Result<(), Flood> {
        let most = if is_small(new) { MOST_SMALL } else { MOST_LARGE };
        let changed = self.of(new).fetch_update(Ordering::AcqRel, Ordering::Acquire, |held| {
            let others = held - old;
            // One that is alone is let in however large it is: the configuration allows it.
            let fits = new <= old || others == 0 || others + new <= most;
            fits.then_some(others + new)
        });
        changed.map(|_| ()).map_err(|_| Flood)
    }

    fn give_back(&self, bytes: usize) {
        self.of(bytes).fetch_sub(bytes, Ordering::AcqRel);
    }

    fn of(&self, bytes: usize) -> &AtomicUsize {
        if is_small(bytes) { &self.small } else { &self.large }
    }
}

fn is_small(bytes: usize) -> bool {
    bytes <= SMALL
}

/// What one body holds of the budget. It is given back when this is dropped, whatever the reason.
pub struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Share {
    /// How many bytes it is.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Holds so many bytes from now on. Where there are not so many left, nothing changes.
    pub fn resize(&mut self, bytes: usize) -> Result<(), Flood> {
        self.budget.replace(self.bytes, bytes)?;
        self.bytes = bytes;
        Ok(())
    }

    /// Leaves the bytes held, for whoever gets the body next: see [`Budget::take_over`].
    pub fn stay(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.give_back(self.bytes);
    }
}

#[cfg(test)]
mod tests;
