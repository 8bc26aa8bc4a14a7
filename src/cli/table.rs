//! Columns that line up and fit the terminal; the last one gives way.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::out::{Out, Tone};

/// How wide a table is where there is no terminal to fit.
const WIDE: usize = 200;

/// A table being made.
pub(super) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<(Tone, String)>>,
    width: usize,
}

impl Table {
    /// A table with these headings, as wide as the terminal.
    pub(super) fn new(head: &[&'static str]) -> Self {
        let width = crate::system::terminal_width().unwrap_or(WIDE);
        Self { head: head.to_vec(), rows: Vec::new(), width }
    }

    /// Adds a row; as many cells as there are headings. The cells hold nothing a terminal obeys.
    pub(super) fn row(&mut self, cells: Vec<(Tone, String)>) {
        self.rows.push(cells);
    }

    /// The table, one line for each row, headings first.
    pub(super) fn render(&self, out: Out) -> String {
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                let widest = cells.map(|(_, cell)| cell.width()).max().unwrap_or(0);
                widest.max(self.head[column].width())
            })
            .collect();
        let head = self.head.iter().map(|title| (Tone::Faint, (*title).to_owned())).collect();
        let mut text = String::new();
        for row in std::iter::once(&head).chain(&self.rows) {
            text.push_str(self.line(row, &widths, out).trim_end());
            text.push('\n');
        }
        text
    }

    fn line(&self, row: &[(Tone, String)], widths: &[usize], out: Out) -> String {
        let mut line = String::new();
        let mut used = 0;
        for (column, (tone, cell)) in row.iter().enumerate() {
            if column + 1 == row.len() {
                let room = self.width.saturating_sub(used).max(20);
                line.push_str(&out.paint(*tone, cut(cell, room)));
                break;
            }
            let padding = widths[column].saturating_sub(cell.width()) + 2;
            line.push_str(&out.paint(*tone, cell));
            line.push_str(&" ".repeat(padding));
            used += widths[column] + 2;
        }
        line
    }
}

/// As much of the text as fits, with an ellipsis where something is missing.
pub(super) fn cut(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(character);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_where_the_terminal_ends() {
        assert_eq!(cut("database down", 20), "database down");
        assert_eq!(cut("database down", 10), "database…");
        assert_eq!(cut("数据库宕机了", 7), "数据库…", "wide characters take two columns");
    }
}
