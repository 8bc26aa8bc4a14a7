//! What is written down of promises.

use jiff::SignedDuration;

use crate::domain::name::PersonId;
use crate::domain::promise::PromiseId;
use crate::domain::wait::spell;

/// Something that happened to a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseEvent {
    /// It was made.
    Made {
        /// Its number.
        id: PromiseId,
        /// Who says so.
        by: PersonId,
        /// Who does it.
        owner: PersonId,
        /// What, by when, and to whom.
        what: String,
    },
    /// It is due at another time.
    Moved {
        /// Its number.
        id: PromiseId,
        /// Who says so.
        by: PersonId,
        /// When it is due now.
        due: String,
        /// Why.
        why: String,
    },
    /// Somebody else does it.
    Given {
        /// Its number.
        id: PromiseId,
        /// Who says so.
        by: PersonId,
        /// Who does it now.
        owner: PersonId,
        /// What.
        what: String,
    },
    /// It was kept.
    Kept {
        /// Its number.
        id: PromiseId,
        /// Who says so.
        by: PersonId,
        /// How.
        how: String,
    },
    /// It was given up.
    Dropped {
        /// Its number.
        id: PromiseId,
        /// Who says so.
        by: PersonId,
        /// Why.
        why: String,
    },
    /// A problem comes again and again and is over once more, and nobody owes that it comes no more.
    Asked {
        /// Who is asked for a promise, if anybody is.
        who: Option<PersonId>,
        /// How often it came in 30 days.
        times: u32,
    },
    /// Its owner is reminded.
    Reminded {
        /// Its number.
        id: PromiseId,
        /// Who does it.
        owner: PersonId,
        /// What.
        what: String,
        /// How long is left.
        left: SignedDuration,
    },
    /// It is late, for so long by now.
    Late {
        /// Its number.
        id: PromiseId,
        /// Who does it.
        owner: PersonId,
        /// What.
        what: String,
        /// How long its time has passed.
        late: SignedDuration,
        /// Who else is told.
        told: Vec<PersonId>,
    },
}

impl PromiseEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Made { .. } => "promise-made",
            Self::Moved { .. } => "promise-moved",
            Self::Given { .. } => "promise-given",
            Self::Kept { .. } => "promise-kept",
            Self::Dropped { .. } => "promise-dropped",
            Self::Asked { .. } => "promise-asked",
            Self::Reminded { .. } => "promise-reminded",
            Self::Late { .. } => "promise-late",
        }
    }

    /// Who did it, or whose it is.
    #[must_use]
    pub fn who(&self) -> Option<&PersonId> {
        match self {
            Self::Asked { who, .. } => who.as_ref(),
            Self::Moved { by: who, .. }
            | Self::Kept { by: who, .. }
            | Self::Dropped { by: who, .. }
            | Self::Made { owner: who, .. }
            | Self::Given { owner: who, .. }
            | Self::Reminded { owner: who, .. }
            | Self::Late { owner: who, .. } => Some(who),
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Made { id, by, owner, what } if by == owner => {
                format!("{owner} promises {what} (promise {id})")
            }
            Self::Made { id, by, owner, what } => {
                format!("{by} promises for {owner}: {what} (promise {id})")
            }
            Self::Moved { id, by, due, why } => format!("{by} moves promise {id} to {due}: {why}"),
            Self::Given { id, by, owner, what } if by == owner => {
                format!("{owner} takes promise {id}: {what}")
            }
            Self::Given { id, by, owner, what } => {
                format!("{by} gives promise {id} to {owner}: {what}")
            }
            Self::Kept { id, by, how } => format!("{by} closes promise {id}, it is kept: {how}"),
            Self::Dropped { id, by, why } => format!("{by} drops promise {id}: {why}"),
            Self::Asked { who, times } => {
                let who = who.as_ref().map(|who| format!(", {who} is asked for a promise"));
                format!(
                    "it came {times} times in 30 days, and nobody owes an end to it{}",
                    who.unwrap_or_default()
                )
            }
            Self::Reminded { id, owner, what, left } => {
                format!("{owner} is reminded of promise {id}, due in {}: {what}", spell(*left))
            }
            Self::Late { id, owner, what, late, told } => {
                let late = match late.as_secs() {
                    ..60 => "late".to_owned(),
                    _ => format!("{} late", spell(*late)),
                };
                let told = told.iter().map(PersonId::as_str).collect::<Vec<_>>().join(" and ");
                let told = if told.is_empty() { told } else { format!(", {told} hears of it") };
                format!("promise {id} of {owner} is {late}{told}: {what}")
            }
        }
    }
}
