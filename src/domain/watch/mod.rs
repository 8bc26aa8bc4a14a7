//! What we look at ourselves: what one look comes to, and what a monitor's looks mean together.

pub mod dependency;
pub mod flap;
pub mod latency;
pub mod monitor;
pub mod sight;

use jiff::{SignedDuration, Timestamp};

/// The source that alerts of monitors have.
pub const SOURCE: &str = "monitor";

/// What one look at a target came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// When the look began.
    pub at: Timestamp,
    /// How long it took.
    pub took: SignedDuration,
    /// How the target is.
    pub finding: Finding,
    /// What was seen, in one line; it may have words of the target in it.
    pub said: String,
    /// The numbers that were seen.
    pub numbers: Vec<Number>,
}

/// How a target is, as far as one look tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Fine,
    /// It works, and something is not as it should be: what the Monitoring Plugins call a warning.
    Degraded,
    /// It does not work.
    Failed,
    /// The look says nothing of it: it could not be made, or its answer makes no sense.
    Undetermined,
}

/// A number that was seen, such as a plugin's performance data.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// What it is called.
    pub label: String,
    /// How much it is.
    pub value: f64,
    /// In which unit; empty if the target does not say.
    pub unit: String,
    /// How much it can be at most, if the target says.
    pub max: Option<f64>,
}

/// How a monitor's target is, as several looks agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Up,
    /// It works, and something is not as it should be; it counts as available.
    Degraded,
    /// It does not work.
    Down,
    /// Nobody can tell: the looks say nothing, or whoever looks is cut off.
    Unknown,
    /// Nobody looked.
    Unwatched,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Up, Self::Degraded, Self::Down, Self::Unknown, Self::Unwatched];

    /// The word in the store, in JSON and for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Degraded => "degraded",
            Self::Down => "down",
            Self::Unknown => "unknown",
            Self::Unwatched => "unwatched",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether whoever uses the target is served; nothing where nobody knows.
    #[must_use]
    pub fn is_available(self) -> Option<bool> {
        match self {
            Self::Up | Self::Degraded => Some(true),
            Self::Down => Some(false),
            Self::Unknown | Self::Unwatched => None,
        }
    }
}

impl Finding {
    /// The word in JSON and for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Degraded => "warning",
            Self::Failed => "failed",
            Self::Undetermined => "unknown",
        }
    }
}
