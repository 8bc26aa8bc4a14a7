//! What is particular to SQLite: opening, durability, migrations, and how its failures read.

use std::cmp::Ordering;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::naming::with;
use super::{LOOK, Lease, PATIENCE, StoreError};
use crate::system::free_space;

/// The steps from an empty file to the present shape; `user_version` counts those that were taken.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/sqlite/0001_first.sql"),
    include_str!("migrations/sqlite/0002_unable.sql"),
    include_str!("migrations/sqlite/0003_duty.sql"),
    include_str!("migrations/sqlite/0004_because.sql"),
    include_str!("migrations/sqlite/0005_withdrawn.sql"),
    include_str!("migrations/sqlite/0006_handover.sql"),
    include_str!("migrations/sqlite/0007_place.sql"),
    include_str!("migrations/sqlite/0008_resend.sql"),
    include_str!("migrations/sqlite/0009_receipt.sql"),
    include_str!("migrations/sqlite/0010_head.sql"),
    include_str!("migrations/sqlite/0012_auto_resolve.sql"),
    include_str!("migrations/sqlite/0013_refusals.sql"),
    include_str!("migrations/sqlite/0014_emergency.sql"),
    include_str!("migrations/sqlite/0015_silence.sql"),
    include_str!("migrations/sqlite/0016_heartbeat.sql"),
    include_str!("migrations/sqlite/0017_poll.sql"),
    include_str!("migrations/sqlite/0018_cheaper.sql"),
    include_str!("migrations/sqlite/0019_watch.sql"),
    include_str!("migrations/sqlite/0020_gauge.sql"),
    include_str!("migrations/sqlite/0021_monitor.sql"),
    include_str!("migrations/sqlite/0022_blind.sql"),
    include_str!("migrations/sqlite/0023_latency.sql"),
    include_str!("migrations/sqlite/0025_silence.sql"),
    include_str!("migrations/sqlite/0026_maintenance.sql"),
    include_str!("migrations/sqlite/0027_promise.sql"),
    include_str!("migrations/sqlite/0028_inhibit.sql"),
    include_str!("migrations/sqlite/0029_cascade.sql"),
    include_str!("migrations/sqlite/0030_noise.sql"),
    include_str!("migrations/sqlite/0031_flap.sql"),
    include_str!("migrations/sqlite/0032_acceptance.sql"),
    include_str!("migrations/sqlite/0033_chain.sql"),
    include_str!("migrations/sqlite/0034_update.sql"),
    include_str!("migrations/sqlite/0035_promise.sql"),
    include_str!("migrations/sqlite/0037_relief.sql"),
    include_str!("migrations/sqlite/0036_unheard.sql"),
    include_str!("migrations/sqlite/0040_keeping.sql"),
    include_str!("migrations/sqlite/0041_anchor.sql"),
];

/// How often a held lease is looked at again, and how long after: a glance at who holds it takes it
/// for a moment.
const GLANCES: u32 = 5;
const GLANCE: Duration = Duration::from_millis(5);

/// How long whoever wants to be alone with the store waits for the others to leave it.
const SOON: Duration = Duration::from_secs(1);

/// How much room the index of a log needs at least, in bytes.
const INDEX: u64 = 32 << 10;

/// Prepared statements that are kept, more than there are.
const STATEMENTS: usize = 400;

/// Opens the file at `path`, making it and its directory (0700) if need be, readable by its owner
/// only (0600), and brings it up to the present shape.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    make_directory_of(path)?;
    make_private(path).map_err(|error| StoreError::cannot_open(path, &error))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| system_cause(path, failure(path, &error)))?;
    // What may only be read is opened to be read, and fails later, when nobody knows why.
    if connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(false) {
        private().open(path).map_err(|error| StoreError::cannot_open(path, &error))?;
    }
    prepare(connection, path).map_err(|error| system_cause(path, error))
}

/// A store that cannot be opened, or one that can be written and its directory not, which SQLite only calls
/// read-only: the system says why. Where not even the index of its log has room, SQLite only knows that it failed.
fn system_cause(path: &Path, error: StoreError) -> StoreError {
    if matches!(error, StoreError::Failed { .. }) && free_space(path).is_some_and(|it| it < INDEX) {
        return StoreError::Full { path: path.to_owned() };
    }
    let StoreError::CannotOpen { .. } = error else { return error };
    if let Err(cause) = private().open(path) {
        return StoreError::cannot_open(path, &cause);
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    match private().open(log) {
        Ok(_) => error,
        Err(cause) => StoreError::cannot_open(path, &cause),
    }
}

/// Whether a store is there and has the present shape.
pub(super) fn is_as_now(path: &Path) -> rusqlite::Result<bool> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(version) == Ok(MIGRATIONS.len()))
}

/// Opens a store that nobody writes to be read only, if it has the present shape and all of it is in its file.
pub(super) fn still(path: &Path) -> Result<Option<Connection>, StoreError> {
    let log = fs::metadata(with(path, "-wal"));
    if log.is_ok_and(|log| log.len() > 0) {
        return Ok(None);
    }
    let real = fs::canonicalize(path).map_err(|error| StoreError::cannot_open(path, &error))?;
    let name = real.as_os_str().as_encoded_bytes().iter();
    let name: Vec<String> = name.map(|byte| format!("%{byte:02X}")).collect();
    let name = name.concat();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<(Connection, i64)> {
        let connection = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        Ok((connection, version))
    };
    let (connection, version) = open().map_err(|error| failure(path, &error))?;
    match usize::try_from(version).unwrap_or(usize::MAX).cmp(&MIGRATIONS.len()) {
        Ordering::Less => Ok(None),
        Ordering::Equal => Ok(Some(connection)),
        Ordering::Greater => Err(StoreError::Newer { path: path.to_owned() }),
    }
}

/// A store in memory, for decisions that are not to last.
pub(super) fn in_memory() -> Result<Connection, StoreError> {
    let path = Path::new(":memory:");
    let connection = Connection::open_in_memory().map_err(|error| failure(path, &error))?;
    prepare(connection, path)
}

fn prepare(connection: Connection, path: &Path) -> Result<Connection, StoreError> {
    let set_up = || -> rusqlite::Result<i64> {
        // Waiting is done here and where a transaction begins; nothing else can meet a busy store.
        connection.busy_timeout(Duration::ZERO)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // A statement is planned once, not again for every value that is bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // FULL syncs the write-ahead log at every commit: what was answered with 2xx survives a
        // power cut. The checkpoint is larger than the default, so that pages which are written
        // again and again are copied into the file less often.
        connection.execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = full;
             pragma temp_store = memory;
             pragma cache_size = -2000;
             pragma wal_autocheckpoint = 4000;",
        )?;
        connection.pragma_query_value(None, "user_version", |row| row.get(0))
    };
    let version = patiently(PATIENCE, set_up).map_err(|error| failure(path, &error))?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    if version > MIGRATIONS.len() {
        return Err(StoreError::Newer { path: path.to_owned() });
    }
    if version < MIGRATIONS.len() {
        patiently(PATIENCE, || migrate(&connection)).map_err(|error| failure(path, &error))?;
    }
    Ok(connection)
}

/// Does it again while another process makes, mends or closes the store at the same moment.
fn patiently<T>(
    patience: Duration,
    mut work: impl FnMut() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let mut waited = Duration::ZERO;
    loop {
        let done = work();
        let is_busy = done.as_ref().is_err_and(|error| {
            let code = error.sqlite_error_code();
            matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
        });
        if !is_busy || waited >= patience {
            return done;
        }
        std::thread::park_timeout(LOOK);
        waited += LOOK;
    }
}

/// Raises the page cache from 2 to 8 MB.
pub(super) fn enlarge(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let enlarged = connection.execute_batch("pragma cache_size = -8000;");
    enlarged.map_err(|error| failure(path, &error))
}

/// Takes the steps that are missing, in one transaction; whoever comes second finds none left.
fn migrate(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("begin immediate")?;
    let taken: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in MIGRATIONS.iter().skip(usize::try_from(taken).unwrap_or(0)) {
        connection.execute_batch(step)?;
    }
    let reached = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    connection.pragma_update(None, "user_version", reached)?;
    connection.execute_batch("commit")
}

/// Makes the directory of the store at `path` (0700) if need be.
pub(super) fn make_directory_of(path: &Path) -> Result<(), StoreError> {
    let parent = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    let Some(directory) = parent else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|error| StoreError::cannot_open(path, &error))
}

/// Writes what is in the log of the store at `path` into its file, as nobody can who is not alone with it.
pub(super) fn settle_alone(path: &Path) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let alone = || -> rusqlite::Result<()> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::ZERO)?;
        // Asked for before anything is read, it is had only where nobody else has the file open.
        connection.execute_batch(
            "pragma locking_mode = exclusive;
             begin exclusive;
             commit;
             pragma wal_checkpoint(truncate);",
        )
    };
    // Whoever only looks something up is soon gone.
    patiently(SOON, alone).map_err(|error| failure(path, &error))
}

pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a file that is not there yet, readable by its owner only.
pub(super) fn new_private(path: &Path) -> std::io::Result<File> {
    private().create_new(true).open(path)
}

/// Makes the file before SQLite does, so that it and its log are private from the first byte.
fn make_private(path: &Path) -> std::io::Result<()> {
    // What is there is not opened: closing it would take back every lock that another connection of this
    // process has on it, and the next program to leave the store would take its log away with it.
    if path.exists() { Ok(()) } else { private().open(path).map(drop) }
}

/// Puts a failure of SQLite into the store's words.
pub(super) fn failure(path: &Path, error: &rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    let cause = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::CannotOpen { path, cause }
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StoreError::Damaged { path, cause }
        }
        _ => StoreError::Failed { path, cause },
    }
}

/// Takes the lease of the deciding daemon: a lock on a file beside the store. The kernel gives it
/// back when the process ends, however it ends, so a stale one cannot exist.
pub(super) fn lease(path: &Path, holder: &str) -> Result<Lease, StoreError> {
    let lock = beside(path, "lease");
    let cannot = |error: &std::io::Error| StoreError::cannot_open(&lock, error);
    let mut file = private().open(&lock).map_err(|error| cannot(&error))?;
    let mut looks = 0;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            // Somebody may just be looking whether it is held; a daemon holds it for longer.
            Err(TryLockError::WouldBlock) if looks < GLANCES => {
                looks += 1;
                std::thread::park_timeout(GLANCE);
            }
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Leased { holder: read_holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(cannot(&error)),
        }
    }
    let written = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
    written.map_err(|error| cannot(&error))?;
    Ok(Lease { _file: file })
}

/// Who holds the lease now, if anybody does.
pub(super) fn lease_holder(path: &Path) -> Option<String> {
    let mut file = File::open(beside(path, "lease")).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(read_holder(&mut file)),
        Ok(()) | Err(TryLockError::Error(_)) => None,
    }
}

fn read_holder(file: &mut File) -> String {
    let mut holder = String::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut holder));
    match read {
        Ok(_) if !holder.is_empty() => holder,
        Ok(_) | Err(_) => "another daemon".to_owned(),
    }
}

/// The path of a file that lies beside the store: `wail.db` has `wail.lease`. A link to the store has the same ones
/// as the store.
pub(super) fn beside(path: &Path, extension: &str) -> PathBuf {
    let real = if path.is_symlink() { fs::canonicalize(path).ok() } else { None };
    real.as_deref().unwrap_or(path).with_extension(extension)
}
