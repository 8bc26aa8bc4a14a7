//! What is particular to the operating system: processes, terminals, locks, how many files may be
//! open, how much room there is, and the clock that goes on through a suspend.

use std::os::fd::AsFd;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, Signal, getpgrp, kill_process};
use rustix::termios::tcgetpgrp;

pub use crate::keyboard::{
    GOES_ON, KeyByKey, Mode, STOP_FOR_A_WHILE, Typed, is_in_foreground, stop,
};
pub use crate::staged::{Staged, is_to_fail, staged};

/// The name of this machine.
#[must_use]
pub fn host() -> String {
    if let Some(staged) = staged() {
        return staged.host.clone();
    }
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Whether a process of that number exists, whoever owns it.
#[must_use]
pub fn is_alive(process: u32) -> bool {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| match rustix::process::test_kill_process(pid) {
        Ok(()) => true,
        Err(error) => error == Errno::PERM,
    })
}

/// Kills a group of processes, by the number of the process that leads it.
pub fn kill_group(leader: u32) {
    if let Some(leader) = i32::try_from(leader).ok().and_then(Pid::from_raw) {
        // One that is gone needs no signal.
        let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
    }
}

/// How many bytes whoever runs this may still write where that file or directory is, if the system says.
#[must_use]
pub fn free_space(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
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

/// What the clocks of this machine showed at one moment, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// How long it has been up.
    pub monotonic: i64,
    /// How far its wall clock is ahead of that: the same until somebody sets the wall clock.
    pub ahead: i64,
}

impl Clocks {
    /// What they show where a test says what time it is.
    #[must_use]
    pub fn of(staged: &Staged) -> Self {
        Self { monotonic: staged.up(), ahead: staged.at.saturating_sub(staged.up()) }
    }
}

/// Reads both clocks at once. It tells of a wall clock that was set, and is for the record only: what time
/// it is says `daemon/clock.rs`.
#[must_use]
pub fn clocks() -> Clocks {
    if let Some(staged) = staged() {
        return Clocks::of(staged);
    }
    let wall = rustix::time::clock_gettime(rustix::time::ClockId::Realtime);
    let up = i64::try_from(since_boot().as_millis()).unwrap_or(i64::MAX);
    let wall = wall.tv_sec.saturating_mul(1000).saturating_add(wall.tv_nsec / 1_000_000);
    Clocks { monotonic: up, ahead: wall.saturating_sub(up) }
}

/// What tells the run of this machine since it was started from any other. Where the system has no name for
/// it, a process stands for itself.
#[must_use]
pub fn boot() -> String {
    if let Some(staged) = staged() {
        return staged.boot();
    }
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    match id.trim() {
        "" => format!("process {}", std::process::id()),
        id => id.to_owned(),
    }
}

/// Whether this machine runs on mains power. One that does not say has no battery.
#[must_use]
pub fn has_mains_power() -> bool {
    is_on_mains(Path::new("/sys/class/power_supply"))
}

fn is_on_mains(supplies: &Path) -> bool {
    let Ok(found) = std::fs::read_dir(supplies) else { return true };
    let read = |supply: &Path, what: &str| std::fs::read_to_string(supply.join(what)).ok();
    let mains: Vec<bool> = found
        .filter_map(|supply| Some(supply.ok()?.path()))
        .filter(|supply| read(supply, "type").is_some_and(|kind| kind.trim() == "Mains"))
        .map(|supply| read(&supply, "online").is_some_and(|online| online.trim() == "1"))
        .collect();
    mains.is_empty() || mains.contains(&true)
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
    columns(std::io::stdout())
}

/// How many columns the terminal at stderr has; none if there is no terminal.
#[must_use]
pub fn stderr_width() -> Option<usize> {
    columns(std::io::stderr())
}

fn columns(terminal: impl AsFd) -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// Whether that was refused because there is no terminal at the other end any more.
#[must_use]
pub fn is_gone(error: &std::io::Error) -> bool {
    rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::IO)
        || error.kind() == std::io::ErrorKind::BrokenPipe
}

/// Whether this process has a terminal, and what is typed there is sent to it.
#[must_use]
pub fn has_terminal_in_foreground() -> bool {
    let terminal = std::fs::File::open("/dev/tty");
    terminal.is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()))
}

/// Sends a process a signal. One that is gone needs none.
pub fn send(process: u32, signal: i32) {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let Some((pid, signal)) = pid.zip(Signal::from_named_raw(signal)) {
        let _ = kill_process(pid, signal);
    }
}

/// Whether this process was started to ignore a signal, as `nohup` does it; no where the system does not
/// tell.
#[must_use]
pub fn ignores(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok());
    let bit = u32::try_from(signal - 1).ok().and_then(|place| 1_u64.checked_shl(place));
    ignored.zip(bit).is_some_and(|(ignored, bit)| ignored & bit != 0)
}

/// Whether there is something to read within that time, or nothing will come any more.
#[must_use]
pub fn has_input(file: &impl AsFd, within: Duration) -> bool {
    let timeout = Timespec::try_from(within).ok();
    let mut waiting = [PollFd::new(file, PollFlags::IN)];
    poll(&mut waiting, timeout.as_ref()).is_ok_and(|ready| ready > 0)
}

/// Gives a file another name, which nobody may have; not every system and every disk can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub fn rename_new(from: &Path, to: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

/// Gives a file another name, which nobody may have; this system cannot.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub fn rename_new(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Whether two open files are the same one.
#[must_use]
pub fn is_same_file(one: &std::fs::File, other: &std::fs::File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let identity = |file: &std::fs::File| file.metadata().map(|about| (about.dev(), about.ino()));
    identity(one).ok().zip(identity(other).ok()).is_some_and(|(one, other)| one == other)
}

/// How often the list of locks is read until it names a holder.
#[cfg(unix)]
const LOOKS_AT_LOCKS: usize = 5;

/// The processes that hold a lock on a file, as the kernel lists them; none where it does not.
#[must_use]
pub fn lock_holders(file: &Path) -> Vec<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(inode) = std::fs::metadata(file).map(|about| about.ino()) else { return Vec::new() };
        let holders = || {
            let locks = std::fs::read_to_string("/proc/locks").ok()?;
            let mut holders: Vec<u32> =
                locks.lines().filter_map(|line| holder(line, inode)).collect();
            holders.dedup();
            Some(holders)
        };
        // The list is read in pieces, and one that changes meanwhile may leave a line out.
        let mut looks = (0..LOOKS_AT_LOCKS).map_while(|_| holders());
        looks.find(|holders| !holders.is_empty()).unwrap_or_default()
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Vec::new()
    }
}

/// Whether any process has a lock on a file, if only to read, as the kernel lists them; no where it does not.
#[must_use]
pub fn is_locked(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let Ok(inode) = std::fs::metadata(file).map(|about| format!(":{} ", about.ino())) else {
            return false;
        };
        let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
        locks.contains(&inode)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
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
    fn a_laptop_that_is_unplugged_is_not_on_mains() {
        let supplies = tempfile::tempdir().unwrap();
        let supply = |name: &str, kind: &str, online: &str| {
            let supply = supplies.path().join(name);
            std::fs::create_dir_all(&supply).unwrap();
            std::fs::write(supply.join("type"), kind).unwrap();
            std::fs::write(supply.join("online"), online).unwrap();
        };
        assert!(is_on_mains(supplies.path()), "a desktop has none");
        supply("BAT0", "Battery\n", "1\n");
        supply("AC", "Mains\n", "0\n");
        assert!(!is_on_mains(supplies.path()));
        supply("AC", "Mains\n", "1\n");
        assert!(is_on_mains(supplies.path()));
        assert!(is_on_mains(&supplies.path().join("nothing")));
    }

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
