//! What is written down of hand-overs that have to be accepted.

use jiff::SignedDuration;

use crate::domain::name::PersonId;
use crate::domain::wait::spell;

/// Something that happened to a hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcceptanceEvent {
    /// It waits to be accepted.
    Begun {
        /// Who hands over.
        giver: PersonId,
        /// To whom.
        taker: PersonId,
        /// What, from when on and with what in it.
        what: String,
    },
    /// It is accepted.
    Accepted {
        /// By whom.
        by: PersonId,
        /// What.
        what: String,
        /// Who need not be called any more.
        giver: PersonId,
        /// How long after the shift had begun; nothing if that was before.
        late: Option<SignedDuration>,
    },
    /// Nobody accepted it before the pager went on to somebody else.
    Overtaken {
        /// Who had handed over.
        giver: PersonId,
        /// Who did not accept.
        taker: PersonId,
        /// What.
        what: String,
    },
}

impl AcceptanceEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "handover-begun",
            Self::Accepted { .. } => "handover-accepted",
            Self::Overtaken { .. } => "handover-overtaken",
        }
    }

    /// Who did it, or did not.
    #[must_use]
    pub fn who(&self) -> &PersonId {
        match self {
            Self::Begun { giver: who, .. }
            | Self::Accepted { by: who, .. }
            | Self::Overtaken { taker: who, .. } => who,
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Begun { giver, taker, what } => {
                format!("{giver} hands over to {taker}, who has to accept it: {what}")
            }
            Self::Accepted { by, what, giver, late } => {
                let late = late.map(|late| format!(", {} into the shift", spell(late)));
                let late = late.unwrap_or_default();
                format!("{by} accepts {what}{late}: {giver} is not called any more")
            }
            Self::Overtaken { giver, taker, what } => format!(
                "{taker} never accepted {what}, and has handed it on: {giver} is not called any more"
            ),
        }
    }
}
