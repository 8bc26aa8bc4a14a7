//! Copies of the store: one is written while others write to the store, one is looked over, one takes its place.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::params;

use super::{Lease, Result, Store, StoreError, Tx, sql, sqlite};

/// What SQLite keeps beside the file of a store, by what its name goes on with.
const LOGS: [&str; 2] = ["-wal", "-shm"];

/// The name of the mark that says when the store was last copied.
const BACKED_UP: &str = "backed-up";

impl Store {
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
    pub fn settle(self) -> Result<()> {
        let settled = self.connection.execute_batch("pragma wal_checkpoint(truncate)");
        settled.map_err(|error| sqlite::failure(&self.path, &error))
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

/// Takes the right to decide for the store at `path`, whether it is there and whole or not.
pub fn lease_of(path: &Path, holder: &str) -> Result<Lease> {
    sqlite::lease(path, holder)
}

/// Puts the store in the file `with` into the place of the one at `path`, for which the lease is held. What is
/// there is moved to `aside` before, with its log if it cannot be opened; returns whether anything was.
pub fn replace(path: &Path, with: Store, aside: &Path, _lease: &Lease) -> Result<bool> {
    let cannot = |error: &io::Error| StoreError::cannot_open(path, error);
    let from = with.path.clone();
    with.settle()?;
    let was_there = path.exists();
    if was_there {
        // What cannot be opened any more is moved as it lies there.
        if is_database(path)
            && let Ok(before) = Store::open(path)
        {
            drop(before.settle());
        }
        move_whole(path, aside).map_err(|error| cannot(&error))?;
    }
    fs::rename(&from, path).map_err(|error| cannot(&error))?;
    sync_directory(path).map_err(|error| cannot(&error))?;
    Ok(was_there)
}

/// Copies a file to one that is not there yet, readable by its owner only; on the disk once this returns.
pub fn copy_private(from: &Path, to: &Path) -> Result<()> {
    let copied = || -> io::Result<()> {
        let mut file = sqlite::new_private(to)?;
        io::copy(&mut File::open(from)?, &mut file)?;
        file.sync_all()
    };
    copied().map_err(|error| StoreError::cannot_open(to, &error))
}

/// Moves the file of a store with what is left of its log.
fn move_whole(from: &Path, to: &Path) -> io::Result<()> {
    for log in LOGS {
        let log_of = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(log);
            PathBuf::from(name)
        };
        match fs::rename(log_of(from), log_of(to)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    fs::rename(from, to)
}

/// Makes what was written into its directory last.
fn sync_directory(of: &Path) -> io::Result<()> {
    let parent = of.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests;
