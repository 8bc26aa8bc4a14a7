//! Whether the daemon's own loops go on, and whether a watcher outside hears that they do.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Patient};
use crate::cli::{serve, time, web};
use crate::config::DeadmanSettings;
use crate::domain::record::timeline::DEADMAN_PINGED;
use crate::error::{Error, Kind};
use crate::store::{Recorded, StoreError};

/// How long the daemon has to answer.
const ANSWER: Duration = Duration::from_secs(2);

/// How much later than it should a ping may be on the record: a daemon looks and writes every so often.
const LATE: SignedDuration = SignedDuration::from_secs(45);

/// Which loops of the daemon are stuck, where one decides and says so.
pub(super) fn loops(patient: &Patient<'_>) -> Result<Option<Finding>, Error> {
    let (Some(settings), Some(_)) = (patient.settings, &patient.holder) else { return Ok(None) };
    let address = web::reachable(settings.listen.address);
    let answer = serve::runtime()?.block_on(web::get(address, "/healthz", ANSWER));
    // Whoever does not answer is told of as the listener.
    Ok(answer.ok().filter(|answer| !answer.is_success).map(|answer| {
        let first = answer.text.lines().next().unwrap_or_default();
        Finding::failure(
            "heart",
            Kind::Unreachable,
            first.chars().take(160).collect::<String>(),
            "start the daemon anew: `systemctl --user restart wail`",
        )
    }))
}

/// Whether the watcher outside is told that all is well.
pub(super) fn deadman(patient: &mut Patient<'_>) -> Result<Finding, Error> {
    let (Some(settings), Some(store)) = (patient.settings, &mut patient.store) else {
        return Ok(none());
    };
    let Some(deadman) = &settings.deadman else { return Ok(none()) };
    let (pinged_at, news) =
        store.read(|tx| Ok::<_, StoreError>((tx.last_pinged()?, tx.last_of_deadman()?)))?;
    let (now, zone) = (patient.session.now, patient.session.zone());
    let last = pinged_at.map(|at| time::with_distance(at.min(now), now, &zone));
    let last = last.unwrap_or_else(|| "never".to_owned());
    if patient.holder.is_none() {
        let text = format!("no daemon runs, so nobody is pinged; last pinged {last}");
        let fix = "`wail watch` starts one in this terminal; `wail serve` is for systemd";
        return Ok(Finding::warning("deadman", text, fix));
    }
    Ok(match (why_not(news, pinged_at), is_late(deadman, pinged_at, now)) {
        (None, false) => Finding::fine("deadman", format!("last pinged {last}")),
        (None, true) => Finding::warning(
            "deadman",
            format!("last pinged {last}"),
            "a daemon pings a moment after its start; then see `wail log`",
        ),
        (Some(why), _) => Finding::failure(
            "deadman",
            Kind::Unreachable,
            format!("{why}; last pinged {last}"),
            "mend what it says; the next ping follows at once",
        ),
    })
}

fn none() -> Finding {
    Finding::fine(
        "deadman",
        "none: with `[deadman] url` a watcher outside notices when wail is dead",
    )
}

/// What keeps it from being told, if that is the last that is known.
fn why_not(news: Option<Recorded>, pinged_at: Option<Timestamp>) -> Option<String> {
    let news = news.filter(|news| news.event != DEADMAN_PINGED)?;
    pinged_at.is_none_or(|at| at < news.at).then_some(news.text)
}

fn is_late(deadman: &DeadmanSettings, pinged_at: Option<Timestamp>, now: Timestamp) -> bool {
    let limit = deadman.every.saturating_mul(2).saturating_add(LATE);
    pinged_at.is_none_or(|at| now.duration_since(at) > limit)
}
