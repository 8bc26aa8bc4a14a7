//! Updates: what was said of incidents, to whom it was published, and what is owed next.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::update as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::IncidentId;
use crate::domain::name::{AudienceName, PersonId};
use crate::domain::update::{Owed, Publication, PublicationState, Stage, Update, UpdateId};

/// Which updates to read, the oldest first.
#[derive(Clone, Copy, Debug)]
pub enum UpdateQuery<'q> {
    /// All of one incident.
    Of(IncidentId),
    /// All that were written from then on.
    Since(Timestamp),
    /// Those of them that somebody decided to publish to that audience; each says how far that has come.
    To(&'q AudienceName, Timestamp),
    /// Those of which something is not published that was to be.
    Unpublished,
}

impl Tx<'_> {
    /// Updates with everything that was published of them.
    pub fn updates(&self, query: UpdateQuery<'_>) -> Result<Vec<Update>> {
        let mut updates: Vec<Update> = self.ask(|c| {
            let (statement, since) = match query {
                UpdateQuery::Of(incident) => (sql::OF, Some(incident.0)),
                UpdateQuery::Since(since) => (sql::SINCE, Some(since.as_millisecond())),
                UpdateQuery::Unpublished => (sql::UNPUBLISHED, None),
                UpdateQuery::To(audience, since) => {
                    let mut statement = c.prepare_cached(sql::TO)?;
                    let since = since.as_millisecond();
                    let found = statement.query_map(params![audience.as_str(), since], update)?;
                    return found.collect();
                }
            };
            let mut statement = c.prepare_cached(statement)?;
            let found = statement.query_map(rusqlite::params_from_iter(since), update)?;
            found.collect()
        })?;
        for update in &mut updates {
            update.publications = self.publications(update.id)?;
        }
        Ok(updates)
    }

    /// The last update of an incident, without what was published of it.
    pub fn last_update(&self, incident: IncidentId) -> Result<Option<Update>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::LAST_OF)?;
            let mut found = statement.query([incident.0])?;
            found.next()?.map(update).transpose()
        })
    }

    /// Keeps an update and all that is to be published of it, whatever number it has; says which it gets.
    pub fn put_update(&self, what: &Update) -> Result<UpdateId> {
        let id = self.ask(|c| {
            c.prepare_cached(sql::PUT)?.execute(params![
                what.incident.0,
                what.by.as_str(),
                what.at.as_millisecond(),
                what.text,
                what.next_at.map(Timestamp::as_millisecond),
            ])?;
            Ok(UpdateId(c.last_insert_rowid()))
        })?;
        what.publications.iter().try_for_each(|to| self.put_publication(id, to))?;
        Ok(id)
    }

    /// Keeps how far a publication has come.
    pub fn put_publication(&self, of: UpdateId, what: &Publication) -> Result<()> {
        let why = match &what.state {
            PublicationState::Failed(why) => Some(why),
            PublicationState::Pending | PublicationState::Published => None,
        };
        self.ask(|c| {
            c.prepare_cached(sql::PUT_PUBLICATION)?
                .execute(params![
                    of.0,
                    what.audience.as_str(),
                    what.text,
                    what.state.word(),
                    why,
                    what.at.as_millisecond(),
                ])
                .map(drop)
        })
    }

    fn publications(&self, of: UpdateId) -> Result<Vec<Publication>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PUBLICATIONS)?;
            let found = statement.query_map([of.0], publication)?;
            found.collect()
        })
    }

    /// Lets that update be the one that is owed of its incident.
    pub fn owe_update(&self, owed: &Owed) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::OWE)?
                .execute(params![
                    owed.incident.0,
                    owed.by.as_str(),
                    owed.made_at.as_millisecond(),
                    owed.next_at.as_millisecond(),
                    owed.stage.word(),
                    owed.due_at.map(Timestamp::as_millisecond),
                ])
                .map(drop)
        })
    }

    /// No update of that incident is owed any more.
    pub fn owe_no_update(&self, incident: IncidentId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::OWE_NO_MORE)?.execute([incident.0]).map(drop))
    }

    /// The update that is owed of that incident, if one is.
    pub fn owed_update(&self, incident: IncidentId) -> Result<Option<Owed>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::OWED_OF)?;
            let mut found = statement.query([incident.0])?;
            found.next()?.map(owed).transpose()
        })
    }

    /// Every update that is owed, the one that was promised first coming first.
    pub fn owed_updates(&self) -> Result<Vec<Owed>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::OWED)?;
            let found = statement.query_map([], owed)?;
            found.collect()
        })
    }

    /// Those of them about which something is due, at most so many.
    pub fn due_updates(&self, now: Timestamp, at_most: usize) -> Result<Vec<Owed>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUE)?;
            let found = statement.query_map([now.as_millisecond(), at_most], owed)?;
            found.collect()
        })
    }

    /// When something is due next about an update that is owed.
    pub fn next_update_due(&self) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_DUE)?.query_row([], |row| rows::maybe_instant(row, 0))
        })
    }
}

/// The columns id, incident, person, at, text and `next_at`.
fn update(row: &Row<'_>) -> rusqlite::Result<Update> {
    Ok(Update {
        id: UpdateId(row.get(0)?),
        incident: IncidentId(row.get(1)?),
        by: PersonId::from(row.get_ref(2)?.as_str()?),
        at: rows::instant(row, 3)?,
        text: row.get(4)?,
        next_at: rows::maybe_instant(row, 5)?,
        publications: Vec::new(),
    })
}

/// The columns audience, text, state, why and at.
fn publication(row: &Row<'_>) -> rusqlite::Result<Publication> {
    let state = match row.get_ref(2)?.as_str()? {
        "pending" => PublicationState::Pending,
        "published" => PublicationState::Published,
        "failed" => PublicationState::Failed(row.get::<_, Option<String>>(3)?.unwrap_or_default()),
        other => return Err(rows::unknown(2, "state of a publication", other)),
    };
    Ok(Publication {
        audience: AudienceName::from(row.get_ref(0)?.as_str()?),
        text: row.get(1)?,
        state,
        at: rows::instant(row, 4)?,
    })
}

/// The columns incident, person, `made_at`, `next_at`, stage and `due_at`.
fn owed(row: &Row<'_>) -> rusqlite::Result<Owed> {
    let stage = row.get_ref(4)?.as_str()?;
    Ok(Owed {
        incident: IncidentId(row.get(0)?),
        by: PersonId::from(row.get_ref(1)?.as_str()?),
        made_at: rows::instant(row, 2)?,
        next_at: rows::instant(row, 3)?,
        stage: Stage::from_word(stage).ok_or_else(|| rows::unknown(4, "stage", stage))?,
        due_at: rows::maybe_instant(row, 5)?,
    })
}
