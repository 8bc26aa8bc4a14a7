//! A player and everything it started, killed as one and never waited for.

use std::fs;
use std::path::PathBuf;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;

/// A process that leads a group of its own; the group is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Group {
    child: Child,
    leader: Option<Pid>,
    /// What it may leave behind.
    file: Option<PathBuf>,
}

impl Group {
    pub(super) fn new(child: Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self { child, leader: id.and_then(Pid::from_raw), file: None }
    }

    /// The same with a file that is removed once it is killed.
    pub(super) fn leaving(mut self, file: Option<PathBuf>) -> Self {
        self.file = file;
        self
    }

    /// Waits for the leader's end.
    pub(super) async fn wait(&mut self) -> Option<ExitStatus> {
        self.child.wait().await.ok()
    }

    /// Kills all of it, at once, also what is blocked in a frozen server.
    pub(super) fn kill(&mut self) {
        if let Some(leader) = self.leader.take() {
            // The number is not another's: a leader that has ended keeps it until it is waited for,
            // and its group after that as long as anybody is in it.
            let _ = kill_process_group(leader, Signal::KILL);
        }
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
