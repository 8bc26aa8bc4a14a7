//! Long lines broken between words, so that a terminal does not break them inside one.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::system::terminal_width;

/// From how many columns on there is room to begin the second line below the text of the first.
const ROOMY: usize = 60;

/// The text as it fits the terminal, the second line and those that follow that far to the right;
/// in one line where there is no terminal.
pub(super) fn fitted(text: &str, indent: usize) -> String {
    match terminal_width() {
        Some(width) => wrapped(text, width, if width < ROOMY { 2 } else { indent }),
        None => text.to_owned(),
    }
}

/// The text in lines of at most that width; all but the first begin that far to the right. A word
/// that is wider than a line is broken where the line ends.
pub(super) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let width = width.max(indent + 8);
    let mut lines = String::with_capacity(text.len() + 16);
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let needs = word.trim_end().width();
        if used + needs > width && used > indent && needs <= width - indent {
            used = break_line(&mut lines, indent);
        }
        for character in word.chars() {
            // A text that has lines of its own keeps them.
            if character == '\n' {
                lines.push(character);
                used = 0;
                continue;
            }
            let columns = character.width().unwrap_or(0);
            if used + columns > width {
                used = break_line(&mut lines, indent);
                if character == ' ' {
                    continue;
                }
            }
            lines.push(character);
            used += columns;
        }
    }
    lines
}

fn break_line(lines: &mut String, indent: usize) -> usize {
    lines.truncate(lines.trim_end().len());
    lines.push('\n');
    lines.push_str(&" ".repeat(indent));
    indent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_between_words_and_goes_on_below_its_text() {
        assert_eq!(wrapped("03:12  disk full", 20, 7), "03:12  disk full");
        assert_eq!(wrapped("03:12  disk full on db1", 18, 7), "03:12  disk full\n       on db1");
        assert_eq!(wrapped("03:12  disk full on", 16, 7), "03:12  disk full\n       on");
    }

    #[test]
    fn a_text_that_has_lines_keeps_them() {
        assert_eq!(wrapped("1  one\n   two three four", 12, 3), "1  one\n   two three\n   four");
    }

    #[test]
    fn a_word_without_an_end_is_broken_where_the_line_ends() {
        assert_eq!(wrapped("1  abcdefghijklmno", 11, 3), "1  abcdefgh\n   ijklmno");
        assert_eq!(wrapped("1  数据库宕机了", 11, 3), "1  数据库宕\n   机了");
        assert_eq!(wrapped("abcdefghijkl", 1, 2), "abcdefghij\n  kl", "there is always some room");
    }
}
