//! What is written down of updates: that one was written, published, or missed.

use jiff::{SignedDuration, Timestamp};

use crate::domain::incident::IncidentId;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::rules::Rules;
use crate::domain::wait::spell;

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
    /// The one that was missed is there, by somebody else than whoever was asked for it.
    There {
        /// Who was asked, and has the incident as before.
        holder: PersonId,
        /// For how long, until they have to say so again.
        wait: SignedDuration,
    },
    /// The incident of which one is owed was merged into this one.
    Moved {
        /// Who promised it.
        by: PersonId,
        /// Of which incident.
        of: IncidentId,
        /// By when, on their clock.
        next: String,
        /// By when one of this incident is owed anyway, which comes before it; else it is owed of this
        /// incident now.
        covered: Option<String>,
    },
}

impl UpdateEvent {
    /// A time as it stands on the record, on the clock of that person: `14:00 CET`, with the day where that is
    /// another one. Whoever reads the record may be anywhere, so the zone is always named.
    #[must_use]
    pub fn clock(at: Timestamp, by: &PersonId, rules: &Rules, now: Timestamp) -> String {
        let zone = rules.people.get(by).map_or(&rules.zone, |person| &person.zone);
        let (there, here) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
        let is_today = there.date() == here.date();
        let clock = there.strftime(if is_today { "%H:%M %Z" } else { "%a %Y-%m-%d %H:%M %Z" });
        clock.to_string()
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
            Self::There { .. } => "update-there",
            Self::Moved { .. } => "update-moved",
        }
    }

    /// Who wrote it, published it, owes it or was asked for it.
    #[must_use]
    pub fn who(&self) -> &PersonId {
        match self {
            Self::Written { by, .. }
            | Self::Published { by, .. }
            | Self::NotPublished { by, .. }
            | Self::Missed { by, .. }
            | Self::Asked { by, .. }
            | Self::Moved { by, .. }
            | Self::There { holder: by, .. } => by,
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
            Self::There { holder, wait } => {
                format!(
                    "the update is there: {holder} has it as before, check-in in {}",
                    spell(*wait)
                )
            }
            Self::Moved { by, of, next, covered: None } => {
                format!(
                    "{by} promised an update of incident {of} by {next}: it is owed of this one now"
                )
            }
            Self::Moved { by, of, next, covered: Some(covered) } => format!(
                "{by} promised an update of incident {of} by {next}: the one of this one by {covered} is \
                 owed for both"
            ),
        }
    }
}
