//! What this station can ring by, as far as it was found out: by probing, and by pages that failed.
//!
//! A kind counts as able until it is known not to be. What works proves itself when it rings; only
//! what does not is probed again from time to time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::domain::station::Station;

/// How often a kind that does not work is probed again.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// For how long a kind that failed is left to the stations that have it too.
const SPARED: SignedDuration = SignedDuration::from_secs(30);

/// What is known of the kinds of channels.
pub(super) struct Abilities {
    /// Those that do not work, and why.
    unable: BTreeMap<String, String>,
    /// Those that failed, and until when other stations take their pages.
    spared: BTreeMap<String, Timestamp>,
    /// Those that are being probed.
    in_question: BTreeSet<String>,
    /// When what does not work is probed again.
    again_at: Timestamp,
}

/// What a probe has changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Learned {
    /// It does not work, for that reason.
    Unable(String),
    /// It works again.
    Able,
}

impl Abilities {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            unable: BTreeMap::new(),
            spared: BTreeMap::new(),
            in_question: BTreeSet::new(),
            again_at: now + AGAIN,
        }
    }

    /// Takes in what a probe came to; says so if that is news.
    pub(super) fn learn(&mut self, kind: &str, probed: Result<(), String>) -> Option<Learned> {
        self.in_question.remove(kind);
        match probed {
            Ok(()) => self.unable.remove(kind).map(|_| Learned::Able),
            Err(why) => {
                let is_news = self.unable.insert(kind.to_owned(), why.clone()).is_none();
                is_news.then_some(Learned::Unable(why))
            }
        }
    }

    /// Leaves the pages of that kind to others for a while.
    pub(super) fn spare(&mut self, kind: String, now: Timestamp) {
        self.spared.insert(kind, now + SPARED);
    }

    /// Notes that a kind is to be probed; says whether nobody is at it already.
    pub(super) fn question(&mut self, kind: &str) -> bool {
        self.in_question.insert(kind.to_owned())
    }

    /// Lets everything that does not work be probed with the next sign of life.
    pub(super) fn doubt(&mut self, now: Timestamp) {
        self.again_at = now;
    }

    /// What is to be probed again now.
    pub(super) fn due(&mut self, station: &Station, now: Timestamp) -> Vec<String> {
        // A clock that was set back must not put it off.
        if now < self.again_at && self.again_at <= now + AGAIN {
            return Vec::new();
        }
        self.again_at = now + AGAIN;
        let unable = self.unable.keys().filter(|kind| station.channels.contains(kind));
        unable.cloned().collect()
    }

    /// The station as it is now: without what does not work, and without what is spared.
    pub(super) fn of(&self, station: &Station, now: Timestamp) -> Station {
        let mut able = station.clone();
        able.channels.retain(|kind| {
            let is_spared = self.spared.get(kind).is_some_and(|until| now < *until);
            !is_spared && !self.unable.contains_key(kind)
        });
        let unable = self.unable.iter().filter(|(kind, _)| station.channels.contains(kind));
        able.unable = unable.map(|(kind, why)| (kind.clone(), why.clone())).collect();
        able
    }
}

#[cfg(test)]
mod tests;
