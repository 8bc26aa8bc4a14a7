//! There is no store where somebody says that one is: what was most likely meant.

use std::path::Path;

use crate::config::closest;
use crate::domain::text::plain;
use crate::error::{Error, Kind};

/// How many files of a directory are looked at.
const LOOKED_AT: usize = 1000;

/// There is no store at `path`, which `WAIL_STORE` names or else the line that was typed. Nothing of what it would
/// say is known, and that nothing is open least of all.
pub(super) fn failure(path: &Path, is_of_variable: bool) -> Error {
    let shown = plain(&path.display().to_string()).into_owned();
    let error = Error::new(Kind::Unreachable, format!("there is no store at {shown}"));
    let error = if is_of_variable { error.detail("  `WAIL_STORE` names it") } else { error };
    match beside(path) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint(format!("`wail --store {shown} serve` makes one there")),
    }
}

/// The file beside it whose name is most like it.
fn beside(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let directory = match path.parent()? {
        none if none.as_os_str().is_empty() => Path::new("."),
        directory => directory,
    };
    let entries = directory.read_dir().ok()?.take(LOOKED_AT).flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    // What stands beside a store of its own is none.
    let stores: Vec<String> = names.filter(|name| is_of_a_store(name)).collect();
    let meant = closest(name, stores.iter().map(String::as_str))?;
    let meant = path.with_file_name(meant).display().to_string();
    Some(plain(&meant).into_owned())
}

fn is_of_a_store(name: &str) -> bool {
    !["-wal", "-shm", ".sock", ".spool", ".lock"].iter().any(|end| name.ends_with(end))
}
