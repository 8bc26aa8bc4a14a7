//! Webhooks that are understood: one file each, one table of them.
//!
//! A source is a name, a few words about it, and a function from a request to alerts. The function
//! is pure: it reads no clock and touches nothing, so what was kept can be read again later.

mod alertmanager;
mod drill;
mod fields;
mod generic;

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::alert::Severity;
use crate::domain::name::SourceName;

/// A kind of sender.
pub struct Source {
    /// The word in the configuration, kebab-case.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// Where the sender documents what it sends.
    pub docs: &'static str,
    /// Reads a request.
    pub parse: fn(&Request<'_>) -> Result<Vec<Alert>, ParseError>,
    /// Recorded requests, to try it with.
    pub samples: Samples,
}

pub use crate::domain::alert::Alert;

/// Recorded requests of a sender.
pub struct Samples {
    /// One that reports a problem.
    pub firing: &'static str,
    /// One that reports the end of the same problem.
    pub resolved: &'static str,
}

/// Every kind there is, in the order of their names.
pub static SOURCES: &[&Source] = &[&alertmanager::SOURCE, &generic::SOURCE];

/// What `wail drill` sends. It is always there and nobody configures it, so it is not in the table.
pub static DRILL: &Source = &drill::SOURCE;

/// The kind of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Source> {
    SOURCES.iter().copied().find(|source| source.name == name)
}

/// What a source may look at.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The source's name in the configuration.
    pub source: &'a SourceName,
    /// How grave an alert is whose sender does not say.
    pub severity: Severity,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The bytes.
    pub body: &'a [u8],
}

impl Request<'_> {
    /// The body as JSON. A byte-order mark is skipped, and bytes that are no text become `\xNN`, so
    /// that an odd byte never costs an alert and different bytes stay different.
    pub fn json(&self) -> Result<Value, ParseError> {
        fields::json(self.body)
    }
}

/// Why a body could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is not JSON.
    #[error("the body is not JSON: {0}")]
    NotJson(String),
    /// Something it must have is not there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// Something in it is of another kind than it must be.
    #[error("`{field}` is not {expected}")]
    Wrong {
        /// Where.
        field: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

#[cfg(test)]
mod tests;
