//! What is written down of acknowledgements, and of what is known of a problem that comes again.

use jiff::SignedDuration;

use crate::domain::name::PersonId;
use crate::domain::wait::{count, spell};

/// What happened to an acknowledgement, or is known of a problem that came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AckEvent {
    /// Whoever has it keeps it for longer.
    Renewed {
        /// Who.
        by: PersonId,
        /// By what.
        how: Renewal,
        /// Until when, as their clock shows it.
        until: String,
    },
    /// Somebody takes it from somebody who had it.
    TakenOver {
        /// Who has it now.
        by: PersonId,
        /// Who had it.
        from: PersonId,
    },
    /// Somebody had it for so long, and somebody else ends that.
    HadIt(PersonId, SignedDuration),
    /// Somebody has it of whom the configuration knows nothing.
    Stranger(PersonId),
    /// Somebody acknowledged what was over by then.
    TooLate(PersonId),
    /// Many times as many alerts fire as when it was acknowledged.
    Grown {
        /// How many fired then.
        from: u32,
        /// How many do now.
        to: u32,
    },
    /// Somebody wrote down what mended it.
    Fixed(PersonId, String),
    /// Somebody said whose task it is that this comes no more.
    Owned {
        /// Who said so.
        by: PersonId,
        /// Whose task it is.
        owner: PersonId,
    },
    /// The same problem has come so often in 30 days, and whose task it is that it comes no more.
    Recurring(u32, Option<PersonId>),
}

/// What keeps an acknowledgement for longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// They said so again.
    Again,
    /// They wrote something down.
    Note,
}

impl AckEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Renewed { .. } => "renewed",
            Self::TakenOver { .. } => "taken-over",
            Self::HadIt(..) => "had-it",
            Self::Stranger(_) => "stranger",
            Self::TooLate(_) => "too-late",
            Self::Grown { .. } => "grown",
            Self::Fixed(..) => "fix-noted",
            Self::Owned { .. } => "owned",
            Self::Recurring(..) => "recurring",
        }
    }

    /// Whom it concerns: whoever has it, or whose task it is.
    #[must_use]
    pub fn who(&self) -> Option<&PersonId> {
        match self {
            Self::Renewed { by: who, .. }
            | Self::TakenOver { by: who, .. }
            | Self::HadIt(who, _)
            | Self::Stranger(who)
            | Self::TooLate(who)
            | Self::Fixed(who, _)
            | Self::Owned { owner: who, .. } => Some(who),
            Self::Recurring(_, owner) => owner.as_ref(),
            Self::Grown { .. } => None,
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Renewed { by, how: Renewal::Again, until } => {
                format!("{by} acknowledges again, check-in renewed to {until}")
            }
            Self::Renewed { by, how: Renewal::Note, until } => {
                format!("{by} is at it, check-in renewed to {until}")
            }
            Self::TakenOver { by, from } => format!("{by} takes it over from {from}"),
            Self::HadIt(who, length) => format!("{who} has had it for {}", spell(*length)),
            Self::Stranger(by) => format!(
                "the configuration knows nobody called {by}: the first step follows a missed check-in"
            ),
            Self::TooLate(by) => format!("{by} acknowledges too late, it is over"),
            Self::Grown { from, to } => {
                let alerts = count(*to as usize, "alert");
                format!("{alerts} fire by now, {from} did when it was acknowledged")
            }
            Self::Fixed(by, text) => format!("{by} notes the fix: {text}"),
            Self::Owned { by, owner } if by == owner => format!("{owner} owns it from now on"),
            Self::Owned { by, owner } => format!("{by} makes {owner} its owner"),
            Self::Recurring(times, owner) => recurring(*times, owner.as_ref()),
        }
    }
}

/// That a problem comes again and again: `recurring: third time in 30 days, nobody owns it`.
#[must_use]
pub fn recurring(times: u32, owner: Option<&PersonId>) -> String {
    let owner =
        owner.map_or_else(|| "nobody owns it".to_owned(), |owner| format!("{owner} owns it"));
    format!("recurring: {} time in 30 days, {owner}", ordinal(times))
}

/// A number as it counts: `third`, `4th`, `22nd`.
fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        _ if number == 3 => return "third".to_owned(),
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// What somebody wrote, out of the sentence of a `noted` or a `fix-noted`.
#[must_use]
pub fn text_of<'a>(sentence: &'a str, who: &str) -> Option<&'a str> {
    let said = sentence.strip_prefix(who)?;
    said.strip_prefix(" notes: ").or_else(|| said.strip_prefix(" notes the fix: "))
}

#[cfg(test)]
mod tests;
