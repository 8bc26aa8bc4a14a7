//! Whom an event concerns and which rule decided it: the words that logs are searched for.

use jiff::Timestamp;

use super::timeline::{DaemonEvent, Entry, Event};
use crate::domain::incident::{Closer, Hold};
use crate::domain::name::PersonId;

impl Event {
    /// Who did it or whom it concerns: a person, or the source of an alert.
    #[must_use]
    pub fn who(&self) -> Option<&str> {
        match self {
            Self::Opened { by, .. } | Self::Logged { by, .. } => Some(by.name()),
            Self::Drilled(result) => result.who().map(PersonId::as_str),
            Self::Acceptance(event) => Some(event.who().as_str()),
            Self::Relief(event) => Some(event.who().as_str()),
            Self::Written(event) => Some(event.by.as_str()),
            Self::Promise(event) => event.who().map(PersonId::as_str),
            Self::Ack(event) => event.who().map(PersonId::as_str),
            Self::Update(event) => Some(event.who().as_str()),
            Self::Keeping(event) => event.who().map(PersonId::as_str),
            Self::Cascade(event) => event.who().map(PersonId::as_str),
            Self::Changed(source, _)
            | Self::Resolved(Closer::Source(source) | Closer::Lapse(source)) => {
                Some(source.as_str())
            }
            Self::Paged { person: who, .. }
            | Self::GivenUp { person: who, .. }
            | Self::Delivered(who, ..)
            | Self::ChannelFailed(who, ..)
            | Self::Returned(who, ..)
            | Self::Inaudible(who, ..)
            | Self::Unspoken(who, ..)
            | Self::StoodIn(who, ..)
            | Self::Sounded(who, ..)
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
            | Self::ProvedAudible(Some(who), _)
            | Self::Told { person: who, .. }
            | Self::NotTold { person: who, .. }
            | Self::Held(Hold::Hours(who), _)
            | Self::Resolved(Closer::Person(who)) => Some(who.as_str()),
            Self::Routed(_)
            | Self::Noise(_)
            | Self::SeenBefore(_)
            | Self::Held(
                Hold::Silence(_) | Hold::Maintenance(_) | Hold::Inhibited(_) | Hold::Noise(_),
                _,
            )
            | Self::Inhibition(_)
            | Self::Sight(_)
            | Self::SilenceAdded(..)
            | Self::SilenceChanged(..)
            | Self::SilenceEnded(..)
            | Self::Quieted(_)
            | Self::Joined(_)
            | Self::SeverityRaised(_)
            | Self::Cleared(_)
            | Self::Lapsed(..)
            | Self::Vanished(_)
            | Self::Headroom(_)
            | Self::HoldEnded
            | Self::TierEmpty(_)
            | Self::Exhausted(..)
            | Self::HandedOver(None, _)
            | Self::ProvedAudible(None, _)
            | Self::Deaf(_)
            | Self::BeganWhileDeaf { .. }
            | Self::Heartbeats(_)
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
            Self::Held(Hold::Silence(_), _) => Some("silence"),
            Self::Held(Hold::Maintenance(_), _) => Some("maintenance"),
            Self::Held(Hold::Inhibited(_), _) | Self::Inhibition(_) => Some("inhibited"),
            Self::Held(Hold::Noise(noise), _) => Some(noise.word()),
            Self::Noise(event) => event.reason(),
            Self::Told { about, .. } | Self::NotTold { about, .. } => Some(about.word()),
            Self::Opened { .. }
            | Self::Routed(_)
            | Self::Ack(_)
            | Self::Update(_)
            | Self::SeenBefore(_)
            | Self::Joined(_)
            | Self::Cascade(_)
            | Self::SeverityRaised(_)
            | Self::Cleared(_)
            | Self::Lapsed(..)
            | Self::Vanished(_)
            | Self::Headroom(_)
            | Self::HoldEnded
            | Self::SilenceAdded(..)
            | Self::SilenceChanged(..)
            | Self::SilenceEnded(..)
            | Self::Quieted(_)
            | Self::Delivered(..)
            | Self::ChannelFailed(..)
            | Self::GivenUp { .. }
            | Self::Returned(..)
            | Self::Inaudible(..)
            | Self::Unspoken(..)
            | Self::StoodIn(..)
            | Self::Sounded(..)
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
            | Self::Changed(..)
            | Self::RotaChanged(..)
            | Self::HandedOver(..)
            | Self::Acceptance(_)
            | Self::Relief(_)
            | Self::Promise(_)
            | Self::HistoryAccepted(..)
            | Self::Drilled(_)
            | Self::Sight(_)
            | Self::ProvedAudible(..)
            | Self::Deaf(_)
            | Self::BeganWhileDeaf { .. }
            | Self::Heartbeats(_)
            | Self::Written(_)
            | Self::Keeping(_)
            | Self::Daemon(_) => None,
        }
    }

    /// The entry that it corrects.
    #[must_use]
    pub fn corrects(&self) -> Option<i64> {
        if let Self::Written(event) = self { event.corrects() } else { None }
    }
}

impl Entry {
    /// The moment it is about, where that is not the one at which it is written down: of a time in which
    /// nobody listened, since when it went on.
    #[must_use]
    pub fn about(&self) -> Option<Timestamp> {
        if let Event::Deaf(length) | Event::Daemon(DaemonEvent::Lost(length)) = &self.event {
            return self.at.checked_sub(*length).ok();
        }
        if let Event::Written(event) = &self.event { event.about } else { None }
    }
}
