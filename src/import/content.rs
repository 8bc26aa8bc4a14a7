//! Bytes of a file as values: JSON, YAML, or the text of a calendar.

use serde_json::Value;

use super::{Document, ImportError, yaml};

/// How large a file may be, in bytes.
pub const LARGEST: u64 = 64 * 1024 * 1024;

/// What is in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Data: of JSON that is a list, one of its members.
    Data(Value),
    /// A calendar, as text.
    Calendar(String),
}

impl Content {
    /// The data, where it is data.
    pub(super) fn data(&self) -> Option<&Value> {
        match self {
            Self::Data(value) => Some(value),
            Self::Calendar(_) => None,
        }
    }
}

impl Document {
    /// What is in a file of that name: a list, as programs make one of several answers, is one document
    /// for each of its members.
    ///
    /// # Errors
    ///
    /// Says why it cannot be read, with the line.
    pub fn of(file: &str, bytes: &[u8]) -> Result<Vec<Self>, ImportError> {
        let fault = |message: String, hint: Option<&str>| ImportError {
            file: file.to_owned(),
            message,
            hint: hint.map(str::to_owned),
        };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = str::from_utf8(bytes).map_err(|error| {
            let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let line = valid.matches('\n').count() + 1;
            fault(format!("line {line} is not UTF-8"), Some("export it as text, not packed"))
        })?;
        let start = text.trim_start();
        if start.is_empty() {
            return Err(fault("it is empty".to_owned(), None));
        }
        let document = |content| Self { file: file.to_owned(), content };
        if start.get(..15).is_some_and(|it| it.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
            return Ok(vec![document(Content::Calendar(text.to_owned()))]);
        }
        let value = if start.starts_with(['{', '[']) { json(text) } else { yaml::read(text) };
        let value = value.map_err(|message| fault(message, None))?;
        Ok(match value {
            Value::Array(list) => {
                list.into_iter().map(|value| document(Content::Data(value))).collect()
            }
            value => vec![document(Content::Data(value))],
        })
    }
}

/// JSON, or YAML that begins like it.
fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        yaml::read(text).map_err(|_| {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            format!("line {}: this is no JSON: {said}", error.line())
        })
    })
}
