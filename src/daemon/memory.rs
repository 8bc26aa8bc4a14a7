//! What the deciding thread remembers from one turn to the next. All of it can be lost: what counts is
//! in the store.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::abilities::Abilities;
use super::beat::Refusals;
use super::clock::NAP;
use super::fresh::Fresh;
use super::gauges::Printed;
use super::polls::{self, Asking};
use super::presses::Waiting;
use super::questions::Questions;
use crate::config::Settings;
use crate::domain::incident::IncidentId;
use crate::domain::notification::NotificationId;
use crate::domain::page::{PageId, Said};
use crate::domain::record::timeline::{DaemonEvent, Event};
use crate::domain::station::{Station, Stations};
use crate::store::{FailingPush, StoreError};

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
    /// The pushes that keep failing, as they were when last looked at.
    pub(super) failing: Option<Vec<FailingPush>>,
    /// When the alarm about them falls silent.
    pub(super) alarm_over_at: Option<Timestamp>,
    /// Who pressed the button of a link and waits.
    pub(super) presses: Vec<Waiting>,
    /// What asking sources came to.
    pub(super) asking: Asking,
    /// What programs printed for gauges.
    pub(super) printed: Vec<Printed>,
    /// What is asked at the doors that stand in for other systems.
    pub(super) questions: Questions,
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
    /// What is known of whether this machine can be heard.
    pub(super) audio: Audio,
    /// How many senders came together lately.
    pub(super) company: usize,
    /// What was kept and is to be decided.
    pub(super) fresh: Fresh,
    /// What people are told quietly.
    pub(super) quiet: Quiet,
    /// A time of deafness of which it is still to be told what began in it.
    pub(super) deaf: Option<Deafness>,
    /// When it is due to write down who will be on call; never while rotas are in force that the
    /// configuration does not say, because it would change who was.
    pub(super) duties_at: Option<Timestamp>,
}

/// A time in which nothing was heard or decided here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deafness {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Deafness {
    /// When it is told what began meanwhile: by then senders have said again what still lasts.
    pub(super) fn told_at(self) -> Timestamp {
        self.to + SignedDuration::from_mins(1)
    }
}

/// What is known of whether this machine can be heard.
#[derive(Default)]
pub(super) struct Audio {
    /// When and how it was last proved.
    pub(super) proof: Option<String>,
    /// When that was.
    pub(super) proved_at: Option<Timestamp>,
    /// Whether it is proved audibly, at the start and with each shift.
    pub(super) is_proved_aloud: bool,
}

/// What a channel said of a page.
#[derive(Clone)]
pub(super) struct Finished {
    pub(super) page: PageId,
    pub(super) said: Said,
}

/// What a channel said of a notification.
pub(super) struct Answered {
    pub(super) notification: NotificationId,
    /// The proof, or why it failed.
    pub(super) result: Result<String, String>,
}

/// What is remembered of what people are told quietly.
pub(super) struct Quiet {
    /// What channels said of notifications and is not written down yet.
    pub(super) told: Vec<Answered>,
    /// When whoever decides looks at the pagers again.
    look_at: Timestamp,
    /// When it last did.
    looked_at: Timestamp,
    /// Until when nothing is told, because of a fault.
    mute_until: Timestamp,
}

impl Quiet {
    fn new(now: Timestamp) -> Self {
        Self { told: Vec::new(), look_at: now, looked_at: now, mute_until: now }
    }

    /// Whether the pagers are to be looked at now. A clock that was set back must not put it off.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.look_at <= now || now < self.looked_at
    }

    /// When they are to be looked at, unless something changes before.
    pub(super) fn due_at(&self) -> Timestamp {
        self.look_at.max(self.mute_until)
    }

    /// Has them looked at with the next turn: the rotas have changed.
    pub(super) fn hasten(&mut self, now: Timestamp) {
        self.look_at = now;
    }

    /// Whether nothing is told now.
    pub(super) fn is_mute(&self, now: Timestamp) -> bool {
        now < self.mute_until
    }

    /// Tells nothing for so long, and forgets what was said of it: a courtesy must not keep anything
    /// else from being decided.
    pub(super) fn mute(&mut self, now: Timestamp, length: SignedDuration) {
        self.mute_until = now + length;
        self.told.clear();
    }

    /// What was told is written down, and if the pagers were looked at, that is when to do it again.
    pub(super) fn follow(&mut self, look_at: Option<Timestamp>, now: Timestamp) {
        self.told.clear();
        if let Some(at) = look_at {
            (self.look_at, self.looked_at) = (at, now);
        }
    }
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
        let is_owed = self.asking.is_owed()
            || self.backlog
            || self.compare
            || self.has_changed
            || self.trouble.is_some();
        let is_due = self.beat_at <= now || self.wake_at.is_some_and(|at| at <= now);
        let is_set_back = self.beat_at > now + NAP;
        let waits = self.has_results() || !self.notes.is_empty() || !self.presses.is_empty();
        let waits = waits || !self.questions.is_empty();
        !(is_owed || is_due || is_set_back || waits)
    }

    /// Waits with what rings until it is heard what is over by now, where there is reason to.
    pub(super) fn hear_first(&mut self, decides: bool, settings: &Settings, now: Timestamp) {
        if decides {
            let asks_anew = self.asking.is_owed();
            self.asking.grace.consider(asks_anew, &self.notes, settings, now);
        }
    }

    /// What asking sources came to is written down. Those of which everything is decided have been
    /// reconciled with, which is shown at once. How far changed rules were taken is kept for the next turn.
    pub(super) fn follow_polls(
        &mut self,
        board: &polls::Board,
        ruled_up_to: Option<IncidentId>,
        now: Timestamp,
    ) {
        self.asking.ruled_up_to = ruled_up_to;
        if self.asking.follow(board, self.backlog) {
            self.shown.board_owed = true;
            self.wake_at = Some(now);
        }
    }

    /// This machine was proved to be heard.
    pub(super) fn was_heard(&mut self, proof: &str, now: Timestamp) {
        self.audio.proof = Some(format!("{now}, {proof}"));
        self.audio.proved_at = Some(now);
        // The others, and whoever asks, are told with the sign of life.
        self.beat_at = now;
    }

    /// Whether channels said something that is not written down yet.
    pub(super) fn has_results(&self) -> bool {
        let is_said = !self.finished.is_empty() || !self.quiet.told.is_empty();
        let asked = &self.asking;
        is_said || !asked.polled.is_empty() || !asked.looked.is_empty() || !self.printed.is_empty()
    }

    pub(super) fn new(now: Timestamp, decides: bool) -> Self {
        let started = Event::Daemon(DaemonEvent::Started);
        Self {
            stations: Stations::default(),
            has_changed: false,
            ringing: BTreeSet::new(),
            compare: false,
            backlog: true,
            failing: None,
            alarm_over_at: None,
            presses: Vec::new(),
            asking: Asking::default(),
            printed: Vec::new(),
            questions: Questions::default(),
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
            audio: Audio::default(),
            company: 0,
            fresh: Fresh::default(),
            quiet: Quiet::new(now),
            deaf: None,
            duties_at: Some(now),
        }
    }
}
