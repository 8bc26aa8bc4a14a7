//! That there was word from a source, or none, goes on the record.

use jiff::Timestamp;

use super::Polled;
use crate::config::Settings;
use crate::engine::Engine;
use crate::inbox::read;
use crate::store::{Result, Tx};

/// Writes down what asking a source came to, and says so when it is silent for too long or heard again.
pub(in crate::daemon) fn heed(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    polled: &Polled,
    settings: &Settings,
    now: Timestamp,
) -> Result<()> {
    let Polled { source, word, begins } = polled;
    // One that is not asked any more has nothing to say.
    let Some(poll) = settings.sources.get(source).and_then(|it| it.poll.as_ref()) else {
        return Ok(());
    };
    match word {
        Ok(()) => {
            tx.have_word(source, now)?;
            engine.hear_once(&read::heard_again(source))?;
        }
        Err(why) => {
            let known = tx.have_no_word(source, why, now)?;
            if known.is_stale(poll.stale_after) {
                engine.hear_once(&read::silent(source, why, known.silent_for(now)))?;
            }
        }
    }
    if let Some(place) = begins {
        tx.begin_cursor(source, place)?;
    }
    Ok(())
}

/// Ends the incidents about the silence of sources that are not asked any more.
pub(in crate::daemon) fn forget(
    tx: &Tx<'_>,
    engine: &Engine<'_>,
    settings: &Settings,
) -> Result<()> {
    for source in tx.sources_of(read::SILENT)? {
        if settings.sources.get(&source).is_none_or(|source| source.poll.is_none()) {
            engine.hear_once(&read::not_asked(&source))?;
        }
    }
    Ok(())
}
