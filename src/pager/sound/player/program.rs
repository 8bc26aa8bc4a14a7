//! Playing by a program that is installed, where no device can be opened.
//!
//! It is fed through a pipe, which it empties at the pace of the sound: that is the proof. One that
//! swallows faster than anybody could hear plays nothing.

use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::{Duration, Instant};

use super::super::programs;
use super::super::tones::RATE;
use super::Message;
use super::voice::{Progress, Voice};

/// How much is handed over at once, in samples: 20 ms.
const PIECE: usize = RATE as usize / 50;

/// How far a program may be ahead of the sound: what rests in the pipe and in its own buffer.
const AHEAD: Duration = Duration::from_secs(4);

/// The smallest pipe there is, in bytes: 40 ms of sound.
#[cfg(target_os = "linux")]
const SMALLEST_PIPE: usize = 4096;

/// How long a program that has closed its input may take to end.
const LAST_BREATH: Duration = Duration::from_millis(50);

/// Lets the voice sound through that program until nobody is there to stay for, or until it cannot.
pub(super) fn hold(
    name: &str,
    mut voice: Voice,
    progress: &Progress,
    messages: &Sender<Message>,
    stay: &Receiver<()>,
) {
    let outcome = start(name).and_then(|(child, input)| {
        // Once for the pipe, once for what the program itself keeps.
        progress.opening();
        progress.opening();
        // The main thread may have ended meanwhile; then nobody needs to know.
        drop(messages.send(Message::Opened(name.to_owned())));
        feed(name, child, input, &mut voice, stay)
    });
    if let Err(sentence) = outcome {
        drop(messages.send(Message::Failed(sentence)));
    }
}

fn start(name: &str) -> Result<(Child, ChildStdin), String> {
    let program = programs::find(name).ok_or_else(|| format!("`{name}` is no known program"))?;
    // What it complains of goes where the player's own complaints go.
    let mut child = Command::new(program.name)
        .args(program.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("`{name}` could not be started ({error})"))?;
    let input = child.stdin.take().ok_or_else(|| format!("`{name}` has no input"))?;
    // What rests in the pipe proves nothing. Where it cannot be made smaller, the proof comes later.
    #[cfg(target_os = "linux")]
    let _ = rustix::pipe::fcntl_setpipe_size(&input, SMALLEST_PIPE);
    Ok((child, input))
}

/// Feeds it until it ends or nobody stays.
fn feed(
    name: &str,
    mut child: Child,
    mut input: ChildStdin,
    voice: &mut Voice,
    stay: &Receiver<()>,
) -> Result<(), String> {
    let begun = Instant::now();
    let mut fed = Duration::ZERO;
    let mut write = |bytes: &[u8]| input.write_all(bytes);
    let mut outcome = write(&header(ENDLESS));
    while outcome.is_ok() {
        if stay.try_recv() == Err(TryRecvError::Disconnected) {
            return Ok(());
        }
        let piece: Vec<u8> = (0..PIECE).flat_map(|_| sample(voice.pull()).to_le_bytes()).collect();
        outcome = write(&piece);
        fed += Duration::from_millis(20);
        if fed > begun.elapsed() + AHEAD {
            return Err(format!("`{name}` swallows the sound faster than it can be heard"));
        }
    }
    // It has closed its input; why, its end says, which is near.
    let _ = stay.recv_timeout(LAST_BREATH);
    match child.try_wait() {
        Ok(Some(status)) => Err(format!("`{name}` ended ({status})")),
        Ok(None) | Err(_) => Err(format!("`{name}` takes no more sound")),
    }
}

/// How long a WAV file without an end says it is, in bytes.
const ENDLESS: u32 = 0x7fff_ffff - 36;

/// The beginning of a WAV file of so many bytes: mono, 16 bits.
pub(super) fn header(length: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(44);
    bytes.extend(b"RIFF");
    bytes.extend(length.saturating_add(36).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(RATE.to_le_bytes());
    bytes.extend((RATE * 2).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(length.to_le_bytes());
    bytes
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to what 16 bits hold")]
pub(super) fn sample(value: f32) -> i16 {
    (value.clamp(-1.0, 1.0) * f32::from(i16::MAX)) as i16
}
