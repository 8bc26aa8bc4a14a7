//! A terminal whose keys are read one by one: set so, given back, stopped, and taken again.

use std::io::stdin;
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, kill_process};
use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetpgrp, tcsetattr,
};

/// The terminal at stdin as programs use it that are answered by single keys; as it was before once
/// this is dropped.
///
/// Line breaks go on to return to the left, so that whatever is printed, also by a panic, stays
/// readable. Ctrl-Z, Ctrl-S and the like are keys as any other: whoever stops a pager is not called.
pub struct KeyByKey {
    mode: Mode,
}

/// How the terminal is set meanwhile.
#[derive(Clone)]
pub struct Mode {
    before: Termios,
}

/// What came from a keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing in time.
    Nothing,
    /// What keys send.
    Bytes(Vec<u8>),
    /// The end: there is no terminal any more.
    Gone,
}

impl KeyByKey {
    /// Sets the terminal so, if there is one and this process is the one it listens to.
    #[must_use]
    pub fn set() -> Option<Self> {
        // In the background a mere try would stop this process.
        if !is_in_foreground() {
            return None;
        }
        let mode = Mode { before: tcgetattr(stdin()).ok()? };
        mode.apply().ok()?;
        Some(Self { mode })
    }

    /// How it is set.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode.clone()
    }
}

impl Mode {
    /// Sets it again, if a shell has set it otherwise meanwhile.
    pub fn renew(&self) {
        let is_otherwise = tcgetattr(stdin())
            .is_ok_and(|terminal| terminal.local_modes.contains(LocalModes::ICANON));
        if is_otherwise && is_in_foreground() {
            // A terminal that is gone is noticed by whoever reads it.
            let _ = self.apply();
        }
    }

    /// What is typed within that time. What another process is typed is left to it: a try to read
    /// it would stop this one.
    #[must_use]
    pub fn typed(&self, within: Duration) -> Typed {
        let stdin = stdin();
        let timeout = Timespec::try_from(within).ok();
        if !is_in_foreground() {
            let _ = poll(&mut [], timeout.as_ref());
            return Typed::Nothing;
        }
        let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
        if !poll(&mut waiting, timeout.as_ref()).is_ok_and(|ready| ready > 0) {
            return Typed::Nothing;
        }
        read_keys()
    }

    /// The same, unless something comes at `other` first: nothing was typed then.
    #[must_use]
    pub fn typed_or(&self, within: Duration, other: &impl AsFd) -> Typed {
        let stdin = stdin();
        let timeout = Timespec::try_from(within).ok();
        let other = PollFd::new(other, PollFlags::IN);
        if !is_in_foreground() {
            let _ = poll(&mut [other], timeout.as_ref());
            return Typed::Nothing;
        }
        let mut waiting = [PollFd::new(&stdin, PollFlags::IN), other];
        let is_ready = poll(&mut waiting, timeout.as_ref()).is_ok_and(|ready| ready > 0);
        if is_ready && !waiting[0].revents().is_empty() { read_keys() } else { Typed::Nothing }
    }

    /// Sets the terminal as it was before, for as long as this process is stopped.
    pub fn give_back(&self) {
        if is_in_foreground() {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(stdin(), OptionalActions::Now, &self.before);
        }
    }

    fn apply(&self) -> rustix::io::Result<()> {
        let mut terminal = self.before.clone();
        terminal.make_raw();
        terminal.output_modes = self.before.output_modes;
        tcsetattr(stdin(), OptionalActions::Now, &terminal)
    }
}

/// What waits at stdin.
fn read_keys() -> Typed {
    let mut bytes = [0; 256];
    match rustix::io::read(stdin(), &mut bytes) {
        Ok(0) => Typed::Gone,
        Ok(length) => Typed::Bytes(bytes[..length].to_vec()),
        Err(Errno::INTR | Errno::AGAIN) => Typed::Nothing,
        Err(_) => Typed::Gone,
    }
}

/// The signal by which a shell asks a program to stop for a while.
pub const STOP_FOR_A_WHILE: i32 = Signal::TSTP.as_raw();

/// The signal that tells a program that it goes on.
pub const GOES_ON: i32 = Signal::CONT.as_raw();

/// Stops this process until somebody lets it go on.
pub fn stop() {
    // It can always be sent to oneself.
    let _ = kill_process(rustix::process::getpid(), Signal::STOP);
}

impl Drop for KeyByKey {
    fn drop(&mut self) {
        if is_in_foreground() {
            // There is nothing to be done about a terminal that is gone. What was typed and not
            // read is not for the shell.
            let _ = tcflush(stdin(), QueueSelector::IFlush);
            let _ = tcsetattr(stdin(), OptionalActions::Now, &self.mode.before);
        }
    }
}

/// Whether the terminal at stdin listens to this process. One that is gone listens to nobody, and
/// tells everybody so.
#[must_use]
pub fn is_in_foreground() -> bool {
    match tcgetpgrp(stdin()) {
        Ok(group) => group == getpgrp(),
        Err(error) => error == Errno::IO,
    }
}
