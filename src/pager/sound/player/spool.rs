//! Playing by a program that plays nothing but files: the sound is written to a private one, a stretch
//! at a time.
//!
//! Nobody tells how far such a program is. That it runs for as long as its stretch lasts is the proof.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::super::tones::RATE;
use super::Message;
use super::program::{header, sample};
use super::voice::{Progress, Voice};

/// How much is played from one file, in samples: six seconds. Between two there is a moment of silence.
const STRETCH: usize = 6 * RATE as usize;

/// How much is played after the end of a sound that has one, in samples: what counts as buffered.
const TAIL: u64 = RATE as u64 / 2;

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How much sooner than its sound a program may end.
const EARLY: Duration = Duration::from_millis(500);

/// Lets the voice sound through that program from that file, until nobody is there to stay for or it
/// cannot. However it ends, the program has ended and the file is gone.
pub(super) fn hold(
    name: &str,
    file: &Path,
    mut voice: Voice,
    progress: &Progress,
    messages: &Sender<Message>,
    stay: &Receiver<()>,
) {
    progress.opening();
    let mut spool = Spool { name, file, progress, dropped: 0 };
    let mut is_open = false;
    let outcome = loop {
        let (child, length) = match spool.start(&mut voice) {
            Ok(started) => started,
            Err(sentence) => break Err(sentence),
        };
        if !is_open {
            // The main thread may have ended meanwhile; then nobody needs to know.
            drop(messages.send(Message::Opened(name.to_owned())));
            is_open = true;
        }
        match spool.attend(child, length, &mut voice, stay) {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(sentence) => break Err(sentence),
        }
    };
    remove(file);
    if let Err(sentence) = outcome {
        drop(messages.send(Message::Failed(sentence)));
    }
}

/// The program and its file.
struct Spool<'a> {
    name: &'a str,
    file: &'a Path,
    progress: &'a Progress,
    /// How many samples were written and never played, because there was something else to play.
    dropped: u64,
}

impl Spool<'_> {
    /// Starts the program with the next stretch, and says how many samples that is.
    fn start(&self, voice: &mut Voice) -> Result<(Running, u64), String> {
        let name = self.name;
        let length = self
            .write(voice)
            .map_err(|error| format!("`{name}` needs a file, and none can be had ({error})"))?;
        // What it complains of goes where the player's own complaints go.
        let child = Command::new(name)
            .arg(self.file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{name}` could not be started ({error})"))?;
        Ok((Running(child), length))
    }

    /// Writes the next stretch. None of it counts as played.
    fn write(&self, voice: &mut Voice) -> std::io::Result<u64> {
        let mut samples = Vec::with_capacity(2 * STRETCH);
        let (mut length, mut tail) = (0, 0);
        while samples.len() < 2 * STRETCH && tail < TAIL {
            self.progress.hold_back(self.dropped + length + 1);
            samples.extend(sample(voice.pull()).to_le_bytes());
            length += 1;
            tail += u64::from(self.progress.ended().is_some());
        }
        remove(self.file);
        // A file of somebody else's at this place is not written to, and nobody else reads ours.
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(self.file)?;
        file.write_all(&header(u32::try_from(samples.len()).unwrap_or(u32::MAX)))?;
        file.write_all(&samples)?;
        Ok(length)
    }

    /// Waits for the end of a stretch, or until there is something else to play. Says whether anybody
    /// is there to go on for.
    fn attend(
        &mut self,
        mut child: Running,
        length: u64,
        voice: &mut Voice,
        stay: &Receiver<()>,
    ) -> Result<bool, String> {
        let begun = Instant::now();
        loop {
            match stay.recv_timeout(LOOK) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(false),
            }
            // A little slower than it sounds: the program began before its sound, and ends after it.
            let left = length.saturating_sub(samples_in(begun.elapsed()) * 9 / 10);
            self.progress.hold_back(self.dropped + left);
            let name = self.name;
            match child.0.try_wait() {
                Ok(None) if voice.heeds() => {
                    self.dropped += left;
                    return Ok(true);
                }
                Ok(None) => {}
                Ok(Some(status)) if !status.success() => {
                    return Err(format!("`{name}` ended ({status})"));
                }
                Ok(Some(_)) if samples_in(begun.elapsed() + EARLY) < length => {
                    return Err(format!("`{name}` ends sooner than the sound can be heard"));
                }
                Ok(Some(_)) => {
                    self.progress.hold_back(self.dropped);
                    return Ok(true);
                }
                Err(error) => return Err(format!("`{name}` cannot be watched ({error})")),
            }
        }
    }
}

fn remove(file: &Path) {
    // It may not be there, and what is not ours stays.
    drop(fs::remove_file(file));
}

/// A program that does not outlive its stretch.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has most often ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn samples_in(length: Duration) -> u64 {
    let milliseconds = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    super::samples_in(milliseconds)
}
