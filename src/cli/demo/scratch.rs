//! A directory for a while: made for its owner only, and removed with everything in it.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Out;
use crate::error::{Error, Kind};

/// The directory; dropping this removes it.
pub(super) struct Scratch {
    path: PathBuf,
    out: Out,
}

impl Scratch {
    /// Makes a directory that was not there before.
    pub(super) fn make(out: Out) -> Result<Self, Error> {
        let place = std::env::temp_dir();
        let process = std::process::id();
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let mut attempt = 0;
        loop {
            let path = place.join(format!("wail-demo-{process}-{attempt}"));
            match builder.create(&path) {
                Ok(()) => return Ok(Self { path, out }),
                // A process that had the same number and was killed has left it.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => {
                    attempt += 1;
                }
                Err(error) => return Err(cannot(&path, &error)),
            }
        }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file into it, and says where that is.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let file = self.path.join(name);
        fs::write(&file, text).map_err(|error| cannot(&file, &error))?;
        Ok(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            let path = self.path.display();
            self.out.warn(format_args!("warning: {path} could not be removed: {error}"));
        }
    }
}

fn cannot(path: &Path, error: &io::Error) -> Error {
    Error::new(Kind::Unreachable, format!("{} cannot be written", path.display()))
        .detail(format!("  {error}"))
        .hint("set TMPDIR to a directory that can be written")
}
