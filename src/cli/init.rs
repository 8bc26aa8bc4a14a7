//! `wail init`: a first configuration, written where it is looked for, and never over another.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::Session;
use crate::config::{self, Located};
use crate::error::{Error, Kind};

/// The arguments of `wail init`.
#[derive(Args, Debug)]
pub(super) struct Init {}

pub(super) fn run(session: &Session, _: &Init) -> Result<(), Error> {
    let path = session.config_target()?;
    let zone = session.zone();
    let today = session.now.to_zoned(zone.clone()).date();
    let text = config::starter(session.environment(), zone.iana_name(), today);
    write(&path, &text).map_err(|error| not_written(&path, &error))?;
    let settings = config::load(&Located { path: path.clone() })?;
    if session.out.json {
        return session.out.json(&json!({ "path": path.to_string_lossy() }));
    }
    session.out.line(format_args!("wrote {}", path.display()))?;
    let address = settings.listen.address;
    session.out.talk("next:");
    if !is_found_by_itself(session, &path) {
        session.out.talk(format_args!(
            "  export WAIL_CONFIG={}    so that it is found there",
            path.display()
        ));
    }
    for line in [
        "  wail sound proof     hear that this machine can ring",
        "  wail watch           receive, decide and ring in this terminal",
        "  wail page \"a test\"   raise an alert by hand, from another terminal",
    ] {
        session.out.talk(line);
    }
    session.out.talk(format_args!(
        "monitors send to http://{address}/in/alertmanager or http://{address}/in/generic"
    ));
    Ok(())
}

/// Writes the file and its directory, unless there is such a file already.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut file = File::create_new(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a configuration is worse than none; that it cannot be removed either adds nothing.
        drop(fs::remove_file(path));
    }
    written
}

fn not_written(path: &Path, error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Error::new(
            Kind::Config,
            format!("there is a configuration already: {}", path.display()),
        )
        .hint("`wail config check` says whether it is right; to begin anew, move it away first");
    }
    Error::new(Kind::Config, format!("{} cannot be written", path.display()))
        .detail(format!("  {error}"))
        .hint("name another file: `wail init --config FILE`")
}

/// Whether the next command finds that file without being told.
fn is_found_by_itself(session: &Session, path: &Path) -> bool {
    let environment = session.environment();
    match environment.variable("WAIL_CONFIG") {
        Some(named) => Path::new(&named) == path,
        None => environment.config_file().is_some_and(|usual| usual == path),
    }
}
