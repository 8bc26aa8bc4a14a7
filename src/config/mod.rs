//! The configuration: found, read, checked; settings, or every fault at once.
//!
//! `raw/` is the file as written, `check/` makes settings of it, `fault.rs` shows what is wrong.

mod asked;
mod assertions;
mod check;
pub mod edit;
mod environment;
mod essentials;
mod fault;
mod files;
mod listen_to;
mod located;
mod raw;
mod redacted;
mod rota_files;
mod secret;
mod settings;
mod show;
mod starter;
mod suggest;
mod zones;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

pub use asked::Asked;
pub use assertions::{Test, Tried, try_all};
pub(crate) use check::is_name;
pub use check::key_variable;
pub use environment::Environment;
pub use essentials::{Essentials, essentials};
pub use fault::{Fault, Faults, Place};
pub use files::Line;
pub use listen_to::unplayable;
pub use located::{Located, NotFound, find};
pub use redacted::redacted;
pub use secret::Secret;
pub use settings::{
    Audience, CanarySettings, DeadmanSettings, GaugeFeed, KeepBodies, Listen, MonitorSettings,
    PollSettings, RotaLines, Settings, Softer, SoundWhen, Sounds, SourceProof, SourceSettings,
    StatusSettings, StoreSettings, UpdateSettings,
};
pub use show::{show, show_json};
pub use starter::starter;
pub use suggest::closest;
pub(crate) use suggest::listed;
pub use zones::{Disagreement, Edition, Origin, ZoneData, own_zone, zone, zone_data};

use files::Files;
use raw::{Raw, Reading};

/// Reads and checks the configuration file.
pub fn load(located: &Located) -> Result<Settings, Faults> {
    let text = text_of(&located.path)?;
    parse(&text, &located.path, &Environment::of_process())
}

/// Checks the text of a configuration that stands, or would stand, at `path`. The files it names are
/// read.
pub fn parse(text: &str, path: &Path, environment: &Environment) -> Result<Settings, Faults> {
    parse_with(text, path, environment, &text_of)
}

/// Reads and checks the configuration as if another text stood in one of its files.
pub fn load_edited(located: &Located, edited: &Path, text: &str) -> Result<Settings, Faults> {
    let environment = Environment::of_process();
    if edited == located.path {
        return parse(text, edited, &environment);
    }
    let main = text_of(&located.path)?;
    let reader = |path: &Path| if path == edited { Ok(text.to_owned()) } else { text_of(path) };
    parse_with(&main, &located.path, &environment, &reader)
}

/// Checks the text of a configuration with the files that it names read by `reader`: as they were, for
/// example.
pub fn parse_with(
    text: &str,
    path: &Path,
    environment: &Environment,
    reader: &dyn Fn(&Path) -> Result<String, Faults>,
) -> Result<Settings, Faults> {
    let mut files = Files::new(path, text);
    let mut reading = read(text, &mut files);
    if !reading.is_broken {
        rota_files::read(&mut reading, &mut files, reader);
    }
    if reading.is_broken {
        return Err(Faults::of(&files, reading.findings));
    }
    let checked = check::check(reading, directory_of(path), environment);
    match checked.settings {
        None => Err(Faults::of(&files, checked.faults)),
        Some(mut settings) => {
            settings.warnings = files.faults(checked.warnings);
            let placed = checked.tests.into_iter().filter_map(|(assertion, span)| {
                let place = files.faults(vec![fault::Finding::at(span, "")]).pop()?;
                Some(Test { assertion, place })
            });
            settings.tests = placed.collect();
            let lines = checked.rota_spans.iter();
            settings.rota_lines = lines
                .map(|(name, spans)| (name.clone(), spans.map(|span| files.line_of(span))))
                .collect();
            settings.files = files.paths().map(Path::to_owned).collect();
            Ok(settings)
        }
    }
}

/// Reads the configuration file itself.
fn read(text: &str, files: &mut Files) -> Reading<Raw> {
    let reading: Reading<Raw> = raw::read(text);
    files.mask(secret::secrets_in(text));
    // Whatever stands under a name like `key` may be one.
    let keys =
        reading.dropped.iter().filter(|dropped| secret::NAMES.contains(&dropped.key.as_str()));
    files.mask(keys.map(|dropped| dropped.value.clone()));
    reading
}

/// The JSON Schema of the configuration, for editors.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(raw::Raw).to_value()
}

/// A length of time as people write it everywhere: `90s`, `5m`, `2h30m`, `7d`.
pub fn duration(text: &str) -> Result<SignedDuration, String> {
    let given = raw::Given { value: raw::Quantity(text.to_owned()), span: 0..0 };
    check::duration("it", &given).map_err(fault::Finding::on_one_line)
}

/// Whether that is how long a turn can be: `day`, `week`, `12 hours`, `2 weeks`, `month`.
pub fn turn(text: &str) -> Result<(), String> {
    let given = raw::Given { value: text.to_owned(), span: 0..0 };
    check::turn(&given).map_err(fault::Finding::on_one_line)
}

/// When one of these files was last changed; the beginning of time, if that is not to be had.
#[must_use]
pub fn revised_at(files: &[PathBuf]) -> Timestamp {
    let changed_at = |file: &PathBuf| {
        let changed_at = fs::metadata(file).and_then(|about| about.modified()).ok()?;
        Timestamp::try_from(changed_at).ok()
    };
    files.iter().filter_map(changed_at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// The text of the file, or why it cannot be read.
pub fn text_of(path: &Path) -> Result<String, Faults> {
    let unreadable = |why: String| Faults::of_file(path, format!("it cannot be read: {why}"));
    let bytes = fs::read(path).map_err(|error| unreadable(plainly(&error)))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let lines = String::from_utf8_lossy(&error.as_bytes()[..valid]).matches('\n').count();
        unreadable(format!("line {} is not UTF-8", lines + 1))
    })
}

/// What the system says, without its numbers.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
