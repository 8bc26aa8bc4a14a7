//! The inbox: bodies as they arrived, durable before anybody reads them.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Row, params};

use super::{Result, Tx, rows, sql};
use crate::domain::name::SourceName;

/// The running number of something that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeId(pub i64);

/// Something that arrived and has not been understood yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Through which source of the configuration.
    pub source: SourceName,
    /// When.
    pub received_at: Timestamp,
    /// What the sender says it is.
    pub content_type: Option<String>,
    /// Its request line and the headers that say something, if they say more than that it was posted.
    pub head: Option<String>,
    /// The bytes, untouched.
    pub body: Vec<u8>,
}

/// A body that could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its number.
    pub id: EnvelopeId,
    /// What arrived.
    pub envelope: Envelope,
    /// Why it could not be read.
    pub error: String,
}

/// One line of the inbox as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// Its number.
    pub id: EnvelopeId,
    /// Through which source.
    pub source: String,
    /// When.
    pub received_at: Timestamp,
    /// How many bytes it has.
    pub bytes: i64,
    /// Why it could not be read, if it could not.
    pub error: Option<String>,
    /// Whether somebody has yet to read it.
    pub unread: bool,
}

/// How long and how much of what was read is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimits {
    /// Nothing older.
    pub age: SignedDuration,
    /// Not more bytes than this.
    pub bytes: u64,
}

/// The mark that says how far the inbox has been read.
const READ: &str = "read";
/// The mark that says how many bytes it keeps.
const BYTES: &str = "inbox_bytes";
/// How many bytes of what has not been read are held in memory at once, give or take one body.
const UNREAD_BYTES: usize = 500_000;
/// How many bodies are dropped in one go.
const DROPPED_AT_ONCE: i64 = 5000;

impl Tx<'_> {
    /// Keeps what arrived. It is durable when the transaction is committed.
    pub fn receive(&self, envelope: &Envelope) -> Result<EnvelopeId> {
        let id = match self.next_envelope.get() {
            Some(id) => id,
            // Above everything kept and everything ever read: numbers are not used twice, though
            // bodies that say nothing new are dropped.
            None => self.read_up_to()?.0.max(self.last_envelope()?) + 1,
        };
        self.next_envelope.set(Some(id + 1));
        let Envelope { source, received_at, content_type, head, body } = envelope;
        self.ask(|c| {
            c.prepare_cached(sql::RECEIVE)?.execute(params![
                id,
                source.as_str(),
                received_at.as_millisecond(),
                content_type,
                body,
                head
            ])
        })?;
        Ok(EnvelopeId(id))
    }

    fn last_envelope(&self) -> Result<i64> {
        self.ask(|c| c.prepare_cached(sql::LAST_ENVELOPE)?.query_row([], |row| row.get(0)))
    }

    /// The last envelope that has been read.
    pub fn read_up_to(&self) -> Result<EnvelopeId> {
        self.mark(READ).map(EnvelopeId)
    }

    /// What came after that, oldest first, at most so many, and no more once they have
    /// `UNREAD_BYTES`.
    pub fn unread_after(
        &self,
        after: EnvelopeId,
        at_most: usize,
    ) -> Result<Vec<(EnvelopeId, Envelope)>> {
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let (mut unread, mut bytes) = (Vec::new(), 0);
            let mut statement = c.prepare_cached(sql::UNREAD)?;
            let mut found = statement.query([after.0, at_most])?;
            while let Some(row) = found.next()? {
                let envelope = envelope(row)?;
                bytes += envelope.body.len();
                unread.push((EnvelopeId(row.get(0)?), envelope));
                if bytes >= UNREAD_BYTES {
                    break;
                }
            }
            Ok(unread)
        })
    }

    /// Whether anything after that has not been read yet.
    pub fn has_unread_after(&self, id: EnvelopeId) -> Result<bool> {
        Ok(self.last_envelope()? > id.0)
    }

    /// Writes down that everything up to `id` has been read, and how many bytes of it are kept.
    pub fn have_read(&self, id: EnvelopeId, kept_bytes: usize) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::SET_MARK)?.execute(params![id.0, READ])?;
            if kept_bytes > 0 {
                let kept = i64::try_from(kept_bytes).unwrap_or(i64::MAX);
                c.prepare_cached(sql::ADD_TO_MARK)?.execute(params![kept, BYTES])?;
            }
            Ok(())
        })
    }

    /// Keeps a body for somebody to look at, with the reason why it could not be read.
    pub fn keep_unreadable(&self, id: EnvelopeId, error: &str) -> Result<()> {
        self.ask(|c| {
            c.prepare_cached(sql::KEEP_UNREADABLE)?.execute(params![error, id.0]).map(drop)
        })
    }

    /// Writes down that a body which could not be read has been. It is then kept as long as any
    /// other that was read.
    pub fn settle(&self, id: EnvelopeId) -> Result<()> {
        let Some((envelope, Some(_))) = self.envelope(id)? else { return Ok(()) };
        let kept = i64::try_from(envelope.body.len()).unwrap_or(i64::MAX);
        self.ask(|c| {
            c.prepare_cached(sql::KEEP_UNREADABLE)?.execute(params![None::<&str>, id.0])?;
            c.prepare_cached(sql::ADD_TO_MARK)?.execute(params![kept, BYTES]).map(drop)
        })
    }

    /// Drops a body that said nothing new.
    pub fn drop_body(&self, id: EnvelopeId) -> Result<()> {
        self.ask(|c| c.prepare_cached(sql::DROP_BODY)?.execute([id.0]).map(drop))
    }

    /// Every body that could not be read, oldest first.
    pub fn unreadable(&self) -> Result<Vec<Unreadable>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::UNREADABLE)?;
            let found = statement.query_map([], |row| {
                Ok(Unreadable {
                    id: EnvelopeId(row.get(0)?),
                    envelope: envelope(row)?,
                    error: row.get(6)?,
                })
            })?;
            found.collect()
        })
    }

    /// One body with its error, if it is still kept.
    pub fn envelope(&self, id: EnvelopeId) -> Result<Option<(Envelope, Option<String>)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::ENVELOPE)?;
            let mut found = statement.query([id.0])?;
            match found.next()? {
                Some(row) => Ok(Some((envelope(row)?, row.get(6)?))),
                None => Ok(None),
            }
        })
    }

    /// The newest bodies, newest first.
    pub fn inbox(&self, at_most: usize) -> Result<Vec<InboxRow>> {
        let EnvelopeId(read) = self.read_up_to()?;
        let at_most = i64::try_from(at_most).unwrap_or(i64::MAX);
        self.ask(|c| {
            let mut statement = c.prepare_cached(sql::INBOX)?;
            let found = statement.query_map([at_most], |row| {
                let id = row.get(0)?;
                Ok(InboxRow {
                    id: EnvelopeId(id),
                    source: row.get(1)?,
                    received_at: rows::instant(row, 2)?,
                    bytes: row.get(3)?,
                    error: row.get(4)?,
                    unread: id > read,
                })
            })?;
            found.collect()
        })
    }

    /// How many bodies wait to be read.
    pub fn count_unread(&self) -> Result<i64> {
        let EnvelopeId(after) = self.read_up_to()?;
        self.ask(|c| c.prepare_cached(sql::COUNT_UNREAD)?.query_row([after], |row| row.get(0)))
    }

    /// Drops the oldest bodies that were read until the rest is within `limits`. Returns whether
    /// there may be more to drop.
    pub fn prune_bodies(&self, limits: BodyLimits, now: Timestamp) -> Result<bool> {
        let mut kept = self.mark(BYTES)?;
        let most = i64::try_from(limits.bytes).unwrap_or(i64::MAX);
        let oldest = now.saturating_sub(limits.age).unwrap_or(now).as_millisecond();
        let EnvelopeId(read) = self.read_up_to()?;
        let (last, freed, seen) = self.ask(|c| {
            let (mut last, mut freed, mut seen) = (0, 0, 0);
            let mut statement = c.prepare_cached(sql::OLDEST_BODIES)?;
            let mut found = statement.query([read, DROPPED_AT_ONCE])?;
            while let Some(row) = found.next()? {
                let (id, at, bytes): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                if kept <= most && at >= oldest {
                    break;
                }
                (last, freed, seen) = (id, freed + bytes, seen + 1);
                kept -= bytes;
            }
            Ok((last, freed, seen))
        })?;
        if seen > 0 {
            self.ask(|c| {
                c.prepare_cached(sql::DROP_BODIES)?.execute([last])?;
                c.prepare_cached(sql::ADD_TO_MARK)?.execute(params![-freed, BYTES])
            })?;
        }
        Ok(seen == DROPPED_AT_ONCE)
    }

    /// How many bytes of bodies that were read are kept.
    pub fn kept_bytes(&self) -> Result<i64> {
        self.mark(BYTES)
    }
}

fn envelope(row: &Row<'_>) -> rusqlite::Result<Envelope> {
    Ok(Envelope {
        source: SourceName::from(row.get_ref(1)?.as_str()?),
        received_at: rows::instant(row, 2)?,
        content_type: row.get(3)?,
        body: row.get(4)?,
        head: row.get(5)?,
    })
}
