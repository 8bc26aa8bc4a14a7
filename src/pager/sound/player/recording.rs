//! A sound from a file or from the library, decoded on a thread of its own while it already plays.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::super::decoder;
use super::super::library::BuiltIn;
use super::super::tones::RATE;

/// How long a file may take to give its first sound: a network drive may never answer, and the
/// alarm must sound all the same.
const PATIENCE: Duration = Duration::from_millis(700);

/// The longest part of a file that is played, in samples: one minute.
pub(super) const LONGEST: usize = 60 * RATE as usize;

/// How much is handed over at once, in samples: half a second.
const PIECE: usize = RATE as usize / 2;

/// How much is handed over first, in samples: a tenth of a second, so that it begins to sound at once.
/// What is shorter as a whole would only buzz when it is repeated.
const FIRST_PIECE: usize = RATE as usize / 10;

/// How long a file may begin with silence, in samples: five seconds.
const LONGEST_SILENCE: usize = 5 * RATE as usize;

/// The quietest sample that counts as a sound.
const AUDIBLE: f32 = 0.02;

/// A file that is being decoded: its beginning, and where the rest will come from.
pub(super) struct Recording {
    /// The beginning, with something to be heard in it.
    pub(super) beginning: Vec<f32>,
    /// The rest, piece by piece, until the sender is gone.
    pub(super) rest: Receiver<Vec<f32>>,
}

/// Begins to decode the file, or says in words what is wrong with it.
pub(super) fn open(path: &Path) -> Result<Recording, String> {
    let path = path.to_owned();
    begin(move || samples_of(&path))
}

/// The same for a sound that is built in.
pub(super) fn built_in(sound: &'static BuiltIn) -> Result<Recording, String> {
    begin(move || sound.samples().ok_or_else(not_decoded))
}

fn begin<Samples: Iterator<Item = f32>>(
    samples: impl FnOnce() -> Result<Samples, String> + Send + 'static,
) -> Result<Recording, String> {
    let (first, beginning) = channel();
    let (pieces, rest) = channel();
    thread::Builder::new()
        .name("recording".to_owned())
        .spawn(move || decode(samples(), &first, &pieces))
        .map_err(|error| format!("could not be read ({error})"))?;
    match beginning.recv_timeout(PATIENCE) {
        Ok(Ok(beginning)) => Ok(Recording { beginning, rest }),
        Ok(Err(reason)) => Err(reason),
        Err(RecvTimeoutError::Timeout) => Err("could not be read in time".to_owned()),
        // The decoder panicked: it was given a file that its authors had not thought of.
        Err(RecvTimeoutError::Disconnected) => Err(not_decoded()),
    }
}

fn not_decoded() -> String {
    "could not be decoded".to_owned()
}

/// Sends the beginning or the reason against it, then the rest.
fn decode(
    samples: Result<impl Iterator<Item = f32>, String>,
    first: &Sender<Result<Vec<f32>, String>>,
    pieces: &Sender<Vec<f32>>,
) {
    let mut samples = match samples {
        Ok(samples) => samples.take(LONGEST),
        Err(reason) => return drop(first.send(Err(reason))),
    };
    let beginning = match audible_beginning(&mut samples) {
        None => Err("is silent".to_owned()),
        Some(all) if all.len() < FIRST_PIECE => {
            Err(format!("is only {} ms long", all.len() * 1000 / RATE as usize))
        }
        Some(beginning) => Ok(beginning),
    };
    let goes_on = beginning.is_ok();
    if first.send(beginning).is_err() || !goes_on {
        return;
    }
    loop {
        let piece: Vec<f32> = samples.by_ref().take(PIECE).collect();
        if piece.is_empty() || pieces.send(piece).is_err() {
            return;
        }
    }
}

/// The samples up to the first piece in which something can be heard.
fn audible_beginning(samples: &mut impl Iterator<Item = f32>) -> Option<Vec<f32>> {
    // Room for all of it, so that the device's thread never has to move what it plays.
    let mut beginning = Vec::with_capacity(LONGEST);
    while beginning.len() < LONGEST_SILENCE {
        let before = beginning.len();
        beginning.extend(samples.by_ref().take(FIRST_PIECE));
        let piece = &beginning[before..];
        if piece.is_empty() {
            return None;
        }
        if piece.iter().any(|sample| sample.abs() >= AUDIBLE) {
            return Some(beginning);
        }
    }
    None
}

/// The file as mono samples at [`RATE`].
fn samples_of(path: &Path) -> Result<impl Iterator<Item = f32> + use<>, String> {
    let unreadable = |error: std::io::Error| format!("could not be read ({error})");
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_dir() {
        return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
    }
    let kind = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let samples = decoder::samples(BufReader::new(file), about.len(), kind);
    samples.ok_or_else(not_decoded)
}

#[cfg(test)]
mod tests;
