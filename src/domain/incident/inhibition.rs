//! Inhibition: a larger incident explains another one, which then pages nobody for as long as that lasts.
//!
//! A hold of this kind has no end in time. It ends with its cause, and then waits so long as it takes to
//! see whether what it holds is over as well.

pub mod rules;

use jiff::SignedDuration;

use super::{Hold, Incident, IncidentId, Status};
use crate::domain::alert::Severity;

/// What holds an incident that a larger one explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inhibition {
    /// The larger incident.
    pub cause: IncidentId,
    /// How long after its end it is waited whether this one is over as well.
    pub settle: SignedDuration,
}

/// That an incident is explained by a larger one, and in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inhibited {
    /// What holds it.
    pub by: Inhibition,
    /// Why, in words that follow `held`.
    pub because: String,
}

/// Which incident holds another one of that severity that this one explains; none if it holds nothing.
///
/// What is held itself for a larger one leads there, so that whatever holds is not held for ever: two
/// that explain each other hold neither. And what waits for somebody's day at night holds nothing that
/// is graver, of which then nobody would hear.
#[must_use]
pub fn cause_for(explains: &Incident, severity: Severity) -> Option<IncidentId> {
    match &explains.status {
        Status::Resolved { .. } => None,
        Status::Held { by: Hold::Inhibited(Inhibition { cause, .. }), until: None } => Some(*cause),
        Status::Held { by: Hold::Hours(_), .. } if severity > explains.severity => None,
        Status::Held { .. } | Status::Triggered { .. } | Status::Acknowledged { .. } => {
            Some(explains.id)
        }
    }
}
