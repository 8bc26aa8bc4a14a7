//! The player: a process of its own that opens the device and plays until its input ends.
//!
//! Opening a device can block for half a minute, closing one can block for ever, and the libraries
//! below can abort their process. Nothing of that may happen to whoever watches over an alarm.

mod device;
mod program;
mod recording;
mod spool;
mod voice;
mod words;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use self::voice::{Given, Progress, Ramp, Tune, Voice};
use self::words::Said;
use super::line::{Beat, Event, Outlet, Request};
use super::{library, tones};

/// How often the player tells that samples are being taken.
const BEAT: Duration = Duration::from_millis(200);

/// How often it looks for the first sample, and for the end of a sound that has one.
const LOOK: Duration = Duration::from_millis(20);

/// An alarm is never quieter than this.
const FAINTEST: f32 = 0.05;

/// How many samples of silence prove that a device takes samples, beyond those it buffers.
const SILENCE: usize = tones::RATE as usize / 20;

/// What the threads of the player tell its main one.
enum Message {
    Requested(Request),
    Worded(Result<Said, String>),
    InputEnded,
    Opened(String),
    Failed(String),
}

/// Plays what `input` asks for, one request a line, and tells on `output` how it goes, until the
/// input ends or a sound that does not repeat is over.
///
/// It never waits for a device to close: whoever calls must end the process when this returns.
///
/// # Errors
///
/// Says in one sentence why there is no sound; `output` was told the same.
pub fn run(input: impl Read + Send + 'static, output: impl Write) -> Result<(), String> {
    let (messages, inbox) = channel();
    let requests = messages.clone();
    thread::Builder::new()
        .name("requests".to_owned())
        .spawn(move || read_requests(input, &requests))
        .map_err(|error| error.to_string())?;
    let (tunes, tunes_of_voice) = channel();
    let progress = Arc::new(Progress::default());
    let mut playing = Playing { output, tunes, progress, opened: false, told: 0, rooms: 0 };
    let request = match inbox.recv() {
        Ok(Message::Requested(request)) => request,
        Ok(Message::Failed(sentence)) => return playing.fail(sentence),
        Ok(Message::Worded(_) | Message::Opened(_) | Message::InputEnded) | Err(_) => return Ok(()),
    };
    playing.play(&request)?;
    let progress = Arc::clone(&playing.progress);
    let voice = Voice::new(tunes_of_voice, Arc::clone(&progress));
    // Dropped when this returns, which ends the thread that holds the device if it still can end.
    let (stays, stay) = channel();
    let Request { outlet, file, .. } = request;
    let leaves_file = file.is_some();
    let holder = thread::Builder::new()
        .name("device".to_owned())
        .spawn(move || match (&outlet, &file) {
            (Outlet::Program(name), Some(file)) => {
                spool::hold(name, file, voice, &progress, &messages, &stay);
            }
            (Outlet::Program(name), None) => {
                program::hold(name, voice, &progress, &messages, &stay);
            }
            (Outlet::Default | Outlet::Device(_), _) => {
                device::hold(&outlet, voice, &progress, &messages, &stay);
            }
        })
        .map_err(|error| error.to_string())?;
    let outcome = playing.attend(&inbox);
    if leaves_file {
        // No device is open here that could keep it, and the file is to be gone.
        drop(stays);
        drop(holder.join());
    }
    outcome
}

/// Why a sound file cannot be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplayable {
    /// In words, after the file's name.
    pub reason: String,
    /// Whether it could be decoded, and what is in it is no alarm.
    pub is_understood: bool,
}

/// Decodes a sound file as an alarm would, to its end.
///
/// # Errors
///
/// Says why it cannot be played.
pub fn listen_to(path: &Path) -> Result<(), Unplayable> {
    let recording = recording::open(path).map_err(|reason| {
        // It is known how loud and how long it is only once it could be decoded.
        let is_understood = reason.starts_with("is ");
        Unplayable { reason, is_understood }
    })?;
    // What was decoded is thrown away; only that it could be is asked for.
    recording.rest.iter().for_each(drop);
    Ok(())
}

/// The player at work, as seen from its main thread.
struct Playing<W> {
    output: W,
    tunes: Sender<Given>,
    progress: Arc<Progress>,
    opened: bool,
    /// The samples of the last beat.
    told: u64,
    /// How often it was told that there is room for words.
    rooms: u64,
}

impl<W: Write> Playing<W> {
    /// Answers messages and tells of progress until there is a reason to stop.
    fn attend(&mut self, inbox: &Receiver<Message>) -> Result<(), String> {
        let mut quiet = Duration::ZERO;
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(Message::Requested(request)) => self.play(&request)?,
                Ok(Message::Worded(Ok(said))) => self.give(Given::Words(said))?,
                Ok(Message::Worded(Err(reason))) => {
                    self.give(Given::Words(Said::Nothing))?;
                    self.tell(&Event::Unspoken(reason))?;
                }
                Ok(Message::Opened(device)) => {
                    self.opened = true;
                    self.tell(&Event::Opened(device))?;
                }
                Ok(Message::Failed(sentence)) => return self.fail(sentence),
                Ok(Message::InputEnded) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => quiet += LOOK,
            }
            let played = self.progress.played();
            if self.progress.ended().is_some_and(|ended| played >= ended) {
                return self.tell(&Event::Done(played));
            }
            if self.rooms < self.progress.rooms() {
                self.rooms = self.progress.rooms();
                self.tell(&Event::Room)?;
            }
            let first = self.told == 0 && played > 0;
            if self.opened && (first || quiet >= BEAT) {
                quiet = Duration::ZERO;
                self.told = played;
                let position = self.progress.position();
                self.tell(&Event::Beat(Beat { samples: played, position }))?;
            }
        }
    }

    /// Gives the voice what it plays next.
    fn play(&mut self, request: &Request) -> Result<(), String> {
        if let Some(aside) = request.aside.as_ref().and_then(|name| library::find(name)) {
            self.give(Given::Aside(aside.wave()))?;
        }
        if request.goes_on {
            return Ok(());
        }
        let (tune, note) = tune(request);
        if let Some(note) = note {
            self.tell(&Event::Noted(note))?;
        }
        self.give(Given::Tune(tune))
    }

    fn give(&mut self, given: Given) -> Result<(), String> {
        self.tunes.send(given).map_err(|_| "the sound device was closed".to_owned())
    }

    /// Says why there is no sound, as the last word.
    fn fail(&mut self, sentence: String) -> Result<(), String> {
        self.tell(&Event::Failed(sentence.clone()))?;
        Err(sentence)
    }

    fn tell(&mut self, event: &Event) -> Result<(), String> {
        writeln!(self.output, "{event}")
            .and_then(|()| self.output.flush())
            .map_err(|error| format!("nobody listens to the player ({error})"))
    }
}

/// Turns lines into messages until the input ends.
fn read_requests(input: impl Read, messages: &Sender<Message>) {
    for line in BufReader::new(input).lines().map_while(Result::ok) {
        let is_sent = match Request::from_line(&line) {
            Ok(mut request) => {
                let words = request.words.take();
                // Words are decoded here, beside what plays meanwhile.
                messages.send(Message::Requested(request)).is_ok()
                    && words.is_none_or(|words| {
                        messages.send(Message::Worded(words::read(words))).is_ok()
                    })
            }
            Err(error) => {
                let sentence = format!("the player did not understand ({error})");
                messages.send(Message::Failed(sentence)).is_ok()
            }
        };
        if !is_sent {
            return;
        }
    }
    // Nobody is left to tell when the main thread has already ended.
    drop(messages.send(Message::InputEnded));
}

/// How many samples so many milliseconds are.
fn samples_in(milliseconds: u64) -> u64 {
    milliseconds.saturating_mul(u64::from(tones::RATE)) / 1000
}

/// The tune that was asked for, or the siren and the reason for it.
fn tune(request: &Request) -> (Tune, Option<String>) {
    let tune = |samples, rest| Tune {
        samples,
        rest,
        repeat: request.repeat,
        volume: request.volume.clamp(FAINTEST, 1.0),
        ramp: Ramp { from: request.from.clamp(FAINTEST, 1.0), samples: samples_in(request.over) },
        gap: usize::try_from(samples_in(request.gap)).unwrap_or_default(),
        at: usize::try_from(request.at).unwrap_or_default(),
    };
    if request.silent {
        return (Tune { volume: 0.0, ..tune(vec![0.0; SILENCE], None) }, None);
    }
    let opened = match library::find(&request.name) {
        Some(sound) => recording::built_in(sound),
        None => recording::open(Path::new(&request.name)),
    };
    match opened {
        Ok(recording) => (tune(recording.beginning, Some(recording.rest)), None),
        // Computed, so that no decoder can fail.
        Err(reason) => (
            tune(tones::siren(), None),
            Some(format!("{} {reason}, playing the siren", request.name)),
        ),
    }
}
