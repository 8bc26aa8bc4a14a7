//! A panic while deciding is a bug; it undoes the piece that met it, and does not end the daemon.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::store::StoreError;

/// How many turns in a row may break off before the daemon ends.
pub(super) const BROKEN_AT_MOST: u32 = 3;

/// Why something could not be decided.
#[derive(Debug)]
pub(super) enum Failure {
    /// The store, or what it was asked.
    Store(StoreError),
    /// A panic, with its message.
    Bug(String),
}

impl Failure {
    /// Whether what was decided is at fault; if it is the store, there is no use in trying the
    /// next.
    pub(super) fn is_the_piece(&self) -> bool {
        match self {
            Self::Store(error) => {
                matches!(error, StoreError::Failed { .. } | StoreError::Conflict(_))
            }
            Self::Bug(_) => true,
        }
    }

    /// The same in the store's words, for whoever waits for it.
    pub(super) fn into_store_error(self, path: &Path) -> StoreError {
        match self {
            Self::Store(error) => error,
            bug @ Self::Bug(_) => {
                StoreError::Failed { path: path.to_owned(), cause: bug.to_string() }
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Bug(message) => write!(f, "this is a bug in wail, please report it: {message}"),
        }
    }
}

/// Does the work, which must leave nothing half done if it breaks off: what is in a transaction is
/// taken back.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, Failure> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(Failure::Store),
        Err(panic) => Err(Failure::Bug(message(&*panic))),
    }
}

/// What was said when it broke off; where, the panic itself has said on standard error.
fn message(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
    said.unwrap_or_else(|| "a panic without a word".to_owned())
}
