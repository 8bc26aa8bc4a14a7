//! What happened, in order, with who and why: the events of the timeline and their one sentence.

use jiff::{SignedDuration, Timestamp};

pub use super::acceptance::AcceptanceEvent;
pub use super::ack::{AckEvent, Renewal};
pub use super::cascade::CascadeEvent;
pub use super::daemon::{DEADMAN, DEADMAN_PINGED, DaemonEvent};
pub use super::heartbeat::HeartbeatEvent;
pub use super::held::Held;
pub use super::keeping::KeepingEvent;
pub use super::noise::NoiseEvent;
pub use super::promise::PromiseEvent;
pub use super::quiet::QuietEvent;
pub use super::relief::ReliefEvent;
pub use super::routed::{Regraded, Routed};
pub use super::sight::SightEvent;
pub use super::status_page::StatusPageEvent;
pub use super::update::UpdateEvent;
pub use super::written::WrittenEvent;

use crate::domain::alert::{Reporter, Severity};
use crate::domain::drill::DrillResult;
use crate::domain::incident::before::Before;
use crate::domain::incident::still::Still;
use crate::domain::incident::triage::WhyNot;
use crate::domain::incident::{Closer, Hold, IncidentId, Reason};
use crate::domain::name::{ChannelName, PersonId, SourceName};
use crate::domain::notification::About;
use crate::domain::page::{Page, Sounding};
use crate::domain::quiet::silence::SilenceId;

/// The word of a proof that a machine can be heard.
pub const PROVED_AUDIBLE: &str = "proved-audible";

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
    /// It went by these routes.
    Routed(Routed),
    /// The same problem had an incident before.
    SeenBefore(Before),
    /// Something about who has it, or a problem that came before.
    Ack(AckEvent),
    /// Another alert joined.
    Joined(String),
    /// Something about which problems belong to which incident.
    Cascade(CascadeEvent),
    /// The severity rose.
    SeverityRaised(Severity),
    /// One of its alerts is over.
    Cleared(String),
    /// Nothing was heard of one of its alerts for so long that it counts as over.
    Lapsed(String, SignedDuration),
    /// One of its alerts is not in the list of what is open there any more.
    Vanished(String),
    /// Nobody is paged now, for that reason and that long.
    Held(Hold, SignedDuration),
    /// Nobody is paged now for a larger incident, or not for much longer.
    Inhibition(Held),
    /// The hold is over.
    HoldEnded,
    /// Somebody asked for quiet, in these words.
    SilenceAdded(SilenceId, String),
    /// Somebody changed what quiet is asked for, to these words.
    SilenceChanged(SilenceId, String),
    /// That quiet is over, and has kept so many alerts from paging.
    SilenceEnded(SilenceId, i64),
    /// Something else about quiet that somebody asked for.
    Quieted(QuietEvent),
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
        /// That it is not the first, and what goes on.
        still: Option<Still>,
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
    /// A page that was played by something else sounds by what is preferred again, with that proof.
    Returned(PersonId, ChannelName, String),
    /// A page may not be heard, for that reason.
    Inaudible(PersonId, ChannelName, String),
    /// A page is heard, and what it is about is not said in words, for that reason.
    Unspoken(PersonId, ChannelName, String),
    /// Another channel of the same machine took the place of one that failed, with that proof.
    StoodIn(PersonId, ChannelName, String),
    /// A page rings no longer; this is the receipt.
    Sounded(PersonId, ChannelName, Sounding),
    /// A step has nobody on call; the fallback is called at once.
    NobodyOnCall(u32, PersonId),
    /// That step, from 0, calls a later tier, and it has nobody.
    TierEmpty(u32),
    /// This person is not called for so long: their quiet hours hold that severity back.
    Quiet(PersonId, SignedDuration),
    /// No channel can reach this person now.
    Unreachable(PersonId),
    /// The whole policy was gone through this many times without an acknowledgement; how far apart it
    /// goes on.
    Exhausted(u32, String),
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
    /// What is left of a gauge has changed, in these words.
    Headroom(String),
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
    /// Something was changed somewhere, as a sender says: context for whoever looks for a cause.
    Changed(SourceName, String),
    /// Somebody changed a rota, in these words.
    RotaChanged(PersonId, String),
    /// A pager has changed hands: who has it now, if anybody, of what and until when.
    HandedOver(Option<PersonId>, String),
    /// A hand-over waits to be accepted, or does so no longer.
    Acceptance(AcceptanceEvent),
    /// Somebody is relieved after a hard night, or is no longer.
    Relief(ReliefEvent),
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
    /// It may be noise.
    Noise(NoiseEvent),
    /// Something about updates.
    Update(UpdateEvent),
    /// Whoever looks cannot see, or can again.
    Sight(SightEvent),
    /// A drill has ended.
    Drilled(DrillResult),
    /// Somebody had it proved that the machine that rings for this person, or for everybody, can be
    /// heard: how.
    ProvedAudible(Option<PersonId>, String),
    /// Something about a promise.
    Promise(PromiseEvent),
    /// Something about heartbeats that concerns no incident.
    Heartbeats(HeartbeatEvent),
    /// A daemon or a station did something worth writing down.
    Daemon(DaemonEvent),
    /// Somebody wrote something down, of a moment or of an entry.
    Written(WrittenEvent),
    /// Something about the store itself.
    Keeping(KeepingEvent),
}

impl Event {
    /// That this page was decided.
    #[must_use]
    pub fn paged(page: &Page) -> Self {
        let Page { person, channel, reason, because, .. } = page.clone();
        Self::Paged { person, channel, reason, because, still: None }
    }

    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Routed(_) => "routed",
            Self::SeenBefore(_) => "seen-before",
            Self::Ack(event) => event.word(),
            Self::Joined(_) => "joined",
            Self::Cascade(event) => event.word(),
            Self::SeverityRaised(_) => "severity-raised",
            Self::Cleared(_) => "cleared",
            Self::Lapsed(..) => "lapsed",
            Self::Vanished(_) => "vanished",
            Self::Held(..) => "held",
            Self::Inhibition(event) => event.word(),
            Self::HoldEnded => "hold-ended",
            Self::SilenceAdded(..) => "silence-added",
            Self::SilenceChanged(..) => "silence-changed",
            Self::SilenceEnded(..) => "silence-ended",
            Self::Quieted(event) => event.word(),
            Self::Paged { .. } => "paged",
            Self::Delivered(..) => "delivered",
            Self::ChannelFailed(..) => "channel-failed",
            Self::GivenUp { .. } => "given-up",
            Self::Returned(..) => "returned",
            Self::Inaudible(..) => "inaudible",
            Self::Unspoken(..) => "unspoken",
            Self::StoodIn(..) => "stood-in",
            Self::Sounded(..) => "sounded",
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
            Self::Headroom(_) => "headroom",
            Self::Noted(..) => "noted",
            Self::HistoryAccepted(..) => "history-accepted",
            Self::Logged { .. } => "logged",
            Self::Changed(..) => "changed",
            Self::RotaChanged(..) => "rota-changed",
            Self::HandedOver(..) => "handed-over",
            Self::Acceptance(event) => event.word(),
            Self::Relief(event) => event.word(),
            Self::Told { .. } => "told",
            Self::NotTold { .. } => "not-told",
            Self::Deaf(_) => "deaf",
            Self::BeganWhileDeaf { .. } => "began-while-deaf",
            Self::Noise(event) => event.word(),
            Self::Update(event) => event.word(),
            Self::Sight(event) => event.word(),
            Self::Drilled(result) => result.word(),
            Self::ProvedAudible(..) => PROVED_AUDIBLE,
            Self::Promise(event) => event.word(),
            Self::Heartbeats(event) => event.word(),
            Self::Daemon(event) => event.word(),
            Self::Written(event) => event.word(),
            Self::Keeping(event) => event.word(),
        }
    }
}
