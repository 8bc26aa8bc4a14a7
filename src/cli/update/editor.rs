//! An update written in somebody's editor, beginning with a draft.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::Session;
use crate::domain::text::plain;
use crate::error::{Error, Kind};
use crate::publish::update::Facts;

/// What is run where nobody says otherwise.
const USUAL: &str = "vi";

/// What somebody made of a text. The file it was written in stays until it is dropped by name: what was
/// typed is not lost where something else goes wrong.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) file: PathBuf,
}

impl Edited {
    /// The text is kept elsewhere by now.
    pub(super) fn done(self) {
        // A file that stays harms nobody.
        drop(fs::remove_file(self.file));
    }
}

/// Opens the editor on that text, with what is known below it.
pub(super) fn edit(session: &Session, text: &str, facts: &[&Facts]) -> Result<Edited, Error> {
    let file = write(&whole(text, facts)).map_err(|error| {
        Error::new(Kind::Unreachable, "there is no file to write in")
            .detail(format!("  {error}"))
            .hint(
                "name a directory that can be written in by `TMPDIR`, or write it without `--edit`",
            )
    })?;
    let environment = session.environment();
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| environment.variable(name));
    let editor = named.unwrap_or_else(|| OsString::from(USUAL));
    let failed = |why: String| {
        Error::new(Kind::No, format!("the editor {why}: nothing is kept"))
            .detail(format!("  {}", plain(&editor.to_string_lossy())))
            .hint(format!("what you wrote is in {}", file.display()))
    };
    // Like others that start editors: it may be a command line with arguments.
    let ran = Command::new("sh").arg("-c").arg("exec $0 \"$1\"").arg(&editor).arg(&file).status();
    match ran {
        Ok(status) if status.success() => {}
        Ok(_) => return Err(failed("did not end well".to_owned())),
        Err(error) => return Err(failed(format!("cannot be started ({error})"))),
    }
    let written = fs::read_to_string(&file);
    let written = written.map_err(|error| failed(format!("left no text ({error})")))?;
    let lines = written.lines().filter(|line| !line.starts_with('#'));
    Ok(Edited { text: lines.collect::<Vec<_>>().join("\n"), file })
}

/// A file that nobody else can read or has put there.
fn write(text: &str) -> io::Result<PathBuf> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let folder = std::env::temp_dir();
    let named = |number: u32| folder.join(format!("wail-update-{}-{number}", std::process::id()));
    let mut number = 0;
    loop {
        let path: &Path = &named(number);
        match options.open(path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path.to_owned());
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 100 => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

fn whole(text: &str, facts: &[&Facts]) -> String {
    let mut lines = vec![
        text.to_owned(),
        String::new(),
        "# Lines that begin with # are not part of it.".to_owned(),
        "# First the impact, then what you do, then when the next word comes. The cause has a line of"
            .to_owned(),
        "# its own, once it is known; nobody's name stands in it, and no excuse.".to_owned(),
    ];
    for facts in facts {
        lines.push("#".to_owned());
        lines.push(format!("# {} {}: {}", facts.incident, facts.severity, facts.summary));
        lines.push(format!("#   {}, since {} ({})", facts.status, facts.since, facts.lasted));
        lines.extend(facts.firing.iter().take(10).map(|alert| format!("#   fires: {alert}")));
        lines.extend(facts.notes.iter().map(|note| format!("#   noted {note}")));
    }
    lines.join("\n") + "\n"
}
