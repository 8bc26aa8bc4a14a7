//! TOML as it is written into a new configuration: blocks of keys with comments above them.

use std::fmt::{self, Write as _};

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use crate::domain::text::{is_unfit, plain};

/// A table with its header, its keys, and what is said above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    header: String,
    comments: Vec<String>,
    lines: Vec<String>,
}

impl Block {
    /// `[kind.name]`.
    pub(super) fn table(kind: &str, name: &str) -> Self {
        Self { header: format!("[{kind}.{}]", key(name)), ..Self::default() }
    }

    /// `[[path]]`.
    pub(super) fn item(path: &str) -> Self {
        Self { header: format!("[[{path}]]"), ..Self::default() }
    }

    /// What it begins with.
    pub(super) fn header(&self) -> &str {
        &self.header
    }

    /// Says something above it.
    pub(super) fn comment(mut self, text: &str) -> Self {
        self.comments.push(text.to_owned());
        self
    }

    /// A text.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        let value = quoted(value);
        self.raw(name, &value)
    }

    /// A text, if there is one.
    pub(super) fn maybe_text(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// A list of texts; nothing, if it is empty.
    pub(super) fn list<S: AsRef<str>>(self, name: &str, values: &[S]) -> Self {
        if values.is_empty() { self } else { self.raw(name, &listed(values)) }
    }

    /// A number or a truth.
    pub(super) fn plain(self, name: &str, value: impl fmt::Display) -> Self {
        self.raw(name, &value.to_string())
    }

    /// A day.
    pub(super) fn day(self, name: &str, day: Date) -> Self {
        self.raw(name, &day.to_string())
    }

    /// A day with a time.
    pub(super) fn moment(self, name: &str, moment: DateTime) -> Self {
        self.text(name, &moment.strftime("%Y-%m-%d %H:%M").to_string())
    }

    /// A value as TOML has it.
    pub(super) fn raw(mut self, name: &str, value: &str) -> Self {
        self.lines.push(format!("{} = {value}", key(name)));
        self
    }

    /// With the keys of another one below its own.
    pub(super) fn with(mut self, other: &Self) -> Self {
        self.lines.extend(other.lines.iter().cloned());
        self
    }

    /// Whether a key has that value, as TOML has it.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.lines.iter().any(|line| *line == format!("{name} = {value}"))
    }

    /// Texts by name.
    pub(super) fn inline<'a>(
        self,
        name: &str,
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let values =
            values.into_iter().map(|(name, value)| format!("{} = {}", key(name), quoted(value)));
        let values: Vec<String> = values.collect();
        if values.is_empty() {
            self
        } else {
            self.raw(name, &format!("{{ {} }}", values.join(", ")))
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for comment in &self.comments {
            writeln!(f, "{}", commented(comment))?;
        }
        writeln!(f, "{}", self.header)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A comment, on one line, whatever it says.
pub(super) fn commented(text: &str) -> String {
    format!("# {}", plain(text)).trim_end().to_owned()
}

/// A text in quotes, whatever is in it.
pub(super) fn quoted(text: &str) -> String {
    // JSON's quotes are TOML's, but for what a terminal would obey.
    let json = Value::from(text).to_string();
    let mut quoted = String::with_capacity(json.len());
    for character in json.chars() {
        match u32::from(character) {
            code if !is_unfit(character) && code != 0x7f => quoted.push(character),
            code @ ..=0xffff => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{code:04x}");
            }
            code => {
                let _ = write!(quoted, "\\U{code:08x}");
            }
        }
    }
    quoted
}

/// Texts in brackets.
pub(super) fn listed<S: AsRef<str>>(values: &[S]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value.as_ref())).collect();
    format!("[{}]", values.join(", "))
}

/// A key, in quotes where it needs them.
pub(super) fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A length of time in seconds: `90s`, `5m`, `2h`, `7d`.
pub(super) fn length(seconds: i64) -> String {
    match seconds {
        0 => "1s".to_owned(),
        _ if seconds % 86_400 == 0 => format!("{}d", seconds / 86_400),
        _ if seconds % 3_600 == 0 => format!("{}h", seconds / 3_600),
        _ if seconds % 60 == 0 => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}
