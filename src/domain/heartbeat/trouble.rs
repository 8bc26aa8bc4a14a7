//! What may be wrong with a job that gives signs of life, and that it is or is no longer.

use crate::domain::alert::Signal;

/// What may be wrong with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A sign of life is missing.
    Late,
    /// A run takes longer than it may.
    Long,
    /// The last run failed.
    Failed,
    /// Two runs are under way.
    Overlapping,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Late, Self::Long, Self::Failed, Self::Overlapping];

    /// The word in JSON, and in the identity of the problem.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Long => "long-running",
            Self::Failed => "failed",
            Self::Overlapping => "overlapping",
        }
    }
}

/// How it stands with a job, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Something is wrong: the gravest.
    Wrong(Trouble),
    /// It has never given a sign of life, and need not have yet.
    New,
    /// A run is under way.
    Running,
    /// All is well.
    Fine,
}

impl Stands {
    /// The word in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Wrong(trouble) => trouble.word(),
            Self::New => "new",
            Self::Running => "running",
            Self::Fine => "fine",
        }
    }
}

/// That something is wrong with a job from now on, or no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// What.
    pub trouble: Trouble,
    /// Whether it is there or over.
    pub signal: Signal,
    /// In one line.
    pub summary: String,
    /// And what else is known.
    pub details: String,
}

impl News {
    pub(super) fn begins(trouble: Trouble, summary: String, details: String) -> Self {
        Self { trouble, signal: Signal::Firing, summary, details }
    }

    pub(super) fn is_over(trouble: Trouble, summary: String) -> Self {
        Self { trouble, signal: Signal::Resolved, summary, details: String::new() }
    }
}
