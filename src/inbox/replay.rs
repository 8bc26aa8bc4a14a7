//! Deliveries that have been taken: what carries an identity of its own is taken once.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::domain::alert::Fingerprint;
use crate::domain::name::SourceName;

/// How many are remembered. Those that also say when they were signed are refused by their age long
/// before that.
const REMEMBERED: usize = 10_000;

/// What has been taken.
#[derive(Default)]
pub struct Taken(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    known: HashSet<Delivery>,
    oldest_first: VecDeque<Delivery>,
}

type Delivery = (SourceName, Fingerprint);

/// Of a long identity only its hash is remembered, so that memory is bounded as well.
fn delivery(source: &SourceName, id: &str) -> Delivery {
    (source.clone(), Fingerprint::of([id]))
}

impl Taken {
    /// Takes it until it is known whether it is kept, unless it has been taken before.
    pub(super) fn claim<'a>(&'a self, source: &'a SourceName, id: &'a str) -> Option<Claim<'a>> {
        // One that is refused must not be made at all: it would give back what is another's.
        self.take(source, id).then(|| Claim { taken: self, source, id, is_kept: false })
    }

    fn take(&self, source: &SourceName, id: &str) -> bool {
        let delivery = delivery(source, id);
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !memory.known.insert(delivery.clone()) {
            return false;
        }
        memory.oldest_first.push_back(delivery);
        if memory.oldest_first.len() > REMEMBERED
            && let Some(oldest) = memory.oldest_first.pop_front()
        {
            memory.known.remove(&oldest);
        }
        true
    }

    /// Gives it back: it could not be kept, and its sender will come again.
    fn give_back(&self, source: &SourceName, id: &str) {
        let delivery = delivery(source, id);
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.known.remove(&delivery) {
            memory.oldest_first.retain(|known| *known != delivery);
        }
    }
}

/// A delivery that has been taken. Unless it is said to be kept it is given back when this is dropped, also
/// where its sender broke off and nobody waits for the store's answer any more.
pub(super) struct Claim<'a> {
    taken: &'a Taken,
    source: &'a SourceName,
    id: &'a str,
    is_kept: bool,
}

impl Claim<'_> {
    /// It is kept, and stays taken.
    pub(super) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if !self.is_kept {
            self.taken.give_back(self.source, self.id);
        }
    }
}

#[cfg(test)]
mod tests;
