//! The chain that the timeline is: each entry commits to the one before it, so whatever is changed, taken away
//! or moved afterwards is found.

mod anchored;
mod digest;
mod verify;

use rusqlite::{Row, params};

pub use anchored::Gone;
pub use digest::hex;
pub(super) use digest::read as hash_in;
pub(super) use verify::hash_without_seal;
pub use verify::{Fault, Kept, Seal, Sealed, Verified, Verify};

use self::digest::{Hash, Link, NONE};
use super::sql::{self, chain as chained};
use super::{Result, Tx};
use crate::domain::record::timeline::Entry;
use crate::system::{self, Clocks};

/// Who writes entries on this machine, and by which clocks.
pub(super) struct Scribe {
    pub(super) station: String,
    pub(super) boot: String,
    version: &'static str,
    pub(super) read_clocks: Box<dyn Fn() -> Clocks + Send>,
}

impl Scribe {
    pub(super) fn of_this_machine() -> Self {
        Self {
            station: system::host(),
            boot: system::boot(),
            version: env!("CARGO_PKG_VERSION"),
            read_clocks: Box::new(system::clocks),
        }
    }
}

/// Who wrote an entry: a machine since it was started, with a version of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Its number in this store.
    pub id: i64,
    /// The name of the machine.
    pub station: String,
    /// What tells this run of it from any other.
    pub boot: String,
    /// The version of this program.
    pub version: String,
    /// Its clocks when it first wrote.
    pub began: Clocks,
}

/// The head of the chain: what a record that was not cut ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its first entry.
    pub first: i64,
    /// Its last one.
    pub last: i64,
    /// How many there are.
    pub number: i64,
    /// The hash of the last one.
    pub hash: Hash,
}

/// The end of the record, to which this transaction writes.
pub(super) struct End {
    /// The number of the newest entry.
    last: i64,
    /// What the next entry commits to; none where none has a seal yet.
    head: Option<Head>,
    /// The hash over what stands before the chain.
    before: Hash,
    witness: Witness,
    /// Whether this transaction has moved it.
    has_moved: bool,
}

impl Tx<'_> {
    /// Puts an entry at the end of the timeline, and seals it.
    pub fn append(&self, entry: &Entry) -> Result<()> {
        let clocks = (self.scribe.read_clocks)();
        let mut end = self.end.borrow_mut();
        let end = match &mut *end {
            Some(end) => end,
            none => none.insert(self.find_end(clocks)?),
        };
        let text = entry.event.sentence();
        let link = Link {
            id: end.last.saturating_add(1),
            at: entry.at.as_millisecond(),
            incident: entry.incident.map(|id| id.0),
            event: entry.event.word(),
            who: entry.event.who(),
            reason: entry.event.reason(),
            text: &text,
            about: entry.about().map(jiff::Timestamp::as_millisecond),
            corrects: entry.event.corrects(),
            clocks: Some(clocks),
            witness: Some(&end.witness),
        };
        let hash = link.hash(end.head.as_ref().map_or(&end.before, |head| &head.hash));
        self.ask(|c| {
            c.prepare_cached(sql::APPEND)?
                .execute(params![
                    link.id,
                    link.at,
                    link.incident,
                    link.event,
                    link.who,
                    link.reason,
                    link.text,
                    link.about,
                    link.corrects,
                    clocks.monotonic,
                    clocks.ahead,
                    end.witness.id,
                    hash,
                ])
                .map(drop)
        })?;
        let id = link.id;
        let head = end.head.take();
        end.head = Some(Head {
            first: head.as_ref().map_or(id, |head| head.first),
            last: id,
            number: head.map_or(0, |head| head.number) + 1,
            hash,
        });
        end.last = id;
        end.has_moved = true;
        Ok(())
    }

    /// Saves where the record ends by now, once for all that this transaction wrote.
    pub(super) fn keep_head(&self) -> Result<()> {
        let end = self.end.borrow();
        let Some(End { head: Some(head), has_moved: true, .. }) = &*end else { return Ok(()) };
        let values = params![head.first, head.last, head.number, head.hash];
        self.ask(|c| c.prepare_cached(chained::PUT_HEAD)?.execute(values).map(drop))
    }

    /// Where the record ends, and who writes.
    fn find_end(&self, clocks: Clocks) -> Result<End> {
        let head = self.head()?;
        // A record that was cut goes on behind where it had been, so that its gap stays to be seen.
        let last = self.last_entry()?.max(head.as_ref().map_or(0, |head| head.last));
        let before = if head.is_none() { self.hash_of_unsealed()? } else { NONE };
        Ok(End { last, head, before, witness: self.witness(clocks)?, has_moved: false })
    }

    /// The head of the chain, as it is kept; none where nothing was ever written to it.
    pub(super) fn head(&self) -> Result<Option<Head>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::HEAD)?;
            let mut found = statement.query([])?;
            // Nobody is called less because somebody wrote something else here: the chain just does not
            // hold.
            let head = |row: &Row<'_>| {
                let [first, last, number] = [0, 1, 2].map(|column| row.get(column).ok());
                let hash = digest::read(row, 3).ok()??;
                Some(Head { first: first?, last: last?, number: number?, hash })
            };
            Ok(found.next()?.and_then(head))
        })
    }

    /// This machine as a witness; it becomes one with its first entry.
    fn witness(&self, clocks: Clocks) -> Result<Witness> {
        let Scribe { station, boot, version, .. } = self.scribe;
        let known = self.ask(|c| {
            let mut statement = c.prepare_cached(chained::WITNESS)?;
            let mut found = statement.query(params![station, boot, version])?;
            let row = |row: &Row<'_>| {
                Ok((row.get(0)?, Clocks { monotonic: row.get(1)?, ahead: row.get(2)? }))
            };
            found.next()?.map(row).transpose()
        })?;
        let (id, began) = if let Some(known) = known {
            known
        } else {
            let values = params![station, boot, version, clocks.monotonic, clocks.ahead];
            let id = self.ask(|c| {
                c.prepare_cached(chained::PUT_WITNESS)?.query_row(values, |row| row.get(0))
            })?;
            (id, clocks)
        };
        let (station, boot) = (station.clone(), boot.clone());
        Ok(Witness { id, station, boot, version: (*version).to_owned(), began })
    }
}

#[cfg(test)]
mod tests;
