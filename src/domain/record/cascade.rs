//! What is written down of problems that share an incident, and of people who say which do.

use crate::domain::alert::Severity;
use crate::domain::incident::IncidentId;
use crate::domain::incident::cascade::Tie;
use crate::domain::name::PersonId;
use crate::domain::wait::count;

/// Something about which problems belong to which incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CascadeEvent {
    /// Another problem joined because it has something in common with the first.
    Joined(String, Tie),
    /// Somebody took so many alerts out of that incident to make this one.
    SplitFrom(PersonId, IncidentId, usize),
    /// Somebody took alerts out of this one.
    SplitOff {
        /// Who.
        by: PersonId,
        /// The incident that they are now.
        to: IncidentId,
        /// How many.
        number: usize,
        /// How grave what is left is, if that is less than it was.
        left: Option<Severity>,
    },
    /// Somebody gave all its alerts, so many, to that incident.
    MergedInto(PersonId, IncidentId, usize),
    /// Somebody gave it the alerts, so many, of that incident.
    TookIn(PersonId, IncidentId, usize),
}

impl CascadeEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Joined(..) => "joined",
            Self::SplitFrom(..) => "split-from",
            Self::SplitOff { .. } => "split-off",
            Self::MergedInto(..) => "merged-into",
            Self::TookIn(..) => "took-in",
        }
    }

    /// Who did it, if somebody did.
    #[must_use]
    pub fn who(&self) -> Option<&PersonId> {
        match self {
            Self::Joined(..) => None,
            Self::SplitOff { by, .. }
            | Self::SplitFrom(by, ..)
            | Self::MergedInto(by, ..)
            | Self::TookIn(by, ..) => Some(by),
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let alerts = |number: &usize| count(*number, "alert");
        match self {
            Self::Joined(summary, tie) => {
                format!("another alert joins: {summary} ({})", tie.phrase())
            }
            Self::SplitFrom(by, from, number) => {
                let whose = if *number == 1 { "its" } else { "their" };
                let alerts = alerts(number);
                format!("{by} makes {alerts} of incident {from} an incident of {whose} own")
            }
            Self::SplitOff { by, to, number, left } => {
                let left = left.map(|severity| format!("; what is left is {severity}"));
                let left = left.unwrap_or_default();
                let (alerts, verb) = (alerts(number), if *number == 1 { "is" } else { "are" });
                format!("{by} splits {alerts} off, which {verb} incident {to} now{left}")
            }
            Self::MergedInto(by, into, number) => {
                format!("{by} merges it into incident {into}, which has its {} now", alerts(number))
            }
            Self::TookIn(by, from, number) => {
                format!("{by} merges incident {from} into it, with its {}", alerts(number))
            }
        }
    }
}
