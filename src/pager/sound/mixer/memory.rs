//! What was unmuted for an alarm, in a file as well: a daemon that is killed restores it at its next
//! start.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use super::{Level, Output};

/// The outputs that were unmuted, as they were before.
#[derive(Debug)]
pub(super) struct Memory {
    levels: Vec<Level>,
    /// What the files of all processes begin with.
    files: Option<PathBuf>,
}

impl Memory {
    pub(super) fn new(files: Option<PathBuf>) -> Self {
        Self { levels: Vec::new(), files }
    }

    /// Keeps how an output was, unless that is known: what it was made since then is not.
    pub(super) fn keep(&mut self, level: &Level) {
        if self.levels.iter().any(|known| known.output == level.output) {
            return;
        }
        self.levels.push(level.clone());
        if let Some(file) = self.own() {
            let lines: String = self.levels.iter().map(line).collect();
            // Without the file it is still restored, unless this process is killed.
            drop(fs::write(file, lines));
        }
    }

    pub(super) fn levels(&self) -> Vec<Level> {
        self.levels.clone()
    }

    /// Everything is as it was.
    pub(super) fn forget(&mut self) {
        if !self.levels.is_empty() {
            self.levels.clear();
            self.own().iter().for_each(|file| remove(file));
        }
    }

    /// What processes that are gone have left, by file.
    pub(super) fn of_others(&self) -> Vec<(PathBuf, Vec<Level>)> {
        let Some((folder, start)) = self.files.as_deref().and_then(split) else {
            return Vec::new();
        };
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let found = entries.flatten().filter_map(|entry| {
            let name = entry.file_name();
            let process = name.to_str()?.strip_prefix(&start)?.strip_prefix('.')?.parse().ok()?;
            // A former process may have had this one's number; what this one has unmuted stays so for
            // as long as its alarm lasts.
            let is_own = process == std::process::id().cast_signed();
            let is_left = if is_own { self.levels.is_empty() } else { !is_alive(process) };
            let text = is_left.then(|| fs::read_to_string(entry.path()).ok()).flatten()?;
            Some((entry.path(), text.lines().filter_map(level).collect()))
        });
        found.collect()
    }

    fn own(&self) -> Option<PathBuf> {
        let (folder, start) = self.files.as_deref().and_then(split)?;
        Some(folder.join(format!("{start}.{}", std::process::id())))
    }
}

fn split(files: &Path) -> Option<(&Path, String)> {
    let folder = files.parent().filter(|folder| !folder.as_os_str().is_empty());
    let start = files.file_name()?.to_str()?.to_owned();
    Some((folder.unwrap_or_else(|| Path::new(".")), start))
}

pub(super) fn remove(file: &Path) {
    // It may be gone already.
    drop(fs::remove_file(file));
}

fn is_alive(process: i32) -> bool {
    Pid::from_raw(process)
        .is_some_and(|process| !matches!(test_kill_process(process), Err(Errno::SRCH)))
}

/// One output, in words that [`level`] reads.
pub(super) fn line(level: &Level) -> String {
    let Level { output, channels, is_muted, .. } = level;
    let percents: Vec<String> = channels.iter().map(u32::to_string).collect();
    let percents = percents.join(",");
    let kind = match output {
        Output::Sink(_) => "sink",
        Output::Control(_) => "control",
    };
    let mute = if *is_muted { "muted" } else { "open" };
    format!("{kind} {percents} {mute} {}\n", output.name())
}

pub(super) fn level(line: &str) -> Option<Level> {
    let mut words = line.splitn(4, ' ');
    let (kind, percents, mute, name) =
        (words.next()?, words.next()?, words.next()?, words.next()?.to_owned());
    let channels: Vec<u32> =
        percents.split(',').map(|percent| percent.parse().ok()).collect::<Option<_>>()?;
    let percent = *channels.iter().max()?;
    let output = match kind {
        "sink" => Output::Sink(name),
        "control" => Output::Control(name),
        _ => return None,
    };
    Some(Level { output, percent, channels, is_muted: mute == "muted", stream: None })
}
