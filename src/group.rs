//! A program and everything it started, ended as one.

use std::io;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;

/// A process that leads a group of its own, as `process_group(0)` makes it; the group is killed when
/// this is dropped.
#[derive(Debug)]
pub struct Group {
    child: Child,
    leader: Option<Pid>,
}

impl Group {
    /// The group that this process leads.
    #[must_use]
    pub fn new(child: Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self { child, leader: id.and_then(Pid::from_raw) }
    }

    /// Its leader, for what is piped to and from it.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits for the leader's end.
    ///
    /// # Errors
    ///
    /// That it cannot be waited for.
    pub async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Asks all of it to end.
    pub fn ask_to_end(&self) {
        if let Some(leader) = self.leader {
            // A group that is gone need not be asked.
            let _ = kill_process_group(leader, Signal::TERM);
        }
    }

    /// Lets go of what the leader left running; it is not killed any more.
    pub fn release(&mut self) {
        self.leader = None;
    }

    /// Kills all of it, at once and without waiting, also what is blocked in the kernel's hands.
    pub fn kill(&mut self) {
        if let Some(leader) = self.leader.take() {
            // The number is not another's: a leader that has ended keeps it until it is waited for,
            // and its group after that as long as anybody is in it.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

#[cfg(test)]
pub mod tests;
