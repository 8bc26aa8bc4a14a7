//! What is written down of the status page: that it cannot be written, and that it can again.

use std::path::PathBuf;

/// Something about the status page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusPageEvent {
    /// It cannot be written there, for that reason.
    Fails(PathBuf, String),
    /// It is written again.
    Written,
    /// There is none any more.
    Dropped,
}

impl StatusPageEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fails(..) => "status-page-fails",
            Self::Written => "status-page-written",
            Self::Dropped => "status-page-dropped",
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Fails(directory, why) => format!(
                "the status page in {} cannot be written, what was there stays: {why}",
                directory.display()
            ),
            Self::Written => "the status page is written again".to_owned(),
            Self::Dropped => "there is no status page any more".to_owned(),
        }
    }
}
