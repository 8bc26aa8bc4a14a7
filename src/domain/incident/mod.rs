//! The life of a problem: the incident, what can happen to it, and what follows from that.

pub mod called;
mod due;
pub mod escalation;
pub mod inhibition;
pub mod lifecycle;
mod reason;
pub mod reconcile;
pub mod triage;

use std::fmt;

use jiff::{SignedDuration, Timestamp};

pub use reason::Reason;

use self::inhibition::{Inhibited, Inhibition};
use super::alert::{Alert, Severity};
use super::drill;
use super::label::Labels;
use super::name::{ChannelName, PersonId, PolicyName, SourceName};
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
    },
    /// Somebody has it.
    Acknowledged {
        /// Who.
        by: PersonId,
        /// Since when.
        at: Timestamp,
        /// When the alarm returns.
        check_in_at: Timestamp,
        /// What was promised.
        promise: Promise,
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
    /// A larger incident explains it.
    Inhibited(Inhibition),
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

/// Something that happens to an incident.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "made once a decision and taken apart at once")]
pub enum Input {
    /// An alert that belongs to it.
    Alert {
        /// The alert.
        alert: Alert,
        /// What it changes.
        change: AlertChange,
        /// Whether a silence, or a larger incident, holds it.
        is_silenced: bool,
    },
    /// Somebody says "I have it".
    Acknowledge {
        /// Who.
        by: PersonId,
        /// How long until it must be renewed; the policy's wait when not said.
        check_in: Option<SignedDuration>,
    },
    /// Somebody gives it back.
    Unacknowledge {
        /// Who.
        by: PersonId,
    },
    /// Somebody asks for quiet until a time.
    Snooze {
        /// Who.
        by: PersonId,
        /// Until when.
        until: Timestamp,
    },
    /// Somebody asks for the next step now.
    Escalate {
        /// Who.
        by: PersonId,
    },
    /// Somebody hands it to somebody.
    Assign {
        /// Who.
        by: PersonId,
        /// To whom.
        to: PersonId,
    },
    /// Somebody says that it is over.
    Resolve {
        /// Who.
        by: PersonId,
    },
    /// Somebody writes something down.
    Note {
        /// Who.
        by: PersonId,
        /// What.
        text: String,
    },
    /// A page did not go out, or stopped by itself.
    PageFailed(FailedPage),
    /// Time has passed.
    Tick,
    /// Time has passed, or silences have changed: all that fires in it is silenced for so long.
    Silenced(HeldUntil),
    /// Silences have changed: not all that fires in it is silenced.
    Unsilenced,
    /// Time has passed, or what explains it has changed: this larger incident does.
    Inhibited(Inhibited),
    /// The larger incident that held it explains it no longer.
    Released,
}

/// What an alert changes about the incident it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertChange {
    /// One more problem, or one that had been resolved and is back.
    Joins,
    /// The problem was known to fire, and is graver than the incident was.
    Raises,
    /// The problem was firing and is over.
    Clears,
    /// It is as it was, and somebody has told the sender that they have it.
    Acknowledges,
    /// Nothing has been heard of it for so long that it counts as over.
    Lapses(SignedDuration),
    /// Its source lists everything that is open there, and it is not in the list.
    Vanishes,
}

/// A page that failed, and what is left of that person's channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedPage {
    /// Whom it was for.
    pub person: PersonId,
    /// The channel that failed.
    pub channel: ChannelName,
    /// What went wrong, in one sentence.
    pub error: String,
    /// The channel that is tried next for this person, if one is left.
    pub next: Option<ChannelName>,
    /// Whether any other page of the same step of this incident is out or still to come.
    pub others: bool,
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
}

impl Incident {
    /// When something is due next; nothing is for what is resolved or held without an end.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        match &self.status {
            Status::Held { until, .. } => *until,
            Status::Triggered { next_at, .. } => Some(*next_at),
            Status::Acknowledged { check_in_at, .. } => Some(*check_in_at),
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
