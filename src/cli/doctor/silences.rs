//! Whether somebody has asked for quiet about everything.

use super::{Finding, Patient};
use crate::domain::alert::one_line;
use crate::domain::quiet::silence::{SilenceState, takes_everything};
use crate::domain::wait::count;
use crate::error::Error;

/// Names every silence that takes every alert, and says how many hold otherwise.
pub(super) fn silences(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let now = patient.session.now;
    let Some(store) = &mut patient.store else { return Ok(Vec::new()) };
    let mut silences = store.read(|tx| tx.silences(now))?;
    silences.retain(|silence| silence.state(now) == SilenceState::Active);
    let mut findings = Vec::new();
    for silence in silences.iter().filter(|silence| takes_everything(&silence.what.matchers)) {
        let (id, what) = (silence.id, &silence.what);
        findings.push(Finding::warning(
            "silences",
            format!(
                "silence {id} by {} takes every alert there is: {}",
                what.by,
                one_line(&what.comment)
            ),
            format!("`wail silence end {id}`, and name a label in a new one"),
        ));
    }
    if findings.is_empty() && !silences.is_empty() {
        let verb = if silences.len() == 1 { "holds" } else { "hold" };
        let text =
            format!("{} {verb}: `wail silence list` shows what", count(silences.len(), "silence"));
        findings.push(Finding::fine("silences", text));
    }
    Ok(findings)
}
