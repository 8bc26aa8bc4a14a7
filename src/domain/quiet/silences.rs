//! Many silences at once, so arranged that an alert only meets those that could match it.

use jiff::Timestamp;

use super::silence::{Silence, SilenceState};
use crate::domain::incident::HeldUntil;
use crate::domain::label::Labels;
use crate::domain::label::sieve::Sieve;

/// Silences that are not over, by what they ask of an alert.
#[derive(Clone, Debug, Default)]
pub struct Silences {
    all: Vec<Silence>,
    sieve: Sieve,
}

impl Silences {
    /// Arranges them.
    #[must_use]
    pub fn new(all: Vec<Silence>) -> Self {
        let sieve = Sieve::of(all.iter().map(|silence| silence.what.matchers.as_slice()));
        Self { all, sieve }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Silence> {
        self.all.iter()
    }

    /// Those that hold now.
    pub fn active(&self, now: Timestamp) -> impl Iterator<Item = &Silence> {
        self.all.iter().filter(move |silence| silence.state(now) == SilenceState::Active)
    }

    /// Those that hold an alert with these labels now.
    pub fn matching(&self, labels: &Labels, now: Timestamp) -> impl Iterator<Item = &Silence> {
        let met = self.sieve.pass(labels).into_iter().filter_map(|place| self.all.get(place));
        met.filter(move |silence| silence.holds(labels, now))
    }

    /// What holds an alert with these labels: the silence that ends last.
    #[must_use]
    pub fn holding(&self, labels: &Labels, now: Timestamp) -> Option<HeldUntil> {
        let last = |silence: &&Silence| (silence.what.ends_at, silence.id);
        self.matching(labels, now).max_by_key(last).map(Silence::hold)
    }
}

#[cfg(test)]
mod tests;
