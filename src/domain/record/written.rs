//! What people write down themselves: notes of a moment, corrections, commands they ran, that it is mitigated.

use jiff::Timestamp;

use crate::domain::name::PersonId;
use crate::domain::wait::count;

/// How long what somebody writes down may be, in bytes.
pub const LONGEST: usize = 100 * 1024;

/// The word of an entry that says from when on a problem was mitigated.
pub const MITIGATED: &str = "mitigated";

/// Something that somebody wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenEvent {
    /// Who.
    pub by: PersonId,
    /// The moment it is about, where that is not the one at which it is written.
    pub about: Option<Timestamp>,
    /// What.
    pub what: Written,
}

/// What somebody wrote down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// What they saw, thought or did.
    Note(String),
    /// What is wrong with an entry of that number, or was right instead. The entry itself stays.
    Correction {
        /// Which.
        entry: i64,
        /// What is right.
        text: String,
    },
    /// A command that was run.
    Ran {
        /// It, as it was typed.
        command: String,
        /// With what it ended, if that is known.
        exit: Option<i32>,
        /// What came of it, in words.
        text: Option<String>,
    },
    /// That it does no harm any more, although it may not be mended.
    Mitigated(Option<String>),
}

impl WrittenEvent {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.what.word()
    }

    /// The entry that it corrects.
    #[must_use]
    pub fn corrects(&self) -> Option<i64> {
        match self.what {
            Written::Correction { entry, .. } => Some(entry),
            Written::Note(_) | Written::Ran { .. } | Written::Mitigated(_) => None,
        }
    }

    /// It in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { by, what, .. } = self;
        match what {
            Written::Note(text) => format!("{by} notes: {text}"),
            Written::Correction { entry, text } => format!("{by} corrects entry {entry}: {text}"),
            Written::Ran { command, exit, text } => {
                let exit = exit.map(|exit| format!(" (exit {exit})")).unwrap_or_default();
                format!("{by} ran: {command}{exit}{}", more(text.as_deref()))
            }
            Written::Mitigated(text) => {
                format!("{by} says that it is mitigated{}", more(text.as_deref()))
            }
        }
    }
}

impl Written {
    /// The word in JSON and in the store.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Note(_) => "noted",
            Self::Correction { .. } => "corrected",
            Self::Ran { .. } => "ran",
            Self::Mitigated(_) => MITIGATED,
        }
    }
}

/// How much of a text is shown where several stand in a list, in characters.
const IN_LISTS: usize = 500;

/// The text as it stands in a list, and how many bytes of it are left out there.
#[must_use]
pub fn cut(text: &str) -> (&str, usize) {
    match text.char_indices().nth(IN_LISTS) {
        Some((end, _)) => (&text[..end], text.len() - end),
        None => (text, 0),
    }
}

/// A number of bytes as people read it: `640 bytes`, `97 KB`, `1.4 MB`, `51.5 GB`.
#[must_use]
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => count(bytes, "byte"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        1_048_576..1_073_741_824 => {
            format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576)
        }
        _ => format!("{}.{} GB", bytes >> 30, (bytes >> 20) % 1024 * 10 / 1024),
    }
}

fn more(text: Option<&str>) -> String {
    text.map(|text| format!(": {text}")).unwrap_or_default()
}

#[cfg(test)]
mod tests;
