//! Heartbeats: signs of life of jobs that run by the clock, what each says of its job, and when one is
//! missed.

mod rule;
mod standing;
mod trouble;

use jiff::{SignedDuration, Timestamp};

use super::alert::Signal;

pub use self::rule::{AlertOf, Rule, Schedule};
pub use self::standing::{Run, Standing};
pub use self::trouble::{News, Stands, Trouble};

/// What a sign of life says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The job has begun.
    Started,
    /// It has ended, and well.
    Succeeded,
    /// It has failed.
    Failed,
    /// It has ended with that exit code.
    Exited(u8),
    /// It only has something to say.
    Logged,
}

impl Beat {
    /// The word in the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Started => "start",
            Self::Succeeded => "success",
            Self::Failed => "fail",
            Self::Exited(_) => "exit",
            Self::Logged => "log",
        }
    }

    /// Whether the job is over with it, well or not.
    #[must_use]
    pub fn is_end(self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::Exited(_) => true,
            Self::Started | Self::Logged => false,
        }
    }

    /// The exit code, where it is told.
    #[must_use]
    pub fn exit_code(self) -> Option<u8> {
        match self {
            Self::Exited(code) => Some(code),
            Self::Started | Self::Succeeded | Self::Failed | Self::Logged => None,
        }
    }

    /// Whether something is wrong with the job from now on, or no longer; nothing where it says neither.
    #[must_use]
    pub fn signal(self) -> Option<Signal> {
        match self {
            Self::Failed => Some(Signal::Firing),
            Self::Exited(code) => Some(if code == 0 { Signal::Resolved } else { Signal::Firing }),
            Self::Succeeded => Some(Signal::Resolved),
            Self::Started | Self::Logged => None,
        }
    }

    /// What a problem of that job is called.
    #[must_use]
    pub fn summary(self, name: &str) -> String {
        match self {
            Self::Exited(code) if code != 0 => {
                format!("heartbeat {name} failed with exit code {code}")
            }
            Self::Exited(_) | Self::Started | Self::Succeeded | Self::Failed | Self::Logged => {
                format!("heartbeat {name} failed")
            }
        }
    }
}

/// A sign of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heartbeat {
    /// Of which job.
    pub name: String,
    /// What it says.
    pub beat: Beat,
    /// Which run of the job, where it says so.
    pub run: Option<String>,
    /// When it came.
    pub at: Timestamp,
    /// The end of what came with it.
    pub body: String,
    /// How long the run took that is over with it, where that is known.
    pub took: Option<SignedDuration>,
    /// Whether it was written into the store on this machine, which needs nobody who listens.
    pub is_local: bool,
}

/// How much is kept of the end of what comes with a sign of life, in bytes.
pub const TAIL: usize = 10_000;

/// The end of a body, as text.
#[must_use]
pub fn tail(body: &[u8]) -> String {
    let from = body.len().saturating_sub(TAIL);
    // A character that was cut begins somewhere before.
    let is_begun = |at: &usize| body.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80);
    let from = if from == 0 { 0 } else { (from..from + 4).find(is_begun).unwrap_or(from) };
    String::from_utf8_lossy(&body[from.min(body.len())..]).into_owned()
}

#[cfg(test)]
mod tests;
