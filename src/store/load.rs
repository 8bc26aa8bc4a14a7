//! What the record says of a stretch of time to whoever counts: read once.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use rusqlite::{Params, Row, params};

use super::sql::load as sql;
use super::timeline::{Recorded, as_told};
use super::{Result, Tx, rows};
use crate::domain::drill;
use crate::domain::incident::IncidentId;
use crate::domain::load::wake::ASLEEP_AFTER;
use crate::domain::load::{Chronicle, Happening, Problem, What};
use crate::domain::name::{PersonId, PolicyName, SourceName};
use crate::domain::nines::Span;

/// The label that says to which service an incident belongs.
const SERVICE: &str = "service";

/// What an entry says of somebody, where it could be read and is counted.
type Read = rusqlite::Result<Option<Happening>>;

impl Tx<'_> {
    /// What happened in that time, a little before, and after it to what was open at its end or had begun
    /// in it; and the incidents it is about. Practice is left out.
    pub fn chronicle(&self, window: Span) -> Result<Chronicle> {
        let from = window.from.saturating_sub(ASLEEP_AFTER).unwrap_or(window.from);
        let read = Span { from, ..window };
        let problems = self.problems_of(read)?;
        let values = [read.from, read.to].map(Timestamp::as_millisecond);
        let mut happened = self.happened(sql::HAPPENED, values, |read| read)?;
        if !problems.is_empty() {
            happened.extend(self.happened(sql::HAPPENED_LATER, values, |read| read)?);
        }
        Ok(Chronicle { window, happened, problems })
    }

    /// What happened to somebody since then, and what they did.
    pub fn happened_to(&self, person: &PersonId, since: Timestamp) -> Result<Vec<Happening>> {
        let values = params![since.as_millisecond(), person.as_str()];
        // Whatever somebody put into the record says nothing here, and holds nobody's page up.
        self.happened(sql::HAPPENED_TO, values, |read| Ok(rows::readable(read)?.flatten()))
    }

    /// The entry at that place, if there is one.
    pub fn entry(&self, place: i64) -> Result<Option<Recorded>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::ENTRY)?;
            let mut found = statement.query([place])?;
            found.next()?.map(as_told).transpose()
        })
    }

    fn happened(
        &self,
        statement: &str,
        values: impl Params,
        heed: impl Fn(Read) -> Read,
    ) -> Result<Vec<Happening>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(statement)?;
            let mut found = statement.query(values)?;
            let mut names: HashMap<String, PersonId> = HashMap::new();
            let mut happened = Vec::new();
            while let Some(row) = found.next()? {
                happened.extend(heed(happening(row, &mut names))?);
            }
            Ok(happened)
        })
    }

    fn problems_of(&self, window: Span) -> Result<BTreeMap<IncidentId, Problem>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PROBLEMS)?;
            let (from, to) = (window.from.as_millisecond(), window.to.as_millisecond());
            let mut found = statement.query(params![to, from])?;
            let mut problems = BTreeMap::new();
            while let Some(row) = found.next()? {
                let (id, problem) = problem(row)?;
                if !drill::is_drill(&problem.source) {
                    problems.insert(id, problem);
                }
            }
            let Some(first) = problems.keys().next().copied() else { return Ok(problems) };
            let mut statement = c.prepare_cached(sql::REPORTS)?;
            let mut found = statement.query([first.0])?;
            while let Some(row) = found.next()? {
                let Some(problem) = problems.get_mut(&IncidentId(row.get(0)?)) else { continue };
                if problem.reports == 0 {
                    row.get_ref(1)?.as_str()?.clone_into(&mut problem.fingerprint);
                }
                let reports: u32 = row.get(2)?;
                problem.reports = problem.reports.saturating_add(reports);
                // That it is there, and that it is over; what lapsed was not reported as over.
                let is_over = row.get::<_, i64>(3)? == 0;
                problem.news = problem.news.saturating_add(reports.min(1 + u32::from(is_over)));
            }
            Ok(problems)
        })
    }
}

/// What an entry says of somebody, if that is counted.
fn happening(row: &Row<'_>, names: &mut HashMap<String, PersonId>) -> Read {
    let Some(what) = What::of(row.get_ref(3)?.as_str()?) else { return Ok(None) };
    let who = row.get_ref(4)?.as_str_or_null()?.map(|name| match names.get(name) {
        Some(known) => known.clone(),
        None => names.entry(name.to_owned()).or_insert(PersonId::from(name)).clone(),
    });
    Ok(Some(Happening {
        place: row.get(0)?,
        at: rows::instant(row, 1)?,
        incident: row.get::<_, Option<i64>>(2)?.map(IncidentId),
        what,
        who,
    }))
}

fn problem(row: &Row<'_>) -> rusqlite::Result<(IncidentId, Problem)> {
    let summary: String = row.get(7)?;
    let resolved_at = rows::maybe_instant(row, 5)?;
    let problem = Problem {
        source: SourceName::from(row.get_ref(1)?.as_str()?),
        // One whose alerts went elsewhere is known by what it says.
        fingerprint: summary.clone(),
        summary,
        service: rows::labels(row, 8)?.remove(SERVICE),
        severity: rows::severity(row, 2)?,
        policy: PolicyName::from(row.get_ref(3)?.as_str()?),
        opened_at: rows::instant(row, 4)?,
        is_resolved_by_hand: resolved_at.is_some() && row.get::<_, i64>(6)? == 0,
        resolved_at,
        reports: 0,
        news: 0,
    };
    Ok((IncidentId(row.get(0)?), problem))
}

#[cfg(test)]
mod tests;
