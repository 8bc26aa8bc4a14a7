//! What this daemon kept and has not decided yet, as far as it fits into memory: so that it is not
//! read back from the store.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::vec;

use crate::store::{Envelope, EnvelopeId, Result, Tx};

/// How many envelopes are read from the store in one go, at most.
const READ_AT_ONCE: usize = 64;

/// How many bytes of bodies are held; what comes beyond that is read from the store when its turn
/// comes.
const HELD_BYTES: usize = 4_000_000;

/// The envelopes, in the order of their numbers, without a gap.
#[derive(Default)]
pub(super) struct Fresh {
    envelopes: VecDeque<(EnvelopeId, Envelope)>,
    bytes: usize,
}

impl Fresh {
    /// Everything after that number, be it held or read from the store.
    pub(super) fn unread<'a>(&'a self, tx: &'a Tx<'a>, after: EnvelopeId) -> Unread<'a> {
        Unread { fresh: self, tx, last: after, read: Vec::new().into_iter() }
    }

    /// The envelope of that number, if it is held.
    fn get(&self, id: EnvelopeId) -> Option<&Envelope> {
        let (first, _) = self.envelopes.front()?;
        let place = usize::try_from(id.0.checked_sub(first.0)?).ok()?;
        self.envelopes.get(place).map(|(_, envelope)| envelope)
    }

    /// Holds what was just kept. Once something did not fit, nothing more is held until all of what
    /// is held has been decided; then what follows may be new again.
    pub(super) fn hold(&mut self, kept: impl Iterator<Item = (EnvelopeId, Envelope)>) {
        for (id, envelope) in kept {
            let follows = self.envelopes.back().is_none_or(|(last, _)| last.0 + 1 == id.0);
            if follows && self.bytes + envelope.body.len() <= HELD_BYTES {
                self.bytes += envelope.body.len();
                self.envelopes.push_back((id, envelope));
            }
        }
    }

    /// Lets go of everything up to that number.
    pub(super) fn forget(&mut self, up_to: EnvelopeId) {
        while let Some((_, envelope)) = self.envelopes.pop_front_if(|(id, _)| *id <= up_to) {
            self.bytes -= envelope.body.len();
        }
    }
}

/// What was kept and has not been decided, one envelope after the other.
pub(super) struct Unread<'a> {
    fresh: &'a Fresh,
    tx: &'a Tx<'a>,
    /// The one that was handed out last.
    last: EnvelopeId,
    /// What was read from the store and not handed out.
    read: vec::IntoIter<(EnvelopeId, Envelope)>,
}

impl<'a> Unread<'a> {
    /// The next one, if there is one.
    pub(super) fn next(&mut self) -> Result<Option<(EnvelopeId, Cow<'a, Envelope>)>> {
        let following = EnvelopeId(self.last.0 + 1);
        if let Some(envelope) = self.fresh.get(following) {
            self.last = following;
            return Ok(Some((following, Cow::Borrowed(envelope))));
        }
        let mut next = self.read.find(|(id, _)| *id > self.last);
        if next.is_none() {
            self.read = self.tx.unread_after(self.last, READ_AT_ONCE)?.into_iter();
            next = self.read.next();
        }
        Ok(next.map(|(id, envelope)| {
            self.last = id;
            (id, Cow::Owned(envelope))
        }))
    }
}

#[cfg(test)]
mod tests;
