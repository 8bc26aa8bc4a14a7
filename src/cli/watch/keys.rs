//! What a terminal sends, taken apart into keys and pastes; pure, and deaf to everything else.

/// One thing that somebody did at the keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A letter, a digit, a sign.
    Letter(char),
    /// Control and that letter.
    Control(char),
    /// The key that ends a line.
    Enter,
    /// The key that leaves.
    Escape,
    /// The key that takes a letter back.
    Backspace,
    /// The key that takes the next letter away.
    Delete,
    /// The key that goes on to the next part.
    Tab,
    /// One of the arrows.
    Up,
    /// One of the arrows.
    Down,
    /// One of the arrows.
    Left,
    /// One of the arrows.
    Right,
    /// To the begin.
    Home,
    /// To the end.
    End,
    /// A screen back.
    PageUp,
    /// A screen on.
    PageDown,
    /// What was pasted, whole.
    Paste(String),
    /// A key that means nothing here.
    Other,
}

const ESCAPE: u8 = 0x1b;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// How much of a paste is kept: nobody types more into one line.
const LONGEST_PASTE: usize = 4096;

/// Bytes become keys, also where a key comes in two parts.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// What came of a key that is not whole yet.
    rest: Vec<u8>,
    /// What was pasted so far, while somebody pastes.
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// The keys in what came.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Vec<Key> {
        self.rest.extend_from_slice(bytes);
        let mut keys = Vec::new();
        while let Some((length, key)) = self.first() {
            self.rest.drain(..length);
            keys.extend(key);
        }
        keys
    }

    /// The key that stood at the end as the begin of a longer one, once nothing followed.
    pub(super) fn settle(&mut self) -> Option<Key> {
        let is_escape = self.rest == [ESCAPE];
        if self.paste.is_none() {
            self.rest.clear();
        }
        is_escape.then_some(Key::Escape)
    }

    /// Whether a key has begun and is not whole.
    pub(super) fn waits(&self) -> bool {
        !self.rest.is_empty() && self.paste.is_none()
    }

    /// How many of the bytes are the next key, and which one; none where it is not whole yet.
    fn first(&mut self) -> Option<(usize, Option<Key>)> {
        if let Some(paste) = &mut self.paste {
            return pasted(&self.rest, paste).map(|(length, is_over)| {
                let text = if is_over { self.paste.take() } else { None };
                (length, text.map(|text| Key::Paste(String::from_utf8_lossy(&text).into_owned())))
            });
        }
        let first = *self.rest.first()?;
        if first != ESCAPE {
            return plain_key(&self.rest);
        }
        if self.rest.starts_with(PASTE_BEGINS) {
            self.paste = Some(Vec::new());
            return Some((PASTE_BEGINS.len(), None));
        }
        sequence(&self.rest)
    }
}

/// Takes what is pasted; says how many bytes that were, and whether it is over.
fn pasted(bytes: &[u8], paste: &mut Vec<u8>) -> Option<(usize, bool)> {
    if bytes.is_empty() {
        return None;
    }
    let end = bytes.windows(PASTE_ENDS.len()).position(|window| window == PASTE_ENDS);
    // Its end may have come in part.
    let text = end.unwrap_or(bytes.len().saturating_sub(PASTE_ENDS.len() - 1));
    if text == 0 && end.is_none() {
        return None;
    }
    let room = LONGEST_PASTE.saturating_sub(paste.len());
    paste.extend_from_slice(&bytes[..text.min(room)]);
    Some(match end {
        Some(at) => (at + PASTE_ENDS.len(), true),
        None => (text, false),
    })
}

/// A key without an escape before it.
fn plain_key(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let first = *bytes.first()?;
    let key = match first {
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Tab,
        0x08 | 0x7f => Key::Backspace,
        control @ 0x01..=0x1a => Key::Control(char::from(control + b'a' - 1)),
        0x00..=0x1f => Key::Other,
        0x20..=0x7e => Key::Letter(char::from(first)),
        _ => return letter(bytes),
    };
    Some((1, Some(key)))
}

/// A letter of several bytes.
fn letter(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let length = match bytes.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((1, Some(Key::Other))),
    };
    let goes_on = |byte: &&u8| (0x80..=0xbf).contains(*byte);
    let have = 1 + bytes[1..].iter().take(length - 1).take_while(goes_on).count();
    if have < length {
        // Another key may have begun before it was whole.
        return (bytes.len() > have).then_some((have, Some(Key::Other)));
    }
    let text = std::str::from_utf8(&bytes[..length]).ok();
    let letter = text.and_then(|text| text.chars().next());
    Some((length, Some(letter.map_or(Key::Other, Key::Letter))))
}

/// A key that a terminal sends as an escape and more.
fn sequence(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    match bytes.get(1)? {
        b'[' => {
            let parameters = bytes[2..].iter().take_while(|byte| (0x20..=0x3f).contains(*byte));
            let length = 2 + parameters.count();
            let last = *bytes.get(length)?;
            Some((length + 1, Some(named(&bytes[2..length], last))))
        }
        b'O' => Some((3, Some(named(b"", *bytes.get(2)?)))),
        &ESCAPE => Some((1, Some(Key::Escape))),
        // A letter with Alt: not the letter.
        _ => Some((2, Some(Key::Other))),
    }
}

fn named(parameters: &[u8], last: u8) -> Key {
    match (parameters, last) {
        (_, b'A') => Key::Up,
        (_, b'B') => Key::Down,
        (_, b'C') => Key::Right,
        (_, b'D') => Key::Left,
        (_, b'H') | (b"1" | b"7", b'~') => Key::Home,
        (_, b'F') | (b"4" | b"8", b'~') => Key::End,
        (b"3", b'~') => Key::Delete,
        (b"5", b'~') => Key::PageUp,
        (b"6", b'~') => Key::PageDown,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests;
