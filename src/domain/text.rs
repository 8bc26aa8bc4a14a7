//! Text from outside made fit for a terminal, a notification or a log line.

use std::borrow::Cow;
use std::fmt::Write;

/// The text on one line, with nothing in it that a terminal would obey.
///
/// Line breaks and tabs become a space. Every other control character, and the marks that turn the
/// direction of writing, become a visible escape such as `\x1b` or `\u{202e}`; joiners stay, because
/// scripts and emoji need them. Text that is already plain is not copied.
#[must_use]
pub fn plain(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_unfit) else {
        return Cow::Borrowed(text);
    };
    let mut plain = String::with_capacity(text.len() + 16);
    plain.push_str(&text[..first]);
    for character in text[first..].chars() {
        if is_space(character) {
            plain.push(' ');
        } else if is_unfit(character) {
            escape(&mut plain, character);
        } else {
            plain.push(character);
        }
    }
    Cow::Owned(plain)
}

/// Whether the character ends a line or moves along one.
fn is_space(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Whether the character must not be shown as it is.
#[must_use]
pub fn is_unfit(character: char) -> bool {
    is_space(character)
        || character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(plain: &mut String, character: char) {
    let code = u32::from(character);
    // Writing to a string cannot fail.
    let _ = if code < 0x100 {
        write!(plain, "\\x{code:02x}")
    } else {
        write!(plain, "\\u{{{code:x}}}")
    };
}

#[cfg(test)]
mod tests;
