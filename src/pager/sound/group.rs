//! A player with what it may leave behind, killed as one and never waited for.

use std::fs;
use std::path::PathBuf;
use std::process::ExitStatus;

use tokio::process::Child;

use crate::group;

/// A process that leads a group of its own; the group is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Group {
    group: group::Group,
    /// What it may leave behind.
    file: Option<PathBuf>,
}

impl Group {
    pub(super) fn new(child: Child) -> Self {
        Self { group: group::Group::new(child), file: None }
    }

    /// The same with a file that is removed once it is killed.
    pub(super) fn leaving(mut self, file: Option<PathBuf>) -> Self {
        self.file = file;
        self
    }

    /// Waits for the leader's end.
    pub(super) async fn wait(&mut self) -> Option<ExitStatus> {
        self.group.wait().await.ok()
    }

    /// Kills all of it, at once, also what is blocked in a frozen server.
    pub(super) fn kill(&mut self) {
        self.group.kill();
        if let Some(file) = self.file.take() {
            // A player that ended by itself has removed it.
            drop(fs::remove_file(file));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}
