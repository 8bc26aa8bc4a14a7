//! Who is called at which step of a policy, over which channels, and when the next step is due.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::domain::alert::Severity;
use crate::domain::name::{PersonId, PolicyName, RotaName};

/// How calling goes on until somebody acknowledges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationPolicy {
    /// Its name.
    pub name: PolicyName,
    /// The steps, in order; at least one.
    pub steps: Vec<Step>,
    /// How often all steps are taken again before the fallback is called as well.
    pub repeat: u32,
    /// How long an acknowledgement lasts, by severity.
    pub check_in: BTreeMap<Severity, SignedDuration>,
}

/// One step of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who is called, all at once.
    pub who: Vec<Target>,
    /// How long they have before the next step is taken.
    pub wait: SignedDuration,
}

/// Whom a step calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// This person.
    Person(PersonId),
    /// Whoever is on call in this rota.
    Rota(RotaName),
    /// Everybody.
    Everyone,
}
