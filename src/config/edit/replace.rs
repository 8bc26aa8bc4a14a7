//! A file replaced at once: whoever reads it sees the old text or the new one, also after a crash.

use std::collections::hash_map::RandomState;
use std::fs::{self, File};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::Path;

/// Why a file was not replaced.
#[derive(Debug, thiserror::Error)]
pub enum NotReplaced {
    /// Somebody else has changed it.
    #[error("somebody has changed it meanwhile")]
    Changed,
    /// The system says no.
    #[error("{0}")]
    Failed(#[from] io::Error),
}

/// Replaces a file's text, if that is still the old one. Mode and owner stay; of a link, what it
/// leads to is replaced.
pub fn replace(path: &Path, old: &str, new: &str) -> Result<(), NotReplaced> {
    let path = fs::canonicalize(path)?;
    // Two who edit at once wait for each other; the later one finds another text.
    let locked = File::open(&path)?;
    locked.lock()?;
    if fs::read(&path)? != old.as_bytes() {
        return Err(NotReplaced::Changed);
    }
    let directory = path.parent().unwrap_or_else(|| Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let number = RandomState::new().build_hasher().finish();
    let beside = directory.join(format!(".{name}.{number:x}.new"));
    let written = write(&beside, new, &locked).and_then(|()| fs::rename(&beside, &path));
    if let Err(error) = written {
        // What cannot be removed either is a file beside it that nobody reads.
        drop(fs::remove_file(&beside));
        return Err(error.into());
    }
    // The name itself is on the disk only then. The new text is in force already: a failure here is
    // none that anybody could do something about.
    drop(File::open(directory).and_then(|directory| directory.sync_all()));
    Ok(())
}

/// Writes a new file with the mode and the owner of another.
fn write(path: &Path, text: &str, like: &File) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    let about = like.metadata()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (about.uid(), about.gid()) {
            fchown(&file, Some(about.uid()), Some(about.gid()))?;
        }
    }
    file.set_permissions(about.permissions())?;
    file.sync_all()
}
