//! What is written down of people who are relieved after they were woken too often.

use crate::domain::name::PersonId;

/// Something about somebody who is relieved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReliefEvent {
    /// They are: the next tier takes their first page.
    Relieved {
        /// Who is.
        person: PersonId,
        /// Who takes the first page.
        by: PersonId,
        /// How often they were woken.
        wakes: u32,
        /// Of which pager, and until when on their clock.
        what: String,
    },
    /// They would be, and nobody else is next in line.
    Nobody {
        /// Who would be.
        person: PersonId,
        /// How often they were woken.
        wakes: u32,
        /// Of which pager.
        pager: String,
    },
    /// They are no longer: that time is over.
    Over {
        /// Who was.
        person: PersonId,
        /// Of which pager.
        pager: String,
    },
    /// Somebody ended it.
    Ended {
        /// Who did; whoever was relieved, if they declined.
        by: PersonId,
        /// Who was relieved.
        person: PersonId,
        /// Of which pager.
        pager: String,
    },
}

impl ReliefEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Relieved { .. } => "relieved",
            Self::Nobody { .. } => "nobody-relieves",
            Self::Over { .. } | Self::Ended { .. } => "relief-ended",
        }
    }

    /// Who is relieved, or ended it.
    #[must_use]
    pub fn who(&self) -> &PersonId {
        match self {
            Self::Relieved { person: who, .. }
            | Self::Nobody { person: who, .. }
            | Self::Over { person: who, .. }
            | Self::Ended { by: who, .. } => who,
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Relieved { person, by, wakes, what } => {
                format!("{person} was woken {}: {by} takes the first page of {what}", times(*wakes))
            }
            Self::Nobody { person, wakes, pager } => format!(
                "{person} was woken {}, and keeps {pager}: nobody else is next in line",
                times(*wakes)
            ),
            Self::Over { person, pager } => {
                format!("{person} takes the first page of {pager} again, the relief is over")
            }
            Self::Ended { by, person, pager } if by == person => {
                format!("{person} declines the relief, and takes the first page of {pager} again")
            }
            Self::Ended { by, person, pager } => {
                format!(
                    "{by} ends the relief of {person}, who takes the first page of {pager} again"
                )
            }
        }
    }
}

/// `once`, `twice`, `3 times`
#[must_use]
pub fn times(number: u32) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        number => format!("{number} times"),
    }
}
