//! What the deciding thread remembers from one turn to the next. All of it can be lost: what counts is
//! in the store.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::abilities::Abilities;
use super::beat::Refusals;
use super::clock::NAP;
use super::fresh::Fresh;
use crate::domain::incident::IncidentId;
use crate::domain::page::{PageId, Said};
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::domain::station::{Station, Stations};
use crate::store::StoreError;

/// How long from one look at the board to the next, when somebody watches.
pub(super) const BOARD_EVERY: SignedDuration = SignedDuration::from_secs(1);

/// What the thread remembers from one turn to the next.
pub(super) struct Memory {
    /// The stations that were alive when last looked at.
    pub(super) stations: Stations,
    /// Whether there is more to ring by than the time before.
    pub(super) has_changed: bool,
    /// The incidents that ring here.
    pub(super) ringing: BTreeSet<IncidentId>,
    /// Whether somebody else may have changed what rings.
    pub(super) compare: bool,
    /// Whether something was kept that has not been decided.
    pub(super) backlog: bool,
    /// What channels said and is not written down yet.
    pub(super) finished: Vec<Finished>,
    /// What goes on the record with the next turn.
    pub(super) notes: Vec<Event>,
    /// When the next sign of life is due.
    pub(super) beat_at: Timestamp,
    /// The station as it was last written down.
    pub(super) announced: Option<Station>,
    /// When something is due next.
    pub(super) wake_at: Option<Timestamp>,
    /// What whoever watches has seen.
    pub(super) shown: Shown,
    /// How the store failed, if it does.
    pub(super) trouble: Option<StoreError>,
    /// When the alarm about that is due again.
    pub(super) alarm_at: Timestamp,
    /// When it is due again to run the programs that tell people of it.
    pub(super) programs_at: Timestamp,
    /// How many turns in a row broke off.
    pub(super) broken: u32,
    /// How many bytes arrived since old bodies were last dropped.
    pub(super) bytes: usize,
    /// How many requests had been refused when that was last written down.
    pub(super) refused: Refusals,
    /// What this station can ring by.
    pub(super) abilities: Abilities,
    /// When and how it was last proved that this machine can be heard.
    pub(super) audio: Option<String>,
    /// When that was.
    pub(super) audible_at: Option<Timestamp>,
    /// How many senders came together lately.
    pub(super) company: usize,
    /// What was kept and is to be decided.
    pub(super) fresh: Fresh,
    /// When it is due to write down who will be on call; never while rotas are in force that the
    /// configuration does not say, because it would change who was.
    pub(super) duties_at: Option<Timestamp>,
}

/// What a channel said of a page.
#[derive(Clone)]
pub(super) struct Finished {
    pub(super) page: PageId,
    pub(super) said: Said,
}

/// What whoever watches has seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// The end of the timeline as far as it was shown.
    pub(super) entry: Option<i64>,
    /// When the board was last shown.
    pub(super) board_at: Timestamp,
    /// Whether it has changed since, too soon to be shown again.
    pub(super) board_owed: bool,
}

impl Memory {
    /// Whether nothing is due, owed or left over.
    pub(super) fn is_idle(&self, now: Timestamp) -> bool {
        let is_owed = self.backlog || self.compare || self.has_changed || self.trouble.is_some();
        let is_due = self.beat_at <= now || self.wake_at.is_some_and(|at| at <= now);
        let is_set_back = self.beat_at > now + NAP;
        let waits = !self.finished.is_empty() || !self.notes.is_empty();
        !(is_owed || is_due || is_set_back || waits)
    }

    /// This machine was proved to be heard.
    pub(super) fn was_heard(&mut self, proof: &str, now: Timestamp) {
        self.audio = Some(format!("{now}, {proof}"));
        self.audible_at = Some(now);
        // The others, and whoever asks, are told with the sign of life.
        self.beat_at = now;
    }

    pub(super) fn new(now: Timestamp, decides: bool) -> Self {
        let started = Event::Daemon(DaemonEvent::Started);
        Self {
            stations: Stations::default(),
            has_changed: false,
            ringing: BTreeSet::new(),
            compare: false,
            backlog: true,
            finished: Vec::new(),
            notes: if decides { vec![started] } else { Vec::new() },
            beat_at: now,
            wake_at: None,
            shown: Shown::default(),
            trouble: None,
            alarm_at: now,
            programs_at: now,
            broken: 0,
            bytes: 0,
            refused: Refusals::default(),
            announced: None,
            abilities: Abilities::new(now),
            audio: None,
            audible_at: None,
            company: 0,
            fresh: Fresh::default(),
            duties_at: Some(now),
        }
    }
}
