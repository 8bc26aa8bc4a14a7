//! What has changed about a monitor goes on the record.

use super::{Looked, News};
use crate::config::Settings;
use crate::engine::{self, Engine};
use crate::store::{Result, Tx};

/// Takes what whoever looks has to tell to the board.
pub(in crate::daemon) fn heed(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    news: &News,
    settings: &Settings,
) -> Result<()> {
    match news {
        News::Looked(looked) => looks(engine, looked, settings),
        News::Blind { said, severity } => engine.is_blind(said, *severity),
        News::Sees => engine.sees_again(),
        News::Numbers { monitor, at, numbers } => {
            engine.feed(monitor, &settings.fed_by(monitor), numbers, *at)
        }
        News::Took { monitor, hour, latencies } => tx.add_latencies(monitor, *hour, latencies),
    }
}

/// Keeps how a monitor stands, and takes what it means to the board.
fn looks(engine: &Engine<'_>, looked: &Looked, settings: &Settings) -> Result<()> {
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

/// Ends what is known of monitors that are not looked at any more, and of being blind if that is not
/// found out any more; and keeps what the others depend on.
pub(in crate::daemon) fn forget(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    settings: &Settings,
) -> Result<()> {
    engine.depend(&settings.dependencies())?;
    if settings.canaries.is_empty() {
        engine.sees_again()?;
    }
    for (name, row) in tx.monitors()? {
        if !settings.monitors.contains_key(&name) {
            engine.leave_monitor(&name, &row)?;
        }
    }
    Ok(())
}
