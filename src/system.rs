//! What is particular to the operating system: processes, terminals, locks, how many files may be
//! open, and the clock that goes on through a suspend.

use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit};

/// The name of this machine.
#[must_use]
pub fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Whether a process of that number exists, whoever owns it.
#[must_use]
pub fn is_alive(process: u32) -> bool {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| match rustix::process::test_kill_process(pid) {
        Ok(()) => true,
        Err(error) => error == rustix::io::Errno::PERM,
    })
}

/// How long this machine has been up, suspends included where the system counts them.
#[must_use]
pub fn since_boot() -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = rustix::time::ClockId::Monotonic;
    let now = rustix::time::clock_gettime(clock);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// Raises the number of files this process may have open as far as it goes, and says how far.
#[must_use]
pub fn raise_open_files() -> usize {
    let Rlimit { current, maximum } = rustix::process::getrlimit(Resource::Nofile);
    let raised = Rlimit { current: maximum, maximum };
    let reached = match rustix::process::setrlimit(Resource::Nofile, raised) {
        Ok(()) => maximum,
        Err(_) => current,
    };
    reached.and_then(|files| usize::try_from(files).ok()).unwrap_or(usize::MAX)
}

/// How many columns the terminal at stdout has; none if there is no terminal.
#[must_use]
pub fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// The processes that hold a lock on a file, as the kernel lists them; none where it does not.
#[must_use]
pub fn lock_holders(file: &Path) -> Vec<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(inode) = std::fs::metadata(file).map(|about| about.ino()) else { return Vec::new() };
        let Ok(locks) = std::fs::read_to_string("/proc/locks") else { return Vec::new() };
        let mut holders: Vec<u32> = locks.lines().filter_map(|line| holder(line, inode)).collect();
        holders.dedup();
        holders
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Vec::new()
    }
}

/// The process of one line of `/proc/locks`, if it writes and the line is about that file:
/// `1: POSIX  ADVISORY  WRITE 4711 fe:00:131075 120 120`.
#[cfg(unix)]
fn holder(line: &str, inode: u64) -> Option<u32> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "WRITE")?;
    let file = words.get(at + 2)?;
    let is_it = file.rsplit(':').next()?.parse() == Ok(inode);
    is_it.then(|| words.get(at + 1)?.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_no_process_has_the_number_zero() {
        assert!(is_alive(std::process::id()));
        assert!(!is_alive(0));
        assert!(!is_alive(u32::MAX));
    }

    #[test]
    fn the_writer_of_a_lock_is_read_from_the_kernels_list() {
        let line = "12: POSIX  ADVISORY  WRITE 4711 fe:00:131075 120 120";
        assert_eq!(holder(line, 131_075), Some(4711));
        assert_eq!(holder(line, 131_076), None);
        assert_eq!(holder("13: POSIX  ADVISORY  READ 4711 fe:00:131075 123 123", 131_075), None);
        assert_eq!(holder("", 1), None);
    }
}
