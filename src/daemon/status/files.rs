//! Files that are there whole or not at all: written beside the old ones, and put in their place at once.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::publish::status::Written;

/// Everybody may read what is published.
const MODE: u32 = 0o644;

/// From what age on a file that was begun is one that nobody will finish.
const FORGOTTEN: Duration = Duration::from_hours(1);

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
    fs::create_dir_all(directory).map_err(failed(directory))?;
    let mut laid = Vec::with_capacity(files.len());
    for Written { name, text } in files {
        let target = directory.join(name);
        let at = directory.join(format!(".{name}.{}{UNFINISHED}", std::process::id()));
        let file = Laid { at, target };
        lay(&file.at, text.as_bytes()).map_err(failed(&file.target))?;
        laid.push(file);
    }
    for file in &laid {
        fs::rename(&file.at, &file.target).map_err(failed(&file.target))?;
    }
    File::open(directory).and_then(|it| it.sync_all()).map_err(failed(directory))?;
    drop(laid);
    sweep(directory);
    Ok(())
}

fn lay(at: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(at)?;
    file.write_all(bytes)?;
    file.set_permissions(Permissions::from_mode(MODE))?;
    file.sync_all()
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
