//! Copies of the store: one is written while others write to the store, one is looked over, one takes its place.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::params;

use super::naming::{keep_aside, sync_directory, with as named};
use super::{Lease, Result, Store, StoreError, Tx, sql, sqlite};

/// What SQLite keeps beside the file of a store, by what its name goes on with.
const LOGS: [&str; 2] = ["-wal", "-shm"];

/// How many bytes are copied at once.
const PIECE: u64 = 4 << 20;

/// The name of the mark that says when the store was last copied.
const BACKED_UP: &str = "backed-up";

impl Store {
    /// A store that nobody writes, as it lies there: nothing is made beside it, and nothing of it is changed. None
    /// where that cannot be seen without changing it, because it has an earlier shape or a log beside its file.
    pub fn still(path: &Path) -> Result<Option<Self>> {
        Ok(sqlite::still(path)?.map(|connection| Self::over(connection, path.to_owned())))
    }

    /// Writes a whole copy of it, as it is at this moment, to a file that is not there yet: readable by its
    /// owner only, and on the disk once this returns. Whoever writes to the store meanwhile is not kept
    /// from it. Where that fails, nothing is left of the copy.
    pub fn copy_to(&self, to: &Path) -> Result<()> {
        let cannot = |error: &io::Error| StoreError::cannot_open(to, error);
        let file = sqlite::new_private(to).map_err(|error| cannot(&error))?;
        let name = to.to_str().ok_or(io::ErrorKind::InvalidFilename);
        let name = name.map_err(|kind| cannot(&kind.into()))?;
        let copied = self
            .connection
            .execute("vacuum into ?1", [name])
            .map_err(|error| sqlite::failure(to, &error))
            .and_then(|_| file.sync_all().map_err(|error| cannot(&error)))
            .and_then(|()| sync_directory(to).map_err(|error| cannot(&error)));
        copied.inspect_err(|_| drop(fs::remove_file(to)))
    }

    /// What breaks off whatever this store is asked at that moment, from another thread: it fails, and in a
    /// transaction nothing of it remains.
    pub fn interrupter(&self) -> impl Fn() + Send + Sync + 'static {
        let handle = self.connection.get_interrupt_handle();
        move || handle.interrupt()
    }

    /// The first thing that the database finds wrong with it; none if it is whole.
    pub fn damage(&self) -> Result<Option<String>> {
        let found: String = self
            .connection
            .query_row("pragma integrity_check(1)", [], |row| row.get(0))
            .map_err(|error| sqlite::failure(&self.path, &error))?;
        Ok((found != "ok").then_some(found))
    }

    /// How many steps led to its shape.
    pub fn shape(&self) -> Result<i64> {
        self.connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(|error| sqlite::failure(&self.path, &error))
    }

    /// Leaves nothing of it in the log beside its file, and closes it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] if somebody who has it open keeps it from that.
    pub fn settle(self) -> Result<()> {
        // That somebody is in the way is an answer, and no failure.
        let is_busy: bool = self
            .connection
            .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))
            .map_err(|error| sqlite::failure(&self.path, &error))?;
        if is_busy { Err(StoreError::Busy { path: self.path }) } else { Ok(()) }
    }
}

impl Tx<'_> {
    /// How much there is of what, by the names of the tables.
    pub fn row_counts(&self) -> Result<Vec<(&'static str, i64)>> {
        let count = |(table, text): &(&'static str, &str)| {
            self.ask(|c| Ok((*table, c.prepare_cached(text)?.query_row([], |row| row.get(0))?)))
        };
        sql::prune::COUNTS.iter().map(count).collect()
    }

    /// When the store was last copied by this program, if it ever was.
    pub fn backed_up(&self) -> Result<Option<Timestamp>> {
        let at = self.mark(BACKED_UP)?;
        Ok(Timestamp::from_millisecond(at).ok().filter(|_| at > 0))
    }

    /// Writes that down.
    pub fn put_backed_up(&self, at: Timestamp) -> Result<()> {
        let values = params![at.as_millisecond(), BACKED_UP];
        self.ask(|c| c.prepare_cached(sql::SET_MARK)?.execute(values).map(drop))
    }
}

/// The version of the library that keeps it.
#[must_use]
pub fn engine_version() -> &'static str {
    rusqlite::version()
}

/// Whether a file begins as a database does. What does not is better not opened: the log beside it would be
/// taken for a stale one, and deleted.
#[must_use]
pub fn is_database(path: &Path) -> bool {
    let mut begins = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begins));
    read.is_ok() && begins == *b"SQLite format 3\0"
}

/// Takes the right to decide for the store at `path`, whether it is there and whole or not. Its directory is made
/// (0700) if need be.
pub fn lease_of(path: &Path, holder: &str) -> Result<Lease> {
    sqlite::make_directory_of(path)?;
    sqlite::lease(path, holder)
}

/// Leaves nothing of the store at `path` in the log beside it, if there is one that can be opened.
///
/// # Errors
///
/// [`StoreError::Busy`] if anybody else has it open, even if only to read.
pub fn settle_alone(path: &Path) -> Result<()> {
    if !is_database(path) {
        return Ok(());
    }
    match sqlite::settle_alone(path) {
        Err(busy @ StoreError::Busy { .. }) => Err(busy),
        // What cannot be opened any more is kept as it lies there.
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Puts the store in the file `with` into the place of the one at `path`, for which the lease is held. What is
/// there is kept as `aside`, or as that with a number if somebody has the name, with its log if it cannot be
/// opened; returns the name if anything was there. Killed at any moment, it leaves the one or the other there.
///
/// # Errors
///
/// [`StoreError::Busy`] if anybody else has it open: they would go on writing to what was set aside.
pub fn replace(path: &Path, with: Store, aside: &Path, _lease: &Lease) -> Result<Option<PathBuf>> {
    let cannot = |error: &io::Error| StoreError::cannot_open(path, error);
    let from = with.path.clone();
    with.settle()?;
    settle_alone(path)?;
    let aside = keep_aside(path, aside)?;
    // Another store's log is read as if it were its own.
    for log in LOGS {
        match fs::remove_file(named(path, log)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(cannot(&error)),
            Ok(()) | Err(_) => {}
        }
    }
    sync_directory(path).map_err(|error| cannot(&error))?;
    fs::rename(&from, path).map_err(|error| cannot(&error))?;
    sync_directory(path).map_err(|error| cannot(&error))?;
    Ok(aside)
}

/// Copies a file to one that is not there yet, readable by its owner only; on the disk once this returns.
/// Where that fails, nothing is left of it.
pub(super) fn copy_private(from: &Path, to: &Path) -> io::Result<()> {
    copy_while(from, to, || true)
}

/// The same for as long as that is so; it is asked before each piece of a few megabytes.
///
/// # Errors
///
/// [`io::ErrorKind::Interrupted`] if it is so no longer.
pub fn copy_while(from: &Path, to: &Path, goes_on: impl Fn() -> bool) -> io::Result<()> {
    let mut file = sqlite::new_private(to)?;
    let copied = File::open(from).and_then(|from| {
        loop {
            if !goes_on() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            if io::copy(&mut (&from).take(PIECE), &mut file)? == 0 {
                return Ok(());
            }
        }
    });
    copied.and_then(|()| file.sync_all()).inspect_err(|_| drop(fs::remove_file(to)))
}

#[cfg(test)]
mod tests;
