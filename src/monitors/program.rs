//! A program that is run once, within bounds of time and of what it may print.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;

use super::reserve;
use crate::domain::text::plain;
use crate::group::Group;

/// How much of what is printed is kept, of each of both outputs.
pub(super) const KEPT: usize = 64 * 1024;

/// How much is read of one output: a program that prints more is taken for one that never stops.
const READ: usize = 16 * 1024 * 1024;

/// How long what was printed may take to be read once the program has ended: something that left its
/// group may hold its output open for ever.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// What a program came to.
#[derive(Debug)]
pub(super) struct Ran {
    /// How it ended.
    pub(super) end: End,
    /// What it printed.
    pub(super) output: Printed,
    /// What it complained of.
    pub(super) complaint: Printed,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// By itself, or by somebody else's signal.
    Status(ExitStatus),
    /// Killed, because it had not ended within this time.
    Late(Duration),
    /// Killed, because it printed more than anybody reads.
    Endless,
}

/// What was printed, as far as it is kept.
#[derive(Debug, Default)]
pub(super) struct Printed {
    bytes: Vec<u8>,
    /// Whether more was printed than is kept.
    pub(super) is_cut: bool,
}

impl Printed {
    /// What was printed, as text: what is none is marked as such.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The first line that says anything.
    pub(super) fn first_line(&self) -> String {
        let text = self.text();
        text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
    }

    /// Reads to the end; keeps the beginning.
    async fn read(&mut self, from: Option<impl AsyncRead + Unpin>) -> Result<(), Endless> {
        let Some(mut from) = from else { return Ok(()) };
        let mut piece = vec![0; 8 * 1024];
        let mut length = 0;
        // One that cannot be read has nothing more to say.
        while let Ok(read @ 1..) = from.read(&mut piece).await {
            length += read;
            let room = KEPT - self.bytes.len();
            self.bytes.extend_from_slice(&piece[..read.min(room)]);
            self.is_cut |= read > room;
            if length > READ {
                return Err(Endless);
            }
        }
        Ok(())
    }
}

/// More was printed than anybody reads.
struct Endless;

/// Runs a program whose look may take so long. It has no input. It leads a group of its own, of which
/// nothing is left running: once it has ended, once its time is over, and once this is dropped.
///
/// # Errors
///
/// That it could not be started.
pub(super) async fn run(mut command: Command, limit: Duration) -> io::Result<Ran> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let mut group = Group::new(command.spawn()?);
    let (from, complaints) = (group.leader().stdout.take(), group.leader().stderr.take());
    let (mut output, mut complaint) = (Printed::default(), Printed::default());
    let reading = async { tokio::try_join!(output.read(from), complaint.read(complaints)) };
    let end = until_its_end(&mut group, reading, limit).await?;
    Ok(Ran { end, output, complaint })
}

async fn until_its_end(
    group: &mut Group,
    reading: impl Future<Output = Result<((), ()), Endless>>,
    limit: Duration,
) -> io::Result<End> {
    let reserve = reserve(limit);
    let patience = limit.saturating_sub(reserve);
    let mut late = std::pin::pin!(timeout(patience, std::future::pending::<()>()));
    let mut reading = std::pin::pin!(reading);
    let mut has_read = false;
    let end = loop {
        tokio::select! {
            status = group.wait() => break End::Status(status?),
            read = &mut reading, if !has_read => {
                has_read = true;
                if read.is_err() {
                    break End::Endless;
                }
            }
            _ = &mut late => break End::Late(patience),
        }
    };
    if !matches!(end, End::Status(_)) {
        group.ask_to_end();
        // Whether or not it obeys, it is killed next.
        drop(timeout(reserve / 2, group.wait()).await);
    }
    group.kill();
    if !has_read {
        drop(timeout(LAST_WORDS, reading).await);
    }
    Ok(end)
}

/// Why a program could not be started, in one line.
pub(super) fn not_started(program: &str, directory: Option<&Path>, error: &io::Error) -> String {
    let shown = plain(program);
    if let Some(directory) = directory.filter(|directory| !directory.is_dir()) {
        return format!("there is no directory `{}`", directory.display());
    }
    match error.kind() {
        // A script is there and what its first line names is not.
        io::ErrorKind::NotFound if Path::new(program).exists() => {
            format!("`{shown}` is there, and the program that its first line names is not")
        }
        io::ErrorKind::NotFound => format!("there is no program `{shown}`"),
        io::ErrorKind::PermissionDenied => format!("`{shown}` may not be executed by this user"),
        _ => format!("`{shown}` could not be started: {error}"),
    }
}

/// By which signal a program ended, as people write it: `signal 11 (SIGSEGV)`.
pub(super) fn signal(status: ExitStatus) -> Option<String> {
    status.signal().map(|_| status.to_string().replacen("signal: ", "signal ", 1))
}

#[cfg(test)]
mod tests;
