//! What is written down of quiet that was asked for, besides that it was.

use jiff::SignedDuration;

use crate::domain::name::MaintenanceName;
use crate::domain::quiet::silence::SilenceId;
use crate::domain::wait::{count, spell};

/// Something about quiet that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuietEvent {
    /// Nothing of that silence has fired for so long, so it is over; it has kept so many alerts from
    /// paging.
    Calm(SilenceId, SignedDuration, i64),
    /// That silence is over, and no alert ever met its conditions.
    Unmatched(SilenceId),
    /// That silence is ended before it began.
    Withdrawn(SilenceId),
    /// Maintenance begins.
    Begins {
        /// What it is called.
        name: MaintenanceName,
        /// How long it lasts from now.
        length: SignedDuration,
        /// What it is about, in words.
        about: String,
        /// Why it is.
        why: String,
    },
    /// Maintenance is over, and has kept so many alerts from paging.
    Ends(MaintenanceName, i64),
    /// Maintenance that is under way ends so long from now: the configuration has changed.
    Moved(MaintenanceName, SignedDuration),
}

impl QuietEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Calm(..) => "silence-calm",
            Self::Unmatched(_) => "silence-unmatched",
            Self::Withdrawn(_) => "silence-withdrawn",
            Self::Begins { .. } => "maintenance-begins",
            Self::Ends(..) => "maintenance-ends",
            Self::Moved(..) => "maintenance-moved",
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Calm(id, wait, hidden) => format!(
                "silence {id} is over, nothing of it has fired for {}; it held {}",
                spell(*wait),
                alerts(*hidden)
            ),
            Self::Unmatched(id) => format!("silence {id} is over, and no alert ever matched it"),
            Self::Withdrawn(id) => format!("silence {id} is ended before it began"),
            Self::Begins { name, length, about, why } => {
                format!("maintenance {name} begins, for {}, about {about}: {why}", spell(*length))
            }
            Self::Ends(name, hidden) => {
                format!("maintenance {name} is over, it held {}", alerts(*hidden))
            }
            Self::Moved(name, left) => {
                format!("maintenance {name} is changed, it ends in {}", spell(*left))
            }
        }
    }
}

/// `1 alert`, `2 alerts`
fn alerts(number: i64) -> String {
    count(usize::try_from(number).unwrap_or_default(), "alert")
}
