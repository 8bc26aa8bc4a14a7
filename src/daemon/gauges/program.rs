//! One run of a program that prints a reading: within bounds of time and of what is read of it, and gone
//! with everything it started when it does not keep them.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::domain::text::plain;
use crate::pager::CommandLine;
use crate::system;

/// How much of what it prints is read. It is to print a number or two.
const MOST: u64 = 64 * 1024;

/// How much of a complaint is shown, in characters.
const SHOWN: usize = 120;

/// How long the output of a program that has ended may stay open: something it left running may hold it
/// for ever.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Runs it to its end.
///
/// # Errors
///
/// In one sentence: if it cannot be started, fails, is killed, takes too long, or prints too much or what
/// is no text.
pub async fn run(line: &CommandLine) -> Result<String, String> {
    let [program, arguments @ ..] = line.run.as_slice() else {
        return Err("there is no program to run".to_owned());
    };
    let name = plain(program);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    let child = command.spawn().map_err(|error| format!("`{name}` cannot be started: {error}"))?;
    let mut group = Group::new(child);
    let ended = timeout(line.limit, group.end()).await;
    let Ok(ended) = ended else {
        return Err(format!("`{name}` did not end within {} seconds", line.limit.as_secs_f64()));
    };
    let (status, output, complaint) = ended.map_err(|why| format!("`{name}` {why}"))?;
    if status.success() {
        let text = String::from_utf8(output);
        return text.map_err(|_| format!("`{name}` printed what is no text"));
    }
    let fate = match status.code() {
        Some(code) => format!("`{name}` ended with exit code {code}"),
        None => format!("`{name}` was killed ({status})"),
    };
    let said = String::from_utf8_lossy(&complaint);
    let said = said.lines().map(str::trim).rfind(|line| !line.is_empty());
    Err(match said {
        Some(said) => format!("{fate}: {}", plain(said).chars().take(SHOWN).collect::<String>()),
        None => fate,
    })
}

/// A program and everything it started; killed as one when it is dropped.
struct Group {
    child: Child,
    leader: Option<u32>,
}

impl Group {
    fn new(child: Child) -> Self {
        let leader = child.id();
        Self { child, leader }
    }

    /// How it ended, what it printed, and what it complained about.
    async fn end(&mut self) -> Result<(ExitStatus, Vec<u8>, Vec<u8>), &'static str> {
        let (mut output, mut complaint) = (Vec::new(), Vec::new());
        let (printed, complained) = (self.child.stdout.take(), self.child.stderr.take());
        let (status, outcome) = {
            // Both at once: a program that waits for one to be read prints nothing on the other.
            let reading = async {
                tokio::join!(read(printed, &mut output), read(complained, &mut complaint))
            };
            let mut reading = std::pin::pin!(reading);
            let mut outcome = None;
            let status = loop {
                tokio::select! {
                    status = self.child.wait() => break status,
                    read = &mut reading, if outcome.is_none() => {
                        let is_too_much = read.0.is_err();
                        outcome = Some(read);
                        if is_too_much {
                            return Err(TOO_MUCH);
                        }
                    }
                }
            };
            // The group's number may be used again once its leader has been waited for.
            self.leader = None;
            if outcome.is_none() {
                outcome = timeout(LAST_WORDS, &mut reading).await.ok();
            }
            (status, outcome)
        };
        if matches!(outcome, Some((Err(TooMuch), _))) {
            return Err(TOO_MUCH);
        }
        let status = status.map_err(|_| "cannot be waited for")?;
        Ok((status, output, complaint))
    }
}

/// What is said of a program that prints on and on.
const TOO_MUCH: &str = "prints more than a number or two";

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader.take() {
            system::kill_group(leader);
        }
    }
}

/// There was more than is read.
struct TooMuch;

async fn read(from: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) -> Result<(), TooMuch> {
    let Some(from) = from else { return Ok(()) };
    // What cannot be read further was read to its end.
    drop(from.take(MOST + 1).read_to_end(into).await);
    if into.len() as u64 > MOST { Err(TooMuch) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
