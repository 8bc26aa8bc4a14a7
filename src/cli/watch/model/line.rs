//! One line that somebody writes: letters, a cursor, and nothing in it that could be a command.

use crate::domain::text::is_unfit;

/// How many letters a line has at most.
const LONGEST: usize = 2000;

/// A line being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::cli::watch) struct Line {
    letters: Vec<char>,
    /// Before which letter the next one goes.
    cursor: usize,
}

impl Line {
    /// What stands there.
    pub(in crate::cli::watch) fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// What stands before the cursor, and what from there on.
    pub(in crate::cli::watch) fn halves(&self) -> (String, String) {
        let (before, after) = self.letters.split_at(self.cursor);
        (before.iter().collect(), after.iter().collect())
    }

    pub(super) fn insert(&mut self, letter: char) {
        if self.letters.len() < LONGEST {
            self.letters.insert(self.cursor, letter);
            self.cursor += 1;
        }
    }

    /// Takes a text as letters: the end of a line is a space, and what a terminal obeys is left out.
    pub(super) fn paste(&mut self, text: &str) {
        for letter in text.trim_end_matches(['\r', '\n']).chars() {
            match letter {
                '\t' | '\n' | '\r' => self.insert(' '),
                letter if is_unfit(letter) => {}
                letter => self.insert(letter),
            }
        }
    }

    pub(super) fn backspace(&mut self) {
        if self.cursor > 0 {
            self.cursor -= 1;
            self.letters.remove(self.cursor);
        }
    }

    pub(super) fn delete(&mut self) {
        if self.cursor < self.letters.len() {
            self.letters.remove(self.cursor);
        }
    }

    /// Takes the word before the cursor away.
    pub(super) fn delete_word(&mut self) {
        while self.cursor > 0 && self.letters[self.cursor - 1] == ' ' {
            self.backspace();
        }
        while self.cursor > 0 && self.letters[self.cursor - 1] != ' ' {
            self.backspace();
        }
    }

    /// Takes everything before the cursor away.
    pub(super) fn delete_to_start(&mut self) {
        self.letters.drain(..self.cursor);
        self.cursor = 0;
    }

    pub(super) fn left(&mut self) {
        self.cursor = self.cursor.saturating_sub(1);
    }

    pub(super) fn right(&mut self) {
        self.cursor = (self.cursor + 1).min(self.letters.len());
    }

    pub(super) fn home(&mut self) {
        self.cursor = 0;
    }

    pub(super) fn end(&mut self) {
        self.cursor = self.letters.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(text: &str) -> Line {
        let mut line = Line::default();
        line.paste(text);
        line
    }

    #[test]
    fn a_line_is_written_and_mended_where_the_cursor_is() {
        let mut line = pasted("disk fll");
        line.left();
        line.left();
        line.insert('u');
        assert_eq!(line.halves(), ("disk fu".to_owned(), "ll".to_owned()));
        line.home();
        line.delete();
        line.insert('D');
        line.end();
        line.insert('!');
        assert_eq!(line.text(), "Disk full!");
        line.delete_word();
        assert_eq!(line.text(), "Disk ");
        line.delete_to_start();
        line.backspace();
        assert_eq!(line.text(), "");
    }

    #[test]
    fn a_paste_is_one_line_in_which_nothing_is_obeyed() {
        let line = pasted("wail ack 1\rdf -h\n\x1b[2J\u{202e}\n");
        assert_eq!(line.text(), "wail ack 1 df -h [2J");
        assert_eq!(pasted(&"x".repeat(5000)).text().len(), LONGEST);
    }
}
