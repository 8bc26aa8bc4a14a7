//! `process`: so many that must run on this machine.

mod table;

use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use self::table::{Process, Table};
use super::blocking::Blocking;
use super::keys::key;
use super::{Context, Key, KeyKind, Look, Looking, Monitor, Options, Probe, Wrong};
use crate::domain::text::plain;

/// `process`
pub(super) static MONITOR: Monitor = Monitor {
    name: "process",
    about: "processes of this machine that must run, and how many of them",
    keys: KEYS,
    is_local: true,
    build,
};

const KEYS: &[Key] = &[
    key("name", KeyKind::Text, "What they are called, exactly, as `ps -e` shows it.", "\"nginx\""),
    key(
        "pattern",
        KeyKind::Text,
        "A regular expression that their command lines match, as `ps -ef` shows them.",
        "\"java .*shop[.]jar\"",
    ),
    key(
        "pid_file",
        KeyKind::Path,
        "A file with the number of the one that must run, of that name or pattern if one is given.",
        "\"/run/nginx.pid\"",
    ),
    key("at_least", KeyKind::Whole(0, 1_000_000), "How many must run; 1 unless given.", "2"),
    key(
        "at_most",
        KeyKind::Whole(0, 1_000_000),
        "How many may run; any number unless given, and with 0 none must.",
        "1",
    ),
];

/// How much memory the pattern may take.
const PATTERN_SIZE: usize = 1 << 20;

/// How much of a file that should hold a number is read.
const PID_FILE: u64 = 64;

#[derive(Debug)]
struct Watched {
    wanted: Arc<Wanted>,
    blocking: Blocking,
}

/// Which processes must run.
#[derive(Debug)]
struct Wanted {
    which: Which,
    pid_file: Option<PathBuf>,
    at_least: usize,
    at_most: Option<usize>,
}

/// How a process is known.
#[derive(Debug)]
enum Which {
    /// Whatever it is.
    Any,
    /// By its name.
    Name(String),
    /// By its command line.
    Pattern(Regex),
}

fn build(options: &Options) -> Result<Arc<dyn Probe>, Wrong> {
    let (name, pattern) = (options.text("name"), options.text("pattern"));
    let pid_file = options.path("pid_file");
    let which = match (name, pattern) {
        (Some(_), Some(_)) => {
            let message = "a process has a name or a pattern, not both";
            return Err(Wrong::new("pattern", message, "take one of them out"));
        }
        (Some(name), None) if name.trim().is_empty() => {
            return Err(Wrong::new("name", "no process has no name", "write `name = \"nginx\"`"));
        }
        (Some(name), None) => Which::Name(name),
        (None, Some(pattern)) => Which::Pattern(regex(&pattern)?),
        (None, None) if pid_file.is_none() => {
            let message = "nothing says which process must run";
            return Err(Wrong::new("name", message, "write `name = \"nginx\"`"));
        }
        (None, None) => Which::Any,
    };
    let number = |key| options.whole(key).and_then(|number| usize::try_from(number).ok());
    let (at_least, at_most) = (number("at_least"), number("at_most"));
    if pid_file.is_some() && (at_least.is_some() || at_most.is_some()) {
        let key = if at_least.is_some() { "at_least" } else { "at_most" };
        return Err(Wrong::new(key, "`pid_file` is of one process", "take one of them out"));
    }
    let usual = usize::from(at_most != Some(0));
    let at_least = at_least.unwrap_or(usual);
    if at_most.is_some_and(|at_most| at_least > at_most) {
        let message = "there cannot be at least so many and at most so few";
        return Err(Wrong::new("at_least", message, "write one that is below `at_most`"));
    }
    let wanted = Arc::new(Wanted { which, pid_file, at_least, at_most });
    Ok(Arc::new(Watched { wanted, blocking: Blocking::default() }))
}

fn regex(pattern: &str) -> Result<Regex, Wrong> {
    let made = RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).build();
    made.map_err(|error| {
        let error = error.to_string();
        // Those before show the pattern.
        let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let message = format!("this is no regular expression: {why}");
        Wrong::new("pattern", message, "`\\\\.` in double quotes is a point")
    })
}

impl Probe for Watched {
    fn look<'a>(&'a self, _: Context<'a>) -> Looking<'a> {
        let wanted = Arc::clone(&self.wanted);
        Box::pin(self.blocking.look(move || wanted.look(&Table::of_this_machine())))
    }

    fn target(&self) -> String {
        match &self.wanted.pid_file {
            Some(file) => file.display().to_string(),
            None => self.wanted.which.word().to_owned(),
        }
    }
}

impl Which {
    fn is(&self, process: &Process<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Name(name) => process.is_called(name),
            Self::Pattern(pattern) => pattern.is_match(&process.command_line()),
        }
    }

    fn word(&self) -> &str {
        match self {
            Self::Any => "",
            Self::Name(name) => name,
            Self::Pattern(pattern) => pattern.as_str(),
        }
    }
}

impl Wanted {
    fn look(&self, table: &Table) -> Look {
        if !table.is_there() {
            return Look::undetermined("this system has no /proc that tells which processes run");
        }
        match &self.pid_file {
            Some(file) => self.look_at_one(file, table),
            None => self.count(table),
        }
    }

    fn count(&self, table: &Table) -> Look {
        let count = match table.processes() {
            Ok(processes) => processes.filter(|process| self.which.is(process)).count(),
            Err(error) => {
                return Look::undetermined(format!("/proc cannot be read: {error}"));
            }
        };
        let run = match count {
            0 => "no process".to_owned(),
            1 => "1 process".to_owned(),
            _ => format!("{count} processes"),
        };
        let verb = if count > 1 { "run" } else { "runs" };
        let said = format!("{run} of `{}` {verb}", plain(self.which.word()));
        let is_short = count < self.at_least;
        let look = if is_short && table.is_partial() {
            Look::undetermined(format!("{said} that this user may see, which is not all there are"))
        } else if is_short && self.at_least == 1 {
            Look::failed(said)
        } else if is_short {
            Look::failed(format!("{said}, and at least {} should", self.at_least))
        } else if let Some(at_most) = self.at_most.filter(|at_most| count > *at_most) {
            Look::failed(format!("{said}, and at most {at_most} should"))
        } else {
            Look::fine(said)
        };
        look.number("count", f64::from(u32::try_from(count).unwrap_or(u32::MAX)), "")
    }

    fn look_at_one(&self, file: &Path, table: &Table) -> Look {
        let shown = file.display();
        let text = match read(file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Look::failed(format!("there is no `{shown}`")).number("count", 0.0, "");
            }
            Err(error) => return Look::undetermined(format!("`{shown}` cannot be read: {error}")),
        };
        let Some(number) = text.split_whitespace().next().and_then(|word| word.parse().ok()) else {
            return Look::undetermined(format!("`{shown}` holds no number of a process"));
        };
        let Some(process) = table.process(number) else {
            if table.is_partial() {
                let said = format!("process {number} of `{shown}` is none that this user may see");
                return Look::undetermined(said);
            }
            let said = format!("process {number} of `{shown}` does not run");
            return Look::failed(said).number("count", 0.0, "");
        };
        let (name, wanted) = (plain(&process.name).into_owned(), plain(self.which.word()));
        if !self.which.is(&process) {
            let said = format!("process {number} of `{shown}` is `{name}`, and not `{wanted}`");
            return Look::failed(said).number("count", 0.0, "");
        }
        Look::fine(format!("process {number} runs: `{name}`")).number("count", 1.0, "")
    }
}

fn read(file: &Path) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(PID_FILE).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The last part of a path.
fn last(path: &str) -> &str {
    Path::new(path).file_name().and_then(OsStr::to_str).unwrap_or(path)
}

#[cfg(test)]
mod tests;
