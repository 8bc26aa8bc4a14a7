//! How people's nights were, and who is relieved.

use std::str::FromStr as _;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension as _, Row, params};

use super::sql::relief as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::relief::{Night, Relief};
use crate::domain::rota::TierName;
use crate::domain::rules::Rules;

/// The mark up to which weeks are told.
const WEEKLY: &str = "weekly";

impl Tx<'_> {
    /// What is known of the last night of that person.
    pub fn night(&self, person: &PersonId) -> Result<Option<Night>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::NIGHT)?;
            statement.query_row([person.as_str()], night).optional()
        })
    }

    /// Keeps what is known of it.
    pub fn put_night(&self, person: &PersonId, night: &Night) -> Result<()> {
        let woken_by: Vec<String> = night.woken_by.iter().map(ToString::to_string).collect();
        self.ask(|c| {
            c.prepare_cached(sql::PUT_NIGHT)?
                .execute(params![
                    person.as_str(),
                    night.evening.to_string(),
                    woken_by.join(" "),
                    night.last_at.as_millisecond(),
                    night.is_relieved,
                    night.is_told,
                ])
                .map(drop)
        })
    }

    /// The nights in which somebody was woken more than once, and was not told of it.
    pub fn untold_nights(&self) -> Result<Vec<(PersonId, Night)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::UNTOLD)?;
            let found = statement.query_map([], |row| {
                Ok((PersonId::from(row.get_ref(5)?.as_str()?), night(row)?))
            })?;
            found.collect()
        })
    }

    /// Everybody who is relieved, from the first on.
    pub fn reliefs(&self) -> Result<Vec<Relief>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::RELIEFS)?;
            statement.query_map([], relief)?.collect()
        })
    }

    /// Keeps that somebody is.
    pub fn put_relief(&self, relief: &Relief) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_RELIEF)?
                .execute(params![
                    relief.rota.as_str(),
                    relief.tier.as_str(),
                    relief.person.as_str(),
                    relief.by.as_str(),
                    relief.begins_at.as_millisecond(),
                    relief.ends_at.as_millisecond(),
                ])
                .map(drop)
        })
    }

    /// They are no longer.
    pub fn end_relief(&self, relief: &Relief, now: Timestamp) -> Result<()> {
        let of = [relief.rota.as_str(), relief.tier.as_str(), relief.person.as_str()];
        self.ask(|c| {
            c.prepare_cached(sql::END_RELIEF)?
                .execute(params![now.as_millisecond(), of[0], of[1], of[2]])
                .map(drop)
        })
    }

    /// When the next relief is over, somebody may be told how their night was, or the week is told.
    pub fn next_relief(&self, rules: &Rules, now: Timestamp) -> Result<Option<Timestamp>> {
        let weekly = rules.weekly.as_ref().and_then(|rule| rule.next_due(now));
        let mut next = self.next_relief_end()?.into_iter().chain(weekly).min();
        for (person, _) in self.untold_nights()? {
            let Some(person) = rules.people.get(&person).filter(|it| it.is_kind) else { continue };
            let wakes_up = person.sleep.end_next(now, &person.zone);
            next = next.into_iter().chain(person.day_begins(now)).chain(wakes_up).min();
        }
        Ok(next)
    }

    /// Up to when the week is told that was due, if anybody ever looked.
    pub fn weekly_told(&self) -> Result<Option<Timestamp>> {
        let at = self.mark(WEEKLY)?;
        Ok(Timestamp::from_millisecond(at).ok().filter(|_| at > 0))
    }

    /// Writes that down.
    pub fn put_weekly_told(&self, due: Timestamp) -> Result<()> {
        let values = params![due.as_millisecond(), WEEKLY];
        self.ask(|c| c.prepare_cached(super::sql::SET_MARK)?.execute(values).map(drop))
    }

    /// When the next relief is over.
    pub fn next_relief_end(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_END)?.query_row([], |row| rows::maybe_instant(row, 0))
        })
    }
}

/// The columns evening, `woken_by`, `last_at`, relieved and told.
fn night(row: &Row<'_>) -> rusqlite::Result<Night> {
    let evening = row.get_ref(0)?.as_str()?;
    let woken_by = row.get_ref(1)?.as_str()?;
    Ok(Night {
        evening: Date::from_str(evening).map_err(|_| rows::unknown(0, "day", evening))?,
        woken_by: woken_by.split(' ').filter_map(|id| id.parse().ok()).map(IncidentId).collect(),
        last_at: rows::instant(row, 2)?,
        is_relieved: row.get(3)?,
        is_told: row.get(4)?,
    })
}

fn relief(row: &Row<'_>) -> rusqlite::Result<Relief> {
    Ok(Relief {
        rota: RotaName::from(row.get_ref(0)?.as_str()?),
        tier: TierName::new(row.get_ref(1)?.as_str()?),
        person: PersonId::from(row.get_ref(2)?.as_str()?),
        by: PersonId::from(row.get_ref(3)?.as_str()?),
        begins_at: rows::instant(row, 4)?,
        ends_at: rows::instant(row, 5)?,
    })
}
