//! Names of files: taken where nobody has them, kept a second time, cleared of what a killed process left, and
//! made to last.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::copies::copy_private;
use super::{StoreError, sqlite};
use crate::system;

/// How long nobody has written to an unfinished file before it counts as left behind: another machine may write
/// to the same directory, and its processes are not seen here.
const LEFT: SignedDuration = SignedDuration::from_hours(1);

/// A way to give a file a name that nobody has.
type Way = fn(&Path, &Path) -> io::Result<()>;

/// The ways, best first: many a stick and network drive knows only the later ones.
const WAYS: [Way; 3] = [linked, system::rename_new, placed];

/// Gives the file `from` the name `to` instead of its own, durably; a file that has that name keeps it.
///
/// # Errors
///
/// [`io::ErrorKind::AlreadyExists`] if there is one, or why the directory cannot be written.
pub fn take_name(from: &Path, to: &Path) -> io::Result<()> {
    take_name_by(&WAYS, from, to)?;
    sync_directory(to)
}

fn take_name_by(ways: &[Way], from: &Path, to: &Path) -> io::Result<()> {
    let mut taken = Err(io::ErrorKind::Unsupported.into());
    for way in ways {
        taken = way(from, to);
        let is_answered = match &taken {
            Ok(()) => true,
            Err(error) => error.kind() == io::ErrorKind::AlreadyExists,
        };
        if is_answered {
            break;
        }
    }
    taken
}

fn linked(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)?;
    // It has its name; the other one is only in the way.
    drop(fs::remove_file(from));
    Ok(())
}

/// Over an empty file that only this could make.
fn placed(from: &Path, to: &Path) -> io::Result<()> {
    drop(sqlite::new_private(to)?);
    fs::rename(from, to).inspect_err(|_| drop(fs::remove_file(to)))
}

/// Keeps what is at `path`, and its log if there is one, under a second name as well: `aside`, or that with a
/// number if somebody has it. Returns the name; none if there is nothing at `path`.
pub(super) fn keep_aside(path: &Path, aside: &Path) -> Result<Option<PathBuf>, StoreError> {
    let cannot = |error: &io::Error| StoreError::cannot_open(path, error);
    let parts: Vec<&str> = ["", "-wal"].into_iter().filter(|it| with(path, it).exists()).collect();
    let mut number = 1_u32;
    loop {
        let name = if number == 1 { aside.to_owned() } else { with(aside, &format!("-{number}")) };
        let is_free = ["", "-wal", "-shm"].iter().all(|part| !with(&name, part).exists());
        let kept = if is_free { keep(path, &name, &parts) } else { Ok(false) };
        if kept.map_err(|error| cannot(&error))? {
            sync_directory(path).map_err(|error| cannot(&error))?;
            return Ok(parts.contains(&"").then_some(name));
        }
        number += 1;
    }
}

/// Whether all parts have the name; no if somebody else took it meanwhile.
fn keep(path: &Path, name: &Path, parts: &[&str]) -> io::Result<bool> {
    for (at, part) in parts.iter().enumerate() {
        let (from, to) = (with(path, part), with(name, part));
        let kept = match fs::hard_link(&from, &to) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => copy_private(&from, &to),
            linked => linked,
        };
        if let Err(error) = kept {
            for part in &parts[..at] {
                drop(fs::remove_file(with(name, part)));
            }
            let is_taken = error.kind() == io::ErrorKind::AlreadyExists;
            return if is_taken { Ok(false) } else { Err(error) };
        }
    }
    Ok(true)
}

/// Deletes what processes that are gone have left unfinished in a directory: files with such a name, a point and
/// the number of the process, and their logs. Whatever cannot be looked at or deleted stays.
pub fn clear_unfinished(directory: &Path, now: Timestamp, is_named: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let logs = ["-wal", "-shm", "-journal"];
        let file = logs.iter().find_map(|log| name.strip_suffix(log)).unwrap_or(name);
        let Some((begins, process)) = file.rsplit_once('.') else { continue };
        let is_left = || {
            let written = entry.metadata().and_then(|about| about.modified()).ok()?;
            Some(now.duration_since(Timestamp::try_from(written).ok()?) > LEFT)
        };
        let is_gone = process.parse().is_ok_and(|process| !system::is_alive(process));
        if is_gone && is_named(begins) && is_left() == Some(true) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Makes what was written into its directory last, where directories can be made to.
pub(super) fn sync_directory(of: &Path) -> io::Result<()> {
    let parent = of.parent().filter(|parent| !parent.as_os_str().is_empty());
    match File::open(parent.unwrap_or(Path::new(".")))?.sync_all() {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        synced => synced,
    }
}

/// The path with that after it.
pub(super) fn with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
