//! `wail init`: a first configuration, written where it is looked for, and never over another.

mod ask;
mod import;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::Session;
use crate::config::{self, Located, Settings};
use crate::error::{Error, Kind};
use crate::import::answered;

/// The arguments of `wail init`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    wail init\n  \
    wail init --from schedule.json users.json policies.json\n  \
    wail init --from alertmanager.yml gatus.yaml --dry-run\n\n\
    On a terminal it asks five questions. Understood are exports of PagerDuty, Opsgenie and Grafana \
    OnCall (JSON), calendars (.ics), alertmanager.yml, backups of Uptime Kuma and Gatus: docs/import.md.")]
pub(super) struct Init {
    /// What other systems export: several files become one configuration
    #[arg(long, value_name = "FILE", num_args = 1..)]
    from: Vec<PathBuf>,
    /// Which system the files are of, where their content does not tell
    #[arg(long, value_name = "SYSTEM", requires = "from")]
    kind: Option<String>,
    /// Print the configuration, and write nothing
    #[arg(long, requires = "from")]
    dry_run: bool,
}

pub(super) fn run(session: &Session, args: &Init) -> Result<(), Error> {
    if !args.from.is_empty() {
        return import::run(session, args);
    }
    let path = session.config_target()?;
    let zone = session.zone();
    let today = session.now.to_zoned(zone.clone()).date();
    let text = if session.out.is_asking() && !path.exists() {
        answered(&ask::answers(session)?, today)
    } else {
        config::starter(session.environment(), zone.iana_name(), today)
    };
    let settings = written(session, &path, &text, Readers::Usual)?;
    if session.out.json {
        return session.out.json(&json!({ "path": path.to_string_lossy() }));
    }
    session.out.line(format_args!("wrote {}", path.display()))?;
    ending(session, &path, &settings);
    Ok(())
}

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whoever may read what this user writes.
    Usual,
    /// This user alone: what came from elsewhere may hold what nobody knows to be a secret.
    Owner,
}

/// Writes the file, and reads it as everybody will.
fn written(
    session: &Session,
    path: &Path,
    text: &str,
    readers: Readers,
) -> Result<Settings, Error> {
    // What would not pass the check is not left lying about.
    config::parse(text, path, session.environment())?;
    write(path, text, readers).map_err(|error| not_written(path, &error))?;
    Ok(config::load(&Located { path: path.to_owned() })?)
}

/// What to type next.
fn ending(session: &Session, path: &Path, settings: &Settings) {
    session.out.talk("next:");
    if !is_found_by_itself(session, path) {
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
    let address = settings.listen.address;
    let places = settings.sources.keys().map(|name| format!("http://{address}/in/{name}"));
    let places: Vec<String> = places.take(4).collect();
    if let Some((last, before)) = places.split_last() {
        let before = before.join(", ");
        let places = if before.is_empty() { last.clone() } else { format!("{before} or {last}") };
        session.out.talk(format_args!("monitors send to {places}"));
    }
}

/// Writes the file and its directory, unless there is such a file already.
fn write(path: &Path, text: &str, readers: Readers) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let mut file = options.open(path)?;
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
