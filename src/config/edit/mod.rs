//! Changes of a rota in its file: text to text, and everything else stays byte for byte as it was.
//!
//! What is added is found again by the note above it, so it can be taken back without a record
//! anywhere else. A text that comes out of this is checked like any other before it is written.

mod block;
mod note;
mod place;
mod replace;
mod written;

use crate::domain::name::RotaName;

pub use block::Block;
pub use note::Noted;
pub use replace::{NotReplaced, replace};
pub use written::{BlockKind, Fate, Tail, Written, last_noted};

use toml_edit::Document;

/// Which list of a file is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The overrides of a rota.
    Overrides,
    /// The leave of a rota.
    Leave,
    /// The changes of that layer, by its place in the file.
    Changes {
        /// From 0.
        layer: usize,
    },
    /// The leave of everybody, in the configuration file.
    SharedLeave,
}

/// Where a list is.
#[derive(Clone, Copy, Debug)]
pub struct Target<'t> {
    /// The rota's table; none where the whole file is the rota, or the list is of no rota.
    pub rota: Option<&'t RotaName>,
    /// The list.
    pub list: List,
}

/// Why a file cannot be added to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is not TOML.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// It has no such table.
    #[error("it has no `{0}`")]
    Missing(String),
    /// The list is written in another way, to which no block can be added.
    #[error("`{0}` is written within one line or list, to which no block can be added")]
    Inline(String),
}

/// The text with blocks at the end of a list, under a note that says who added them.
pub fn append(
    text: &str,
    target: Target<'_>,
    blocks: &[Block],
    note: &Noted,
) -> Result<String, EditError> {
    let document = Document::parse(text).map_err(|error| {
        EditError::Unreadable(error.message().lines().next().unwrap_or_default().to_owned())
    })?;
    let place = place::end_of_list(&document, text, target)?;
    let end_of_line = end_of_line(text);
    // A text without an end of its last line is left without one.
    let is_open = place == text.len() && !text.is_empty() && !text.ends_with('\n');
    let mut added = String::new();
    if is_open {
        added.push_str(end_of_line);
    }
    for block in blocks {
        if place > 0 || !added.is_empty() {
            added.push_str(end_of_line);
        }
        for line in [note.line()].into_iter().chain(lines(target, block)) {
            added.push_str(&line);
            added.push_str(end_of_line);
        }
    }
    if is_open {
        added.truncate(added.len() - end_of_line.len());
    }
    Ok(format!("{}{added}{}", &text[..place], &text[place..]))
}

/// Blocks as one writes them into a file, with an empty line between them.
#[must_use]
pub fn shown(target: Target<'_>, blocks: &[Block]) -> String {
    let whole =
        blocks.iter().map(|block| lines(target, block).map(|line| line + "\n").collect::<String>());
    whole.collect::<Vec<_>>().join("\n")
}

/// The header of a block, and its keys.
fn lines(target: Target<'_>, block: &Block) -> impl Iterator<Item = String> {
    let header = format!("[[{}]]", place::header(target));
    [header].into_iter().chain(block.lines().iter().cloned())
}

/// How the lines of a text end.
fn end_of_line(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests;
