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
pub mod tests {
    //! Programs that start others, and how a test sees that none is left.

    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    use rustix::process::test_kill_process;
    use tempfile::TempDir;
    use tokio::process::Command;
    use tokio::time::{interval, timeout};

    use super::*;

    /// The number that a script writes into the file, once it has.
    pub(crate) async fn number_in(path: &Path) -> Pid {
        let mut looks = interval(Duration::from_millis(5));
        let number = async {
            loop {
                looks.tick().await;
                let text = fs::read_to_string(path).unwrap_or_default();
                if let Some(number) = text.strip_suffix('\n') {
                    return Pid::from_raw(number.parse().unwrap()).unwrap();
                }
            }
        };
        timeout(Duration::from_secs(5), number).await.unwrap()
    }

    /// Whether the process runs; one that has ended and waits for its parent does not.
    pub(crate) fn runs(process: Pid) -> bool {
        let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        test_kill_process(process).is_ok() && !status.contains(") Z ")
    }

    /// Waits until the process does not run any more.
    pub(crate) async fn assert_ends(process: Pid) {
        let mut looks = interval(Duration::from_millis(5));
        let ends = async {
            while runs(process) {
                looks.tick().await;
            }
        };
        timeout(Duration::from_secs(5), ends).await.expect("the whole group is killed");
    }

    /// A group whose leader waits for somebody it started, and that one.
    async fn couple(folder: &TempDir) -> (Group, Pid) {
        let number = folder.path().join("number");
        let script = format!("sleep 1000 & echo $! > {}; wait", number.display());
        let mut command = Command::new("sh");
        command.args(["-c", &script]).process_group(0).kill_on_drop(true);
        (Group::new(command.spawn().unwrap()), number_in(&number).await)
    }

    #[tokio::test]
    async fn a_group_that_is_dropped_is_killed() {
        let folder = TempDir::new().unwrap();
        let (group, member) = couple(&folder).await;
        drop(group);
        assert_ends(member).await;
    }

    #[tokio::test]
    async fn a_group_that_is_asked_to_end_ends_with_everybody_in_it() {
        let folder = TempDir::new().unwrap();
        let (mut group, member) = couple(&folder).await;
        group.ask_to_end();
        assert!(!group.wait().await.unwrap().success());
        assert_ends(member).await;
    }

    #[tokio::test]
    async fn what_is_released_goes_on() {
        let folder = TempDir::new().unwrap();
        let (mut group, member) = couple(&folder).await;
        group.release();
        drop(group);
        assert!(runs(member));
        rustix::process::kill_process(member, Signal::KILL).unwrap();
    }
}
