//! The keyboard of a station: single keys, told apart from words that were meant for another window.

use std::time::Duration;

use crate::system::{Mode, Typed};

/// How often it is looked whether it is time to stop.
const LOOK: Duration = Duration::from_millis(500);

/// How long a key must stand alone to be an answer: whoever types or pastes is faster.
const ALONE: Duration = Duration::from_millis(200);

/// How soon a key that is held down comes again.
const AGAIN: Duration = Duration::from_millis(60);

/// How long nothing must come before words have come to their end.
const PAUSE: Duration = Duration::from_secs(1);

/// The keys that are answers.
const ANSWERS: &str = "aslrqy";

/// Ctrl-C.
const INTERRUPTS: u8 = 0x03;

/// What a key begins with that is no letter.
const ESCAPE: u8 = 0x1b;

/// What happened at the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// Nothing.
    Nothing,
    /// That key, by itself.
    Key(char),
    /// Ctrl-C: somebody wants to leave what is asked, or this.
    Interrupt,
    /// Several keys in a row: words, a paste, or what an arrow sends.
    Words,
    /// There is no terminal any more.
    Gone,
}

/// The keyboard, read key by key.
pub(super) struct Keyboard {
    mode: Mode,
    /// The key that was pressed last: while it is held down it comes again and again.
    held: Option<char>,
}

impl Keyboard {
    /// The keyboard of a terminal that is set so.
    pub(super) fn of(mode: Mode) -> Self {
        Self { mode, held: None }
    }

    /// What happens next; `Nothing` if that takes long.
    pub(super) fn next(&mut self) -> Pressed {
        // Whoever was stopped and continued finds the terminal as the shell uses it.
        self.mode.renew();
        let longest = if self.held.is_some() { AGAIN } else { LOOK };
        let first = self.one(longest);
        let Pressed::Key(key) = first else {
            self.held = None;
            return if first == Pressed::Words { self.to_their_end() } else { first };
        };
        if self.held == Some(key) {
            return Pressed::Nothing;
        }
        self.held = Some(key);
        let is_answer = ANSWERS.contains(key);
        match self.one(if is_answer { ALONE } else { PAUSE }) {
            // An answer that is pressed twice, or held down, is meant.
            Pressed::Key(again) if is_answer && again == key => first,
            Pressed::Nothing => first,
            Pressed::Key(_) | Pressed::Words => self.to_their_end(),
            last @ (Pressed::Interrupt | Pressed::Gone) => last,
        }
    }

    /// Waits until whoever types has typed it all.
    fn to_their_end(&self) -> Pressed {
        loop {
            match self.one(PAUSE) {
                Pressed::Nothing => return Pressed::Words,
                Pressed::Key(_) | Pressed::Words => {}
                last @ (Pressed::Interrupt | Pressed::Gone) => return last,
            }
        }
    }

    /// What comes within that time.
    fn one(&self, within: Duration) -> Pressed {
        match self.mode.typed(within) {
            Typed::Nothing => Pressed::Nothing,
            Typed::Gone => Pressed::Gone,
            Typed::Bytes(bytes) => key_of(&bytes),
        }
    }
}

/// What the bytes that came at once stand for.
fn key_of(bytes: &[u8]) -> Pressed {
    let Some(first) = bytes.first() else { return Pressed::Nothing };
    if bytes.contains(&INTERRUPTS) {
        return Pressed::Interrupt;
    }
    // A key that is held down sends the same again and again; arrows and the like begin so.
    let is_one_key = *first == ESCAPE || bytes.iter().all(|byte| byte == first);
    match char::from(*first) {
        _ if !is_one_key => Pressed::Words,
        letter if letter.is_ascii_graphic() => Pressed::Key(letter),
        _ => Pressed::Key('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_at_once_is_a_key_or_words_and_ctrl_c_is_always_heard() {
        assert_eq!(key_of(b"a"), Pressed::Key('a'));
        assert_eq!(key_of(b"aaa"), Pressed::Key('a'), "held down");
        assert_eq!(key_of(b"wail list\r"), Pressed::Words, "pasted");
        assert_eq!(key_of("ä".as_bytes()), Pressed::Words);
        assert_eq!(key_of(b"\x1b[A"), Pressed::Key('?'), "an arrow");
        assert_eq!(key_of(b"\r"), Pressed::Key('?'));
        assert_eq!(key_of(b"\x1a"), Pressed::Key('?'), "Ctrl-Z");
        assert_eq!(key_of(b"\x04"), Pressed::Key('?'), "Ctrl-D");
        assert_eq!(key_of(b"\x03"), Pressed::Interrupt);
        assert_eq!(key_of(b"wai\x03"), Pressed::Interrupt);
        assert_eq!(key_of(b""), Pressed::Nothing);
    }
}
