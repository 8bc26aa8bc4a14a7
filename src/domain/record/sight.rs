//! What is written down of whether whoever looks can see.

use jiff::SignedDuration;

use crate::domain::wait::spell;

/// Whoever looks cannot see, or can again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SightEvent {
    /// All canaries fail as well as what is monitored, as these words say.
    Blind(String),
    /// A canary answers again; it took so long.
    Sees(SignedDuration),
}

impl SightEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Blind(_) => "blind",
            Self::Sees(_) => "sees-again",
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Blind(said) => format!("{said}; what fails meanwhile is unknown, and not down"),
            Self::Sees(length) => format!(
                "I see again after {}: a canary answers, everything is looked at anew",
                spell(*length)
            ),
        }
    }
}
