//! The tap on the shoulder: a command that saved something says so, and one that wants to save asks
//! for room.
//!
//! Best effort, over a datagram socket beside the store. Without it the daemon still notices within
//! a nap, which is one second while anything rings.

use std::io;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

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

/// Taps the daemon of that socket, if there is one.
pub fn tap(socket: &Path, what: Tap) {
    let sent = UnixDatagram::unbound().and_then(|from| from.send_to(&[what.letter()], socket));
    // Nobody there, or one who is busy: both notice by themselves before long.
    drop(sent);
}

/// Where the taps arrive.
pub struct Shoulder {
    socket: tokio::net::UnixDatagram,
    path: PathBuf,
}

impl Shoulder {
    /// Begins to feel taps at that path; whoever held it before is gone, since the lease is ours.
    pub fn bind(path: &Path) -> io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let socket = tokio::net::UnixDatagram::bind(path)?;
        Ok(Self { socket, path: path.to_owned() })
    }

    /// Waits for the next tap.
    pub async fn feel(&self) -> io::Result<Tap> {
        let mut letter = [0];
        self.socket.recv(&mut letter).await?;
        Ok(if letter == [Tap::Knock.letter()] { Tap::Knock } else { Tap::Saved })
    }
}

impl Drop for Shoulder {
    fn drop(&mut self) {
        // The next daemon removes what is left here.
        drop(std::fs::remove_file(&self.path));
    }
}
