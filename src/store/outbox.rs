//! The outbox: pages that wait, are out, rang, failed or were hushed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};

use super::sql::page as sql;
use super::{Result, Tx, rows};
use crate::domain::incident::{IncidentId, Reason};
use crate::domain::label::Labels;
use crate::domain::name::{ChannelName, PersonId, SourceName};
use crate::domain::page::{Page, PageId, Sounding};

/// Where a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageState {
    /// It is not due yet, or no station has taken it.
    Waiting,
    /// A station has taken it.
    Out,
    /// Its channel proved that it went out; it may still be ringing.
    Delivered,
    /// It did not go out, or stopped by itself.
    Failed,
    /// Somebody acknowledged, or the incident ended.
    Hushed,
    /// It failed, and its channel goes on trying.
    Trying,
}

impl PageState {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Out => "out",
            Self::Delivered => "delivered",
            Self::Failed | Self::Trying => "failed",
            Self::Hushed => "hushed",
        }
    }

    fn number(self) -> i64 {
        match self {
            Self::Waiting => 0,
            Self::Out => 1,
            Self::Delivered => 2,
            Self::Failed => 3,
            Self::Hushed => 4,
            Self::Trying => 5,
        }
    }

    fn of(number: i64) -> Self {
        match number {
            0 => Self::Waiting,
            1 => Self::Out,
            2 => Self::Delivered,
            3 => Self::Failed,
            5 => Self::Trying,
            _ => Self::Hushed,
        }
    }
}

/// What a page is about, as much of it as a channel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The incident's summary.
    pub summary: String,
    /// The source of its first alert.
    pub source: SourceName,
    /// Its labels.
    pub labels: Labels,
    /// How it was the last time in few words, if there was one.
    pub seen: Option<String>,
}

/// A page that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuePage {
    /// Its number.
    pub id: PageId,
    /// What was decided.
    pub page: Page,
    /// When it was decided; a page that was due later than that is put on the record when it goes
    /// out.
    pub decided_at: Timestamp,
    /// What it is about.
    pub subject: Subject,
}

/// A page and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentPage {
    /// Its number.
    pub id: PageId,
    /// Whom it was for.
    pub person: String,
    /// Over which channel.
    pub channel: String,
    /// Why.
    pub reason: Reason,
    /// Why this person, where a rota chose them.
    pub because: Option<String>,
    /// When it was decided.
    pub decided_at: Timestamp,
    /// When it was to go out.
    pub due_at: Timestamp,
    /// Where it stands.
    pub state: PageState,
    /// Which station took it.
    pub station: Option<String>,
    /// The proof, or the error.
    pub note: Option<String>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// How it rang, once it does no longer.
    pub receipt: Option<Sounding>,
}

/// What a page is about, whom it is for and by which channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhosePage {
    /// What it is about.
    pub incident: IncidentId,
    /// Whom it is for.
    pub person: PersonId,
    /// Over which channel.
    pub channel: ChannelName,
}

impl Tx<'_> {
    /// Puts a page into the outbox: for anybody who can ring it, or taken by that station already.
    pub fn put_page(&self, page: &Page, by: Option<&str>, now: Timestamp) -> Result<PageId> {
        let state = if by.is_some() { PageState::Out } else { PageState::Waiting };
        self.ask(|c| {
            c.prepare_cached(sql::PUT_PAGE)?.execute(params![
                page.incident.0,
                page.person.as_str(),
                page.channel.as_str(),
                rows::severity_number(page.severity),
                page.reason.word(),
                page.because,
                now.as_millisecond(),
                page.due_at.as_millisecond(),
                state.number(),
                by,
            ])?;
            Ok(PageId(c.last_insert_rowid()))
        })
    }

    /// Makes a person's next page of that incident due now.
    pub fn hasten(&self, incident: IncidentId, person: &PersonId, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::HASTEN)?
                .execute(params![now.as_millisecond(), incident.0, person.as_str()])
                .map(drop)
        })
    }

    /// Takes back every page of that incident that waits or rings, is tried again or repeated.
    pub fn hush(&self, incident: IncidentId, now: Timestamp) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::HUSH)?.execute([now.as_millisecond(), incident.0]).map(drop)
        })?;
        self.drop_resends(incident)?;
        self.end_emergencies(incident)
    }

    /// The pages that are due and not taken, the longest due first, without the first `skipped`.
    pub fn due_pages(
        &self,
        now: Timestamp,
        skipped: usize,
        at_most: usize,
    ) -> Result<Vec<DuePage>> {
        let [skipped, at_most] =
            [skipped, at_most].map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::DUE_PAGES)?;
            let found = statement.query_map([now.as_millisecond(), at_most, skipped], due)?;
            found.collect()
        })
    }

    /// When the next page falls due after `now`.
    pub fn next_page_deadline(&self, now: Timestamp) -> Result<Option<Timestamp>> {
        self.ask(|c| {
            c.prepare_cached(sql::NEXT_PAGE_DEADLINE)?
                .query_row([now.as_millisecond()], |row| rows::maybe_instant(row, 0))
        })
    }

    /// Takes a page for that station. Returns whether it was still there to take.
    pub fn claim(&self, page: PageId, station: &str) -> Result<bool> {
        self.ask(|c| {
            c.prepare_cached(sql::CLAIM)?.execute(params![station, page.0]).map(|taken| taken == 1)
        })
    }

    /// Writes down what became of a page that was out or ringing; says which, and at which station,
    /// if it still was.
    pub fn finish(
        &self,
        page: PageId,
        state: PageState,
        note: &str,
        now: Timestamp,
    ) -> Result<Option<(Page, Option<String>)>> {
        self.ask(|c| {
            // Asked first: SQLite makes a table for what `returning` returns, which costs more than
            // both of these.
            let mut statement = c.prepare_cached(sql::PAGE_OUT)?;
            let out = statement.query_row([page.0], |row| Ok((page_of(row)?, row.get(8)?)));
            let out = out.optional()?;
            if out.is_some() {
                let values = params![state.number(), note, now.as_millisecond(), page.0];
                c.prepare_cached(sql::FINISH)?.execute(values)?;
            }
            Ok(out)
        })
    }

    /// Notes that the channel of a page that failed goes on trying.
    pub fn keep_trying(&self, page: PageId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::KEEP_TRYING)?.execute([page.0]).map(drop))
    }

    /// Keeps how a page rang.
    pub fn put_receipt(&self, page: PageId, receipt: &Sounding) -> Result<()> {
        let Sounding { sound, device, volume, muted, milliseconds, fallback } = receipt;
        let milliseconds = i64::try_from(*milliseconds).unwrap_or(i64::MAX);
        self.ask(|c| {
            c.prepare_cached(sql::PUT_RECEIPT)?
                .execute(params![page.0, sound, device, volume, muted, milliseconds, fallback])
                .map(drop)
        })
    }

    /// What a page is about, whom it is for and by which channel.
    pub fn whose_page(&self, page: PageId) -> Result<Option<WhosePage>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::WHOSE_PAGE)?;
            let mut found = statement.query([page.0])?;
            let Some(row) = found.next()? else { return Ok(None) };
            Ok(Some(WhosePage {
                incident: IncidentId(row.get(0)?),
                person: PersonId::from(row.get_ref(1)?.as_str()?),
                channel: ChannelName::from(row.get_ref(2)?.as_str()?),
            }))
        })
    }

    /// Gives one page back, for another station to take.
    pub fn give_back(&self, page: PageId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::GIVE_BACK)?.execute([page.0]).map(drop))
    }

    /// Gives back pages that a station had taken, at most so many: it is gone, or starts anew. Says
    /// how many there were.
    pub fn requeue(&self, station: &str, at_most: usize) -> Result<usize> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| c.prepare_cached(sql::REQUEUE)?.execute(params![station, at_most]))
    }

    /// The pages a station has out or ringing.
    pub fn ringing(&self, station: &str) -> Result<Vec<(PageId, IncidentId)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::RINGING)?;
            let found = statement
                .query_map([station], |row| Ok((PageId(row.get(0)?), IncidentId(row.get(1)?))))?;
            found.collect()
        })
    }

    /// The channel that is tried next for that person.
    pub fn next_channel(
        &self,
        incident: IncidentId,
        person: &PersonId,
    ) -> Result<Option<ChannelName>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::NEXT_CHANNEL)?;
            let mut found = statement.query(params![incident.0, person.as_str()])?;
            let channel = found.next()?.map(|row| row.get::<_, String>(0)).transpose()?;
            Ok(channel.map(ChannelName::new))
        })
    }

    /// Whether any other page of that incident, of the same step or a later one, waits, is out or
    /// rings. The pages of one step are decided at the same instant.
    pub fn has_other_pages(&self, incident: IncidentId, page: PageId) -> Result<bool> {
        self.ask(|c| {
            c.prepare_cached(sql::OTHER_PAGES)?
                .query_row([incident.0, page.0], |row| row.get::<_, i64>(0))
                .map(|others| others > 0)
        })
    }

    /// Every page of an incident, in the order they were decided.
    pub fn pages(&self, incident: IncidentId) -> Result<Vec<SentPage>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::PAGES_OF)?;
            let found = statement.query_map([incident.0], sent)?;
            found.collect()
        })
    }
}

/// The columns id, incident, person, channel, severity, reason, because and `due_at`.
pub(super) fn page_of(row: &Row<'_>) -> rusqlite::Result<Page> {
    Ok(Page {
        incident: IncidentId(row.get(1)?),
        person: PersonId::from(row.get_ref(2)?.as_str()?),
        channel: ChannelName::from(row.get_ref(3)?.as_str()?),
        severity: rows::severity(row, 4)?,
        reason: rows::reason(row, 5)?,
        because: row.get(6)?,
        due_at: rows::instant(row, 7)?,
    })
}

pub(super) fn due(row: &Row<'_>) -> rusqlite::Result<DuePage> {
    Ok(DuePage {
        id: PageId(row.get(0)?),
        page: page_of(row)?,
        decided_at: rows::instant(row, 8)?,
        subject: Subject {
            summary: row.get(9)?,
            source: SourceName::from(row.get_ref(10)?.as_str()?),
            labels: rows::labels(row, 11)?,
            seen: row.get(12)?,
        },
    })
}

fn sent(row: &Row<'_>) -> rusqlite::Result<SentPage> {
    Ok(SentPage {
        id: PageId(row.get(0)?),
        person: row.get(1)?,
        channel: row.get(2)?,
        reason: rows::reason(row, 3)?,
        because: row.get(4)?,
        decided_at: rows::instant(row, 5)?,
        due_at: rows::instant(row, 6)?,
        state: PageState::of(row.get(7)?),
        station: row.get(8)?,
        note: row.get(9)?,
        finished_at: rows::maybe_instant(row, 10)?,
        receipt: receipt(row, 11)?,
    })
}

/// A receipt in six columns from that one on, if there is one.
fn receipt(row: &Row<'_>, from: usize) -> rusqlite::Result<Option<Sounding>> {
    let Some(sound) = row.get(from)? else { return Ok(None) };
    let milliseconds: i64 = row.get(from + 4)?;
    Ok(Some(Sounding {
        sound,
        device: row.get(from + 1)?,
        volume: row.get(from + 2)?,
        muted: row.get(from + 3)?,
        milliseconds: u64::try_from(milliseconds).unwrap_or_default(),
        fallback: row.get(from + 5)?,
    }))
}
