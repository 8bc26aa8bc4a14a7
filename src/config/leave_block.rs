//! Leave as it is written into a rota, and a file with more at its end.

use std::fmt::{self, Write as _};

use crate::domain::name::RotaName;
use crate::domain::rota::{LeaveDraft, LeaveStretch};

/// `[[off]]`, as people write it.
pub struct LeaveBlock<'b> {
    /// The rota it stands in; none in a rota's own file.
    pub rota: Option<&'b RotaName>,
    /// Who is off, and when.
    pub leave: &'b LeaveDraft,
    /// Why; nothing is written of an empty one.
    pub why: &'b str,
}

impl fmt::Display for LeaveBlock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rota {
            Some(rota) => writeln!(f, "[[rota.{}.off]]", key(rota.as_str()))?,
            None => writeln!(f, "[[off]]")?,
        }
        writeln!(f, "who = {}", quoted(self.leave.person.as_str()))?;
        match self.leave.stretch {
            LeaveStretch::Days { first, last } => {
                writeln!(f, "first = {first}")?;
                writeln!(f, "last = {last}")?;
            }
            LeaveStretch::Moments { from, to } => {
                writeln!(f, "from = \"{from}\"")?;
                writeln!(f, "to = \"{to}\"")?;
            }
        }
        match self.why {
            "" => Ok(()),
            why => writeln!(f, "why = {}", quoted(why)),
        }
    }
}

/// A key, in quotes where it needs them.
fn key(name: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !name.is_empty() && name.bytes().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// The text in double quotes, in which anything can stand.
fn quoted(text: &str) -> String {
    let mut whole = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => whole.extend(['\\', character]),
            control if control.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(whole, "\\u{:04X}", u32::from(control));
            }
            other => whole.push(other),
        }
    }
    whole.push('"');
    whole
}

/// A file with blocks after its end: an empty line before each, and the line breaks that it has.
/// What was there stays as it was, to the byte.
#[must_use]
pub fn appended(text: &str, blocks: &[String]) -> String {
    let is_windows = text.contains("\r\n");
    let mut whole = text.to_owned();
    if !whole.is_empty() && !whole.ends_with('\n') {
        whole.push_str(if is_windows { "\r\n" } else { "\n" });
    }
    for block in blocks {
        let block = format!("\n{block}");
        whole.push_str(&if is_windows { block.replace('\n', "\r\n") } else { block });
    }
    whole
}

#[cfg(test)]
mod tests;
