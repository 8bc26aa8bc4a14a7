//! How much memory JSON takes once it is read, told before it is: a list of zeros takes forty times as
//! much as its text, and objects of one field a hundred times.
//!
//! Of real bodies none comes near: they are texts for the most part.

use super::ParseError;

/// How often its own size a request may take. Alerts that are made of it copy texts, and those are in
/// it: in all it is no more than sixteen times.
const TIMES: usize = 14;

/// What any request may take, however small it is: a script may report two thousand things in few words
/// each, and that is no attack.
const GRACE: usize = 2 * 1024 * 1024;

/// How deep JSON is read; what is deeper is refused by its reader.
const DEEPEST: usize = 128;

/// A value in a list.
const VALUE: usize = 32;

/// The fields of an object, up to eleven of them.
const FIELDS: usize = 640;

/// One field more, and what it takes again as a label.
const FIELD: usize = 240;

/// An alert, which a member of a list may become.
const ALERT: usize = 1100;

/// What one byte of JSON weighs at most: in a list, the three of `{},` may become an alert.
const DENSEST: usize = 400;

/// What may still be built of one request.
pub(super) struct Room {
    size: usize,
    left: usize,
}

impl Room {
    /// That of a request of so many bytes.
    pub(super) fn of(size: usize) -> Self {
        Self { size, left: TIMES * size + GRACE }
    }

    /// That of a text of so many bytes within a request, which takes some of its room itself.
    pub(super) fn within(size: usize) -> Self {
        Self { size, left: (TIMES - 3) * size + GRACE / 4 }
    }

    /// Takes what that JSON needs, or says that there is no room for it.
    pub(super) fn take(&mut self, json: &str) -> Result<(), ParseError> {
        let weight = weight(json.as_bytes());
        let left = self.left.checked_sub(weight);
        self.left = left.ok_or_else(|| ParseError::TooDense(weight / self.size.max(1)))?;
        Ok(())
    }

    /// The same where nothing else is taken of that room. Most bodies are so small that whatever they
    /// say has room, and those are not weighed.
    pub(super) fn take_alone(mut self, json: &str) -> Result<(), ParseError> {
        if json.len().saturating_mul(DENSEST) <= self.left { Ok(()) } else { self.take(json) }
    }
}

/// A list or an object that is not closed yet.
struct Open {
    is_list: bool,
    is_member: bool,
    commas: usize,
}

impl Open {
    fn weight(&self, is_empty: bool) -> usize {
        let members = if is_empty { 0 } else { self.commas + 1 };
        let own = match (self.is_list, members) {
            (_, 0) => 0,
            // A list doubles as it grows, and while it does so the old one is there as well.
            (true, members) => members.next_power_of_two().max(4) * VALUE / 2 * 3,
            (false, members) => FIELDS + members.saturating_sub(11) * FIELD,
        };
        own + if self.is_member && !self.is_list { ALERT } else { 0 }
    }
}

/// How many bytes JSON takes once it is read, at most.
fn weight(json: &[u8]) -> usize {
    let mut weight = 0;
    let mut open: Vec<Open> = Vec::new();
    let (mut at, mut before) = (0, b' ');
    while let Some(&byte) = json.get(at) {
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {
                at += 1;
                continue;
            }
            b'"' => {
                let end = end_of_text(json, at + 1);
                weight += end - at;
                at = end;
            }
            b'[' | b'{' if open.len() == DEEPEST => break,
            b'[' | b'{' => {
                let is_member = open.last().is_some_and(|around| around.is_list);
                open.push(Open { is_list: byte == b'[', is_member, commas: 0 });
            }
            b']' | b'}' => {
                let closed = open.pop();
                weight += closed.map_or(0, |closed| closed.weight(matches!(before, b'[' | b'{')));
            }
            b',' => {
                if let Some(around) = open.last_mut() {
                    around.commas += 1;
                }
            }
            _ => {}
        }
        before = byte;
        at += 1;
    }
    weight + open.iter().map(|open| open.weight(false)).sum::<usize>()
}

/// Where the text ends that begins there: at its quotation mark, or with everything.
fn end_of_text(json: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

#[cfg(test)]
mod tests;
