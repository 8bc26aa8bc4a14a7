//! The note above what was added: who, when and with which words; and taking that back.

use std::ops::Range;

use jiff::Timestamp;

use crate::domain::text::plain;

/// What a note begins with.
const MARK: &str = "# wail: ";

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
        let Self { at, by, what } = self;
        format!("{MARK}{at} {}: {}", plain(by), plain(what))
    }

    fn of_line(line: &str) -> Option<Self> {
        let (at, rest) = line.trim_end().strip_prefix(MARK)?.split_once(' ')?;
        let (by, what) = rest.split_once(": ")?;
        Some(Self { at: at.parse().ok()?, by: by.to_owned(), what: what.to_owned() })
    }
}

/// What was added last to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail<'t> {
    /// Its note.
    pub noted: Noted,
    text: &'t str,
    /// The blocks, each with its note and the empty line before it.
    blocks: Vec<Range<usize>>,
}

/// Looks for what was added last, by the notes.
#[must_use]
pub fn last_noted(text: &str) -> Option<Tail<'_>> {
    let mut last: Option<Tail<'_>> = None;
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        if let Some(noted) = Noted::of_line(line) {
            let block = block_at(text, begin);
            match &mut last {
                Some(tail) if tail.noted == noted => tail.blocks.push(block),
                Some(tail) if tail.noted.at > noted.at => {}
                _ => last = Some(Tail { noted, text, blocks: vec![block] }),
            }
        }
        begin += line.len();
    }
    last
}

impl Tail<'_> {
    /// The text without it.
    #[must_use]
    pub fn without(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut kept = 0;
        for block in &self.blocks {
            text.push_str(&self.text[kept..block.start]);
            kept = block.end;
        }
        text.push_str(&self.text[kept..]);
        text
    }

    /// The text in which all of it that has a `to` ends there; none if something of it has none.
    #[must_use]
    pub fn ending(&self, to: &str) -> Option<String> {
        let mut text = String::with_capacity(self.text.len());
        let mut kept = 0;
        for block in &self.blocks {
            let lines = self.text[block.clone()].split_inclusive('\n');
            let mut begin = block.start;
            let mut line_of_end = None;
            for line in lines {
                if line.starts_with("to = ") {
                    line_of_end = Some(begin..begin + line.trim_end().len());
                }
                begin += line.len();
            }
            let line_of_end = line_of_end?;
            text.push_str(&self.text[kept..line_of_end.start]);
            text.extend(["to = \"", to, "\""]);
            kept = line_of_end.end;
        }
        text.push_str(&self.text[kept..]);
        Some(text)
    }
}

/// The block under the note that begins there, with the empty line before the note: the header and
/// the keys up to the first line that is none.
fn block_at(text: &str, note: usize) -> Range<usize> {
    let before = &text[..note];
    let start = match before.strip_suffix('\n').map(|rest| rest.strip_suffix('\r').unwrap_or(rest))
    {
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => rest.len(),
        Some(_) | None => note,
    };
    let mut end = note;
    for (number, line) in text[note..].split_inclusive('\n').enumerate() {
        let is_key = !line.trim().is_empty() && !line.starts_with(['#', '[']);
        let is_header = number == 1 && line.starts_with("[[");
        if number > 0 && !is_key && !is_header {
            break;
        }
        end += line.len();
    }
    start..end
}
