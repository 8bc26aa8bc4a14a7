//! What is written down of a hold for a larger incident.

use jiff::SignedDuration;

use crate::domain::incident::IncidentId;
use crate::domain::wait::spell;

/// What happened to a hold for a larger incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// It has begun.
    For {
        /// The larger incident.
        cause: IncidentId,
        /// Why, in words that follow `held`.
        because: String,
    },
    /// The larger incident explains it no longer; it pages so long after, unless it is over by then.
    Released {
        /// The larger incident.
        cause: IncidentId,
        /// How long it is waited.
        settle: SignedDuration,
    },
}

impl Held {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::For { .. } => "held",
            Self::Released { .. } => "released",
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::For { cause, because } => format!("held {because} (incident {cause})"),
            Self::Released { cause, settle } => format!(
                "incident {cause} explains it no longer: it pages in {}, unless it is over by then",
                spell(*settle)
            ),
        }
    }
}
