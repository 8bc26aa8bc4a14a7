//! What went wrong, for people: a kind with its exit code, what is true, its cause, what to type next.

use std::fmt;

use crate::config::{Faults, NotFound};
use crate::daemon::DaemonError;
use crate::domain::text::plain;
use crate::store::StoreError;

/// The kinds of failure; each has an exit code that scripts can rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The answer is no: nobody on call, nothing matched, not acknowledged in time.
    No,
    /// The command line makes no sense.
    Usage,
    /// The configuration is at fault.
    Config,
    /// The store or the daemon cannot be reached.
    Unreachable,
    /// This machine cannot be heard.
    Deaf,
    /// Something that should not be possible.
    Bug,
    /// Nothing is wrong here: this is the exit code that somebody else, or another contract, has.
    Exit(u8),
}

impl Kind {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::No => 1,
            Self::Usage => 2,
            Self::Config => 3,
            Self::Unreachable => 4,
            Self::Deaf => 5,
            Self::Bug => 70,
            Self::Exit(code) => code,
        }
    }
}

/// A failure as a person reads it.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    message: String,
    detail: Option<String>,
    hints: Vec<String>,
}

impl Error {
    /// A failure of that kind: what is true, in one sentence without a period.
    ///
    /// Whatever is told of a failure may hold names from files and from the network, so nothing of
    /// it reaches a terminal that the terminal would obey.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: plain_lines(&message.into()), detail: None, hints: Vec::new() }
    }

    /// An exit code, of which nothing is said.
    #[must_use]
    pub fn exit(code: u8) -> Self {
        Self::new(Kind::Exit(code), "")
    }

    /// Adds what stands below the sentence, on as many lines as it has: the cause, or when and by
    /// whom.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(plain_lines(&detail.into()));
        self
    }

    /// Adds what to type next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(plain(&hint.into()).into_owned());
        self
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What is true, in one sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to type next.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        &self.hints
    }
}

/// The text on the lines it has, each fit for a terminal.
fn plain_lines(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(plain).collect();
    lines.join("\n")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        if let Some(detail) = &self.detail {
            writeln!(f, "{}", detail.trim_end_matches('\n'))?;
        }
        for hint in &self.hints {
            writeln!(f, "hint: {hint}")?;
        }
        Ok(())
    }
}

impl From<Faults> for Error {
    fn from(faults: Faults) -> Self {
        let message = format!("cannot start: {}", faults.summary());
        Self::new(Kind::Config, message).detail(format!("\n{}", faults.body()))
    }
}

impl From<NotFound> for Error {
    fn from(error: NotFound) -> Self {
        Self::new(Kind::Config, error.to_string()).hint(error.hint())
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::Busy { path } => {
                let failure = Self::new(Kind::Unreachable, message);
                match &*holders(&path) {
                    [] => failure.hint("try again; somebody has been writing for five seconds"),
                    pids => failure.hint(format!("it is held by process {}", pids.join(", "))),
                }
            }
            StoreError::Full { .. } => Self::new(Kind::Unreachable, message)
                .hint("make room on that disk; nothing that was accepted is lost"),
            StoreError::CannotOpen { .. } => Self::new(Kind::Unreachable, message)
                .hint("check who owns the directory, or name another one in `[store] path`"),
            StoreError::Damaged { .. } => Self::new(Kind::Unreachable, message).hint(
                "move it aside and start again; `sqlite3 FILE .recover` may save its content",
            ),
            StoreError::Newer { .. } => {
                Self::new(Kind::Unreachable, message).hint("install that version or a newer one")
            }
            StoreError::Leased { .. } => Self::new(Kind::Unreachable, message)
                .hint("`wail watch` joins it as a station; `wail list` shows what is open"),
            StoreError::Conflict(id) => {
                Self::new(Kind::Unreachable, message).hint(format!("look again: `wail show {id}`"))
            }
            StoreError::Failed { .. } => {
                Self::new(Kind::Unreachable, message).hint("`wail doctor` looks closer")
            }
        }
    }
}

/// The processes that are writing the store, as text.
fn holders(store: &std::path::Path) -> Vec<String> {
    let mut index = store.as_os_str().to_owned();
    index.push("-shm");
    crate::system::lock_holders(index.as_ref()).iter().map(u32::to_string).collect()
}

impl From<DaemonError> for Error {
    fn from(error: DaemonError) -> Self {
        let message = error.to_string();
        match error {
            DaemonError::Store(error) => error.into(),
            DaemonError::Listen { address, .. } => Self::new(Kind::Unreachable, message)
                .hint(format!("see who has it: `ss -ltnp 'sport = :{}'`", address.port()))
                .hint("or choose another address in `[listen] address`"),
            DaemonError::System(_) => Self::new(Kind::Unreachable, message),
            DaemonError::Broken => Self::new(Kind::Bug, message)
                .hint("start it again: nothing that was accepted is lost; and please report this"),
        }
    }
}
