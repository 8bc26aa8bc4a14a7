//! Looking whether the record is as it was written: the first link that does not hold, and what is wrong there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::anchored::{Beginning, Gone};
use super::digest::{self, Hash, Link, NONE};
use super::{Head, Witness, chained};
use crate::store::timeline::{as_told, place_of_last, recorded};
use crate::store::{Recorded, Result, TimelineQuery, Tx, rows};
use crate::system::Clocks;

/// An entry with what seals it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The entry.
    pub entry: Recorded,
    /// What seals it; an entry of an earlier version has nothing.
    pub seal: Option<Seal>,
}

/// What seals an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Over the hash before and everything that the entry says.
    pub hash: Hash,
    /// By which clocks it was written.
    pub clocks: Option<Clocks>,
    /// Who wrote it, by its number.
    pub witness: Option<i64>,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This entry does not fit the one before: it, or that one, says something else than was written.
    Changed(i64),
    /// This entry is the first with a seal, and does not fit what an earlier version wrote before it: it, or
    /// something of that, is not as it was.
    Earlier(i64),
    /// These entries, from and to, are not there.
    Missing(i64, i64),
    /// An entry stands in the place of another.
    OutOfOrder {
        /// Where it belongs.
        belongs: i64,
        /// Where it stands.
        stands: i64,
    },
    /// This entry was not written by this program, or its seal was taken away.
    Added(i64),
    /// The record ends with the one entry, and had another after it that was the last.
    Truncated {
        /// With what it ends; 0 if nothing is left.
        ends: i64,
        /// With what it ended.
        ended: i64,
    },
    /// What says where the record begins and ends is gone or was changed, so nobody knows whether it was cut.
    Headless,
}

/// What is to be looked for besides: a head that somebody kept elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verify {
    /// The first bytes of its hash; nothing looks for none.
    pub head: Vec<u8>,
}

/// An entry that has the hash which somebody kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub entry: i64,
    /// When it was written.
    pub at: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries of an earlier version stand before the chain. The first seal goes over them.
    pub before: i64,
    /// How many entries are as they were written, from the first of the chain on.
    pub whole: i64,
    /// The head of the chain as it is kept.
    pub head: Option<Head>,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
    /// The entry whose head was looked for.
    pub kept: Option<Kept>,
    /// What was let go before them.
    pub gone: Option<Gone>,
}

/// How far a look has come.
struct Look {
    hash: Hash,
    /// The first entry that holds.
    first: Option<i64>,
    /// The last one.
    last: i64,
    beginning: Beginning,
    verified: Verified,
}

/// Why a row is no entry as this program writes them.
enum Unfit {
    /// There is something in it that no entry has.
    Unreadable(i64),
    /// It has no seal, and yet what no version wrote without one.
    Stripped(i64),
}

impl Tx<'_> {
    /// Follows the chain from its first entry to the first link that does not hold.
    pub fn verify(&self, what: &Verify) -> Result<Verified> {
        let head = self.head()?;
        let first = head.as_ref().map(|head| head.first);
        let verified = Verified { before: 0, whole: 0, head, fault: None, kept: None, gone: None };
        let beginning = Beginning::new(self.anchor()?);
        let last = first.map_or(0, |first| first.saturating_sub(1)).max(beginning.upto());
        let hash = beginning.hash();
        let mut look = Look { hash, first: None, last, beginning, verified };
        let witnesses = self.witnesses()?;
        self.sealed_while(i64::MIN, |sealed| {
            let sealed = match sealed {
                Ok(sealed) => sealed,
                Err(Unfit::Unreadable(id)) => {
                    look.verified.fault = Some(Fault::Changed(id));
                    return false;
                }
                Err(Unfit::Stripped(id)) => {
                    look.verified.fault = Some(Fault::Added(id));
                    return false;
                }
            };
            let id = sealed.entry.id;
            let Some(seal) = &sealed.seal else {
                let is_earlier = id > look.beginning.upto() && first.is_none_or(|first| id < first);
                if look.verified.whole == 0 && id > 0 && is_earlier {
                    look.verified.before += 1;
                    look.hash = unsealed(&sealed.entry, &look.hash);
                    look.beginning.sees(&sealed.entry, &look.hash);
                    return true;
                }
                look.verified.fault = Some(Fault::Added(id));
                return false;
            };
            if hash_of(&sealed, seal, &witnesses, &look.hash) != seal.hash {
                look.verified.fault = Some(Fault::Changed(sealed.entry.id));
                return false;
            }
            if !what.head.is_empty() && seal.hash.starts_with(&what.head) {
                let Recorded { id, at, .. } = sealed.entry;
                look.verified.kept = Some(Kept { entry: id, at });
            }
            look.hash = seal.hash;
            look.beginning.sees(&sealed.entry, &look.hash);
            look.first.get_or_insert(sealed.entry.id);
            look.last = sealed.entry.id;
            look.verified.whole += 1;
            true
        })?;
        if let Some(Fault::Changed(found)) = look.verified.fault {
            look.verified.fault = Some(self.what_is_wrong(found, &look, &witnesses)?);
        } else if look.verified.fault.is_none() {
            look.verified.fault = at_the_end(&look, !witnesses.is_empty());
        }
        Ok(Verified { gone: look.beginning.gone(), ..look.verified })
    }

    /// What is wrong where the chain does not hold: an entry is missing, another stands there, or it was
    /// changed.
    fn what_is_wrong(
        &self,
        found: i64,
        look: &Look,
        witnesses: &BTreeMap<i64, Witness>,
    ) -> Result<Fault> {
        let belongs = look.last.saturating_add(1);
        let mut stands = None;
        self.sealed_while(belongs, |sealed| {
            let Ok(mut sealed) = sealed else { return true };
            let here = std::mem::replace(&mut sealed.entry.id, belongs);
            let fits = sealed
                .seal
                .as_ref()
                .is_some_and(|seal| hash_of(&sealed, seal, witnesses, &look.hash) == seal.hash);
            stands = fits.then_some(here);
            !fits
        })?;
        Ok(match stands {
            Some(stands) if stands != belongs => Fault::OutOfOrder { belongs, stands },
            _ if found > belongs => Fault::Missing(belongs, found - 1),
            _ if look.verified.whole == 0 && found == belongs && belongs > 1 => {
                Fault::Earlier(found)
            }
            _ => Fault::Changed(found),
        })
    }

    /// Reads entries with their seals, each handed to `take` as it comes, until it has enough.
    pub fn sealed(&self, query: TimelineQuery, mut take: impl FnMut(Sealed) -> bool) -> Result<()> {
        self.ask(|c| {
            let (text, values) = chosen(c, query)?;
            let mut statement = c.prepare_cached(text)?;
            let mut found = statement.query(rusqlite::params_from_iter(values))?;
            while let Some(row) = found.next()? {
                if !take(told(row)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Reads the entries before that one, the newest first, until `take` has enough.
    pub fn sealed_before(&self, id: i64, mut take: impl FnMut(Sealed) -> bool) -> Result<()> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::SEALED_BEFORE)?;
            let mut found = statement.query([id])?;
            while let Some(row) = found.next()? {
                if !take(told(row)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The entries from that number on, until `take` has enough.
    fn sealed_while(
        &self,
        from: i64,
        mut take: impl FnMut(std::result::Result<Sealed, Unfit>) -> bool,
    ) -> Result<()> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::SEALED)?;
            let mut found = statement.query([from])?;
            while let Some(row) = found.next()? {
                let id = row.get(0)?;
                let read = match rows::readable(sealed(row))? {
                    None => Err(Unfit::Unreadable(id)),
                    Some(Sealed { seal: None, .. }) if has_remains(row)? => {
                        Err(Unfit::Stripped(id))
                    }
                    Some(sealed) => Ok(sealed),
                };
                if !take(read) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// What the first seal commits to: everything that an earlier version wrote, which has none.
    pub(super) fn hash_of_unsealed(&self) -> Result<Hash> {
        let mut hash = NONE;
        self.sealed_while(1, |read| {
            let is_unsealed = matches!(&read, Ok(Sealed { seal: None, .. }));
            if let Some(sealed) = read.ok().filter(|_| is_unsealed) {
                hash = unsealed(&sealed.entry, &hash);
            }
            is_unsealed
        })?;
        Ok(hash)
    }

    /// Everybody who wrote, by number, as far as that can be read: what one of those wrote that cannot be
    /// read does not hold.
    pub fn witnesses(&self) -> Result<BTreeMap<i64, Witness>> {
        self.ask(|c| {
            let mut statement = c.prepare_cached(chained::WITNESSES)?;
            let mut found = statement.query([])?;
            let mut witnesses = BTreeMap::new();
            while let Some(row) = found.next()? {
                if let Some(witness) = rows::readable(witness(row))? {
                    witnesses.insert(witness.id, witness);
                }
            }
            Ok(witnesses)
        })
    }
}

/// The statement for those entries, and its values.
fn chosen(c: &Connection, query: TimelineQuery) -> rusqlite::Result<(&'static str, Vec<i64>)> {
    Ok(match query {
        TimelineQuery::Of(id) => (chained::SEALED_OF, vec![id.0, 0]),
        TimelineQuery::After(place) => (chained::SEALED, vec![place.saturating_add(1)]),
        TimelineQuery::Last(number) => {
            (chained::SEALED, vec![place_of_last(c, number)?.saturating_add(1)])
        }
    })
}

fn witness(row: &Row<'_>) -> rusqlite::Result<Witness> {
    let began = Clocks { monotonic: row.get(4)?, ahead: row.get(5)? };
    let (id, station) = (row.get(0)?, row.get(1)?);
    Ok(Witness { id, station, boot: row.get(2)?, version: row.get(3)?, began })
}

/// What is wrong where every entry that is left holds. Whoever wrote anything is known by a seal.
fn at_the_end(look: &Look, has_witnesses: bool) -> Option<Fault> {
    let Look { hash, first, last, beginning, verified } = look;
    let Some(head) = &verified.head else {
        return (verified.whole > 0 || has_witnesses).then_some(Fault::Headless);
    };
    if *last < head.last {
        let ends = if verified.whole == 0 { 0 } else { *last };
        return Some(Fault::Truncated { ends, ended: head.last });
    }
    if *last > head.last {
        return Some(Fault::Added(head.last + 1));
    }
    if *first != Some(head.first) || verified.whole != head.number || !beginning.holds() {
        return Some(Fault::Headless);
    }
    (*hash != head.hash).then_some(Fault::Changed(*last))
}

fn hash_of(
    sealed: &Sealed,
    seal: &Seal,
    witnesses: &BTreeMap<i64, Witness>,
    before: &Hash,
) -> Hash {
    let witness = seal.witness.and_then(|id| witnesses.get(&id));
    Link { clocks: seal.clocks, witness, ..link(&sealed.entry) }.hash(before)
}

/// The hash at an entry of an earlier version, where it can be read.
pub(in crate::store) fn hash_without_seal(row: &Row<'_>, before: &Hash) -> rusqlite::Result<Hash> {
    let entry = rows::readable(recorded(row))?;
    Ok(entry.map_or(*before, |entry| unsealed(&entry, before)))
}

/// The hash of an entry without a seal, of which nobody knows who wrote it.
fn unsealed(entry: &Recorded, before: &Hash) -> Hash {
    link(entry).hash(before)
}

/// What an entry says, without who wrote it and by which clocks.
fn link(entry: &Recorded) -> Link<'_> {
    let Recorded { id, at, incident, event, who, reason, text, about, corrects } = entry;
    Link {
        id: *id,
        at: at.as_millisecond(),
        incident: incident.map(|id| id.0),
        event,
        who: who.as_deref(),
        reason: reason.as_deref(),
        text,
        about: about.map(Timestamp::as_millisecond),
        corrects: *corrects,
        clocks: None,
        witness: None,
    }
}

/// Whether an entry without a seal has what came with the seals: the clocks, who wrote it, what it is about,
/// what it corrects.
fn has_remains(row: &Row<'_>) -> rusqlite::Result<bool> {
    let mut has_any = false;
    for column in 7..12 {
        has_any |= !matches!(row.get_ref(column)?, ValueRef::Null);
    }
    Ok(has_any)
}

/// The entry as it is told, whatever somebody has put there.
fn told(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    match rows::readable(sealed(row))? {
        Some(sealed) => Ok(sealed),
        None => Ok(Sealed { entry: as_told(row)?, seal: None }),
    }
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    let entry = recorded(row)?;
    let (monotonic, ahead): (Option<i64>, Option<i64>) = (row.get(9)?, row.get(10)?);
    let clocks = monotonic.zip(ahead).map(|(monotonic, ahead)| Clocks { monotonic, ahead });
    let witness = row.get(11)?;
    let hash = digest::read(row, 12)?;
    Ok(Sealed { entry, seal: hash.map(|hash| Seal { hash, clocks, witness }) })
}
