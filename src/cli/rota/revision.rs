//! The configuration as it was at a revision of git, the rotas' own files included.

use std::path::Path;
use std::process::Command;

use crate::cli::Session;
use crate::config::{self, Environment, Faults, Settings};
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// Reads and checks the configuration of a revision.
pub(super) fn settings_at(session: &Session, revision: &str) -> Result<Settings, Error> {
    if revision.starts_with('-') {
        return Err(Error::new(Kind::Usage, format!("`{}` is no revision", plain(revision)))
            .hint("name a commit, a branch or a tag: `--against HEAD`"));
    }
    let path = session.located()?.path;
    let text = at(revision, &path)?;
    let read = |path: &Path| {
        at(revision, path).map_err(|error| Faults::of_file(path, error.message().to_owned()))
    };
    config::parse_with(&text, &path, &Environment::of_process(), &read).map_err(|faults| {
        let message = format!("at `{}`: {}", plain(revision), faults.summary());
        Error::new(Kind::Config, message).detail(format!("\n{}", faults.body()))
    })
}

/// A file as it was at a revision.
fn at(revision: &str, path: &Path) -> Result<String, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let shown = Command::new("git")
        .arg("-C")
        .arg(folder)
        .arg("show")
        .arg(format!("{revision}:./{name}"))
        .output()
        .map_err(|error| {
            Error::new(Kind::Unreachable, "git cannot be run, which knows how the file was")
                .detail(format!("  {error}"))
                .hint("install git, and keep the configuration in a repository")
        })?;
    if !shown.status.success() {
        let said = String::from_utf8_lossy(&shown.stderr);
        let said = said.lines().next().unwrap_or_default();
        let message = format!("git has no `{name}` of `{}`", plain(revision));
        return Err(Error::new(Kind::Usage, message)
            .detail(format!("  {}", plain(said)))
            .hint(format!("see which there are: `git -C {} log`", folder.display())));
    }
    String::from_utf8(shown.stdout).map_err(|_| {
        Error::new(Kind::Config, format!("`{name}` of `{}` is not UTF-8", plain(revision)))
    })
}
