//! The note above what was added: who, when and with which words.

use jiff::Timestamp;

use crate::domain::text::plain;

/// What a note begins with.
const MARK: &str = "# wail: ";

/// What a note begins with once what stands below it was made to end: it is found no more.
const ENDED: &str = "# wail ended this: ";

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// When it was added.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What was typed.
    pub what: String,
}

impl Noted {
    /// The note as a line, without its end.
    pub(super) fn line(&self) -> String {
        format!("{MARK}{}", self.words())
    }

    /// The note as a line that is found no more, without its end.
    pub(super) fn line_of_ended(&self) -> String {
        format!("{ENDED}{}", self.words())
    }

    fn words(&self) -> String {
        let Self { at, by, what } = self;
        format!("{at} {}: {}", plain(by), plain(what))
    }

    pub(super) fn of_line(line: &str) -> Option<Self> {
        let (at, rest) = line.trim().strip_prefix(MARK)?.split_once(' ')?;
        let (by, what) = rest.split_once(": ")?;
        Some(Self { at: at.parse().ok()?, by: by.to_owned(), what: what.to_owned() })
    }
}
