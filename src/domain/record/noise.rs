//! What is written down of what may be noise.

use jiff::SignedDuration;

use crate::domain::incident::IncidentId;
use crate::domain::wait::spell;

/// Why something wakes nobody at once, or does so again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoiseEvent {
    /// It had begun so long before it was heard of.
    OldNews(SignedDuration),
    /// It has come to what somebody has, and had begun long before it was heard of.
    OldNewsJoins {
        /// How long before.
        age: SignedDuration,
        /// How long they have before they are called for it.
        wait: SignedDuration,
    },
    /// That is there still.
    OldNewsStays,
    /// It flaps from now on: so many changes in so long; it is held until it has been calm for so long.
    Flaps {
        /// How many.
        changes: u32,
        /// In how long at most.
        within: SignedDuration,
        /// How long it takes to be calm.
        calm: SignedDuration,
    },
    /// It flaps, and has begun again, in these words.
    Again(String),
    /// It flapped, and has been quiet for so long.
    Quiet(SignedDuration),
    /// It flapped, and has been there for so long without a change.
    Steady(SignedDuration),
    /// It is one of a storm, for which that incident stands.
    InStorm(IncidentId),
    /// That storm is over; it pages so long after, unless it is over by then.
    StormOver(IncidentId, SignedDuration),
}

impl NoiseEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::OldNews(_) | Self::OldNewsJoins { .. } => "old-news",
            Self::OldNewsStays => "old-news-stays",
            Self::Flaps { .. } => "flaps",
            Self::Again(_) => "again",
            Self::Quiet(_) => "quiet-again",
            Self::Steady(_) => "steady",
            Self::InStorm(_) => "held",
            Self::StormOver(..) => "released",
        }
    }

    /// Why, as a word.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::OldNews(_)
            | Self::OldNewsJoins { .. }
            | Self::OldNewsStays
            | Self::Flaps { .. }
            | Self::Again(_)
            | Self::Quiet(_)
            | Self::Steady(_) => None,
            Self::InStorm(_) | Self::StormOver(..) => Some("storm"),
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OldNews(age) => {
                format!("it began {} ago and is only heard of now: old news", spell(*age))
            }
            Self::OldNewsJoins { age, wait } => format!(
                "that began {} ago and is only heard of now: a soft word, and a page in {} unless it is \
                 over by then",
                spell(*age),
                spell(*wait)
            ),
            Self::OldNewsStays => "the old news is still there".to_owned(),
            Self::Flaps { changes, within, calm } => format!(
                "flaps: {changes} changes in {}; it pages no more until nothing changes for {}",
                spell(*within),
                spell(*calm)
            ),
            Self::Again(summary) => format!("it is back: {summary}"),
            Self::Quiet(calm) => format!("quiet for {}: it flaps no longer", spell(*calm)),
            Self::Steady(calm) => {
                format!("there for {} without a change: it flaps no longer", spell(*calm))
            }
            Self::InStorm(id) => format!("held in a storm, for which incident {id} calls"),
            Self::StormOver(id, wait) => format!(
                "the storm of incident {id} is over: it pages in {}, unless it is over by then",
                spell(*wait)
            ),
        }
    }
}
