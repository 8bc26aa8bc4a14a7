//! Whether what is looked at can be told from what cannot be seen.

use super::{Finding, Patient, State};
use crate::domain::wait::count;

/// Says what the canaries are good for, or would be, where anything is looked at over a network.
pub(super) fn canaries(patient: &Patient<'_>) -> Option<Finding> {
    let settings = patient.settings?;
    let far = settings.monitors.values().filter(|monitor| !monitor.is_local).count();
    let monitors = count(far, "monitor");
    match settings.canaries.len() {
        _ if far == 0 => None,
        0 => Some(Finding {
            about: "canaries",
            state: State::Fine,
            text: format!("none: a dead link here will look like {monitors} down"),
            fix: Some("add a `[[canary]]` that always answers, see docs/monitors.md".to_owned()),
        }),
        1 => Some(Finding::fine("canaries", format!("1 canary for {monitors}"))),
        number => Some(Finding::fine("canaries", format!("{number} canaries for {monitors}"))),
    }
}
