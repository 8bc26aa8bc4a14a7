//! The player seen from outside: started, listened to, and killed when it falls silent.

use std::os::unix::process::CommandExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout, timeout_at};

use super::super::RingError;
use super::group::Group;
use super::line::{Beat, Event, Request};
use super::{SOUNDING, programs};
use crate::domain::text::plain;

/// How long the player may go without taking a sample once it has taken one: a server that is frozen
/// reports nothing.
const STALL: Duration = Duration::from_millis(700);

/// How long a player that has closed its output may take to end.
const LAST_BREATH: Duration = Duration::from_millis(100);

/// How many bytes of a complaint are one line at most.
const LONGEST_COMPLAINT: u64 = 4096;

/// What the player was heard to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The device took more samples.
    Beat,
    /// Another process may say its words now.
    Room,
    /// The words cannot be said, and this is why.
    Unspoken(String),
    /// The sound was played to its end, after so many samples.
    Done(u64),
}

/// Why there is nothing more to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The player said why.
    Said(String),
    /// No sample was taken in time.
    Stalled,
    /// The player is gone, or its output is.
    Gone,
}

/// What is said between this process and a player.
pub(super) struct Talk {
    input: ChildStdin,
    events: Lines<BufReader<ChildStdout>>,
    complaints: Option<Complaints>,
    requests: UnboundedReceiver<Request>,
    ask: UnboundedSender<Request>,
    deadline: Instant,
    heard_at: Instant,
    patience: Duration,
    samples: u64,
    position: u64,
    device: String,
    note: Option<String>,
    complaint: Option<String>,
}

/// Starts the player and leaves it its first request; it may take so long to its first sample. It
/// must be kept: it is killed when it is dropped.
pub(super) fn spawn(
    mut command: std::process::Command,
    mut request: Request,
    patience: Duration,
) -> Result<(Group, Talk), RingError> {
    let not_started =
        |error| RingError::Failed(format!("the player could not be started ({error})"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Its own group: Ctrl-C in the station's terminal is for the station, which then decides.
    command.process_group(0);
    let mut child = tokio::process::Command::from(command)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| not_started(error.to_string()))?;
    let (Some(input), Some(output), complaints) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(not_started("it has no pipes".to_owned()));
    };
    request.file = programs::file_for(&request.outlet);
    let player = Group::new(child).leaving(request.file.clone());
    let (ask, requests) = unbounded_channel();
    // The receiver is right here.
    drop(ask.send(request));
    let talk = Talk {
        input,
        events: BufReader::new(output).lines(),
        complaints: complaints.map(Complaints::of),
        requests,
        ask,
        deadline: Instant::now() + patience,
        heard_at: Instant::now(),
        patience,
        samples: 0,
        position: 0,
        device: "the default device".to_owned(),
        note: None,
        complaint: None,
    };
    Ok((player, talk))
}

impl Talk {
    /// Where to ask for another sound.
    pub(super) fn asker(&self) -> UnboundedSender<Request> {
        self.ask.clone()
    }

    /// The device that is open.
    pub(super) fn device(&self) -> &str {
        &self.device
    }

    /// How many samples the device has taken.
    pub(super) fn samples(&self) -> u64 {
        self.samples
    }

    /// When it was last told that the device has taken samples.
    pub(super) fn heard_at(&self) -> Instant {
        self.heard_at
    }

    /// Where in its sound the player is.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// What the player wanted to be known.
    pub(super) fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The proof that it sounds, in words.
    pub(super) fn proof(&self) -> String {
        match &self.note {
            Some(note) => format!("{SOUNDING}{}; {note}", self.device),
            None => format!("{SOUNDING}{}", self.device),
        }
    }

    /// Waits until the device has taken more samples, or the sound is over.
    pub(super) async fn next(&mut self) -> Result<Heard, Ended> {
        loop {
            let deadline = self.deadline;
            let event = timeout_at(deadline, self.event()).await.map_err(|_| Ended::Stalled)??;
            match event {
                Event::Opened(device) => self.device = device,
                Event::Noted(note) => self.note = Some(note),
                Event::Beat(Beat { samples, position }) if samples > self.samples => {
                    (self.samples, self.position) = (samples, position);
                    self.heard_at = Instant::now();
                    self.deadline = self.heard_at + STALL;
                    return Ok(Heard::Beat);
                }
                Event::Beat(_) => {}
                Event::Room => return Ok(Heard::Room),
                Event::Unspoken(why) => return Ok(Heard::Unspoken(why)),
                Event::Done(samples) => return Ok(Heard::Done(samples)),
                Event::Failed(sentence) => return Err(Ended::Said(sentence)),
            }
        }
    }

    /// The next event; meanwhile passes requests on and keeps the last complaint.
    async fn event(&mut self) -> Result<Event, Ended> {
        loop {
            tokio::select! {
                line = self.events.next_line() => match line {
                    Ok(Some(line)) => if let Some(event) = Event::from_line(&line) {
                        return Ok(event);
                    },
                    Ok(None) | Err(_) => return Err(Ended::Gone),
                },
                Some(request) = self.requests.recv() => {
                    let line = request.to_line().map_err(|error| Ended::Said(error.to_string()))?;
                    // A player that is gone is noticed by its silence.
                    drop(self.input.write_all(line.as_bytes()).await);
                }
                line = next_complaint(&mut self.complaints) => match line {
                    Some(line) => self.complaint = Some(line),
                    None => self.complaints = None,
                },
            }
        }
    }

    /// Kills the player and says in one sentence why there is no sound.
    pub(super) async fn explain(&mut self, ended: Ended, mut player: Group) -> RingError {
        let status = match ended {
            Ended::Gone => {
                // What does not come now never does; the last complaint so far will do.
                drop(timeout(LAST_BREATH, self.last_complaint()).await);
                timeout(LAST_BREATH, player.wait()).await.ok().flatten()
            }
            Ended::Said(_) | Ended::Stalled => None,
        };
        player.kill();
        RingError::Failed(match ended {
            Ended::Said(sentence) => sentence,
            Ended::Stalled if self.samples == 0 => {
                let seconds = self.patience.as_secs_f32();
                format!("no sound came within {seconds} seconds, the sound server does not answer")
            }
            Ended::Stalled => "the sound device takes no sound any more".to_owned(),
            Ended::Gone => match &self.complaint {
                Some(complaint) => format!("the player {} ({complaint})", fate(status)),
                None => format!("the player {}", fate(status)),
            },
        })
    }

    /// Reads what the player still has to complain of.
    async fn last_complaint(&mut self) {
        while self.complaints.is_some() {
            match next_complaint(&mut self.complaints).await {
                Some(line) => self.complaint = Some(line),
                None => self.complaints = None,
            }
        }
    }
}

/// What a player writes outside its events.
struct Complaints {
    from: BufReader<ChildStderr>,
    /// The line that is not at its end yet.
    line: Vec<u8>,
}

impl Complaints {
    fn of(from: ChildStderr) -> Self {
        Self { from: BufReader::new(from), line: Vec::new() }
    }

    /// The next line; none once there are no more. One that never ends must not fill the memory: it
    /// comes in pieces. What was read when nobody waits any more is kept for the next time.
    async fn next(&mut self) -> Option<String> {
        let read = u64::try_from(self.line.len()).unwrap_or(LONGEST_COMPLAINT);
        let room = LONGEST_COMPLAINT.saturating_sub(read);
        let mut piece = (&mut self.from).take(room);
        let length = piece.read_until(b'\n', &mut self.line).await;
        if length.ok()? == 0 && self.line.is_empty() {
            return None;
        }
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        Some(plain(line.trim()).chars().take(200).collect())
    }
}

/// The next line of a player's complaints; waits for ever once there are no more.
async fn next_complaint(complaints: &mut Option<Complaints>) -> Option<String> {
    match complaints {
        Some(complaints) => complaints.next().await,
        None => std::future::pending().await,
    }
}

/// How a player ended, after its name.
fn fate(status: Option<ExitStatus>) -> String {
    let Some(status) = status else { return "closed its output".to_owned() };
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("was killed by signal {signal}"),
        (None, Some(code)) => format!("ended with exit code {code}"),
        (None, None) => "ended".to_owned(),
    }
}

#[cfg(test)]
mod tests;
