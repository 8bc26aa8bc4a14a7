//! A block to be added: its keys and values, as lines.

use jiff::civil::{Date, Time};
use toml_edit::{Array, Value};

use crate::domain::name::PersonId;

/// The keys of a new `[[…]]`, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    lines: Vec<String>,
}

impl Block {
    /// A block without keys.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text, whatever is in it.
    #[must_use]
    pub fn text(self, key: &str, value: &str) -> Self {
        self.value(key, &Value::from(value))
    }

    /// Adds a text if there is one.
    #[must_use]
    pub fn maybe_text(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// Adds people.
    #[must_use]
    pub fn people(self, key: &str, people: &[PersonId]) -> Self {
        let names: Array = people.iter().map(PersonId::as_str).collect();
        self.value(key, &Value::from(names))
    }

    /// Adds a day.
    #[must_use]
    pub fn day(mut self, key: &str, day: Date) -> Self {
        self.lines.push(format!("{key} = {day}"));
        self
    }

    /// Adds a time of day.
    #[must_use]
    pub fn time(self, key: &str, time: Time) -> Self {
        let seconds = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
        self.text(key, &time.strftime(seconds).to_string())
    }

    fn value(mut self, key: &str, value: &Value) -> Self {
        // A key is one line, whatever stands in it.
        let value = value.to_string().trim().replace('\n', " ");
        self.lines.push(format!("{key} = {value}"));
        self
    }

    /// The lines, without their ends.
    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }
}
