//! Storms: how many incidents were opened lately, and what is known of a storm.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::sql::storm as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::PolicyName;
use crate::domain::noise::{Noise, Storm};

/// How many openings of a policy are remembered, and every how many what is older is forgotten.
const REMEMBERED: i64 = 1200;
const FORGET_EVERY: i64 = 256;

/// How many pages are looked back at most for what a storm began with.
const BACK: i64 = 5000;

impl Tx<'_> {
    /// Counts an incident that is opened and would call somebody. Returns its number among those of its
    /// policy.
    pub fn count_opening(&self, policy: &PolicyName, now: Timestamp) -> Result<i64> {
        self.ask(|c| {
            let number = c
                .prepare_cached(sql::COUNT_OPENING)?
                .query_row(params![policy.as_str(), now.as_millisecond()], |row| row.get(0))?;
            if number % FORGET_EVERY == 0 {
                let places = params![policy.as_str(), number - REMEMBERED];
                c.prepare_cached(sql::FORGET_OPENINGS)?.execute(places)?;
            }
            Ok(number)
        })
    }

    /// When the one of that number was opened, if that is remembered.
    pub fn opening_at(&self, policy: &PolicyName, number: i64) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::OPENING_AT)?
                .query_row(params![policy.as_str(), number], |row| rows::instant(row, 0))
                .optional()
        })
    }

    /// The storm that a policy is in.
    pub fn storm_of(&self, policy: &PolicyName) -> Result<Option<Storm>> {
        self.ask(|c| {
            c.prepare_cached(sql::STORM_OF)?.query_row([policy.as_str()], storm).optional()
        })
    }

    /// The storm for which that incident stands.
    pub fn storm(&self, incident: IncidentId) -> Result<Option<Storm>> {
        self.ask(|c| c.prepare_cached(sql::STORM)?.query_row([incident.0], storm).optional())
    }

    /// The storms that are over, and of which not everything they held has been let go.
    pub fn storms_over(&self) -> Result<Vec<Storm>> {
        self.ask(|c| c.prepare_cached(sql::STORMS_OVER)?.query_map([], storm)?.collect())
    }

    /// Keeps what is known of a storm.
    pub fn put_storm(&self, storm: &Storm) -> Result<()> {
        let Storm { incident, policy, began_at, number, severity, summary, pages_at } = storm;
        self.ask(|c| {
            c.prepare_cached(sql::PUT_STORM)?
                .execute(params![
                    incident.0,
                    policy.as_str(),
                    began_at.as_millisecond(),
                    number,
                    rows::severity_number(*severity),
                    summary,
                    pages_at.map(Timestamp::as_millisecond),
                ])
                .map(drop)
        })
    }

    /// Says from when on those page that it held.
    pub fn end_storm(&self, incident: IncidentId, pages_at: Timestamp) -> Result<()> {
        self.ask(|c| {
            let places = [pages_at.as_millisecond(), incident.0];
            c.prepare_cached(sql::END_STORM)?.execute(places).map(drop)
        })
    }

    /// Forgets a storm: it holds nothing any more.
    pub fn forget_storm(&self, incident: IncidentId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::FORGET_STORM)?.execute([incident.0]).map(drop))
    }

    /// Gives an incident other words; nothing else about it changes.
    pub fn put_summary(&self, incident: IncidentId, summary: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::PUT_SUMMARY)?.execute(params![summary, incident.0]).map(drop)
        })
    }

    /// The incidents of a policy that began to call somebody since and still do, the gravest first.
    pub fn called_since(&self, policy: &PolicyName, since: Timestamp) -> Result<Vec<IncidentId>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::CALLED_SINCE)?;
            let places = params![BACK, since.as_millisecond(), policy.as_str()];
            statement.query_map(places, |row| row.get(0).map(IncidentId))?.collect()
        })
    }

    /// What is held so without an end, the gravest first, at most so many.
    pub fn held_by_noise(&self, noise: Noise, at_most: usize) -> Result<Vec<IncidentId>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::HELD_BY_NOISE)?;
            let places = params![noise.kept(), at_most];
            statement.query_map(places, |row| row.get(0).map(IncidentId))?.collect()
        })
    }

    /// How much is held so without an end.
    pub fn count_held_by_noise(&self, noise: Noise) -> Result<u32> {
        self.ask(|c| {
            c.prepare_cached(sql::COUNT_HELD_BY_NOISE)?.query_row([noise.kept()], |row| row.get(0))
        })
    }
}

fn storm(row: &Row<'_>) -> rusqlite::Result<Storm> {
    Ok(Storm {
        incident: IncidentId(row.get(0)?),
        policy: PolicyName::from(row.get_ref(1)?.as_str()?),
        began_at: rows::instant(row, 2)?,
        number: row.get(3)?,
        severity: rows::severity(row, 4)?,
        summary: row.get(5)?,
        pages_at: rows::maybe_instant(row, 6)?,
    })
}
