//! What happened, in order, with who and why: the events of the timeline and their one sentence.

use jiff::{SignedDuration, Timestamp};

pub use super::daemon::DaemonEvent;

use crate::domain::alert::{Reporter, Severity};
use crate::domain::drill::DrillResult;
use crate::domain::incident::triage::WhyNot;
use crate::domain::incident::{Closer, Hold, IncidentId, Reason};
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::notification::About;
use crate::domain::page::Page;
use crate::domain::wait::{count, spell};

/// Something that happened at an instant, to an incident or to the pager itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// To which incident.
    pub incident: Option<IncidentId>,
    /// What.
    pub event: Event,
}

/// The problems that began in some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Began {
    /// How many there were.
    pub number: u32,
    /// How many of them still fire.
    pub firing: u32,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An alert opened the incident.
    Opened {
        /// Who reported it.
        by: Reporter,
        /// How grave.
        severity: Severity,
        /// What.
        summary: String,
    },
    /// The same problem had an incident before.
    SeenBefore(IncidentId),
    /// Another alert joined.
    Joined(String),
    /// The severity rose.
    SeverityRaised(Severity),
    /// One of its alerts is over.
    Cleared(String),
    /// Nobody is paged now, for that reason and that long.
    Held(Hold, SignedDuration),
    /// The hold is over.
    HoldEnded,
    /// A page was decided.
    Paged {
        /// For whom.
        person: PersonId,
        /// Over which channel.
        channel: ChannelName,
        /// Why.
        reason: Reason,
        /// Why this person, where a rota chose them.
        because: Option<String>,
    },
    /// A channel proved that the page went out.
    Delivered(PersonId, ChannelName, String),
    /// A channel failed.
    ChannelFailed(PersonId, ChannelName, String),
    /// A message that failed is not tried any more.
    GivenUp {
        /// Whom it was for.
        person: PersonId,
        /// Over which channel.
        channel: ChannelName,
        /// How often it was tried.
        attempts: u32,
        /// How the last attempt failed.
        error: String,
    },
    /// A step has nobody on call; the fallback is called at once.
    NobodyOnCall(u32, PersonId),
    /// That step, from 0, calls a later tier, and it has nobody.
    TierEmpty(u32),
    /// This person is not called for so long: their quiet hours hold that severity back.
    Quiet(PersonId, SignedDuration),
    /// No channel can reach this person now.
    Unreachable(PersonId),
    /// The whole policy was gone through this many times without an acknowledgement.
    Exhausted(u32, SignedDuration),
    /// Somebody has it, for that long.
    Acknowledged(PersonId, SignedDuration),
    /// Somebody gave it back.
    Unacknowledged(PersonId),
    /// Somebody asked for quiet, for that long.
    Snoozed(PersonId, SignedDuration),
    /// An acknowledgement was not renewed in time.
    CheckInMissed(PersonId),
    /// The quiet somebody asked for is over.
    SnoozeEnded(PersonId),
    /// Somebody asked for the next step.
    Escalated(PersonId),
    /// Somebody handed it to somebody.
    Assigned(PersonId, PersonId),
    /// It is over.
    Resolved(Closer),
    /// Somebody wrote something down.
    Noted(PersonId, String),
    /// Somebody accepted that a configuration changes who was on call, in these words.
    HistoryAccepted(PersonId, String),
    /// A report that opened nothing.
    Logged {
        /// Who reported it.
        by: Reporter,
        /// How grave.
        severity: Severity,
        /// What.
        summary: String,
        /// Why it opened nothing.
        why: WhyNot,
    },
    /// Somebody changed a rota, in these words.
    RotaChanged(PersonId, String),
    /// A pager has changed hands: who has it now, if anybody, of what and until when.
    HandedOver(Option<PersonId>, String),
    /// Somebody was told something quietly.
    Told {
        /// Who.
        person: PersonId,
        /// By what.
        channel: ChannelName,
        /// What kind of thing.
        about: About,
        /// What.
        text: String,
    },
    /// Somebody could not be told in time.
    NotTold {
        /// Who.
        person: PersonId,
        /// What kind of thing.
        about: About,
        /// What.
        text: String,
        /// Why not.
        why: String,
    },
    /// Nothing could be heard or decided here for that long.
    Deaf(SignedDuration),
    /// What is known a little later of a time of deafness.
    BeganWhileDeaf {
        /// When it began, as the clock shows it.
        from: String,
        /// When it ended.
        to: String,
        /// What began in it.
        began: Began,
    },
    /// A drill has ended.
    Drilled(DrillResult),
    /// A daemon or a station did something worth writing down.
    Daemon(DaemonEvent),
}

impl Event {
    /// That this page was decided.
    #[must_use]
    pub fn paged(page: &Page) -> Self {
        let Page { person, channel, reason, because, .. } = page.clone();
        Self::Paged { person, channel, reason, because }
    }

    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::SeenBefore(_) => "seen-before",
            Self::Joined(_) => "joined",
            Self::SeverityRaised(_) => "severity-raised",
            Self::Cleared(_) => "cleared",
            Self::Held(..) => "held",
            Self::HoldEnded => "hold-ended",
            Self::Paged { .. } => "paged",
            Self::Delivered(..) => "delivered",
            Self::ChannelFailed(..) => "channel-failed",
            Self::GivenUp { .. } => "given-up",
            Self::NobodyOnCall(..) => "nobody-on-call",
            Self::TierEmpty(_) => "tier-empty",
            Self::Quiet(..) => "quiet",
            Self::Unreachable(_) => "unreachable",
            Self::Exhausted(..) => "exhausted",
            Self::Acknowledged(..) => "acknowledged",
            Self::Unacknowledged(_) => "unacknowledged",
            Self::Snoozed(..) => "snoozed",
            Self::CheckInMissed(_) => "check-in-missed",
            Self::SnoozeEnded(_) => "snooze-ended",
            Self::Escalated(_) => "escalated",
            Self::Assigned(..) => "assigned",
            Self::Resolved(_) => "resolved",
            Self::Noted(..) => "noted",
            Self::HistoryAccepted(..) => "history-accepted",
            Self::Logged { .. } => "logged",
            Self::RotaChanged(..) => "rota-changed",
            Self::HandedOver(..) => "handed-over",
            Self::Told { .. } => "told",
            Self::NotTold { .. } => "not-told",
            Self::Deaf(_) => "deaf",
            Self::BeganWhileDeaf { .. } => "began-while-deaf",
            Self::Drilled(result) => result.word(),
            Self::Daemon(event) => event.word(),
        }
    }

    /// Who did it or whom it concerns: a person, or the source of an alert.
    #[must_use]
    pub fn who(&self) -> Option<&str> {
        match self {
            Self::Opened { by, .. } | Self::Logged { by, .. } => Some(by.name()),
            Self::Drilled(result) => result.who().map(PersonId::as_str),
            Self::Resolved(Closer::Source(source)) => Some(source.as_str()),
            Self::Paged { person: who, .. }
            | Self::GivenUp { person: who, .. }
            | Self::Delivered(who, ..)
            | Self::ChannelFailed(who, ..)
            | Self::NobodyOnCall(_, who)
            | Self::Quiet(who, _)
            | Self::Unreachable(who)
            | Self::Acknowledged(who, _)
            | Self::Unacknowledged(who)
            | Self::Snoozed(who, _)
            | Self::CheckInMissed(who)
            | Self::SnoozeEnded(who)
            | Self::Escalated(who)
            | Self::Assigned(who, _)
            | Self::Noted(who, _)
            | Self::RotaChanged(who, _)
            | Self::HistoryAccepted(who, _)
            | Self::HandedOver(Some(who), _)
            | Self::Told { person: who, .. }
            | Self::NotTold { person: who, .. }
            | Self::Held(Hold::Hours(who), _)
            | Self::Resolved(Closer::Person(who)) => Some(who.as_str()),
            Self::SeenBefore(_)
            | Self::Joined(_)
            | Self::SeverityRaised(_)
            | Self::Cleared(_)
            | Self::HoldEnded
            | Self::TierEmpty(_)
            | Self::Exhausted(..)
            | Self::HandedOver(None, _)
            | Self::Deaf(_)
            | Self::BeganWhileDeaf { .. }
            | Self::Daemon(_) => None,
        }
    }

    /// Why it happened, as a word, where a rule decided it.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Paged { reason, .. } => Some(reason.word()),
            Self::Logged { why, .. } => Some(why.word()),
            Self::Held(Hold::Hours(_), _) => Some("hours"),
            Self::Told { about, .. } | Self::NotTold { about, .. } => Some(about.word()),
            Self::Opened { .. }
            | Self::SeenBefore(_)
            | Self::Joined(_)
            | Self::SeverityRaised(_)
            | Self::Cleared(_)
            | Self::HoldEnded
            | Self::Delivered(..)
            | Self::ChannelFailed(..)
            | Self::GivenUp { .. }
            | Self::NobodyOnCall(..)
            | Self::TierEmpty(_)
            | Self::Quiet(..)
            | Self::Unreachable(_)
            | Self::Exhausted(..)
            | Self::Acknowledged(..)
            | Self::Unacknowledged(_)
            | Self::Snoozed(..)
            | Self::CheckInMissed(_)
            | Self::SnoozeEnded(_)
            | Self::Escalated(_)
            | Self::Assigned(..)
            | Self::Resolved(_)
            | Self::Noted(..)
            | Self::RotaChanged(..)
            | Self::HandedOver(..)
            | Self::HistoryAccepted(..)
            | Self::Drilled(_)
            | Self::Deaf(_)
            | Self::BeganWhileDeaf { .. }
            | Self::Daemon(_) => None,
        }
    }

    /// The event as one sentence. Texts from outside are in it as they came.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Opened { by, severity, summary } => {
                format!("{}: {summary}", by.phrase(*severity))
            }
            Self::SeenBefore(id) => format!("the same problem was incident {id}"),
            Self::Joined(summary) => format!("another alert joins: {summary}"),
            Self::SeverityRaised(severity) => format!("the severity rises to {severity}"),
            Self::Cleared(summary) => format!("over: {summary}"),
            Self::Held(Hold::Hours(person), wait) => {
                format!("held for {}, until {person}'s day begins", spell(*wait))
            }
            Self::HoldEnded => "the hold ends".to_owned(),
            Self::Paged { person, channel, reason, because } => {
                let because = because.as_ref().map(|because| format!(" ({because})"));
                let because = because.unwrap_or_default();
                format!("page {person} by {channel}, {}{because}", reason.phrase())
            }
            Self::Delivered(person, channel, proof) => {
                format!("{channel} reaches out to {person}: {proof}")
            }
            Self::ChannelFailed(person, channel, error) => {
                format!("{channel} cannot reach {person}: {error}")
            }
            Self::GivenUp { person, channel, attempts, error } => {
                let times = count(*attempts as usize, "attempt");
                format!("{channel} is given up for {person} after {times}: {error}")
            }
            Self::NobodyOnCall(step, fallback) => {
                format!("nobody is on call for step {}, {fallback} is called instead", step + 1)
            }
            Self::TierEmpty(step) => {
                format!("nobody is on call for step {}, the next one follows at once", step + 1)
            }
            Self::Quiet(person, wait) => {
                format!("{person} is not called for {}, their quiet hours hold it", spell(*wait))
            }
            Self::Unreachable(person) => {
                format!("{person} cannot be reached: no channel is left that works now")
            }
            Self::Exhausted(rounds, wait) => format!(
                "nobody acknowledged in {}, everybody on the way is called again every {}",
                count(*rounds as usize, "round"),
                spell(*wait)
            ),
            Self::Acknowledged(person, wait) => {
                format!("{person} acknowledges, check-in in {}", spell(*wait))
            }
            Self::Unacknowledged(person) => format!("{person} gives it back"),
            Self::Snoozed(person, wait) => format!("{person} snoozes it for {}", spell(*wait)),
            Self::CheckInMissed(person) => format!("{person} missed the check-in"),
            Self::SnoozeEnded(person) => format!("{person}'s snooze is over"),
            Self::Escalated(person) => format!("{person} asks for the next step"),
            Self::Assigned(person, to) => format!("{person} hands it to {to}"),
            Self::Resolved(Closer::Source(source)) => {
                format!("resolved, {source} reports that it is over")
            }
            Self::Resolved(Closer::Person(person)) => format!("{person} resolves it"),
            Self::Noted(person, text) => format!("{person} notes: {text}"),
            Self::HistoryAccepted(person, changes) => {
                format!("{person} accepts that this changes who was on call: {changes}")
            }
            Self::Logged { by, severity, summary, why } => {
                format!("{}: {summary} ({})", by.phrase(*severity), why.phrase())
            }
            Self::RotaChanged(person, what) => format!("{person} changes a rota: {what}"),
            Self::HandedOver(Some(person), what) => format!("{person} is on call for {what}"),
            Self::HandedOver(None, what) => format!("nobody is on call for {what}"),
            Self::Told { person, channel, text, .. } => format!("{channel} tells {person}: {text}"),
            Self::NotTold { person, text, why, .. } => {
                format!("{person} was not told: {text} ({why})")
            }
            Self::Deaf(length) => format!(
                "deaf for {}: this machine slept or stood still, nothing was heard or decided",
                spell(*length)
            ),
            Self::BeganWhileDeaf { from, to, began: Began { number: 0, .. } } => {
                format!("deaf {from}-{to}: nothing is known to have begun meanwhile")
            }
            Self::BeganWhileDeaf { from, to, began: Began { number, firing } } => format!(
                "deaf {from}-{to}: {} began meanwhile, {firing} still firing",
                count(*number as usize, "problem")
            ),
            Self::Drilled(result) => result.sentence(),
            Self::Daemon(event) => event.sentence(),
        }
    }
}
