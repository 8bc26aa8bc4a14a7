//! What is written down of updates: that one was written, published, or missed.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::name::{AudienceName, PersonId};

/// What happened about an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateEvent {
    /// Somebody wrote one.
    Written {
        /// Who.
        by: PersonId,
        /// What.
        text: String,
        /// By when the next one is promised, on the writer's clock.
        next: Option<String>,
    },
    /// It reached an audience.
    Published {
        /// Who published it.
        by: PersonId,
        /// Who reads it.
        audience: AudienceName,
        /// What the program said that published it, if one did.
        proof: Option<String>,
    },
    /// It did not reach an audience.
    NotPublished {
        /// Who was to publish it.
        by: PersonId,
        /// Who was to read it.
        audience: AudienceName,
        /// Why not.
        why: String,
    },
    /// The one that was promised is not there.
    Missed {
        /// Who promised it.
        by: PersonId,
        /// By when, on their clock.
        since: String,
    },
    /// The incident is over, and an update is still owed.
    Asked {
        /// Who promised it.
        by: PersonId,
        /// By when, on their clock.
        next: String,
    },
}

impl UpdateEvent {
    /// A time as it stands on the record: `14:00`, with the day where that is another one.
    #[must_use]
    pub fn clock(at: Timestamp, zone: &TimeZone, now: Timestamp) -> String {
        let (there, here) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
        let is_today = there.date() == here.date();
        there.strftime(if is_today { "%H:%M" } else { "%a %Y-%m-%d %H:%M" }).to_string()
    }

    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Written { .. } => "updated",
            Self::Published { .. } => "published",
            Self::NotPublished { .. } => "not-published",
            Self::Missed { .. } => "update-missed",
            Self::Asked { .. } => "update-asked",
        }
    }

    /// Who wrote it, published it or owes it.
    #[must_use]
    pub fn who(&self) -> &PersonId {
        match self {
            Self::Written { by, .. }
            | Self::Published { by, .. }
            | Self::NotPublished { by, .. }
            | Self::Missed { by, .. }
            | Self::Asked { by, .. } => by,
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Written { by, text, next: Some(next) } => {
                format!("{by} updates: {text} (the next one by {next})")
            }
            Self::Written { by, text, next: None } => format!("{by} updates: {text}"),
            Self::Published { by, audience, proof: Some(proof) } => {
                format!("{by} publishes the update to {audience}: {proof}")
            }
            Self::Published { by, audience, proof: None } => {
                format!("{by} publishes the update to {audience}")
            }
            Self::NotPublished { by, audience, why } => {
                format!("{by} cannot publish the update to {audience}: {why}")
            }
            Self::Missed { by, since } => format!("{by} owes an update since {since}"),
            Self::Asked { by, next } => {
                format!("{by} promised an update by {next}: a last one is asked for")
            }
        }
    }
}
