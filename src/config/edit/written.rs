//! What was added last, found by the notes, and taken back or made to end.
//!
//! Only the lines that were written are taken out: the note, the header, and the keys of its table.
//! Whatever else somebody has put between them or behind them stays.

use std::ops::Range;

use toml_edit::{ArrayOfTables, Document, Item, Key, Table, Value};

use super::end_of_line;
use super::note::Noted;
use crate::domain::name::RotaName;

/// What was added last to a text.
#[derive(Clone, Debug)]
pub struct Tail<'t> {
    /// Its note.
    pub noted: Noted,
    /// The blocks, in the order of the text.
    pub blocks: Vec<Written>,
    text: &'t str,
}

/// What a block is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// An override.
    Override,
    /// Leave.
    Leave,
    /// A change of a layer.
    Change,
}

/// A block that was added, as it stands in the text.
#[derive(Clone, Debug)]
pub struct Written {
    /// What it is.
    pub kind: BlockKind,
    /// The rota it is in, where the file says so.
    pub rota: Option<RotaName>,
    /// The note, without the end of its line.
    note: Range<usize>,
    /// Its line, and the empty one before it.
    note_lines: Range<usize>,
    header: Range<usize>,
    keys: Vec<WrittenKey>,
}

/// A key of a block.
#[derive(Clone, Debug)]
struct WrittenKey {
    name: String,
    /// What it is, as a text or a time.
    value: Option<String>,
    /// From the key to the end of its value.
    place: Range<usize>,
    /// All its lines.
    lines: Range<usize>,
}

/// What becomes of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Stays,
    /// It is taken out.
    Goes,
    /// It ends: its `to`, or its `last`, becomes this `to`.
    Ends {
        /// What its `first` becomes, if it was written in days.
        from: Option<String>,
        /// When it ends.
        to: String,
    },
}

/// A block with its note.
struct Found {
    noted: Noted,
    written: Written,
}

/// One place of a text, and what is to stand there.
struct Replaced {
    place: Range<usize>,
    by: String,
}

/// Looks for what was added last, by the notes.
#[must_use]
pub fn last_noted(text: &str) -> Option<Tail<'_>> {
    let document = Document::parse(text).ok()?;
    let mut found = found_in(document.as_table(), None, text);
    if let Some(rotas) = document.get("rota").and_then(Item::as_table) {
        for (name, rota) in rotas {
            let Some(rota) = rota.as_table() else { continue };
            found.extend(found_in(rota, Some(&RotaName::from(name)), text));
        }
    }
    found.sort_by_key(|found| found.written.note.start);
    let mut last: Option<Tail<'_>> = None;
    for Found { noted, written } in found {
        match &mut last {
            Some(tail) if tail.noted == noted => tail.blocks.push(written),
            Some(tail) if tail.noted.at > noted.at => {}
            _ => last = Some(Tail { noted, blocks: vec![written], text }),
        }
    }
    last
}

/// The blocks with notes in the lists of a table.
fn found_in(table: &Table, rota: Option<&RotaName>, text: &str) -> Vec<Found> {
    let changes = list(table, "layer").flat_map(|layer| list(layer, "change"));
    let overrides = list(table, "override").map(|block| (BlockKind::Override, block));
    let leave = list(table, "off").map(|block| (BlockKind::Leave, block));
    let all = overrides.chain(leave).chain(changes.map(|block| (BlockKind::Change, block)));
    all.filter_map(|(kind, block)| found(kind, rota, block, text)).collect()
}

fn list<'d>(table: &'d Table, key: &str) -> impl Iterator<Item = &'d Table> {
    let blocks = table.get(key).and_then(Item::as_array_of_tables);
    blocks.into_iter().flat_map(ArrayOfTables::iter)
}

/// The block of a table, if a note stands above its header with nothing but remarks between them.
fn found(kind: BlockKind, rota: Option<&RotaName>, table: &Table, text: &str) -> Option<Found> {
    let above = table.decor().prefix()?.span()?;
    let header = lines_of(text, &table.span()?);
    let mut begin = header.start;
    for line in text[..header.start].split_inclusive('\n').rev() {
        begin -= line.len();
        if begin < above.start || !line.trim_start().starts_with('#') {
            return None;
        }
        let Some(noted) = Noted::of_line(line) else { continue };
        let written = Written {
            kind,
            rota: rota.cloned(),
            note: begin..begin + line.trim_end().len(),
            note_lines: with_empty_line_before(text, begin)..begin + line.len(),
            header,
            keys: keys_of(table, text),
        };
        return Some(Found { noted, written });
    }
    None
}

/// The keys of a table with a value of its own, those of tables within a line's key included.
fn keys_of(table: &Table, text: &str) -> Vec<WrittenKey> {
    let mut keys = Vec::new();
    for (name, item) in table {
        match item {
            Item::Value(value) => {
                let spans = table.key(name).and_then(Key::span).zip(value.span());
                keys.extend(spans.map(|(key, of_value)| {
                    let place = key.start..of_value.end;
                    let lines = lines_of(text, &place);
                    WrittenKey { name: name.to_owned(), value: text_of(value), place, lines }
                }));
            }
            Item::Table(within) if within.is_dotted() => keys.extend(keys_of(within, text)),
            Item::None | Item::Table(_) | Item::ArrayOfTables(_) => {}
        }
    }
    keys
}

/// A text or a time, as one writes it.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Datetime(time) => Some(time.value().to_string()),
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Array(_)
        | Value::InlineTable(_) => None,
    }
}

/// All lines of a place.
fn lines_of(text: &str, place: &Range<usize>) -> Range<usize> {
    let start = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[place.end..].find('\n').map_or(text.len(), |end| place.end + end + 1);
    start..end
}

/// The beginning of the empty line before a line, if there is one, else of the line.
fn with_empty_line_before(text: &str, line: usize) -> usize {
    let before = text[..line].strip_suffix('\n');
    match before.map(|before| before.strip_suffix('\r').unwrap_or(before)) {
        Some(before) if before.is_empty() || before.ends_with('\n') => before.len(),
        Some(_) | None => line,
    }
}

impl Written {
    /// What a key of it says, if that is a text or a time.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.key(key)?.value.as_deref()
    }

    fn key(&self, key: &str) -> Option<&WrittenKey> {
        self.keys.iter().find(|each| each.name == key)
    }

    /// Takes out the lines that were written.
    fn taken_out(&self) -> impl Iterator<Item = Replaced> {
        let lines = [&self.note_lines, &self.header].into_iter();
        let lines = lines.chain(self.keys.iter().map(|key| &key.lines));
        lines.map(|lines| Replaced { place: lines.clone(), by: String::new() })
    }

    /// Makes it end; nothing is replaced of what has no end.
    fn ended(&self, noted: &Noted, from: Option<&str>, to: &str, text: &str) -> Vec<Replaced> {
        let replaced = |key: &WrittenKey, by: String| Replaced { place: key.place.clone(), by };
        let end = format!("to = {}", Value::from(to));
        let begin = from.map(|from| format!("from = {}", Value::from(from)));
        let mut all = Vec::new();
        match (self.key("to").or_else(|| self.key("last")), self.key("first"), begin) {
            (Some(last), None, _) => all.push(replaced(last, end)),
            (Some(last), Some(first), Some(begin)) => {
                all.extend([replaced(first, begin), replaced(last, end)]);
            }
            (None, Some(first), Some(begin)) => {
                let end_of_line = end_of_line(text);
                all.push(replaced(first, format!("{begin}{end_of_line}{end}")));
            }
            (Some(_) | None, Some(_), None) | (None, None, _) => return all,
        }
        all.push(Replaced { place: self.note.clone(), by: noted.line_of_ended() });
        all
    }
}

impl Tail<'_> {
    /// The text without it.
    #[must_use]
    pub fn without(&self) -> String {
        self.with(|_| Fate::Goes)
    }

    /// The text with each of its blocks as it is to be.
    #[must_use]
    pub fn with(&self, fate: impl Fn(&Written) -> Fate) -> String {
        let mut all: Vec<Replaced> = Vec::new();
        for block in &self.blocks {
            match fate(block) {
                Fate::Stays => {}
                Fate::Goes => all.extend(block.taken_out()),
                Fate::Ends { from, to } => {
                    all.extend(block.ended(&self.noted, from.as_deref(), &to, self.text));
                }
            }
        }
        all.sort_by_key(|each| each.place.start);
        let mut text = String::with_capacity(self.text.len());
        let mut kept = 0;
        for Replaced { place, by } in &all {
            text.push_str(&self.text[kept..place.start]);
            text.push_str(by);
            kept = place.end;
        }
        text.push_str(&self.text[kept..]);
        // What was added to a text without an end of its last line has given it one.
        let is_last = all.last().is_some_and(|last| last.by.is_empty() && kept == self.text.len());
        if is_last && !self.text.ends_with('\n') && text.ends_with('\n') {
            text.truncate(text.len() - if text.ends_with("\r\n") { 2 } else { 1 });
        }
        text
    }
}

#[cfg(test)]
mod tests;
