//! Labels and the matchers that choose by them, with the text form people write.

mod pattern;
pub mod sieve;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use pattern::{NoPattern, Pattern};

/// The labels of an alert or an incident, sorted by name.
pub type Labels = BTreeMap<String, String>;

/// One condition on one label: `service=db`, `env!=dev`, `host=~"web-.*"`, `host!~"test.*"`.
///
/// A label that is absent reads as the empty text, and a pattern must match the whole value, as in
/// Prometheus and Alertmanager.
#[derive(Clone, Debug)]
pub struct Matcher {
    label: String,
    condition: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Is(String),
    IsNot(String),
    Matches(Arc<Pattern>),
    MatchesNot(Arc<Pattern>),
}

/// The parts of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatcherParts {
    /// The label it is about.
    pub label: String,
    /// The value, or the pattern that must match the whole of it.
    pub value: String,
    /// Whether it is a pattern.
    pub is_pattern: bool,
    /// Whether the label must be so, and not otherwise.
    pub is_equal: bool,
}

/// Why a matcher could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatcherError {
    /// There is no operator in it.
    #[error("`{0}` is not a matcher: it has none of `=`, `!=`, `=~`, `!~`")]
    NoOperator(String),
    /// The part before the operator is empty.
    #[error("`{0}` names no label")]
    NoLabel(String),
    /// The pattern is not a regular expression.
    #[error("`{pattern}` is not a regular expression: {why}")]
    BadPattern {
        /// The pattern as written.
        pattern: String,
        /// What the regex engine says of it, in one line.
        why: String,
    },
    /// The pattern is too long, or too large once it is compiled.
    #[error("the pattern `{0}` is too large: write a simpler one, or several matchers")]
    TooLarge(String),
}

impl Matcher {
    /// Reads the text form. The value may be put in double quotes.
    pub fn parse(text: &str) -> Result<Self, MatcherError> {
        let at = text.find(['=', '!']).ok_or_else(|| MatcherError::NoOperator(text.to_owned()))?;
        let (label, rest) = text.split_at(at);
        let label = label.trim();
        if label.is_empty() {
            return Err(MatcherError::NoLabel(text.to_owned()));
        }
        let (operator, value) = ["=~", "!~", "!=", "="]
            .into_iter()
            .find_map(|operator| Some((operator, rest.strip_prefix(operator)?)))
            .ok_or_else(|| MatcherError::NoOperator(text.to_owned()))?;
        let value = unquoted(value.trim());
        let condition = match operator {
            "=" => Test::Is(value.to_owned()),
            "!=" => Test::IsNot(value.to_owned()),
            "=~" => Test::Matches(whole(value)?),
            _ => Test::MatchesNot(whole(value)?),
        };
        Ok(Self { label: label.to_owned(), condition })
    }

    /// The condition made of its parts.
    ///
    /// # Errors
    ///
    /// If it names no label, or the pattern is not a regular expression.
    pub fn made(parts: MatcherParts) -> Result<Self, MatcherError> {
        let MatcherParts { label, value, is_pattern, is_equal } = parts;
        if label.is_empty() {
            return Err(MatcherError::NoLabel(value));
        }
        let condition = match (is_pattern, is_equal) {
            (false, true) => Test::Is(value),
            (false, false) => Test::IsNot(value),
            (true, true) => Test::Matches(whole(&value)?),
            (true, false) => Test::MatchesNot(whole(&value)?),
        };
        Ok(Self { label, condition })
    }

    /// The condition made of parts that were taken before: however large its pattern is, it is read.
    ///
    /// # Errors
    ///
    /// If it names no label, or the pattern is not a regular expression.
    pub fn kept(parts: MatcherParts) -> Result<Self, MatcherError> {
        match Self::made(parts.clone()) {
            Err(MatcherError::TooLarge(_)) => {
                let MatcherParts { label, value, is_equal, .. } = parts;
                let pattern = Pattern::of_any_size(&value).map(Arc::new);
                let pattern = pattern.map_err(|error| failure(&value, error))?;
                let condition =
                    if is_equal { Test::Matches(pattern) } else { Test::MatchesNot(pattern) };
                Ok(Self { label, condition })
            }
            made => made,
        }
    }

    /// The label and the one value that it must have, if the condition is that simple.
    #[must_use]
    pub fn exact(&self) -> Option<(&str, &str)> {
        match &self.condition {
            Test::Is(value) if !value.is_empty() => Some((&self.label, value)),
            Test::Is(_) | Test::IsNot(_) | Test::Matches(_) | Test::MatchesNot(_) => None,
        }
    }

    /// Whether it asks for nothing, or for no more than that the label is there.
    #[must_use]
    pub fn takes_anything(&self) -> bool {
        let is_any = match &self.condition {
            Test::Matches(pattern) => pattern.written() == ".+",
            Test::Is(_) | Test::IsNot(_) | Test::MatchesNot(_) => false,
        };
        is_any || self.matches(&Labels::new())
    }

    /// The label it is about.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Its parts.
    #[must_use]
    pub fn parts(&self) -> MatcherParts {
        let (value, is_pattern, is_equal) = match &self.condition {
            Test::Is(value) => (value.as_str(), false, true),
            Test::IsNot(value) => (value.as_str(), false, false),
            Test::Matches(pattern) => (pattern.written(), true, true),
            Test::MatchesNot(pattern) => (pattern.written(), true, false),
        };
        MatcherParts { label: self.label.clone(), value: value.to_owned(), is_pattern, is_equal }
    }

    /// Whether it needs a regular expression, which takes longer than to compare two texts.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        matches!(self.condition, Test::Matches(_) | Test::MatchesNot(_))
    }

    /// Whether the condition holds for these labels.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.label).map_or("", String::as_str);
        match &self.condition {
            Test::Is(wanted) => value == wanted,
            Test::IsNot(unwanted) => value != unwanted,
            Test::Matches(pattern) => pattern.is_match(value),
            Test::MatchesNot(pattern) => !pattern.is_match(value),
        }
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = &self.label;
        match &self.condition {
            Test::Is(value) => write!(f, "{label}={value}"),
            Test::IsNot(value) => write!(f, "{label}!={value}"),
            Test::Matches(pattern) => write!(f, "{label}=~{}", pattern.written()),
            Test::MatchesNot(pattern) => write!(f, "{label}!~{}", pattern.written()),
        }
    }
}

/// Whether all of them hold; none at all holds for everything.
#[must_use]
pub fn all_match(matchers: &[Matcher], labels: &Labels) -> bool {
    matchers.iter().all(|matcher| matcher.matches(labels))
}

fn unquoted(value: &str) -> &str {
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value)
}

/// The pattern. Whoever has a copy of a matcher shares it, and what it has learned.
fn whole(pattern: &str) -> Result<Arc<Pattern>, MatcherError> {
    Pattern::new(pattern).map(Arc::new).map_err(|error| failure(pattern, error))
}

fn failure(pattern: &str, error: NoPattern) -> MatcherError {
    match error {
        NoPattern::TooLarge => MatcherError::TooLarge(beginning(pattern)),
        NoPattern::Bad(why) => MatcherError::BadPattern { pattern: pattern.to_owned(), why },
    }
}

/// As much of a pattern as a message has room for.
fn beginning(pattern: &str) -> String {
    const ROOM: usize = 40;
    let mut shown: String = pattern.chars().take(ROOM).collect();
    if shown.len() < pattern.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
