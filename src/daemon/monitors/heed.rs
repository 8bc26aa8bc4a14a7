//! What has changed about a monitor goes on the record.

use super::Looked;
use crate::config::Settings;
use crate::engine::{self, Engine};
use crate::store::{Result, Tx};

/// Keeps how a monitor stands, and takes what it means to the board.
pub(in crate::daemon) fn heed(
    engine: &Engine<'_>,
    looked: &Looked,
    settings: &Settings,
) -> Result<()> {
    let Looked { monitor, watch, changes, is_told } = looked;
    // One that is not looked at any more has nothing to say.
    let Some(about) = settings.monitors.get(monitor) else { return Ok(()) };
    let looked = engine::Looked {
        name: monitor,
        severity: about.severity,
        labels: &about.labels,
        runbook: about.runbook.as_deref(),
        caution: about.caution.as_deref(),
    };
    engine.take_look(looked, watch, changes, *is_told, true)
}

/// Ends what is known of monitors that are not looked at any more.
pub(in crate::daemon) fn forget(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    settings: &Settings,
) -> Result<()> {
    for (name, row) in tx.monitors()? {
        if !settings.monitors.contains_key(&name) {
            engine.leave_monitor(&name, &row)?;
        }
    }
    Ok(())
}
