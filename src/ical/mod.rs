//! Calendars as others read and write them (RFC 5545): a rota to subscribe to, and leave out of a
//! file.
//!
//! Text in, text out. `content.rs` knows lines, `event.rs` what stands in them; `feed.rs` writes a
//! rota, `leave.rs` reads who is off, `shifts.rs` who is on call.

mod content;
mod event;
mod expand;
mod feed;
mod leave;
mod moment;
mod repeat;
mod shifts;
mod windows;

pub use feed::{Edges, Feed, Published, published};
pub use leave::{Absence, Imported, Reading, import};
pub use shifts::{Duties, Duty, duties};

/// Why a calendar was not understood, with the line that says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct CalendarError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl CalendarError {
    fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
