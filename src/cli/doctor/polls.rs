//! Whether the sources that are asked answer.

use super::{Finding, Patient};
use crate::cli::time;
use crate::domain::wait::count;
use crate::domain::word::Word;
use crate::error::{Error, Kind};
use crate::store::StoreError;

/// Says of every source that is polled when there was last word from it.
pub(super) fn polls(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(Vec::new());
    };
    let polled: Vec<_> = settings
        .sources
        .iter()
        .filter_map(|(name, source)| Some((name, source.poll.as_ref()?)))
        .collect();
    let words = store.read(|tx| {
        polled.iter().map(|(name, _)| tx.word(name)).collect::<Result<Vec<Word>, StoreError>>()
    })?;
    let (now, zone) = (patient.session.now, patient.session.zone());
    let finding = |((name, poll), word): ((_, &crate::config::PollSettings), Word)| {
        let last = word.at.map(|at| time::with_distance(at, now, &zone));
        let last = last.unwrap_or_else(|| "never".to_owned());
        let fix = format!("see whether {} can be reached from here, and its token", poll.url);
        match word.why {
            Some(why) if word.is_stale(poll.stale_after) => Finding::failure(
                "poll",
                Kind::Unreachable,
                format!(
                    "no word from {name} in {}, last word {last}: {why}",
                    count(word.failures as usize, "poll")
                ),
                fix,
            ),
            Some(why) => Finding::warning("poll", format!("{name}, last word {last}: {why}"), fix),
            None if word.at.is_none() => Finding::warning(
                "poll",
                format!("{name} was never polled"),
                "a daemon that decides polls it: `wail watch`, or `wail serve`",
            ),
            None => Finding::fine("poll", format!("{name}, last word {last}")),
        }
    };
    Ok(polled.into_iter().zip(words).map(finding).collect())
}
