//! What acknowledgements promise, what is known of a problem that came before, and a clock that is put
//! back.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, params};

use super::sql::acknowledgement as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::before::Before;
use crate::domain::incident::{Incident, IncidentId, Status};
use crate::domain::name::{PersonId, SourceName};
use crate::domain::record::ack::text_of;

/// A problem, as its source calls it.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// Who reports it.
    pub source: &'a SourceName,
    /// Its identity.
    pub fingerprint: &'a str,
}

impl Problem<'_> {
    fn hash(self) -> i64 {
        rows::hash(self.source.as_str(), self.fingerprint)
    }
}

impl Tx<'_> {
    /// Keeps what an acknowledgement promised, besides what every status has.
    pub(super) fn put_promise(&self, incident: &Incident) -> Result<()> {
        let Status::Acknowledged { length, firing, .. } = &incident.status else { return Ok(()) };
        let length = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        self.ask(|c| {
            let places = params![length, firing, incident.id.0];
            c.prepare_cached(sql::PROMISE)?.execute(places).map(drop)
        })
    }

    /// The last incident before that one in which the same problem was, if it is over.
    pub fn before(
        &self,
        problem: Problem<'_>,
        of: IncidentId,
        now: Timestamp,
    ) -> Result<Option<Before>> {
        let (source, fingerprint) = (problem.source.as_str(), problem.fingerprint);
        let found = self.ask(|c| {
            let mut statement = c.prepare_cached(sql::BEFORE)?;
            let places = params![problem.hash(), source, fingerprint, of.0];
            statement.query_row(places, |row| before(row, now)).optional()
        })?;
        let Some(before) = found else { return Ok(None) };
        let (note, fix) = self.ask(|c| {
            let mut last_note = c.prepare_cached(sql::LAST_NOTE)?;
            let note = last_note.query_row([before.id.0], said).optional()?;
            // What mended it once may do so again, however often nobody wrote anything down since.
            let mut last_fix = c.prepare_cached(sql::FIX)?;
            let places = params![problem.hash(), source, fingerprint, of.0];
            let fix = last_fix.query_row(places, said).optional()?;
            Ok((note.flatten(), fix.flatten()))
        })?;
        Ok(Some(Before { note, fix, ..before }))
    }

    /// Whose task it is that a problem comes no more, as it was said last.
    pub fn owner(&self, problem: Problem<'_>) -> Result<Option<PersonId>> {
        let (source, fingerprint) = (problem.source.as_str(), problem.fingerprint);
        self.ask(|c| {
            c.prepare_cached(sql::OWNER)?
                .query_row(params![problem.hash(), source, fingerprint], |row| {
                    Ok(PersonId::from(row.get_ref(0)?.as_str()?))
                })
                .optional()
        })
    }

    /// In how many incidents up to that one, opened since then, the problem was.
    pub fn times(&self, problem: Problem<'_>, up_to: IncidentId, since: Timestamp) -> Result<u32> {
        let (source, fingerprint) = (problem.source.as_str(), problem.fingerprint);
        self.ask(|c| {
            let since = since.as_millisecond();
            let places = params![problem.hash(), source, fingerprint, up_to.0, since];
            c.prepare_cached(sql::TIMES)?.query_row(places, |row| row.get(0))
        })
    }

    /// Keeps with an incident how often its problem has come lately, and how it was the last time in few
    /// words.
    pub fn mark_seen(&self, id: IncidentId, times: u32, seen: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::MARK_SEEN)?.execute(params![times, seen, id.0]).map(drop)
        })
    }

    /// How it was the last time in few words, if there was one.
    pub fn seen(&self, id: IncidentId) -> Result<Option<String>> {
        self.ask(|c| c.prepare_cached(sql::SEEN)?.query_row([id.0], |row| row.get(0)))
    }

    /// Whether that person was ever paged for an incident.
    pub fn was_paged(&self, id: IncidentId, person: &PersonId) -> Result<bool> {
        self.ask(|c| {
            let places = params![id.0, person.as_str()];
            c.prepare_cached(sql::CONCERNS)?.query_row(places, |row| row.get(0))
        })
    }

    /// Moves steps, check-ins, snoozes, pages, and whatever lasts for a while with a clock that shows less
    /// than it did, by that much; what was decided by the clock as it is now stays. What rings, and what
    /// was silenced from then on, is no later than now. Says whether anything was moved.
    pub fn put_back(&self, by: SignedDuration, now: Timestamp) -> Result<bool> {
        let length = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let last = now.saturating_add(by).unwrap_or(Timestamp::MAX).as_millisecond();
        self.silences_change()?;
        self.ask(|c| {
            let now = now.as_millisecond();
            let incidents =
                c.prepare_cached(sql::PUT_BACK_INCIDENTS)?.execute([length, now, last])?;
            let pages = c.prepare_cached(sql::PUT_BACK_PAGES)?.execute([last, length, now])?;
            c.prepare_cached(sql::PUT_BACK_SILENCES)?.execute([now, last])?;
            let flaps = c.prepare_cached(sql::PUT_BACK_FLAPS)?.execute([length, last])?;
            let expiries = c.prepare_cached(sql::PUT_BACK_EXPIRIES)?.execute([length, last])?;
            Ok(incidents + pages + flaps + expiries > 0)
        })
    }
}

/// What somebody wrote, of an entry that says so.
fn said(row: &Row<'_>) -> rusqlite::Result<Option<String>> {
    let (who, text): (Option<String>, String) = (row.get(0)?, row.get(1)?);
    Ok(text_of(&text, who.as_deref().unwrap_or_default()).map(str::to_owned))
}

fn before(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<Before> {
    let opened_at = rows::instant(row, 1)?;
    let over_at = rows::maybe_instant(row, 2)?;
    let acknowledged: Option<String> = row.get(3)?;
    let by_hand = match row.get::<_, i64>(5)? {
        0 => row.get::<_, Option<String>>(4)?,
        _ => None,
    };
    Ok(Before {
        id: IncidentId(row.get(0)?),
        ago: now.duration_since(opened_at),
        lasted: over_at.map(|over_at| over_at.duration_since(opened_at)),
        by: acknowledged.or(by_hand).map(PersonId::new),
        note: None,
        fix: None,
    })
}

#[cfg(test)]
mod tests;
