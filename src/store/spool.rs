//! Signs of life that could not be written into the store: a file beside it, from which whoever writes
//! next takes them in.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{LOOK, PATIENCE, sqlite};
use crate::domain::heartbeat::{Beat, Heartbeat};

/// How large the file may become, in bytes: more than a thousand signs of life with all they can say.
const LARGEST: u64 = 16_000_000;

/// What lies in the file, for as long as this value lives: nobody else can add to it or take it.
pub struct Spool {
    file: File,
    path: PathBuf,
    heartbeats: Vec<Heartbeat>,
    unreadable: usize,
}

/// The file beside that store.
fn beside(store: &Path) -> PathBuf {
    sqlite::beside(store, "beats")
}

/// Puts a sign of life into the file beside that store; durably, once this returns. Says where it is.
///
/// # Errors
///
/// If the file cannot be written, or is full.
pub fn spool(store: &Path, heartbeat: &Heartbeat) -> io::Result<PathBuf> {
    let path = beside(store);
    let mut file = sqlite::private().open(&path)?;
    lock(&file)?;
    let length = file.seek(SeekFrom::End(0))?;
    if length > LARGEST {
        return Err(io::Error::other("it is full"));
    }
    // A writer that was killed may have left half a line.
    let mut line = if length == 0 { String::new() } else { "\n".to_owned() };
    line.push_str(&written(heartbeat).to_string());
    file.write_all(line.as_bytes())?;
    file.sync_data()?;
    Ok(path)
}

fn lock(file: &File) -> io::Result<()> {
    let mut waited = std::time::Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if waited >= PATIENCE => {
                return Err(io::Error::other("another process holds it"));
            }
            Err(TryLockError::WouldBlock) => {
                std::thread::park_timeout(LOOK);
                waited += LOOK;
            }
        }
    }
}

impl Spool {
    /// Takes what lies beside that store. Nothing if nothing does, or somebody else has it now.
    #[must_use]
    pub fn take(store: &Path) -> Option<Self> {
        let path = beside(store);
        let mut file = File::options().read(true).write(true).open(&path).ok()?;
        file.try_lock().ok()?;
        let mut bytes = Vec::new();
        (&mut file).take(LARGEST + LARGEST / 2).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let (mut heartbeats, mut unreadable) = (Vec::new(), 0);
        for line in lines {
            match read(line) {
                Some(heartbeat) => heartbeats.push(heartbeat),
                None => unreadable += 1,
            }
        }
        let is_empty = heartbeats.is_empty() && unreadable == 0;
        (!is_empty).then_some(Self { file, path, heartbeats, unreadable })
    }

    /// What it holds, in the order in which it came.
    #[must_use]
    pub fn heartbeats(&self) -> &[Heartbeat] {
        &self.heartbeats
    }

    /// How many lines of it cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// Empties the file: all of it is in the store.
    ///
    /// # Errors
    ///
    /// If it cannot be written; then the same is taken in again, which changes nothing.
    pub fn clear(self) -> io::Result<()> {
        self.file.set_len(0)
    }

    /// Puts the file where nobody takes it in any more, and says where.
    ///
    /// # Errors
    ///
    /// If its directory cannot be written.
    pub fn set_aside(self) -> io::Result<PathBuf> {
        let aside = self.path.with_extension("beats-unread");
        std::fs::rename(&self.path, &aside)?;
        Ok(aside)
    }
}

fn written(heartbeat: &Heartbeat) -> Value {
    let Heartbeat { name, beat, run, at, body, took, is_local: _ } = heartbeat;
    json!({
        "name": name,
        "beat": beat.word(),
        "exit_code": beat.exit_code(),
        "run": run,
        "at": at.as_millisecond(),
        "took": took.and_then(|took| i64::try_from(took.as_millis()).ok()),
        "body": body,
    })
}

fn read(line: &str) -> Option<Heartbeat> {
    let value: Value = serde_json::from_str(line).ok()?;
    let text = |field: &str| value.get(field)?.as_str().map(str::to_owned);
    let code = value.get("exit_code").and_then(Value::as_u64);
    let beat = match (text("beat")?.as_str(), code) {
        ("start", _) => Beat::Started,
        ("success", _) => Beat::Succeeded,
        ("fail", _) => Beat::Failed,
        ("log", _) => Beat::Logged,
        ("exit", Some(code)) => Beat::Exited(u8::try_from(code).ok()?),
        _ => return None,
    };
    Some(Heartbeat {
        name: text("name")?,
        beat,
        run: text("run"),
        at: Timestamp::from_millisecond(value.get("at")?.as_i64()?).ok()?,
        body: text("body").unwrap_or_default(),
        took: value.get("took").and_then(Value::as_i64).map(SignedDuration::from_millis),
        is_local: true,
    })
}

#[cfg(test)]
mod tests;
