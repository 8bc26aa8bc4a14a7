//! Heartbeats: signs of life of jobs that run by the clock, and what each says of its job.

use jiff::Timestamp;

use super::alert::Signal;

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
}

#[cfg(test)]
mod tests;
