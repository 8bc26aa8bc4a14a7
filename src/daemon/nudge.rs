//! The tap on the shoulder: whoever saved something says so to every station, and whoever wants to
//! save asks for room.
//!
//! Best effort, over datagram sockets in a private directory beside the store, one for each station
//! and named after its process. Without them a station still notices within its nap, which is one
//! second while anything rings and two while another station decides.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, DirEntry, File, Permissions};
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, PermissionsExt as _};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::system;

/// How long from one tap of a station that saves again and again to the next: each of them makes
/// all the others look into the store.
const PAUSE: SignedDuration = SignedDuration::from_millis(100);

/// What a tap says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tap {
    /// Something was saved.
    Saved,
    /// Somebody waits to save something.
    Knock,
}

impl Tap {
    fn letter(self) -> u8 {
        match self {
            Self::Saved => b's',
            Self::Knock => b'k',
        }
    }
}

/// Taps every station that has its socket in that directory.
pub fn tap(directory: &Path, what: Tap) {
    tap_all_but(None, directory, what);
}

fn tap_all_but(own: Option<&OsStr>, directory: &Path, what: Tap) {
    // Nobody there, or nobody who can be tapped: they notice by themselves before long.
    let (Ok(sockets), Ok(from)) = (fs::read_dir(directory), UnixDatagram::unbound()) else {
        return;
    };
    // A station that stands still must not hold up whoever taps it: its socket is full of taps.
    if from.set_nonblocking(true).is_err() {
        return;
    }
    for socket in sockets.flatten().filter(is_socket) {
        let (name, path) = (socket.file_name(), socket.path());
        if own == Some(&name) {
            continue;
        }
        let sent = at_address(&path, |address| from.send_to(&[what.letter()], address));
        if sent.is_err_and(|error| is_deserted(&error)) && is_of_the_dead(&name) {
            // Whoever comes first tidies up; a second one finds nothing.
            drop(fs::remove_file(&path));
        }
    }
}

/// Whether that is a socket. Nothing else there is ours.
fn is_socket(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|found| found.is_socket())
}

/// Whether the error says that nobody has that socket.
fn is_deserted(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ConnectionRefused
}

/// Whether the process that gave a socket its name is gone. A socket that is being made has nobody
/// yet either.
fn is_of_the_dead(name: &OsStr) -> bool {
    let process = name.to_str().and_then(|name| name.parse().ok());
    process.is_some_and(|process| !system::is_alive(process))
}

/// Does something with the address of a socket. One that is longer than an address may be, about a
/// hundred bytes, is reached by way of its directory, which is held open meanwhile.
fn at_address<T>(socket: &Path, go: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    match go(socket) {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
            let (Some(directory), Some(name)) = (socket.parent(), socket.file_name()) else {
                return Err(error);
            };
            let directory = File::open(directory)?;
            go(&Path::new("/proc/self/fd").join(directory.as_raw_fd().to_string()).join(name))
        }
        done => done,
    }
}

/// The other stations of this store, as far as this one has something to tell them.
#[derive(Clone, Debug)]
pub(super) struct Neighbours {
    directory: PathBuf,
    own: OsString,
    is_owed: bool,
    tapped_at: Timestamp,
}

impl Neighbours {
    pub(super) fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            own: own_name(),
            is_owed: false,
            tapped_at: Timestamp::MIN,
        }
    }

    /// Notes that something was saved which concerns them.
    pub(super) fn owe(&mut self) {
        self.is_owed = true;
    }

    /// When they are to be tapped, if they are.
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        self.is_owed.then(|| self.tapped_at.saturating_add(PAUSE).unwrap_or(Timestamp::MAX))
    }

    /// Taps them if that is due.
    pub(super) fn tap_if_due(&mut self, now: Timestamp) {
        // A clock that was set back must not keep them waiting.
        if self.due_at().is_some_and(|at| at <= now || self.tapped_at > now) {
            self.tapped_at = now;
            self.is_owed = false;
            self.tap(Tap::Saved);
        }
    }

    /// Taps them now.
    pub(super) fn tap(&self, what: Tap) {
        tap_all_but(Some(&self.own), &self.directory, what);
    }
}

/// The name of this process's socket.
fn own_name() -> OsString {
    std::process::id().to_string().into()
}

/// Where this station feels taps.
pub(super) struct Shoulder {
    socket: tokio::net::UnixDatagram,
    path: PathBuf,
}

impl Shoulder {
    /// Begins to feel taps in that directory, which is made if need be, for its owner only.
    pub(super) fn bind(directory: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        let path = directory.join(own_name());
        let bind = || at_address(&path, |address| UnixDatagram::bind(address));
        let socket = match bind() {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                // Of a process that had this number before and was killed.
                take_away(&path)?;
                bind()?
            }
            bound => bound?,
        };
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        socket.set_nonblocking(true)?;
        Ok(Self { socket: tokio::net::UnixDatagram::from_std(socket)?, path })
    }

    /// Waits for the next tap.
    pub(super) async fn feel(&self) -> io::Result<Tap> {
        let mut letter = [0];
        self.socket.recv(&mut letter).await?;
        Ok(if letter == [Tap::Knock.letter()] { Tap::Knock } else { Tap::Saved })
    }
}

/// Removes a socket that nobody has any more; fails if somebody does.
fn take_away(path: &Path) -> io::Result<()> {
    let probe = UnixDatagram::unbound()?;
    match at_address(path, |address| probe.connect(address)) {
        Err(error) if is_deserted(&error) => fs::remove_file(path),
        Err(error) => Err(error),
        Ok(()) => Err(io::ErrorKind::AddrInUse.into()),
    }
}

impl Drop for Shoulder {
    fn drop(&mut self) {
        // Whoever taps next removes what is left here.
        drop(fs::remove_file(&self.path));
    }
}

#[cfg(test)]
mod tests;
