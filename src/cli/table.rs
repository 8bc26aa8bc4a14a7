//! Columns that line up and fit the terminal: some give way, some are left out, the last goes on below.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::out::{Out, Tone};
use super::wrap::wrapped;

/// Between two columns.
const GAP: usize = 2;
/// To how many columns the last cell gives way, and to how many at most for the sake of a long word.
const READABLE: usize = 20;
const LONG_WORD: usize = 40;
/// To how many columns a cell gives way that may be cut.
const SHORT: usize = 10;
/// How far to the right what stands below a row begins.
const BELOW: usize = 2;

/// A row: its cells, each with what it stands for.
type Row = Vec<(Tone, String)>;

/// A table being made.
pub(super) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Row>,
    /// How wide the terminal is; nothing gives way where there is none.
    width: Option<usize>,
    cut: Vec<&'static str>,
    spare: Vec<&'static str>,
}

/// How a table stands in the room there is.
#[derive(Debug, PartialEq, Eq)]
enum Layout {
    /// These columns side by side, as wide as that; the last goes on below itself.
    Beside(Vec<usize>, Vec<usize>),
    /// The same without the last of them, which stands below its row.
    Below(Vec<usize>, Vec<usize>, usize),
    /// A line for every cell: there is no room for two beside each other.
    Cards,
}

impl Table {
    /// A table with these headings, as wide as the terminal.
    pub(super) fn new(head: &[&'static str]) -> Self {
        let width = crate::system::terminal_width();
        Self { head: head.to_vec(), rows: Vec::new(), width, cut: Vec::new(), spare: Vec::new() }
    }

    /// Of these columns the end may be cut off where there is little room. No column is one of them by
    /// which something is named, or that has a number.
    pub(super) fn cuts(mut self, columns: &[&'static str]) -> Self {
        self.cut = columns.to_vec();
        self
    }

    /// These columns may be left out where there is little room, the first of them first.
    pub(super) fn spares(mut self, columns: &[&'static str]) -> Self {
        self.spare = columns.to_vec();
        self
    }

    /// Adds a row; as many cells as there are headings. The cells hold nothing a terminal obeys.
    pub(super) fn row(&mut self, cells: Row) {
        self.rows.push(cells);
    }

    /// The table, headings first, a line for each row unless it has to go on below.
    pub(super) fn render(&self, out: Out) -> String {
        let head = self.head.iter().map(|title| (Tone::Faint, (*title).to_owned())).collect();
        let rows = std::iter::once(&head).chain(&self.rows);
        match self.layout() {
            Layout::Beside(columns, widths) => {
                rows.map(|row| beside(row, (&columns, &widths), out)).collect()
            }
            Layout::Below(columns, widths, last) => {
                let room = self.width.unwrap_or(usize::MAX).saturating_sub(BELOW);
                rows.map(|row| {
                    let beside = beside(row, (&columns, &widths), out);
                    beside + &below(row.get(last), room, out)
                })
                .collect()
            }
            Layout::Cards => self.cards(out),
        }
    }

    fn layout(&self) -> Layout {
        let natural = self.natural();
        let mut columns: Vec<usize> = (0..self.head.len()).collect();
        let Some(width) = self.width else { return Layout::Beside(columns, natural) };
        let spares = self.spare.iter().filter_map(|spare| self.place(spare));
        for spare in std::iter::once(None).chain(spares.map(Some)) {
            columns.retain(|column| Some(*column) != spare);
            if let Some(widths) = self.squeezed(&columns, &natural, width) {
                return Layout::Beside(columns, widths);
            }
        }
        let Some(last) = columns.pop() else { return Layout::Cards };
        match self.squeezed(&columns, &natural, width) {
            Some(widths) if !columns.is_empty() => Layout::Below(columns, widths, last),
            _ => Layout::Cards,
        }
    }

    fn place(&self, heading: &str) -> Option<usize> {
        self.head.iter().position(|title| *title == heading)
    }

    /// As wide as the columns would be if there were room.
    fn natural(&self) -> Vec<usize> {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let widest = cells.map(|(_, cell)| cell.width()).max().unwrap_or(0);
            widest.max(self.head[column].width())
        };
        (0..self.head.len()).map(width).collect()
    }

    /// How wide these columns are beside each other in that room, the widest of those that may give way
    /// giving way; none where that is not enough.
    fn squeezed(&self, columns: &[usize], natural: &[usize], room: usize) -> Option<Vec<usize>> {
        let least = |column: usize| {
            let (whole, heading) = (natural[column], self.head[column]);
            if column + 1 == self.head.len() {
                whole.min(self.longest_word(column).clamp(READABLE, LONG_WORD))
            } else if self.cut.contains(&heading) {
                whole.min(SHORT.max(heading.width()))
            } else {
                whole
            }
        };
        let least: Vec<usize> = columns.iter().map(|column| least(*column)).collect();
        let mut widths: Vec<usize> = columns.iter().map(|column| natural[*column]).collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > room {
            let may = |place: &usize| widths[*place] > least[*place];
            let widest = (0..widths.len()).filter(may).max_by_key(|place| widths[*place])?;
            widths[widest] -= 1;
        }
        Some(widths)
    }

    fn longest_word(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let words = cells.flat_map(|(_, cell)| cell.split(' '));
        words.map(|word| word.width()).max().unwrap_or(0)
    }

    /// Every row as a block: what it is about, and below it a line for everything else there is to say.
    fn cards(&self, out: Out) -> String {
        let room = self.width.unwrap_or(usize::MAX);
        let titles: Vec<String> = self.head.iter().map(|title| title.to_lowercase()).collect();
        let margin = titles.iter().skip(1).map(|title| title.width()).max().unwrap_or(0);
        let mut text = String::new();
        for row in &self.rows {
            let mut cells = row.iter().zip(&titles);
            if let Some(((tone, cell), _)) = cells.next() {
                text.push_str(&out.paint(*tone, wrapped(cell, room, BELOW)));
                text.push('\n');
            }
            for ((tone, cell), title) in cells.filter(|((_, cell), _)| !cell.is_empty()) {
                let start = BELOW + margin + GAP;
                let title = format!("{:BELOW$}{title:<width$}", "", width = margin + GAP);
                let cell = wrapped(&format!("{title}{cell}"), room, start);
                let cell = cell.strip_prefix(&title).unwrap_or(&cell);
                text.push_str(&out.paint(Tone::Faint, &title));
                text.push_str(&out.paint(*tone, cell));
                text.push('\n');
            }
        }
        text
    }
}

/// A row with its cells beside each other; the last goes on below itself, between two words.
fn beside(row: &Row, (columns, widths): (&[usize], &[usize]), out: Out) -> String {
    let (mut line, mut used) = (String::new(), 0);
    for (place, (column, width)) in columns.iter().zip(widths).enumerate() {
        let Some((tone, cell)) = row.get(*column) else { continue };
        if place + 1 < columns.len() {
            let cell = out.cut(cell, *width);
            let padding = width.saturating_sub(cell.width()) + GAP;
            line.push_str(&out.paint(*tone, &cell));
            line.push_str(&" ".repeat(padding));
            used += width + GAP;
            continue;
        }
        for (number, part) in wrapped(cell, *width, 0).split('\n').enumerate() {
            if number > 0 {
                line.push('\n');
                line.push_str(&" ".repeat(used));
            }
            line.push_str(&out.paint(*tone, part));
        }
    }
    format!("{}\n", line.trim_end())
}

/// A cell below its row; nothing where it is empty.
fn below(cell: Option<&(Tone, String)>, room: usize, out: Out) -> String {
    let Some((tone, cell)) = cell.filter(|(_, cell)| !cell.is_empty()) else {
        return String::new();
    };
    let parts = wrapped(cell, room, 0);
    let line = |part| format!("{:BELOW$}{}\n", "", out.paint(*tone, part));
    parts.split('\n').map(line).collect()
}

/// As much of the text as fits, with an ellipsis where something is missing.
pub(super) fn cut(text: &str, room: usize) -> String {
    cut_with(text, room, "…")
}

/// The same with that for an ellipsis.
pub(super) fn cut_with(text: &str, room: usize, ellipsis: &str) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = ellipsis.width();
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        kept.push(character);
    }
    format!("{}{ellipsis}", kept.trim_end())
}

#[cfg(test)]
mod tests;
