//! The programs that speak: which of them are known, and how each is called.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

/// A program that is known to speak.
#[derive(Debug)]
struct Known {
    name: &'static str,
    /// What it is given after the arguments that are configured.
    arguments: &'static [&'static str],
    /// Whether it has the words as its last argument, and not on its input.
    is_told: bool,
    /// Whether it writes a WAV file and does not speak by itself.
    writes: bool,
    /// What it is given to be silent, where it only asks others to speak.
    silence: Option<&'static str>,
}

static KNOWN: &[Known] = &[
    Known {
        name: "espeak-ng",
        arguments: &["--stdin", "--stdout"],
        is_told: false,
        writes: true,
        silence: None,
    },
    Known { name: "say", arguments: &["-f", "-"], is_told: false, writes: false, silence: None },
    Known {
        name: "spd-say",
        arguments: &["--wait"],
        is_told: true,
        writes: false,
        silence: Some("--cancel"),
    },
];

/// The program that is configured.
pub(super) struct Program {
    line: Vec<String>,
    known: Option<&'static Known>,
}

impl Program {
    /// The program of that command line, unless there is none.
    pub(super) fn of(line: &[String]) -> Option<Self> {
        let name = Path::new(line.first()?).file_name();
        let known = KNOWN.iter().find(|known| name == Some(OsStr::new(known.name)));
        Some(Self { line: line.to_vec(), known })
    }

    /// What it is called in the configuration.
    pub(super) fn name(&self) -> &str {
        self.line.first().map_or("", String::as_str)
    }

    /// Whether it writes a WAV file, or speaks by itself, as far as that is known.
    pub(super) fn writes(&self) -> Option<bool> {
        self.known.map(|known| known.writes)
    }

    /// Has it say that; its volume is for those that can be told, from 0.0 to 1.0.
    pub(super) fn command(&self, caption: &str, volume: f32) -> Command {
        let mut command = self.start();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let Some(known) = self.known else { return command };
        command.args(known.arguments);
        if known.is_told {
            // From -100 to 100; a word that begins with a hyphen is a word.
            let volume = (volume.clamp(0.0, 1.0) * 200.0 - 100.0).round();
            command.arg(format!("--volume={volume:+}")).arg("--").arg(caption);
        }
        command
    }

    /// What makes it silent once it is gone, if that is needed.
    pub(super) fn silencer(&self) -> Option<Command> {
        let silence = self.known?.silence?;
        let mut command = self.start();
        command.arg(silence).stdin(Stdio::null()).stdout(Stdio::null());
        Some(command)
    }

    fn start(&self) -> Command {
        let mut command = Command::new(self.name());
        // Its own group: it is killed with everything it starts.
        command.args(self.line.iter().skip(1)).stderr(Stdio::null()).process_group(0);
        command
    }
}

/// Whether there is such a program: at that path, or in one of the folders of `path`.
#[must_use]
pub fn is_installed(program: &str, path: &OsStr) -> bool {
    let is_program = |file: &Path| {
        let found = file.metadata();
        found.is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
    };
    if program.contains('/') {
        return is_program(Path::new(program));
    }
    std::env::split_paths(path).any(|folder| is_program(&folder.join(program)))
}
