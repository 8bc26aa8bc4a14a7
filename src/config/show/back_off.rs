//! How calling goes on when all repeats were in vain, as it works.

use super::duration;
use crate::config::raw::{BackOffTable, BackOffsTable, Given};
use crate::domain::alert::Severity;
use crate::domain::incident::back_off::BackOff;
use crate::domain::incident::escalation::EscalationPolicy;

/// What holds for each severity.
pub(super) fn back_offs(policy: &EscalationPolicy) -> BackOffsTable {
    let of = |severity: Severity| {
        let BackOff { first, hundredths, at_most } = *policy.back_off.get(&severity)?;
        Some(Given::made(BackOffTable {
            first: Some(duration(first)),
            factor: Some(Given::made(f64::from(hundredths) / 100.0)),
            at_most: Some(duration(at_most)),
        }))
    };
    BackOffsTable {
        critical: of(Severity::Critical),
        error: of(Severity::Error),
        warning: of(Severity::Warning),
        info: of(Severity::Info),
    }
}
