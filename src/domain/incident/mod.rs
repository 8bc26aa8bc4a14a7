//! The life of a problem: the incident, what can happen to it, and what follows from that.

mod acknowledgement;
pub mod back_off;
pub mod before;
pub mod called;
pub mod cascade;
mod due;
pub mod escalation;
pub mod inhibition;
mod input;
pub mod lifecycle;
pub mod noisy;
pub mod old_news;
mod reason;
pub mod reconcile;
pub mod still;
pub mod triage;
pub mod updating;

use std::fmt;

use jiff::{SignedDuration, Timestamp};

pub use acknowledgement::too_late;
pub use input::{AlertChange, FailedPage, Input};
pub use reason::Reason;

use self::escalation::Place;
use self::inhibition::Inhibition;
use super::alert::Severity;
use super::drill;
use super::label::Labels;
use super::name::{MaintenanceName, PersonId, PolicyName, SourceName};
use super::noise::Noise;
use super::page::Page;
use super::quiet::silence::SilenceId;
use super::record::timeline::Event;

/// The running number of an incident: short, because someone will type it in the dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncidentId(pub i64);

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// How often an incident has been changed. A change is only saved over the version it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(pub i64);

/// A problem being worked; it gathers alerts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number.
    pub id: IncidentId,
    /// The version this value was read at.
    pub version: Version,
    /// When its first alert arrived.
    pub opened_at: Timestamp,
    /// The gravest severity any of its alerts has had.
    pub severity: Severity,
    /// The summary of its first alert.
    pub summary: String,
    /// The labels of its first alert.
    pub labels: Labels,
    /// The source of its first alert.
    pub source: SourceName,
    /// The group of its first alert, when its source groups.
    pub group: Option<String>,
    /// The policy that takes it.
    pub policy: PolicyName,
    /// How many of its alerts are firing.
    pub firing: u32,
    /// Where it stands.
    pub status: Status,
}

/// Where an incident stands, with everything that state needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody is paged, for a recorded reason.
    Held {
        /// The reason.
        by: Hold,
        /// When it ends by itself.
        until: Option<Timestamp>,
    },
    /// People are being paged.
    Triggered {
        /// The step of the policy that was taken last, from 0.
        step: u32,
        /// How often the whole policy has been gone through, from 0.
        round: u32,
        /// When the next step is due.
        next_at: Timestamp,
        /// Whoever had it and is asked softly before anybody else is called; the first step follows.
        asked: Option<PersonId>,
        /// Whoever had it, where all that rings rings because a promised update is not there: with the
        /// update it is theirs again.
        had_by: Option<PersonId>,
    },
    /// Somebody has it.
    Acknowledged {
        /// Who.
        by: PersonId,
        /// Since when, however often they have renewed it.
        at: Timestamp,
        /// When the alarm returns.
        check_in_at: Timestamp,
        /// What was promised.
        promise: Promise,
        /// For how long it lasts, from when it is renewed.
        length: SignedDuration,
        /// How many of its alerts fired when they last said so.
        firing: u32,
        /// When they are called for old news that made it graver, if that is there still.
        old_news_at: Option<Timestamp>,
    },
    /// It is over.
    Resolved {
        /// Who or what ended it.
        by: Closer,
        /// When.
        at: Timestamp,
    },
}

impl Status {
    /// Everybody whom that step calls is being called, and the next one is due then.
    fn triggered(Place { step, round }: Place, next_at: Timestamp) -> Self {
        Self::Triggered { step, round, next_at, asked: None, had_by: None }
    }

    /// The word used in output and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Held { .. } => "held",
            Self::Triggered { .. } => "triggered",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Resolved { .. } => "resolved",
        }
    }
}

/// A recorded reason for not paging now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Its severity waits for this person's day.
    Hours(PersonId),
    /// Somebody asked for quiet about it.
    Silence(SilenceId),
    /// It was planned that something about it need not work now.
    Maintenance(MaintenanceName),
    /// A larger incident explains it.
    Inhibited(Inhibition),
    /// It may be noise.
    Noise(Noise),
}

/// A hold that ends by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldUntil {
    /// The reason.
    pub by: Hold,
    /// When it ends.
    pub until: Timestamp,
}

/// What an acknowledgement promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// To work on it and to renew by the check-in.
    CheckIn,
    /// Quiet until a time.
    Snooze,
}

/// Who or what ended an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closer {
    /// Its last alert was resolved by the source.
    Source(SourceName),
    /// Nothing had been heard of its last alert for as long as problems of that source last.
    Lapse(SourceName),
    /// A person said so.
    Person(PersonId),
}

impl fmt::Display for Closer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(source) | Self::Lapse(source) => source.fmt(f),
            Self::Person(person) => person.fmt(f),
        }
    }
}

/// What follows outside: done after it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Reach somebody.
    Page(Page),
    /// Take this person's next page now instead of when it was due.
    Hasten(PersonId),
    /// Stop whatever rings for the incident and cancel what has not rung.
    Hush,
}

/// What a decision came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The incident as it is now.
    pub incident: Incident,
    /// What goes on the record, in order.
    pub timeline: Vec<Event>,
    /// What follows outside, in order.
    pub effects: Vec<Effect>,
}

/// Why something asked for does not change an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is already resolved.
    AlreadyResolved,
    /// It is not acknowledged, so there is nothing to give back.
    NotAcknowledged,
    /// Somebody else has it.
    SomebodyHasIt,
}

impl Incident {
    /// When something is due next; nothing is for what is resolved or held without an end.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        match &self.status {
            Status::Held { until, .. } => *until,
            Status::Triggered { next_at, .. } => Some(*next_at),
            Status::Acknowledged { check_in_at, old_news_at, .. } => {
                Some(old_news_at.map_or(*check_in_at, |at| at.min(*check_in_at)))
            }
            Status::Resolved { .. } => None,
        }
    }

    /// Whether it is practice, which counts as no incident.
    #[must_use]
    pub fn is_drill(&self) -> bool {
        drill::is_drill(&self.source)
    }

    /// Whether somebody may still have to do something about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Status::Resolved { .. })
    }
}
