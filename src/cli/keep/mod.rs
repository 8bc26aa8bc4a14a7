//! Keeping what the store has: copies of it, everything in it as text, and letting go of what is old.

mod backup;
mod export;
mod heed;
mod preview;
mod prune;
mod restore;

use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) use self::backup::{Backup, run as backup};
pub(super) use self::export::{Export, run as export};
pub(super) use self::prune::{Prune, run as prune};
pub(super) use self::restore::{Restore, run as restore};

use super::log::what;
use super::{Session, json, time};
use crate::error::{Error, Kind};
use crate::store::{Fault, Recorded, Store, StoreError, TimelineQuery, Verify, hex};

/// What a store has, once it was looked over.
struct Content {
    /// How many entries its record has.
    entries: u64,
    /// When the last of them was written.
    last: Option<Timestamp>,
    /// How many incidents are open.
    open: i64,
    /// What is wrong with its record, if anything is.
    fault: Option<Fault>,
    /// The hash of its last entry.
    head: Option<[u8; 32]>,
}

impl Content {
    /// Looks a store over: whether the database is whole, whether the record is as it was written, and what
    /// is open. A failure is told of the file of that name.
    fn of(store: &mut Store, named: &Path) -> Result<Self, Error> {
        if let Some(cause) = store.damage()? {
            return Err(StoreError::Damaged { path: named.to_owned(), cause }.into());
        }
        Ok(store.read::<_, StoreError>(|tx| {
            let verified = tx.verify(&Verify::default())?;
            let mut last = None;
            tx.timeline(TimelineQuery::Last(1), |Recorded { at, .. }| last = Some(at))?;
            let open = tx.count_open()?.iter().map(|count| count.number).sum();
            let entries = u64::try_from(tx.count_entries()?).unwrap_or(0);
            let head = verified.head.map(|head| head.hash);
            Ok(Self { entries, last, open, fault: verified.fault, head })
        })?)
    }

    /// `1,204 entries, the last of 03:12, 6m ago; 2 incidents open`
    fn told(&self, session: &Session) -> String {
        let noun = if self.entries == 1 { "entry" } else { "entries" };
        let last = self.last.map(|at| {
            let verb = if self.entries == 1 { "of" } else { "the last of" };
            format!(", {verb} {}", time::with_distance(at, session.now, &session.zone()))
        });
        let open = match self.open {
            0 => "nothing open".to_owned(),
            1 => "1 incident open".to_owned(),
            number => format!("{number} incidents open"),
        };
        format!("{} {noun}{}; {open}", self.entries, last.unwrap_or_default())
    }

    fn value(&self) -> Value {
        json!({
            "entries": self.entries,
            "last_at": json::maybe(self.last),
            "open": self.open,
            "fault": self.fault.map(what),
            "head": self.head.map(|head| hex(&head)),
        })
    }

    /// Says that its record is not as it was written, where that is so.
    fn warn(&self, session: &Session, of: &Path) {
        let Some(fault) = self.fault else { return };
        let (what, of) = (what(fault), of.display());
        session.out.warn(format_args!("warning: the record is not as it was written: {what}"));
        session.out.warn(format_args!("hint: `wail --store {of} log verify` tells more"));
    }
}

/// The store of this command, which must be there.
fn there(session: &Session) -> Result<Store, Error> {
    let path = session.store_path()?;
    if !path.exists() {
        return Err(Error::new(Kind::No, format!("there is no store at {}", path.display()))
            .hint("name another one with `--store FILE`"));
    }
    session.store()
}
