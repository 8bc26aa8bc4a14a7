//! Hand-overs that have to be accepted: those that wait, and when somebody is reminded of one.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::acceptance as sql;
use super::{Pager, Result, Tx, rows};
use crate::domain::name::{PersonId, RotaName};
use crate::domain::rota::TierName;
use crate::domain::rota::acceptance::Pending;

impl Tx<'_> {
    /// Those that nobody has accepted yet.
    pub fn pending_handovers(&self) -> Result<Vec<Pending>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PENDING)?;
            let found = statement.query_map([], pending)?;
            found.collect()
        })
    }

    /// Keeps one that is new. The one that waited of the same pager must have ended before.
    pub fn put_handover(
        &self,
        what: &Pending,
        now: Timestamp,
        remind_at: Option<Timestamp>,
    ) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT)?
                .execute(params![
                    what.rota.as_str(),
                    what.tier.as_str(),
                    what.giver.as_str(),
                    what.taker.as_str(),
                    what.begins_at.as_millisecond(),
                    now.as_millisecond(),
                    remind_at.map(Timestamp::as_millisecond),
                ])
                .map(drop)
        })
    }

    /// The one of that pager waits no longer.
    pub fn end_handover(&self, pager: Pager<'_>, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::END)?
                .execute(params![now.as_millisecond(), pager.rota.as_str(), pager.tier.as_str()])
                .map(drop)
        })
    }

    /// Whether that person's shift from then on was handed over, and that has ended.
    pub fn was_accepted(
        &self,
        pager: Pager<'_>,
        taker: &PersonId,
        begins_at: Timestamp,
    ) -> Result<bool> {
        let of = params![
            pager.rota.as_str(),
            pager.tier.as_str(),
            taker.as_str(),
            begins_at.as_millisecond()
        ];
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WAS_ACCEPTED)?;
            statement.query_row(of, |row| row.get::<_, i64>(0)).map(|number| number > 0)
        })
    }

    /// Those of which somebody is to be reminded by now.
    pub fn handovers_to_remind(&self, now: Timestamp) -> Result<Vec<Pending>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::TO_REMIND)?;
            let found = statement.query_map([now.as_millisecond()], pending)?;
            found.collect()
        })
    }

    /// When somebody is reminded next of the one of that pager.
    pub fn remind_of_handover(&self, pager: Pager<'_>, at: Option<Timestamp>) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::REMIND_NEXT)?
                .execute(params![
                    at.map(Timestamp::as_millisecond),
                    pager.rota.as_str(),
                    pager.tier.as_str()
                ])
                .map(drop)
        })
    }

    /// When somebody is reminded of one next.
    pub fn next_handover_reminder(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_REMINDER)?.query_row([], |row| rows::maybe_instant(row, 0))
        })
    }
}

/// The columns rota, tier, giver, taker and `begins_at`.
fn pending(row: &Row<'_>) -> rusqlite::Result<Pending> {
    Ok(Pending {
        rota: RotaName::from(row.get_ref(0)?.as_str()?),
        tier: TierName::new(row.get_ref(1)?.as_str()?),
        giver: PersonId::from(row.get_ref(2)?.as_str()?),
        taker: PersonId::from(row.get_ref(3)?.as_str()?),
        begins_at: rows::instant(row, 4)?,
    })
}
