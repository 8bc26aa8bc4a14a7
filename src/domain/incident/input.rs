//! What can happen to an incident: alerts, what people ask for, time that passes.

use jiff::{SignedDuration, Timestamp};

use super::HeldUntil;
use super::cascade::Tie;
use super::inhibition::Inhibited;
use super::noisy::NoiseInput;
use super::updating::UpdateInput;
use crate::domain::alert::Alert;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::record::timeline::WrittenEvent;

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
    /// Somebody says "I have it", whoever had it before.
    TakeOver {
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
    /// Somebody writes something down, of a moment or of an entry.
    Write(WrittenEvent),
    /// Somebody writes down what mended it, for whoever meets it next.
    NoteFix {
        /// Who.
        by: PersonId,
        /// What.
        text: String,
    },
    /// Somebody says whose task it is that this comes no more.
    Own {
        /// Who says so.
        by: PersonId,
        /// Whose.
        owner: PersonId,
        /// By when, if that is said.
        due_at: Option<Timestamp>,
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
    /// The rules may have changed: what waits for somebody's day does so by those of now.
    RulesChanged,
    /// Something about noise.
    Noise(NoiseInput),
    /// Something about updates.
    Update(UpdateInput),
}

/// What an alert changes about the incident it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlertChange {
    /// One more problem.
    Joins,
    /// One of its problems that had been resolved is back.
    Returns,
    /// One more problem, for what it has in common with the first.
    Follows(Tie),
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
    /// It goes to and fro, and has begun or ended again.
    Flaps {
        /// Whether it has begun.
        is_firing: bool,
        /// When it flaps no longer unless it changes before.
        until: Timestamp,
    },
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
