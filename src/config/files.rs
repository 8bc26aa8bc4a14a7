//! The files of a configuration, with their places counted through as if they were one text.

use std::fs;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use unicode_width::UnicodeWidthChar;

use super::fault::{Fault, Finding, Place};

/// The configuration file, and the files it names.
pub(crate) struct Files {
    /// At least one: the configuration file itself comes first.
    parts: Vec<Part>,
    /// What must not be shown of them.
    masks: Vec<Range<usize>>,
}

/// One file.
struct Part {
    path: PathBuf,
    /// How many bytes stand before it.
    begins_at: usize,
    text: String,
    /// Where its lines begin.
    lines: Vec<usize>,
}

impl Part {
    fn new(path: PathBuf, begins_at: usize, text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = [0].into_iter().chain(ends.map(|(end, _)| end + 1)).collect();
        Self { path, begins_at, text, lines }
    }

    /// The number of the line, from 1, in which so many bytes from its beginning are.
    fn line_at(&self, within: usize) -> usize {
        self.lines.partition_point(|begin| *begin <= within)
    }
}

impl Files {
    /// The configuration file.
    pub(crate) fn new(path: &Path, text: &str) -> Self {
        let main = Part::new(path.to_owned(), 0, text.to_owned());
        Self { parts: vec![main], masks: Vec::new() }
    }

    /// The configuration file itself.
    pub(crate) fn main(&self) -> &Path {
        self.parts.first().map_or("".as_ref(), |main| &main.path)
    }

    /// Adds a file that it names. Returns its text, with so many empty lines before it that its
    /// places follow those of the files before.
    pub(crate) fn add(&mut self, path: PathBuf, text: String) -> String {
        let begins_at = self.parts.last().map_or(0, |last| last.begins_at + last.text.len() + 1);
        let placed = format!("{}{text}", "\n".repeat(begins_at));
        self.parts.push(Part::new(path, begins_at, text));
        placed
    }

    /// Whether that file is one of them already, by whatever path.
    pub(crate) fn has(&self, path: &Path) -> bool {
        let is_it = |known: &Path| match (fs::canonicalize(known), fs::canonicalize(path)) {
            (Ok(known), Ok(path)) => known == path,
            // What is not there may be read from elsewhere: as it was at a revision, for example.
            (_, _) => shortest(known) == shortest(path),
        };
        self.parts.iter().any(|part| is_it(&part.path))
    }

    /// The paths, the configuration file's first.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.parts.iter().map(|part| part.path.as_path())
    }

    /// Notes what must not be shown.
    pub(crate) fn mask(&mut self, masks: impl IntoIterator<Item = Range<usize>>) {
        self.masks.extend(masks);
    }

    /// Findings as faults, in the order of their places.
    pub(crate) fn faults(&self, mut findings: Vec<Finding>) -> Vec<Fault> {
        findings.sort_by_key(|finding| finding.span.as_ref().map(|span| (span.start, span.end)));
        findings.dedup();
        findings.into_iter().map(|finding| self.fault(finding)).collect()
    }

    fn fault(&self, finding: Finding) -> Fault {
        let start = finding.span.as_ref().map_or(0, |span| span.start);
        let part = self.part_at(start);
        Fault {
            file: part.path.clone(),
            place: Some(finding.span.map_or_else(Place::top, |span| self.place(part, span))),
            message: finding.message,
            hint: finding.hint,
        }
    }

    fn part_at(&self, at: usize) -> &Part {
        let after = self.parts.partition_point(|part| part.begins_at <= at);
        &self.parts[after.saturating_sub(1)]
    }

    /// The line of a place.
    pub(crate) fn line_of(&self, span: &Range<usize>) -> Line {
        let part = self.part_at(span.start);
        Line { file: part.path.clone(), number: part.line_at(span.start - part.begins_at) }
    }

    fn place(&self, part: &Part, span: Range<usize>) -> Place {
        let within = span.start.saturating_sub(part.begins_at);
        let start = part.text.floor_char_boundary(within);
        let before = &part.text[..start];
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = &part.text[begin..];
        let line = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let mut place = Place {
            line: part.line_at(start),
            column: before[begin..].chars().count() + 1,
            text: String::new(),
            indent: 0,
            carets: 0,
        };
        for (at, character) in line.char_indices() {
            let at = begin + at;
            let shown = self.character(part.begins_at + at, character);
            let width: usize = shown.chars().filter_map(UnicodeWidthChar::width).sum();
            if at < start {
                place.indent += width;
            } else if part.begins_at + at < span.end {
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

/// A path without detours, as far as one can tell without looking.
fn shortest(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(short.components().next_back(), Some(Component::Normal(_))) =>
            {
                short.pop();
            }
            other => short.push(other),
        }
    }
    short
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The file.
    pub file: PathBuf,
    /// Its number, from 1.
    pub number: usize,
}
