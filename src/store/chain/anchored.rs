//! A record of which the beginning was let go begins where it says so itself, and nowhere else.

use jiff::Timestamp;

use super::digest::{Hash, NONE, hex};
use crate::domain::record::keeping::{LET_GO, anchored};
use crate::store::{Anchor, Recorded};

/// What was let go of a record the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The first entry.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// The hash at that one.
    pub head: Hash,
    /// The entry that tells of it.
    pub entry: i64,
    /// When that was written.
    pub at: Timestamp,
    /// By whom it was let go, where that is known.
    pub by: Option<String>,
    /// Up to which entry it has gone: before the last one where somebody broke off.
    pub upto: i64,
}

/// How far the record agrees with where it says it begins.
pub(super) struct Beginning {
    anchor: Option<Anchor>,
    gone: Option<Gone>,
    /// Whether the last entry that is to go has the hash that was said of it.
    is_reached: bool,
}

impl Beginning {
    pub(super) fn new(anchor: Option<Anchor>) -> Self {
        let is_reached = anchor
            .as_ref()
            .is_none_or(|anchor| anchor.upto == anchor.last && anchor.upto_hash == anchor.hash);
        Self { anchor, gone: None, is_reached }
    }

    /// What the first entry commits to.
    pub(super) fn hash(&self) -> Hash {
        self.anchor.as_ref().map_or(NONE, |anchor| anchor.upto_hash)
    }

    /// The entry before the first one; 0 where none is gone.
    pub(super) fn upto(&self) -> i64 {
        self.anchor.as_ref().map_or(0, |anchor| anchor.upto)
    }

    /// Looks at an entry that holds, with the hash at it.
    pub(super) fn sees(&mut self, entry: &Recorded, hash: &Hash) {
        let Some(anchor) = &self.anchor else { return };
        if entry.id == anchor.last {
            self.is_reached = anchor.upto < anchor.last && *hash == anchor.hash;
        }
        let says = || entry.text.contains(&anchored(anchor.first, anchor.last, &hex(&anchor.hash)));
        if entry.id == anchor.entry && entry.event == LET_GO && says() {
            self.gone = Some(Gone {
                first: anchor.first,
                last: anchor.last,
                head: anchor.hash,
                entry: entry.id,
                at: entry.at,
                by: entry.who.clone(),
                upto: anchor.upto,
            });
        }
    }

    /// Whether nothing was let go, or what was is as the record says.
    pub(super) fn holds(&self) -> bool {
        self.anchor.is_none() || self.is_reached && self.gone.is_some()
    }

    /// What was let go.
    pub(super) fn gone(self) -> Option<Gone> {
        self.gone
    }
}
