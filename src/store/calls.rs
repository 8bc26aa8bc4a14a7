//! How often somebody was called for an incident; what goes to several channels at once is one call.

use jiff::Timestamp;
use rusqlite::params;

use super::sql::page as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::page::PageId;

impl Tx<'_> {
    /// How often that person was called for that incident, besides at this instant.
    pub fn calls_before(&self, id: IncidentId, person: &PersonId, now: Timestamp) -> Result<u32> {
        self.ask(|c| {
            let places = params![id.0, person.as_str(), now.as_millisecond()];
            c.prepare_cached(sql::CALLS_BEFORE)?.query_row(places, |row| row.get(0))
        })
    }

    /// Which call of its person for its incident that page belongs to, and since when that is open.
    pub fn call_number(&self, page: PageId) -> Result<(u32, Timestamp)> {
        self.ask(|c| {
            c.prepare_cached(sql::CALL_NUMBER)?
                .query_row([page.0], |row| Ok((row.get(0)?, rows::instant(row, 1)?)))
        })
    }
}
