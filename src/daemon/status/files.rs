//! Files that are there whole or not at all: written beside the old ones, and put in their place at once.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::publish::status::Written;

/// Everybody may read what is published.
const MODE: u32 = 0o644;

/// From what age on a file that was begun is one that nobody will finish.
const FORGOTTEN: Duration = Duration::from_hours(1);

/// How many names are tried for a file that is begun.
const ATTEMPTS: u32 = 100;

/// How the names of files end that are not finished.
const UNFINISHED: &str = ".unfinished";

/// Why a page was not written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct NotWritten {
    /// What could not be written.
    path: PathBuf,
    /// What the system says.
    cause: io::Error,
}

impl NotWritten {
    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> io::ErrorKind {
        self.cause.kind()
    }
}

/// A file that is written and not yet in its place; it goes away with this.
struct Laid {
    at: PathBuf,
    target: PathBuf,
}

impl Drop for Laid {
    fn drop(&mut self) {
        // Once it is in its place there is nothing here any more.
        drop(fs::remove_file(&self.at));
    }
}

/// Writes these files into a directory, which is made if it is not there. None takes the place of an old
/// one before all are on the disk.
///
/// # Errors
///
/// The first thing that failed; then what was there is there still.
pub fn write(directory: &Path, files: &[Written]) -> Result<(), NotWritten> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| NotWritten { path, cause }
    };
    if directory.exists() && !directory.is_dir() {
        return Err(failed(directory)(io::ErrorKind::NotADirectory.into()));
    }
    fs::create_dir_all(directory).map_err(failed(directory))?;
    // Where a link leads to: should it lead elsewhere meanwhile, all of them are here still.
    let directory = &fs::canonicalize(directory).map_err(failed(directory))?;
    let mut laid = Vec::with_capacity(files.len());
    for Written { name, text } in files {
        let target = directory.join(name);
        if target.is_dir() {
            return Err(failed(&target)(io::ErrorKind::IsADirectory.into()));
        }
        laid.push(lay(directory, name, text).map_err(failed(&target))?);
    }
    for file in &laid {
        fs::rename(&file.at, &file.target).map_err(failed(&file.target))?;
    }
    File::open(directory).and_then(|it| it.sync_all()).map_err(failed(directory))?;
    drop(laid);
    sweep(directory);
    Ok(())
}

fn lay(directory: &Path, name: &str, text: &str) -> io::Result<Laid> {
    let (at, mut file) = begin(directory, name)?;
    let laid = Laid { at, target: directory.join(name) };
    file.write_all(text.as_bytes())?;
    file.set_permissions(Permissions::from_mode(MODE))?;
    file.sync_all()?;
    Ok(laid)
}

/// A file that nobody else has begun: of two who write at once each has its own, also on machines that share
/// the directory, and no link that somebody has put there is followed.
fn begin(directory: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let at = directory.join(format!(".{name}.{}-{number}{UNFINISHED}", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&at) {
            Ok(file) => return Ok((at, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < ATTEMPTS => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Removes what a process began that was killed. What cannot be removed harms nobody.
fn sweep(directory: &Path) {
    let modified = |path: &Path| fs::metadata(path).and_then(|it| it.modified());
    let Ok(now) = modified(directory) else { return };
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours =
            name.to_string_lossy().starts_with('.') && name.to_string_lossy().ends_with(UNFINISHED);
        let age = modified(&entry.path()).ok().and_then(|at| now.duration_since(at).ok());
        if is_ours && age.is_some_and(|age| age > FORGOTTEN) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

#[cfg(test)]
mod tests;
