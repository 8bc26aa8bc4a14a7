//! What comes of an alert as the board stands: it was decided in earnest, and then nothing of it was kept.

use crate::domain::incident::{Incident, Outcome};
use crate::domain::label::Labels;
use crate::domain::record::timeline::Event;

/// What an alert came to that was taken to the board only to see.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// The incident that it belongs to then.
    pub incident: Incident,
    /// The labels of all that fires in it.
    pub labels: Vec<Labels>,
    /// What was decided of that incident, in order; nothing where the alert says again what was known.
    pub outcomes: Vec<Outcome>,
    /// What was decided of the incident that stands for the storm it is in: it begins, or is graver now.
    pub storm: Vec<Outcome>,
}

impl Foreseen {
    /// Whether the incident was open before.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        !self.outcomes.iter().any(opens)
    }
}

/// Whether an incident begins with that.
pub(super) fn opens(outcome: &Outcome) -> bool {
    matches!(outcome.timeline.first(), Some(Event::Opened { .. }))
}
