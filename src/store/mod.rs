//! What is kept: the inbox, incidents, alerts, the timeline, the outbox, the stations, the duties,
//! and what people are told of them.
//!
//! A [`Store`] is one connection. Everything is read and written inside a transaction ([`Tx`]), so
//! a decision sees one state of the board and what it comes to is saved whole or not at all.

mod acceptance;
mod acknowledgements;
mod alerts;
mod brief;
mod calls;
mod cascade;
mod chain;
mod copies;
mod drill;
mod duty;
mod firing;
mod flaps;
mod gauges;
mod handover;
mod heart;
mod heartbeats;
mod inbox;
mod incidents;
mod inhibition;
mod latencies;
mod load;
mod maintenance;
mod monitors;
mod naming;
mod notifications;
mod outbox;
mod polls;
mod promises;
mod prune;
mod relief;
mod resend;
mod rows;
mod silences;
mod spool;
mod sql;
mod sqlite;
mod stations;
mod status;
mod storms;
mod timeline;
mod updates;
mod window;

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use crate::system;
use crate::system::Clocks;
use chain::{End, Scribe};
use silences::{Compiled, InForce};

pub use acknowledgements::Problem;
pub use alerts::Expired;
pub use brief::{MissedDrill, Recurring};
pub use chain::{Fault, Gone, Head, Kept, Seal, Sealed, Verified, Verify, Witness, hex};
pub use copies::{copy_while, engine_version, is_database, lease_of, replace, settle_alone};
pub use drill::DrillCount;
pub use duty::{Pager, Withdrawn};
pub use firing::FiringAlert;
pub use handover::{HandOvers, PagerName};
pub use inbox::{BodyLimits, Envelope, EnvelopeId, InboxRow, Unreadable};
pub use incidents::{Chosen, ListedIncident, OpenCount, Uncalled};
pub use inhibition::{FailedParent, Inhibitor};
pub use maintenance::OpenMaintenance;
pub use monitors::{MonitorRow, MonitorState};
pub use naming::{clear_unfinished, take_name};
pub use notifications::{Closed, OpenNotification};
pub use outbox::{DuePage, PageState, SentPage, Subject, WhosePage};
pub use prune::{Amount, Anchor, Owner, Plan, Step};
pub use resend::{Emergency, FailedPage, FailingPush};
pub use rows::AlertRow;
pub use spool::{Spool, spool};
pub use stations::Heartbeat;
pub use status::PublicIncident;
pub use timeline::{Recorded, TimelineQuery};
pub use updates::UpdateQuery;
pub use window::{Window, WindowOrder};

/// The store, opened.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// How long it waits for another process that is writing.
    patience: Duration,
    /// What is done while another process is writing.
    while_busy: Box<dyn Fn() + Send>,
    /// The patterns of silences, as they were last looked up.
    compiled: RefCell<Compiled>,
    /// The silences that hold, as they were last read.
    in_force: RefCell<InForce>,
    /// Who writes the record, and by which clocks.
    scribe: Scribe,
}

/// How long a writer waits for another writer, well within the ten seconds that senders wait.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How often it looks meanwhile. SQLite's own waiting is ever longer, and a daemon in a storm never
/// leaves a gap that long.
const LOOK: Duration = Duration::from_millis(1);

/// A transaction on the store.
pub struct Tx<'a> {
    connection: &'a Connection,
    path: &'a Path,
    /// The number the next envelope gets, once it has been looked up.
    next_envelope: Cell<Option<i64>>,
    /// The number the last incident has, once it has been looked up.
    last_incident: Cell<Option<i64>>,
    /// The patterns of silences, as the store last looked them up.
    compiled: &'a RefCell<Compiled>,
    /// The silences that hold, as the store last read them.
    in_force: &'a RefCell<InForce>,
    /// Whether this transaction has changed any.
    silences_changed: Cell<bool>,
    /// Who writes the record.
    scribe: &'a Scribe,
    /// The end of the record, once this transaction has written to it.
    end: RefCell<Option<End>>,
}

/// The right to decide, held by one daemon per store for as long as this value lives.
#[derive(Debug)]
pub struct Lease {
    _file: File,
}

/// Why the store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another process has been writing for longer than a writer waits.
    #[error("the store {} is locked by another process", path.display())]
    Busy {
        /// The store.
        path: PathBuf,
    },
    /// There is no space left.
    #[error("the disk of the store {} is full", path.display())]
    Full {
        /// The store.
        path: PathBuf,
    },
    /// It cannot be opened or written at all.
    #[error("the store {} cannot be written: {cause}", path.display())]
    CannotOpen {
        /// The store.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// It is not a store, or it is damaged.
    #[error("the store {} is damaged or not a store: {cause}", path.display())]
    Damaged {
        /// The store.
        path: PathBuf,
        /// What the database says.
        cause: String,
    },
    /// It was written by a newer version.
    #[error("the store {} was written by a newer version of wail", path.display())]
    Newer {
        /// The store.
        path: PathBuf,
    },
    /// Another daemon decides.
    #[error("this store is already decided by {holder}")]
    Leased {
        /// Who it is, with its process id.
        holder: String,
    },
    /// Somebody else changed the incident meanwhile.
    #[error("incident {0} was changed by somebody else at the same moment")]
    Conflict(i64),
    /// Anything else.
    #[error("the store {} failed: {cause}", path.display())]
    Failed {
        /// The store.
        path: PathBuf,
        /// What the database says.
        cause: String,
    },
}

impl StoreError {
    fn cannot_open(path: &Path, error: &std::io::Error) -> Self {
        Self::CannotOpen { path: path.to_owned(), cause: error.to_string() }
    }
}

/// What the store's functions return.
pub type Result<T> = std::result::Result<T, StoreError>;

impl Store {
    /// Opens the store at `path`, making it if it is not there.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = sqlite::open(path)?;
        Ok(Self::over(connection, path.to_owned()))
    }

    /// Whether there is a store at `path` that nothing is missing from, and that is not of a newer version. Nothing
    /// is made or changed by looking.
    #[must_use]
    pub fn is_as_now(path: &Path) -> bool {
        sqlite::is_as_now(path).unwrap_or(false)
    }

    /// A store that lasts as long as this value.
    pub fn in_memory() -> Result<Self> {
        let connection = sqlite::in_memory()?;
        Ok(Self::over(connection, ":memory:".into()))
    }

    fn over(connection: Connection, path: PathBuf) -> Self {
        Self {
            connection,
            path,
            patience: PATIENCE,
            while_busy: Box::new(|| {}),
            compiled: RefCell::default(),
            in_force: RefCell::default(),
            scribe: Scribe::of_this_machine(),
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it more memory for its pages, as a daemon that writes all the time wants it.
    pub fn roomy(self) -> Result<Self> {
        sqlite::enlarge(&self.connection, &self.path)?;
        Ok(self)
    }

    /// Says what to do, once, when another process is writing: asking it for room, for example.
    #[must_use]
    pub fn while_busy(mut self, ask: impl Fn() + Send + 'static) -> Self {
        self.while_busy = Box::new(ask);
        self
    }

    /// Writes the record by these clocks instead of this machine's.
    #[must_use]
    pub fn by_clocks(mut self, clocks: impl Fn() -> Clocks + Send + 'static) -> Self {
        self.scribe.read_clocks = Box::new(clocks);
        self
    }

    /// Writes the record as that machine, in that run of it, instead of this one.
    #[must_use]
    pub fn as_machine(mut self, station: &str, boot: &str) -> Self {
        (self.scribe.station, self.scribe.boot) = (station.to_owned(), boot.to_owned());
        self
    }

    /// Says how long to wait from now on for another process that is writing.
    pub fn be_patient_for(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Takes the right to decide, or says who has it.
    pub fn lease(&self, holder: &str) -> Result<Lease> {
        sqlite::lease(&self.path, holder)
    }

    /// Runs `work` in a transaction that may write. It is committed, durably, if `work` succeeds;
    /// otherwise nothing of it remains.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.transaction(true, work)
    }

    /// Runs `work` on one unchanging state of the store.
    pub fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.transaction(false, work)
    }

    fn transaction<T, E: From<StoreError>>(
        &mut self,
        writes: bool,
        work: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let tx = Tx {
            connection: &self.connection,
            path: &self.path,
            next_envelope: Cell::new(None),
            last_incident: Cell::new(None),
            compiled: &self.compiled,
            in_force: &self.in_force,
            silences_changed: Cell::new(false),
            scribe: &self.scribe,
            end: RefCell::default(),
        };
        if writes {
            self.begin(&tx)?;
        } else {
            tx.run("begin")?;
        }
        let unfinished = Unfinished(&tx);
        let commit = || tx.keep_head().and_then(|()| tx.run("commit"));
        let done = work(&tx).and_then(|value| Ok(commit().map(|()| value)?));
        unfinished.undo()?;
        done
    }
}

impl Store {
    /// Begins to write, waiting for whoever writes now.
    fn begin(&self, tx: &Tx<'_>) -> Result<()> {
        let mut since: Option<Duration> = None;
        loop {
            let waited =
                since.map_or(Duration::ZERO, |since| system::since_boot().saturating_sub(since));
            match tx.run("begin immediate") {
                Err(StoreError::Busy { .. }) if waited < self.patience => {}
                begun => return begun,
            }
            if since.is_none() {
                since = Some(system::since_boot());
                (self.while_busy)();
            }
            std::thread::park_timeout(LOOK);
        }
    }
}

/// A transaction that has begun: should `work` panic, nothing of it remains either.
struct Unfinished<'a>(&'a Tx<'a>);

impl Unfinished<'_> {
    /// Takes everything back, unless it was committed.
    fn undo(&self) -> Result<()> {
        if self.0.connection.is_autocommit() { Ok(()) } else { self.0.run("rollback") }
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        // What cannot be taken back now is when the connection closes.
        drop(self.undo());
    }
}

impl Tx<'_> {
    fn run(&self, statement: &str) -> Result<()> {
        self.ask(|connection| connection.prepare_cached(statement)?.execute([]).map(drop))
    }

    /// Runs one piece of SQL and puts its failure into the store's words.
    fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        question(self.connection).map_err(|error| sqlite::failure(self.path, &error))
    }

    fn mark(&self, name: &str) -> Result<i64> {
        self.ask(|c| c.prepare_cached(sql::MARK)?.query_row([name], |row| row.get(0)))
    }
}

/// Who decides for the store at `path` right now, if a daemon does.
#[must_use]
pub fn lease_holder(path: &Path) -> Option<String> {
    sqlite::lease_holder(path)
}

/// The directory in which the stations of the store at `path` have their sockets, on which they are
/// tapped on the shoulder.
#[must_use]
pub fn nudge_socket(path: &Path) -> PathBuf {
    sqlite::beside(path, "nudge")
}

#[cfg(test)]
mod tests;
