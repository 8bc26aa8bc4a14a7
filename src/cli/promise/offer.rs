//! What comes again and again, and of which nobody owes that it comes no more: a promise is offered.

use jiff::{SignedDuration, Timestamp};

use crate::cli::Session;
use crate::domain::alert::one_line;
use crate::domain::incident::IncidentId;
use crate::domain::incident::before::{RECURRING, REMEMBERED};
use crate::domain::text::plain;
use crate::error::Error;
use crate::store::{Recurring, StoreError, Tx};

/// How many are offered at once.
const AT_MOST: usize = 3;

/// Says what comes again and again while nobody owes an end to it, and what to type.
pub(super) fn of_all(session: &Session) -> Result<(), Error> {
    let now = session.now;
    let found = session.kept()?.read(|tx| unowed(tx, now, REMEMBERED))?;
    for Recurring { summary, times, latest } in found.iter().take(AT_MOST) {
        offer(session, (*times, *latest), summary);
    }
    Ok(())
}

/// The same of incidents that somebody has just ended.
pub(in crate::cli) fn of_ended(session: &Session, ids: &[IncidentId]) -> Result<(), Error> {
    let found = session.kept()?.read(|tx| {
        let mut found = Vec::new();
        for id in ids {
            let Some(incident) = tx.incident(*id)? else { continue };
            let times = tx.came_times(*id)?;
            if !incident.is_open() && times >= RECURRING && !tx.is_owed_for(*id)? {
                found.push((times, *id, incident.summary));
            }
        }
        Ok::<_, StoreError>(found)
    })?;
    for (times, id, summary) in found.iter().take(AT_MOST) {
        offer(session, (i64::from(*times), *id), summary);
    }
    Ok(())
}

fn offer(session: &Session, (times, id): (i64, IncidentId), summary: &str) {
    session.out.talk(format_args!(
        "{id} came {times} times in 30 days, and nobody owes an end to it: {}; `wail note {id} --owner NAME \
         --by friday` promises one",
        plain(&one_line(summary))
    ));
}

/// The problems that came often enough in that time, and of which nothing is owed.
fn unowed(
    tx: &Tx<'_>,
    now: Timestamp,
    within: SignedDuration,
) -> Result<Vec<Recurring>, StoreError> {
    let since = now.saturating_sub(within).unwrap_or(now);
    let mut unowed = Vec::new();
    for recurring in tx.recurring(since, i64::from(RECURRING))? {
        if !tx.is_owed_for(recurring.latest)? {
            unowed.push(recurring);
        }
    }
    Ok(unowed)
}
