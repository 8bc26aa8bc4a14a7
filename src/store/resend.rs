//! Messages that are tried again or repeated, the channels that keep failing, and what only this store knows.

use jiff::Timestamp;
use rusqlite::params;

use super::outbox::{due, page_of};
use super::sql::push as sql;
use super::{DuePage, Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::{ChannelName, PersonId};
use crate::domain::page::{Page, PageId};
use crate::domain::resend::{Failing, Resend};

/// A page that failed, and how.
pub struct FailedPage {
    /// The page.
    pub page: Page,
    /// What went wrong the last time that was written down.
    pub error: Option<String>,
}

/// A channel by which somebody is not reached any more, as it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailingPush {
    /// Whom it does not reach.
    pub person: String,
    /// The channel's name in their list.
    pub channel: String,
    /// How many messages failed in a row.
    pub failures: u32,
    /// Since when.
    pub since: Timestamp,
    /// How the last one failed.
    pub error: String,
}

/// A message that its service repeats until it is told to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emergency {
    /// What the service calls it.
    pub receipt: String,
    /// Whom it calls.
    pub person: PersonId,
    /// The channel's name in their list.
    pub channel: ChannelName,
}

impl Tx<'_> {
    /// The page of that number.
    pub fn page(&self, id: PageId) -> Result<Option<FailedPage>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PAGE)?;
            let mut found = statement.query([id.0])?;
            let Some(row) = found.next()? else { return Ok(None) };
            Ok(Some(FailedPage { page: page_of(row)?, error: row.get(8)? }))
        })
    }

    /// Notes that a page which failed is tried again.
    pub fn put_resend(
        &self,
        id: PageId,
        incident: IncidentId,
        resend: &Resend,
        again_at: Timestamp,
    ) -> Result<()> {
        let Resend { first_at, attempts, refusals } = resend;
        let (first_at, again_at) = (first_at.as_millisecond(), again_at.as_millisecond());
        self.ask(|c| {
            c.prepare_cached(sql::PUT_RESEND)?
                .execute(params![id.0, incident.0, first_at, attempts, again_at, refusals])
                .map(drop)
        })
    }

    /// How it stands with a page that is tried again, if it is.
    pub fn resend(&self, id: PageId) -> Result<Option<Resend>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::RESEND)?;
            let mut found = statement.query([id.0])?;
            let Some(row) = found.next()? else { return Ok(None) };
            let (attempts, refusals) = (row.get(1)?, row.get(2)?);
            Ok(Some(Resend { first_at: rows::instant(row, 0)?, attempts, refusals }))
        })
    }

    /// Writes down one more attempt that failed, and when the next one is due.
    pub fn delay_resend(&self, id: PageId, resend: &Resend, again_at: Timestamp) -> Result<()> {
        let Resend { attempts, refusals, .. } = resend;
        self.ask(|c| {
            c.prepare_cached(sql::DELAY_RESEND)?
                .execute(params![attempts, refusals, again_at.as_millisecond(), id.0])
                .map(drop)
        })
    }

    /// Takes it for an attempt. Should nobody say what became of that, it is due again then.
    pub fn take_resend(&self, id: PageId, until: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::TAKE_RESEND)?
                .execute(params![until.as_millisecond(), id.0])
                .map(drop)
        })
    }

    /// The attempts that a daemon which is gone was making are due now.
    pub fn free_resends(&self, now: Timestamp) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::FREE_RESENDS)?.execute([now.as_millisecond()]).map(drop))
    }

    /// It is not tried any more.
    pub fn drop_resend(&self, id: PageId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::DROP_RESEND)?.execute([id.0]).map(drop))
    }

    /// A newer page of the same incident takes the same way: the older ones are not tried any more.
    pub fn supersede(&self, id: PageId, page: &Page) -> Result<()> {
        let (person, channel) = (page.person.as_str(), page.channel.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::SUPERSEDE)?
                .execute(params![page.incident.0, person, channel, id.0])
                .map(drop)
        })
    }

    /// None of that incident's is.
    pub(super) fn drop_resends(&self, incident: IncidentId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::DROP_RESENDS)?.execute([incident.0]).map(drop))
    }

    /// What is due to be tried again, at most so many.
    pub fn due_resends(&self, now: Timestamp, at_most: usize) -> Result<Vec<DuePage>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUE_RESENDS)?;
            let found = statement.query_map([now.as_millisecond(), at_most], due)?;
            found.collect()
        })
    }

    /// How many attempts are being made.
    pub fn resends_out(&self, now: Timestamp) -> Result<usize> {
        let count = self.ask(|c| {
            c.prepare_cached(sql::RESENDS_OUT)?
                .query_row([now.as_millisecond()], |row| row.get::<_, i64>(0))
        })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// When the next attempt after `now` is due.
    pub fn next_resend(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_RESEND)?
                .query_row([now.as_millisecond()], |row| rows::maybe_instant(row, 0))
        })
    }

    /// A page that had failed went out after all, from that station.
    pub fn revive(&self, id: PageId, proof: &str, station: &str, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::REVIVE)?
                .execute(params![proof, now.as_millisecond(), station, id.0])
                .map(drop)
        })
    }

    /// Writes down how the last attempt failed.
    pub fn note_failure(&self, id: PageId, error: &str) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::NOTE_FAILURE)?.execute(params![error, id.0]).map(drop))
    }

    /// Counts a message that failed.
    pub fn push_failed(&self, page: &Page, error: &str, now: Timestamp) -> Result<Failing> {
        let (person, channel) = (page.person.as_str(), page.channel.as_str());
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUSH_FAILED)?;
            let mut counted =
                statement.query(params![person, channel, now.as_millisecond(), error])?;
            let failing = match counted.next()? {
                Some(row) => Failing {
                    failures: row.get(0)?,
                    since: rows::instant(row, 1)?,
                    is_told: row.get::<_, Option<i64>>(2)?.is_some(),
                },
                None => Failing { failures: 1, since: now, is_told: false },
            };
            // A statement that changes something has done so only once it is read to its end.
            while counted.next()?.is_some() {}
            Ok(failing)
        })
    }

    /// Notes that people have been told that this channel keeps failing.
    pub fn push_told(&self, page: &Page, now: Timestamp) -> Result<()> {
        let (person, channel) = (page.person.as_str(), page.channel.as_str());
        self.ask(|c| {
            c.prepare_cached(sql::PUSH_TOLD)?
                .execute(params![now.as_millisecond(), person, channel])
                .map(drop)
        })
    }

    /// A message went out. Says whether people had been told that none does.
    pub fn push_works(&self, page: &Page) -> Result<bool> {
        let (person, channel) = (page.person.as_str(), page.channel.as_str());
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUSH_WORKS)?;
            let mut found = statement.query(params![person, channel])?;
            let was_told = match found.next()? {
                Some(row) => row.get::<_, Option<i64>>(0)?.is_some(),
                None => false,
            };
            while found.next()?.is_some() {}
            Ok(was_told)
        })
    }

    /// The channels of which people have been told that they keep failing.
    pub fn failing_pushes(&self) -> Result<Vec<FailingPush>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::FAILING)?;
            let found = statement.query_map([], |row| {
                Ok(FailingPush {
                    person: row.get(0)?,
                    channel: row.get(1)?,
                    failures: row.get(2)?,
                    since: rows::instant(row, 3)?,
                    error: row.get(4)?,
                })
            })?;
            found.collect()
        })
    }

    /// Keeps that the service of a page repeats it, until it is told to stop by that receipt.
    pub fn put_emergency(&self, id: PageId, receipt: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_EMERGENCY)?.execute(params![receipt, id.0]).map(drop)
        })
    }

    /// What is repeated of that incident is to be called off.
    pub(super) fn end_emergencies(&self, incident: IncidentId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::END_EMERGENCIES)?.execute([incident.0]).map(drop))
    }

    /// What is to be called off now; it is forgotten here.
    pub fn take_emergencies(&self) -> Result<Vec<Emergency>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::EMERGENCIES_OVER)?;
            let found = statement.query_map([], |row| {
                Ok(Emergency {
                    receipt: row.get(0)?,
                    person: PersonId::from(row.get_ref(1)?.as_str()?),
                    channel: ChannelName::from(row.get_ref(2)?.as_str()?),
                })
            })?;
            let found: Vec<Emergency> = found.collect::<rusqlite::Result<_>>()?;
            // Asked in every turn, and hardly ever is there any.
            if !found.is_empty() {
                c.prepare_cached(sql::DROP_EMERGENCIES_OVER)?.execute([])?;
            }
            Ok(found)
        })
    }

    /// What only this store knows under that name; `fresh` if it knew nothing before.
    pub fn secret(&self, name: &str, fresh: &[u8]) -> Result<Vec<u8>> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_SECRET)?.execute(params![name, fresh])?;
            c.prepare_cached(sql::SECRET)?.query_row([name], |row| row.get(0))
        })
    }
}
