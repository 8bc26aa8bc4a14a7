//! What is wrong with a configuration: each fault with its place, the line, a caret and a hint.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthChar;

/// A fault as it is found: a place in the text, what is true of it, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The bytes it is about; none if it is about something that is not there.
    pub(crate) span: Option<Range<usize>>,
    message: String,
    hint: Option<String>,
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
    text: String,
    /// How many columns of the screen stand before the caret.
    indent: usize,
    /// How many carets there are.
    carets: usize,
}

impl Place {
    /// The top of a file, for what is nowhere in it.
    fn top() -> Self {
        Self { line: 1, column: 1, text: String::new(), indent: 0, carets: 0 }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.place {
            None => writeln!(f, "  {file}\n    {}", self.message)?,
            Some(Place { line, column, text, .. }) if text.is_empty() => {
                writeln!(f, "  {file}:{line}:{column}\n    {}", self.message)?;
            }
            Some(Place { line, column, text, indent, carets }) => {
                let margin = " ".repeat(line.to_string().len());
                writeln!(f, "  {file}:{line}:{column}")?;
                writeln!(f, "   {line} │ {text}")?;
                let (blank, carets) = (" ".repeat(*indent), "^".repeat(*carets));
                writeln!(f, "   {margin} │ {blank}{carets} {}", self.message)?;
            }
        }
        match &self.hint {
            Some(hint) => writeln!(f, "  hint: {hint}"),
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

    /// What was found in `text`, in the order of its places.
    pub(crate) fn of(file: &Path, text: &Shown<'_>, findings: Vec<Finding>) -> Self {
        Self { faults: text.faults(file, findings) }
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

/// The text of a file as it may be shown.
pub(crate) struct Shown<'t> {
    text: &'t str,
    masks: Vec<Range<usize>>,
}

impl<'t> Shown<'t> {
    /// `text`, except what stands at `masks`.
    pub(crate) fn new(text: &'t str, masks: Vec<Range<usize>>) -> Self {
        Self { text, masks }
    }

    /// Findings as faults, in the order of their places.
    pub(crate) fn faults(&self, file: &Path, mut findings: Vec<Finding>) -> Vec<Fault> {
        findings.sort_by_key(|finding| finding.span.as_ref().map(|span| (span.start, span.end)));
        findings.dedup();
        let fault = |finding: Finding| Fault {
            file: file.to_owned(),
            place: Some(finding.span.map_or_else(Place::top, |span| self.place(span))),
            message: finding.message,
            hint: finding.hint,
        };
        findings.into_iter().map(fault).collect()
    }

    fn place(&self, span: Range<usize>) -> Place {
        let start = self.text.floor_char_boundary(span.start);
        let before = &self.text[..start];
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[begin..];
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let mut place = Place {
            line: before.matches('\n').count() + 1,
            column: before[begin..].chars().count() + 1,
            text: String::new(),
            indent: 0,
            carets: 0,
        };
        for (at, character) in line.char_indices() {
            let shown = self.character(begin + at, character);
            let width: usize = shown.chars().filter_map(UnicodeWidthChar::width).sum();
            if begin + at < start {
                place.indent += width;
            } else if begin + at < span.end {
                place.carets += width;
            }
            place.text.push_str(&shown);
        }
        place.carets = place.carets.max(1);
        place.text.truncate(place.text.trim_end().len());
        place
    }

    /// One character as it is shown: a mask as three stars, what controls a terminal as a blank.
    fn character(&self, at: usize, character: char) -> String {
        match self.masks.iter().find(|mask| mask.contains(&at)) {
            Some(mask) if mask.start == at => "***".to_owned(),
            Some(_) => String::new(),
            None if character.is_control() || character.width().is_none() => " ".to_owned(),
            None => character.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
