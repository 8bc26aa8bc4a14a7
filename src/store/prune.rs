//! Letting the beginning of the record go, with what belongs to it: what would go, and that it goes, a piece at a
//! time, so that nobody who writes is held up and whatever breaks off leaves a record that holds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::sql::{chain as chained, prune as pruned};
use super::{Result, Store, Tx, rows, sqlite};
use crate::domain::incident::IncidentId;
use crate::domain::name::PersonId;
use crate::domain::promise::PromiseId;
use crate::domain::record::prune::{Cut, Span, Stays, cut};

/// Where the record begins, since the last time that something of it was let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The entry that tells of it.
    pub entry: i64,
    /// The first entry that was let go.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// The hash at that one.
    pub hash: [u8; 32],
    /// Everything is older than this.
    pub before: Timestamp,
    /// The last entry that has gone already.
    pub upto: i64,
    /// The hash at that one: what the next commits to.
    pub upto_hash: [u8; 32],
}

/// What would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Up to where, and what keeps more from going.
    pub cut: Cut,
    /// How much that is.
    pub amount: Amount,
    /// Who would own a problem no longer.
    pub owners: Vec<Owner>,
}

/// Somebody whose task it is that a problem comes no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub person: PersonId,
    /// In which incident that was said.
    pub incident: IncidentId,
    /// What that was about.
    pub summary: String,
}

/// How much it is that goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many entries.
    pub entries: i64,
    /// The first of them; 0 if there is none.
    pub first: i64,
    /// When the oldest was written.
    pub oldest: Option<Timestamp>,
    /// When the newest was.
    pub newest: Option<Timestamp>,
    /// How many of them say what mended something.
    pub fixes: i64,
    /// How many incidents.
    pub incidents: i64,
    /// The numbers of the first and the last of them.
    pub numbers: Option<(i64, i64)>,
    /// How many alerts of these.
    pub alerts: i64,
    /// How many pages.
    pub pages: i64,
    /// About how many bytes in the store.
    pub bytes: i64,
}

/// One piece that has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The last entry that has gone.
    pub upto: i64,
    /// Up to which it goes.
    pub last: i64,
}

impl Step {
    /// Whether nothing is left to go.
    #[must_use]
    pub fn is_last(self) -> bool {
        self.upto >= self.last
    }
}

impl Tx<'_> {
    /// What would go of what is older than that.
    pub fn plan_to_let_go(&self, before: Timestamp) -> Result<Plan> {
        let young = self.first_since(before)?;
        let old = match young {
            Some((young, _)) => young.saturating_sub(1),
            None => self.last_entry()?,
        };
        let mut cut = cut(self.spans(before, old)?, old);
        if let Some((entry, at)) = young {
            let behind = self.behind(entry, before)?;
            cut.held_by.extend((behind > 0).then_some(Stays::Ahead { entry, at, behind }));
        }
        let amount = if cut.last > 0 { self.amount(cut.last)? } else { Amount::default() };
        if amount.entries == 0 {
            // All of that has gone before.
            cut.last = 0;
        }
        let owners = self.owners(cut.last)?;
        Ok(Plan { cut, amount, owners })
    }

    /// The first entry, by its number, that was written then or later, and when it was.
    fn first_since(&self, at: Timestamp) -> Result<Option<(i64, Timestamp)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::FIRST_YOUNG)?;
            let mut found = statement.query([at.as_millisecond()])?;
            found.next()?.map(|row| Ok((row.get(0)?, rows::instant(row, 1)?))).transpose()
        })
    }

    /// How many entries after that one are dated before that.
    fn behind(&self, entry: i64, before: Timestamp) -> Result<i64> {
        let places = [entry, before.as_millisecond()];
        self.ask(|c| c.prepare_cached(pruned::BEHIND)?.query_row(places, |row| row.get(0)))
    }

    /// Who owns a problem by what is said up to that entry.
    fn owners(&self, last: i64) -> Result<Vec<Owner>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::OWNERS)?;
            let found = statement.query_map([last], |row| {
                let person = PersonId::new(row.get::<_, Option<String>>(0)?.unwrap_or_default());
                Ok(Owner { person, incident: IncidentId(row.get(1)?), summary: row.get(2)? })
            })?;
            found.collect()
        })
    }

    /// What stays or goes together of the entries up to `old`.
    fn spans(&self, before: Timestamp, old: i64) -> Result<Vec<Span>> {
        let mut spans = self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::SPANS)?;
            let found = statement.query_map([before.as_millisecond(), old], span)?;
            found.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let corrected = self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::CORRECTED)?;
            let found = statement.query_map([old], |row| {
                let (entry, by) = (row.get(0)?, row.get(1)?);
                let why = Stays::Corrected { entry, by };
                Ok(Span { first: entry, last: Some(by), why })
            })?;
            found.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        spans.extend(corrected);
        // The oldest promise holds whatever a younger one does.
        if let Some((id, made_at)) = self.oldest_open_promise(before)? {
            let first = self.first_since(made_at)?.map_or(i64::MAX, |(first, _)| first);
            spans.push(Span { first, last: None, why: Stays::Promised(id) });
        }
        Ok(spans)
    }

    fn oldest_open_promise(&self, before: Timestamp) -> Result<Option<(PromiseId, Timestamp)>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::OLD_PROMISES)?;
            let mut found = statement.query([before.as_millisecond()])?;
            let promise = |row: &Row<'_>| Ok((PromiseId(row.get(0)?), rows::instant(row, 1)?));
            found.next()?.map(promise).transpose()
        })
    }

    /// How much there is up to that entry.
    fn amount(&self, last: i64) -> Result<Amount> {
        let mut amount = self.ask(|c| {
            c.prepare_cached(pruned::ENTRIES)?.query_row([last], |row| {
                Ok(Amount {
                    entries: row.get(0)?,
                    first: row.get(1)?,
                    oldest: rows::maybe_instant(row, 2)?,
                    newest: rows::maybe_instant(row, 3)?,
                    fixes: row.get::<_, Option<i64>>(4)?.unwrap_or(0),
                    bytes: row.get(5)?,
                    ..Amount::default()
                })
            })
        })?;
        let (incidents, first, newest, bytes): (i64, Option<i64>, Option<i64>, i64) =
            self.ask(|c| {
                c.prepare_cached(pruned::INCIDENTS)?.query_row([last], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
            })?;
        amount.incidents = incidents;
        amount.numbers = first.zip(newest);
        amount.bytes += bytes;
        let of = |text| -> Result<(i64, i64)> {
            self.ask(|c| {
                c.prepare_cached(text)?.query_row([last], |row| Ok((row.get(0)?, row.get(1)?)))
            })
        };
        let (alerts, pages) = (of(pruned::ALERTS)?, of(pruned::PAGES)?);
        (amount.alerts, amount.pages) = (alerts.0, pages.0);
        amount.bytes += alerts.1 + pages.1;
        Ok(amount)
    }

    /// Where the record begins; none where nothing was ever let go, or what says so cannot be read.
    pub fn anchor(&self) -> Result<Option<Anchor>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::ANCHOR)?;
            let mut found = statement.query([])?;
            let Some(row) = found.next()? else { return Ok(None) };
            Ok(rows::readable(anchor(row))?.flatten())
        })
    }

    /// Begins to let everything up to `last` go: from now on the record holds with it, without it, and with a
    /// part of it. The entry that tells of it is the newest, and was written in this transaction.
    pub fn begin_to_let_go(&self, plan: &Plan, hash: [u8; 32], before: Timestamp) -> Result<()> {
        let (first, last) = (plan.amount.first, plan.cut.last);
        let begins = self.anchor()?.map(|anchor| (anchor.upto, anchor.upto_hash));
        let (upto, upto_hash) = begins.unwrap_or((first.saturating_sub(1), [0; 32]));
        let entry = self.last_entry()?;
        let before = before.as_millisecond();
        let values = params![entry, first, last, hash, before, upto, upto_hash];
        self.ask(|c| c.prepare_cached(pruned::PUT_ANCHOR)?.execute(values).map(drop))
    }

    /// The hash at that entry: what the next one commits to.
    pub fn hash_at(&self, last: i64) -> Result<[u8; 32]> {
        let anchor = self.anchor()?;
        let from = anchor.as_ref().map_or(i64::MIN, |anchor| anchor.upto.saturating_add(1));
        let sealed = self.ask(|c| {
            let mut statement = c.prepare_cached(pruned::HASH_AT)?;
            let mut found = statement.query([last])?;
            found.next()?.map_or(Ok(None), |row| super::chain::hash_in(row, 0))
        })?;
        let begins = anchor.map_or([0; 32], |anchor| anchor.upto_hash);
        match sealed {
            Some(hash) => Ok(hash),
            None => Ok(self.rolled(from, usize::MAX, last, begins)?.hash),
        }
    }

    /// Lets the next entries go, at most so many, with the incidents of which nothing is left then. None where
    /// nothing is to go.
    pub fn let_go(&self, most: usize) -> Result<Option<Step>> {
        let Some(anchor) = self.anchor()?.filter(|anchor| anchor.upto < anchor.last) else {
            return Ok(None);
        };
        let piece = self.rolled(i64::MIN, most, anchor.last, anchor.upto_hash)?;
        // Where nothing is left up to the last one, it has come there.
        let upto = if piece.entries < most { anchor.last } else { piece.last };
        self.ask(|c| {
            c.prepare_cached(pruned::CUT_ENTRIES)?.execute([upto])?;
            c.prepare_cached(pruned::MOVE_ANCHOR)?.execute(params![upto, piece.hash])?;
            if piece.sealed > 0 {
                c.prepare_cached(pruned::MOVE_BEGINNING)?.execute([upto + 1, piece.sealed])?;
            }
            Ok(())
        })?;
        for incident in &piece.incidents {
            self.drop_incident(*incident)?;
        }
        if upto == anchor.last {
            for statement in pruned::LOOSE {
                let before = [anchor.before.as_millisecond()];
                self.ask(|c| c.prepare_cached(statement)?.execute(before).map(drop))?;
            }
        }
        self.ask(|c| c.prepare_cached(pruned::LOWER_LISTED)?.execute([]).map(drop))?;
        Ok(Some(Step { upto, last: anchor.last }))
    }

    /// Drops an incident of which no entry is left and about which nothing is open.
    fn drop_incident(&self, id: i64) -> Result<()> {
        self.ask(|c| {
            let is_gone: bool =
                c.prepare_cached(pruned::IS_GONE)?.query_row([id], |row| row.get(0))?;
            if !is_gone {
                return Ok(());
            }
            c.prepare_cached(pruned::KEEP_NUMBER)?.execute([id])?;
            for statement in pruned::OF_INCIDENT {
                c.prepare_cached(statement)?.execute([id])?;
            }
            Ok(())
        })
    }

    /// The next entries from that one on, at most so many, and the hash at the last of them.
    fn rolled(&self, from: i64, most: usize, last: i64, begins: [u8; 32]) -> Result<Piece> {
        let mut piece = Piece { hash: begins, ..Piece::default() };
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::SEALED)?;
            let mut found = statement.query([from])?;
            while let Some(row) = found.next()? {
                let id = row.get(0)?;
                if id > last || piece.entries == most {
                    break;
                }
                piece.entries += 1;
                piece.last = id;
                piece.incidents.extend(row.get::<_, Option<i64>>(2).ok().flatten());
                match super::chain::hash_in(row, 12)? {
                    Some(hash) => (piece.hash, piece.sealed) = (hash, piece.sealed + 1),
                    None => piece.hash = super::chain::hash_without_seal(row, &piece.hash)?,
                }
            }
            Ok(())
        })?;
        Ok(piece)
    }
}

/// Entries that go together.
#[derive(Default)]
struct Piece {
    entries: usize,
    last: i64,
    hash: [u8; 32],
    sealed: i64,
    incidents: BTreeSet<i64>,
}

fn span(row: &Row<'_>) -> rusqlite::Result<Span> {
    let id = IncidentId(row.get(0)?);
    let (first, last) = (row.get(1)?, row.get(2)?);
    let (is_open, is_owed, promised): (bool, bool, Option<i64>) =
        (row.get(3)?, row.get(4)?, row.get(5)?);
    let stays = match promised {
        _ if is_open => Some(Stays::Open(id)),
        _ if is_owed => Some(Stays::UpdateOwed(id)),
        Some(promise) => Some(Stays::IncidentPromised(id, PromiseId(promise))),
        None if row.get(6)? => Some(Stays::StillReported(id)),
        None => None,
    };
    Ok(match stays {
        Some(why) => Span { first, last: None, why },
        None => Span { first, last: Some(last), why: Stays::Younger(id) },
    })
}

fn anchor(row: &Row<'_>) -> rusqlite::Result<Option<Anchor>> {
    let hashes = super::chain::hash_in(row, 3)?.zip(super::chain::hash_in(row, 6)?);
    let Some((hash, upto_hash)) = hashes else { return Ok(None) };
    let (entry, first, last) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let before = rows::instant(row, 4)?;
    Ok(Some(Anchor { entry, first, last, hash, before, upto: row.get(5)?, upto_hash }))
}

impl Store {
    /// How many bytes of its file are free for what comes, and how many there are.
    pub fn room_inside(&self) -> Result<(u64, u64)> {
        let pragma = |name: &str| -> Result<u64> {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .map(|value| u64::try_from(value).unwrap_or(0))
                .map_err(|error| sqlite::failure(&self.path, &error))
        };
        let page = pragma("page_size")?;
        Ok((pragma("freelist_count")? * page, pragma("page_count")? * page))
    }

    /// Writes its file anew without what is free in it. Whoever else writes waits meanwhile, so the lease is held.
    pub fn shrink(&self, _lease: &super::Lease) -> Result<()> {
        let written = self.connection.execute_batch("vacuum; pragma wal_checkpoint(truncate)");
        written.map_err(|error| sqlite::failure(&self.path, &error))
    }
}

#[cfg(test)]
mod tests;
