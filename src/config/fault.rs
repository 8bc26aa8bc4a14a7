//! What is wrong with a configuration: each fault with its place, the line, a caret and a hint.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::files::Files;
use crate::domain::text::plain;

/// A fault as it is found: a place in the text, what is true of it, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The bytes it is about; none if it is about something that is not there.
    pub(crate) span: Option<Range<usize>>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Finding {
    /// Something wrong at that place.
    pub(crate) fn at(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span: Some(span), message: message.into(), hint: None }
    }

    /// Something that stands nowhere in the file, and should.
    pub(crate) fn absent(message: impl Into<String>) -> Self {
        Self { span: None, message: message.into(), hint: None }
    }

    /// What is wrong and what to do about it, where no file can be pointed at.
    pub(crate) fn on_one_line(self) -> String {
        match self.hint {
            Some(hint) => format!("{}; {hint}", self.message),
            None => self.message,
        }
    }

    /// Adds what to do about it, unless that is said already.
    #[must_use]
    pub(crate) fn or_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint.get_or_insert_with(|| hint.into());
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One fault of a configuration, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file it is in.
    pub file: PathBuf,
    /// Where in the file; the file as a whole if none.
    pub place: Option<Place>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A place in a file, with the line as it may be shown: secrets and control characters are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in that line, counted from 1.
    pub column: usize,
    /// The line itself; empty where there is nothing to show.
    pub(super) text: String,
    /// How many columns of the screen stand before the caret.
    pub(super) indent: usize,
    /// How many carets there are.
    pub(super) carets: usize,
}

impl Place {
    /// The top of a file, for what is nowhere in it.
    pub(super) fn top() -> Self {
        Self { line: 1, column: 1, text: String::new(), indent: 0, carets: 0 }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.to_string_lossy();
        let (file, message) = (plain(&file), plain(&self.message));
        match &self.place {
            None => writeln!(f, "  {file}\n    {message}")?,
            Some(Place { line, column, text, .. }) if text.is_empty() => {
                writeln!(f, "  {file}:{line}:{column}\n    {message}")?;
            }
            Some(Place { line, column, text, indent, carets }) => {
                let margin = " ".repeat(line.to_string().len());
                writeln!(f, "  {file}:{line}:{column}")?;
                writeln!(f, "   {line} │ {text}")?;
                let (blank, carets) = (" ".repeat(*indent), "^".repeat(*carets));
                writeln!(f, "   {margin} │ {blank}{carets} {message}")?;
            }
        }
        match &self.hint {
            Some(hint) => writeln!(f, "  hint: {}", plain(hint)),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a configuration; at least one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    faults: Vec<Fault>,
}

impl Faults {
    /// One fault of a file as a whole.
    pub(crate) fn of_file(file: &Path, message: impl Into<String>) -> Self {
        let file = file.to_owned();
        Self { faults: vec![Fault { file, place: None, message: message.into(), hint: None }] }
    }

    /// What was found in the files, in the order of its places.
    pub(crate) fn of(files: &Files, findings: Vec<Finding>) -> Self {
        Self { faults: files.faults(findings) }
    }

    /// Each of them, in the order of their places.
    #[must_use]
    pub fn all(&self) -> &[Fault] {
        &self.faults
    }

    /// How many there are, as a sentence: `2 faults in the configuration`.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.faults.len() {
            1 => "1 fault in the configuration".to_owned(),
            count => format!("{count} faults in the configuration"),
        }
    }

    /// All of them in full, with a blank line between two.
    #[must_use]
    pub fn body(&self) -> String {
        self.faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot start: {}\n\n{}", self.summary(), self.body())
    }
}

impl std::error::Error for Faults {}

#[cfg(test)]
mod tests;
