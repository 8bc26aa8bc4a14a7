//! The channel `command`: any program, told of a page or a notification by its environment and its input.

mod environment;
mod publish;

use std::collections::HashMap;
use std::process::{ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStderr, ChildStdin, Command};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

pub use self::publish::publish;

use self::environment::Words;
use super::{Call, Channel, CommandLine, Probing, Ring, RingError, Ringing, Telling};
use crate::domain::incident::IncidentId;
use crate::domain::notification::Quietness;
use crate::domain::text::plain;
use crate::group::Group;

pub(super) const CHANNEL: Channel = Channel {
    name: "command",
    about: "any program; it has the page in its environment and as JSON on its input",
    needs: "the program, on the machine that decides; exit code 0 means that the page went out",
    needs_station: false,
    quietness: Quietness::Message,
    build: |_| Box::new(Programs::default()),
};

/// How long the last words of a program that has ended may take to be read: something it left
/// running may hold its output open for ever.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// How much of one line of complaint is kept, in bytes.
const LONGEST_LINE: usize = 4096;

/// How many programs run at once. In a storm the others wait, so that they do not take the machine,
/// nor the files that are kept for the alarm.
const AT_ONCE: usize = 16;

/// The programs that run, and those that wait for a place.
struct Programs {
    running: Mutex<HashMap<IncidentId, Running>>,
    places: Semaphore,
}

impl Default for Programs {
    fn default() -> Self {
        Self { running: Mutex::default(), places: Semaphore::new(AT_ONCE) }
    }
}

/// The programs that run for one incident: how many, and how to end them.
struct Running {
    count: usize,
    hush: watch::Sender<bool>,
}

impl Programs {
    fn running(&self) -> MutexGuard<'_, HashMap<IncidentId, Running>> {
        // Every change under the lock is whole, so a panic elsewhere leaves nothing half done.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more program for the incident, until what is returned is dropped.
    fn begin(&self, incident: IncidentId) -> (Turn<'_>, watch::Receiver<bool>) {
        let mut running = self.running();
        let entry = running
            .entry(incident)
            .or_insert_with(|| Running { count: 0, hush: watch::Sender::new(false) });
        entry.count += 1;
        let hush = entry.hush.clone();
        let hushed = hush.subscribe();
        (Turn { programs: self, incident, hush }, hushed)
    }

    /// Runs a program with these words, until it ends or is hushed.
    async fn run(
        &self,
        line: Option<CommandLine>,
        words: Words,
        mut hushed: watch::Receiver<bool>,
    ) -> Result<String, RingError> {
        let Some(line) = &line else {
            return Err(RingError::Failed("the channel has no command to run".to_owned()));
        };
        let [program, arguments @ ..] = line.run.as_slice() else {
            return Err(RingError::Failed("the channel's command is empty".to_owned()));
        };
        let _place = tokio::select! {
            place = self.places.acquire() => place,
            () = hush(&mut hushed) => {
                return Err(RingError::Hushed(format!("`{}` was hushed before it began", plain(program))));
            }
            () = passed(line) => {
                return Err(RingError::Failed(format!(
                    "`{}` found no place among {AT_ONCE} programs that run, within {}",
                    plain(program),
                    seconds(line.limit)
                )));
            }
        };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .envs(words.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let child = command.spawn().map_err(|error| {
            RingError::Failed(format!("`{}` could not be started ({error})", plain(program)))
        })?;
        let mut group = Group::new(child);
        let outcome = tokio::select! {
            ended = end(&mut group, words.json) => ended,
            () = hush(&mut hushed) => {
                kill(&mut group).await;
                return Err(RingError::Hushed(format!("`{}` was hushed before it ended", plain(program))));
            }
            () = passed(line) => {
                kill(&mut group).await;
                return Err(RingError::Failed(format!(
                    "`{}` was killed because it did not end within {}",
                    plain(program),
                    seconds(line.limit)
                )));
            }
        };
        let (status, complaint) = outcome.map_err(|error| {
            RingError::Failed(format!("`{}` could not be waited for ({error})", plain(program)))
        })?;
        judge(program, status, complaint)
    }
}

impl Ring for Programs {
    fn ring(&self, call: Call) -> Ringing<'_> {
        Box::pin(async move {
            let (_turn, hushed) = self.begin(call.incident);
            self.run(call.command.clone(), Words::of_page(&call), hushed).await
        })
    }

    fn tell(&self, telling: Telling) -> Ringing<'_> {
        Box::pin(async move {
            // It belongs to no incident, so nobody hushes it.
            let (_never, hushed) = watch::channel(false);
            self.run(telling.command.clone(), Words::of_notification(&telling), hushed).await
        })
    }

    fn hush(&self, incident: IncidentId) {
        if let Some(running) = self.running().remove(&incident) {
            running.hush.send_replace(true);
        }
    }

    /// Whether a program does what it should is found out by running it, which is the page.
    fn probe(&self) -> Probing<'_> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// One program's place among those that run for an incident.
struct Turn<'a> {
    programs: &'a Programs,
    incident: IncidentId,
    hush: watch::Sender<bool>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut running = self.programs.running();
        // After a hush, the entry is gone or belongs to programs that began later.
        let Some(entry) = running.get_mut(&self.incident) else { return };
        if !entry.hush.same_channel(&self.hush) {
            return;
        }
        entry.count -= 1;
        if entry.count == 0 {
            running.remove(&self.incident);
        }
    }
}

/// Tells the program what there is and waits for its end; its last complaint comes along.
async fn end(group: &mut Group, words: String) -> std::io::Result<(ExitStatus, Option<String>)> {
    let (input, errors) = (group.leader().stdin.take(), group.leader().stderr.take());
    let mut complaint = None;
    let status = {
        let mut telling = std::pin::pin!(tell(input, words));
        let mut listening = std::pin::pin!(listen(errors, &mut complaint));
        let (mut told, mut heard) = (false, false);
        let status = loop {
            tokio::select! {
                status = group.wait() => break status?,
                () = &mut telling, if !told => told = true,
                () = &mut listening, if !heard => heard = true,
            }
        };
        // What it left running goes on.
        group.release();
        if !heard {
            drop(timeout(LAST_WORDS, listening).await);
        }
        status
    };
    Ok((status, complaint))
}

async fn kill(group: &mut Group) {
    group.kill();
    // Killed or already gone: either way it does not run any more.
    drop(group.wait().await);
}

/// Writes the words to the program. One that ends without reading it may.
async fn tell(input: Option<ChildStdin>, words: String) {
    if let Some(mut input) = input {
        drop(input.write_all(words.as_bytes()).await);
    }
}

/// Keeps the last line that says anything.
async fn listen(errors: Option<ChildStderr>, complaint: &mut Option<String>) {
    let Some(errors) = errors else { return };
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    while let Ok(piece) = errors.fill_buf().await {
        let length = piece.len();
        if length == 0 {
            return keep(&line, complaint);
        }
        for byte in piece {
            if *byte == b'\n' {
                keep(&line, complaint);
                line.clear();
            } else if line.len() < LONGEST_LINE {
                line.push(*byte);
            }
        }
        errors.consume(length);
    }
}

fn keep(line: &[u8], complaint: &mut Option<String>) {
    let line = String::from_utf8_lossy(line);
    let line = line.trim();
    if !line.is_empty() {
        *complaint = Some(plain(line).chars().take(200).collect());
    }
}

/// Waits until somebody hushes the incident.
async fn hush(hushed: &mut watch::Receiver<bool>) {
    if hushed.wait_for(|hushed| *hushed).await.is_err() {
        // Nobody can hush it any more.
        std::future::pending::<()>().await;
    }
}

/// Waits until the program's time is over.
async fn passed(line: &CommandLine) {
    drop(timeout(line.limit, std::future::pending::<()>()).await);
}

fn judge(
    program: &str,
    status: ExitStatus,
    complaint: Option<String>,
) -> Result<String, RingError> {
    let program = plain(program);
    if status.success() {
        return Ok(format!("`{program}` ended with exit code 0"));
    }
    let fate = match status.code() {
        Some(code) => format!("`{program}` ended with exit code {code}"),
        None => format!("`{program}` was killed ({status})"),
    };
    Err(RingError::Failed(match complaint {
        Some(complaint) => format!("{fate}: {complaint}"),
        None => fate,
    }))
}

fn seconds(limit: Duration) -> String {
    match limit.as_secs_f64() {
        1.0 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

#[cfg(test)]
mod tests;
