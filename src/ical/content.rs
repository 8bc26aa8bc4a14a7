//! Content lines: names, parameters and values, folded and escaped, written and read.

use super::CalendarError;

/// How many octets a line may have, its break not counted.
const LONGEST: usize = 75;

/// A calendar being written.
#[derive(Default)]
pub(super) struct Writer(String);

impl Writer {
    /// One line, whose value is right as it is.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if length + character.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// One line, whose value is text: whatever it says, it stays this one value.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escaped(text));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => escaped.push_str("\\n"),
            // Nothing else that controls belongs into a calendar.
            character if character.is_control() && character != '\t' => {}
            character => escaped.push(character),
        }
    }
    escaped
}

/// The text that a value stands for.
pub(super) fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            character => text.push(character),
        }
    }
    text
}

/// One content line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// Where it begins in the file, from 1.
    pub(super) line: usize,
    /// Its name, in upper case.
    pub(super) name: String,
    /// Its value, as it is written.
    pub(super) value: String,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parameter {
    name: String,
    value: String,
}

impl Content {
    /// The value of a parameter, without its quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|parameter| parameter.name == name);
        found.map(|parameter| parameter.value.as_str())
    }

    /// The same line with another value.
    pub(super) fn with_value(&self, value: &str) -> Self {
        Self { value: value.to_owned(), ..self.clone() }
    }

    /// Takes a line apart: `NAME;PARAMETER="VALUE":VALUE`.
    fn parse(text: &str, line: usize) -> Result<Self, CalendarError> {
        let none = || CalendarError::at(line, "this is no line of a calendar");
        let mut is_quoted = false;
        let mut pieces = Vec::new();
        let mut begin = 0;
        for (at, character) in text.char_indices() {
            match character {
                '"' => is_quoted = !is_quoted,
                ';' | ':' if !is_quoted => {
                    pieces.push(&text[begin..at]);
                    begin = at + 1;
                    if character == ':' {
                        return Self::of_pieces(&pieces, &text[begin..], line).ok_or_else(none);
                    }
                }
                _ => {}
            }
        }
        Err(none())
    }

    fn of_pieces(pieces: &[&str], value: &str, line: usize) -> Option<Self> {
        let (name, parameters) = pieces.split_first()?;
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
        };
        // Lotus and others write a group before the name: `item1.SUMMARY`.
        let name = name.rsplit('.').next().unwrap_or(name);
        if !is_name(name) {
            return None;
        }
        let parameter = |written: &&str| {
            let (name, value) = written.split_once('=')?;
            let value =
                value.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(value);
            Some(Parameter { name: name.to_ascii_uppercase(), value: value.to_owned() })
        };
        Some(Self {
            line,
            name: name.to_ascii_uppercase(),
            value: value.to_owned(),
            parameters: parameters.iter().filter_map(parameter).collect(),
        })
    }
}

/// The lines of a calendar, put together where they were folded.
pub(super) fn contents(text: &str) -> Result<Vec<Content>, CalendarError> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), whole.last_mut()) {
            (Some(rest), Some((_, begun))) => begun.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => whole.push((index + 1, line.to_owned())),
        }
    }
    whole.iter().map(|(number, line)| Content::parse(line, *number)).collect()
}

#[cfg(test)]
mod tests;
