//! Secrets: taken from the environment or a file, never printed, and masked where a line is shown.

use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;

use super::environment::Environment;

/// Something only the sender and we know.
#[derive(Clone)]
pub struct Secret {
    value: String,
    origin: String,
}

/// Why there is no secret where one should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SecretError {
    /// It stands in the file itself.
    #[error("a key does not belong in this file")]
    Literal,
    /// The variable is not set.
    #[error("the variable `{0}` is not set")]
    Unset(String),
    /// It is there, and empty.
    #[error("`{0}` is empty, and an empty key keeps nobody out")]
    Empty(String),
    /// The bytes are not UTF-8.
    #[error("`{0}` is not text")]
    NotText(String),
    /// The file cannot be read.
    #[error("`{path}` cannot be read: {why}")]
    Unreadable {
        /// As it was written.
        path: String,
        /// What the system says.
        why: String,
    },
}

impl Secret {
    /// Reads `env:NAME` or `file:PATH`; a relative path starts at `directory`. Space around the
    /// secret is no part of it: editors end files with a newline.
    pub(crate) fn find(
        origin: &str,
        directory: &Path,
        environment: &Environment,
    ) -> Result<Self, SecretError> {
        let value = if let Some(name) = origin.strip_prefix("env:") {
            if !environment.is_set(name) {
                return Err(SecretError::Unset(name.to_owned()));
            }
            let value = environment.variable(name).unwrap_or_default();
            value.into_string().map_err(|_| SecretError::NotText(name.to_owned()))?
        } else if let Some(path) = origin.strip_prefix("file:") {
            let unreadable = |why: String| SecretError::Unreadable { path: path.to_owned(), why };
            let bytes = fs::read(directory.join(path))
                .map_err(|error| unreadable(super::plainly(&error)))?;
            String::from_utf8(bytes).map_err(|_| SecretError::NotText(path.to_owned()))?
        } else {
            return Err(SecretError::Literal);
        };
        let value = value.trim().to_owned();
        if value.is_empty() {
            let (_, place) = origin.split_once(':').unwrap_or_default();
            return Err(SecretError::Empty(place.to_owned()));
        }
        Ok(Self { value, origin: origin.to_owned() })
    }

    /// The secret itself, to compare with what a sender knows.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.value
    }

    /// Where it came from: `env:NAME` or `file:PATH`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What a secret is called in a configuration.
pub(crate) const NAMES: [&str; 4] = ["key", "token", "password", "secret"];

/// Where `text` holds what may be a secret: whatever stands after `key =` and its like, unless it only says where
/// the secret is. Works on text that is no TOML, because faults show that too.
pub(crate) fn secrets_in(text: &str) -> Vec<Range<usize>> {
    let named = |word: &'static str| {
        let found = text.match_indices(word).map(move |(at, word)| at + word.len());
        found.filter_map(|end| value_after(text, end))
    };
    let mut found: Vec<Range<usize>> = NAMES.into_iter().flat_map(named).collect();
    // The address of a webhook is its key, and so is a user's name at Pushover.
    for (word, harmless) in [("url", "\"http\""), ("user", "\"mail\"")] {
        found.extend(named(word).filter(|value| {
            let before = text[..value.start].rfind(['\n', '{']).unwrap_or(0);
            let after = text[value.end..].find(['\n', '}']).map_or(text.len(), |at| value.end + at);
            let around = &text[before..after];
            !around.contains(harmless) && !around.contains("public_url")
        }));
    }
    found
}

fn value_after(text: &str, end_of_key: usize) -> Option<Range<usize>> {
    let after_key = text[end_of_key..].trim_start_matches(['"', '\'', ' ', '\t']);
    let value = after_key.strip_prefix('=')?.trim_start_matches([' ', '\t']);
    let start = text.len() - value.len();
    let (open, close) = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| value.starts_with(quote))
        .map_or(("", None), |quote| (quote, Some(quote)));
    let inside = &value[open.len()..];
    if inside.starts_with("env:") || inside.starts_with("file:") {
        return None;
    }
    let length = match close {
        Some(quote) if quote.len() == 3 => inside.find(quote).unwrap_or(inside.len()),
        // An escaped quote may stand in the value: the last quote of the line is the safe end.
        Some(_) => inside.find('\n').unwrap_or(inside.len()),
        None => inside.find(['\n', ',', '}']).unwrap_or(inside.len()),
    };
    let value = inside[..length].trim_end();
    let value = match close {
        Some(quote) if quote.len() == 1 => {
            let end = value.find(quote).filter(|_| !value.contains('\\'));
            end.map_or(value, |end| &value[..end])
        }
        _ => value,
    };
    let start = start + open.len();
    (!value.is_empty()).then_some(start..start + value.len())
}

#[cfg(test)]
mod tests;
